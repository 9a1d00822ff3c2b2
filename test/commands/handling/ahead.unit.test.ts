import { expect, it } from 'vitest';
import { handOverDossier } from '#commands/dossier/handovers.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { asksForKey, readAhead } from '#commands/handling/ahead.ts';
import type { Fold } from '#commands/handling/command.ts';
import type { Seen } from '#commands/handling/streams.ts';
import { registerOfficial } from '#commands/official/person.ts';
import { official } from '#domain/center/official.ts';
import { START } from '#events/store/event.ts';

/** A log that notes what is read of it. */
const log = (fails = false) => {
  const read: string[] = [];
  const streams = async <S>(fold: Fold<S, any>, stream: string): Promise<Seen<S>> => {
    read.push(stream);
    if (fails) throw new Error('away');
    return { state: fold.initial, revision: read.length, position: START, lastOccurredAt: undefined, lastActAt: undefined, events: [] };
  };
  return { read, streams };
};

it('reads at once what will be asked for, and gives it once', async () => {
  const { read, streams } = log();
  const ahead = readAhead(
    [
      ['official-1', official],
      ['official-2', official],
    ],
    streams,
  );
  expect(read).toEqual(['official-1', 'official-2']);
  expect(await ahead.take('official-2', official)).toMatchObject({ revision: 2 });
  expect(ahead.take('official-2', official)).toBeUndefined();
  expect(ahead.take('official-3', official)).toBeUndefined();
});

it('gives nothing that was read for another fold, or before an act on another stream', () => {
  const ahead = readAhead([['official-1', official]], log().streams);
  expect(ahead.take('official-1', { ...official })).toBeUndefined();
  ahead.forget();
  expect(ahead.take('official-1', official)).toBeUndefined();
});

it('fails only who asks for what could not be read', async () => {
  const ahead = readAhead(
    [
      ['official-1', official],
      ['official-2', official],
    ],
    log(true).streams,
  );
  await expect(ahead.take('official-1', official)).rejects.toThrow('away');
});

it('reads whoever acts, and whoever is handed something, once each', () => {
  const to = { unit: '25747', official: 'o-2' };
  const actor = { id: 'o-1', role: 'officer' as const, official: 'o-1' };
  const names = (input: object, by: object) =>
    handOverDossier.ahead?.({ dossierId: 'd', ...input } as never, by as never).map(([stream]) => stream);
  expect(names({ to }, actor)).toEqual(['official-o-1', 'official-o-2']);
  expect(names({ to: { unit: '25747', official: 'o-1' } }, actor)).toEqual(['official-o-1']);
  expect(names({ to: { unit: '25747' } }, { id: 'a', role: 'administrator' })).toEqual([]);
});

it('asks for a key where the input holds something personal for a stream that is there', () => {
  expect(asksForKey(handOverDossier, { dossierId: 'd', note: 'Bà An chờ ở quầy' })).toBe(true);
  expect(asksForKey(handOverDossier, { dossierId: 'd' })).toBe(false);
  expect(asksForKey(receiveDossier, { dossierId: 'd', owner: {} })).toBe(false);
  expect(asksForKey(registerOfficial, { officialId: 'o', name: 'An' })).toBe(false);
});
