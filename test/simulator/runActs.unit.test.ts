import { describe, expect, it } from 'vitest';
import type { AnyCommand } from '#commands/handling/command.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import { Rejection } from '#domain/rejections.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import type { Act } from '#simulator/act.ts';
import { runActs } from '#simulator/runActs.ts';

const act = (at: number, lane: string, more: Partial<Act> = {}): Act => ({
  at,
  lane,
  key: `${lane}:${at}`,
  command: `C${at}`,
  input: {},
  actor: { id: 'sim', role: 'officer', simulated: true },
  ...more,
});

/** A command of any name. */
const find = (name: string) => ({ name }) as AnyCommand;

/** Executes when told to, so that a test decides what overlaps. */
const stage = (outcome: (command: string) => Error | undefined = () => undefined) => {
  const begun: string[] = [];
  const ended: string[] = [];
  let underWay = 0;
  let most = 0;
  const execute: Execute = async ({ name: command }, _input, { now }) => {
    begun.push(`${command}@${now}`);
    most = Math.max(most, (underWay += 1));
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    const error = outcome(command);
    if (error) throw error;
    ended.push(command);
    return { stream: 's-1', revision: 0, position: 0, events: [], repeated: command === 'C1' };
  };
  return { execute, begun, ended, most: () => most };
};

describe('runActs', () => {
  it('gives commands at their own time, in order within a lane', async () => {
    const { execute, begun } = stage();
    await runActs({ execute, find, acts: [act(3, 'a'), act(1, 'a'), act(2, 'a')] });
    expect(begun).toEqual(['C1@1970-01-01T00:00:00.001Z', 'C2@1970-01-01T00:00:00.002Z', 'C3@1970-01-01T00:00:00.003Z']);
  });
  it('runs different lanes at once, but no more than it may', async () => {
    const { execute, most } = stage();
    await runActs({ execute, find, atOnce: 4, acts: Array.from({ length: 40 }, (_, index) => act(index, `lane-${index}`)) });
    expect(most()).toBe(4);
  });
  it('lets nobody overtake a slow act by more than it may', async () => {
    const slow = Promise.withResolvers<void>();
    const begun: string[] = [];
    const execute: Execute = async ({ name: command }) => {
      begun.push(command);
      if (command === 'C0') await slow.promise;
      return { stream: 's-1', revision: 0, position: 0, events: [], repeated: false };
    };
    const running = runActs({ execute, find, atOnce: 4, acts: Array.from({ length: 20 }, (_, index) => act(index, `lane-${index}`)) });
    await expect.poll(() => begun).toEqual(['C0', 'C1', 'C2', 'C3']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toHaveLength(4);
    slow.resolve();
    expect(await running).toMatchObject({ acts: 20 });
  });
  it('waits for the lanes an act depends on', async () => {
    const { execute, begun } = stage();
    await runActs({ execute, find, acts: [act(1, 'center'), act(2, 'center'), act(3, 'dossier', { after: ['center'] })] });
    expect(begun.map((one) => one.slice(0, 2))).toEqual(['C1', 'C2', 'C3']);
  });
  it('keeps the order of every lane in which an act stands, and counts there what it does', async () => {
    const { execute, begun } = stage();
    const both = act(2, 'batch', { also: { lanes: ['a', 'b'], does: 'ReturnResult' } });
    const ran = await runActs({ execute, find, acts: [act(1, 'a'), act(1, 'b', { command: 'B1' }), both, act(3, 'b')] });
    expect(begun.map((one) => one.slice(0, 2))).toEqual(['C1', 'B1', 'C2', 'C3']);
    expect(Object.fromEntries(ran.lastOf)).toEqual({ batch: 'C2', a: 'ReturnResult', b: 'C3' });
  });
  it('reports what a batch was refused of, by what it does', async () => {
    const { execute } = stage();
    const batch = act(1, 'batch', { also: { lanes: ['a'], does: 'ReturnResult' } });
    const ran = await runActs({ execute, find, acts: [batch], refusedLater: async () => ['dossier-not-settled'] });
    expect(ran.unexpected).toEqual({ 'ReturnResult: dossier-not-settled': 1 });
  });
  it('tells how a lane stands by the last act that says so', async () => {
    const { execute } = stage();
    const ran = await runActs({ execute, find, acts: [act(1, 'a'), act(2, 'a', { aside: true })] });
    expect(ran.lastOf.get('a')).toBe('C1');
  });
  it('counts intended refusals and goes on', async () => {
    const { execute } = stage((command) => (command === 'C1' ? new Rejection('center-not-ready', 'x') : undefined));
    const ran = await runActs({ execute, find, acts: [act(1, 'a', { refusals: ['center-not-ready'] }), act(2, 'a')] });
    expect(ran).toMatchObject({ acts: 1, refused: 1, unexpected: {}, leftOut: 0 });
  });
  it('ends a lane at a refusal nobody intended, and reports it; other lanes go on', async () => {
    const { execute, ended } = stage((command) => (command === 'C1' ? new Rejection('not-the-holder', 'x') : undefined));
    const ran = await runActs({ execute, find, acts: [act(1, 'a'), act(2, 'a'), act(3, 'b')] });
    expect(ran).toMatchObject({ acts: 1, unexpected: { 'C1: not-the-holder': 1 }, leftOut: 1 });
    expect(ended).toEqual(['C3']);
  });
  it('says how many had been done before, and what came last in each lane', async () => {
    const { execute } = stage();
    const ran = await runActs({ execute, find, acts: [act(1, 'a'), act(2, 'a'), act(3, 'b')] });
    expect([ran.repeated, [...ran.lastOf]]).toEqual([
      1,
      [
        ['a', 'C2'],
        ['b', 'C3'],
      ],
    ]);
  });
  it('gives an act again whose store did not answer, under the same key', async () => {
    const keys: (string | undefined)[] = [];
    const execute: Execute = async (_command, _input, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      if (keys.length < 3) throw new StoreUnavailable('busy');
      return { stream: 's-1', revision: 0, position: 0, events: [], repeated: false };
    };
    expect(await runActs({ execute, find, acts: [act(1, 'a')] })).toMatchObject({ acts: 1, unexpected: {} });
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  });
  it('stops at a failure and throws it', async () => {
    const { execute, begun } = stage((command) => (command === 'C2' ? new Error('the log is gone') : undefined));
    await expect(runActs({ execute, find, atOnce: 1, acts: [act(1, 'a'), act(2, 'b'), act(3, 'c'), act(4, 'd')] })).rejects.toThrow(
      'the log is gone',
    );
    expect(begun).toHaveLength(2);
  });
  it('ends at once when it is aborted, however much is left, and whatever an act or a pause waits for', async () => {
    const abort = new AbortController();
    const execute: Execute = async ({ name }) => {
      if (name === 'C40') abort.abort();
      if (name === 'C30') await Promise.withResolvers<void>().promise;
      return { stream: 's-1', revision: 0, position: 0, events: [], repeated: false };
    };
    const acts = Array.from({ length: 20_000 }, (_, index) => act(index, `lane-${index}`));
    const pauses = { moments: [10_000], pause: async () => {} };
    const began = performance.now();
    const ran = await runActs({ execute, find, acts, pauses, signal: abort.signal });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(ran.acts + ran.leftOut).toBeLessThanOrEqual(20_000);
    expect(ran.acts).toBeLessThan(1_000);

    const paused = new AbortController();
    const begun = Promise.withResolvers<void>();
    const pause = () => {
      begun.resolve();
      return Promise.withResolvers<void>().promise;
    };
    const waiting = runActs({ execute, find, acts: acts.slice(0, 3), pauses: { moments: [1], pause }, signal: paused.signal });
    await begun.promise;
    paused.abort();
    expect(await waiting).toMatchObject({ acts: 1, leftOut: 2 });
  });
  it('leaves out what is left when it is aborted', async () => {
    const abort = new AbortController();
    const { execute } = stage(() => {
      abort.abort();
      return undefined;
    });
    const ran = await runActs({ execute, find, atOnce: 1, signal: abort.signal, acts: [act(1, 'a'), act(2, 'b'), act(3, 'c')] });
    expect(ran).toMatchObject({ acts: 1, leftOut: 2 });
  });
});
