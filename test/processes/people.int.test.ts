import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandNamed } from '#commands/all.ts';
import { assignmentBatchId } from '#commands/official/assignmentBatch.ts';
import { dayBefore, localDay } from '#domain/time/localDay.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { dossierIdOf, received, unit } from '#test/support/events.ts';
import { type Program, runProgram } from '#test/support/motcua.ts';
import type { Stores } from './duties.ts';
import { startPeople } from './people.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let stores: Stores;
let people: Awaited<ReturnType<typeof startPeople>>;
let living: Program[] = [];
beforeAll(async () => {
  databases = await createTestDatabases();
  const { log, read, keys } = databases;
  stores = { log: log.appUrl, read: read.projectorUrl, keys: keys.appUrl, masterKey: newMasterKey('2025-06-01') };
  people = await startPeople(stores, false);
});
afterAll(async () => {
  await Promise.all(living.map((worker) => worker.kill('SIGKILL')));
  await people?.stop();
  await databases?.drop();
});

const administrator = { id: 'admin', role: 'administrator' as const };
const order = (command: string, input: object) => people.execute(commandNamed(command), input, { actor: administrator, permit: () => {} });
const employ = async (officialId: string, position = 'specialist') => {
  await order('RegisterOfficial', { officialId, name: 'Nguyễn Văn A', office: 'civil-servant' });
  await order('AssignOfficial', { officialId, unit, position, basis: '1/QĐ', from: '2025-07-01' });
};

const startWorker = async () => {
  const { log: LOG, read: READ, keys: KEYS, masterKey: MASTER_KEY } = stores;
  const worker = runProgram(['test/processes/peopleWorker.ts'], { LOG, READ, KEYS, MASTER_KEY });
  living.push(worker);
  await worker.said(/working/);
};
const two = async () => {
  await Promise.all(Array.from({ length: 2 - living.length }, startWorker));
};
const killOne = async () => {
  const [first, ...others] = living;
  living = others;
  await first?.kill('SIGKILL');
};
/** Kills one of two workers as soon as this much is on record, starts another, and so on; then waits for the end. */
const amidKills = async (onRecord: () => Promise<number>, kills: readonly number[], end: number) => {
  const reached = (count: number) =>
    vi.waitFor(async () => expect(await onRecord()).toBeGreaterThanOrEqual(count), { timeout: 60_000, interval: 5 });
  for (const count of kills) {
    await two();
    await reached(count);
    await killOne();
  }
  await two();
  await reached(end);
};

const logged = async (type: string) => {
  // a page goes no further than what was safe to read when it was last asked
  await people.store.head();
  const all = await people.store.readAll({ after: -1, limit: 10_000 });
  return all.events.filter((event) => event.type === type);
};

describe('workers killed again and again', { timeout: 120_000 }, () => {
  it('move each dossier of an absent official to the substitute once, and back once', async () => {
    await employ('absent');
    await employ('substitute', 'clerk');
    const dossiers = Array.from({ length: 12 }, (_, n) => dossierIdOf(n + 1));
    for (const dossierId of dossiers) {
      const { type, data } = received({ dossierId, holder: { unit, official: 'absent' } });
      const envelope = { id: randomUUID(), occurredAt: '2025-07-02T01:00:00.000Z', schemaVersion: 1, actor: administrator };
      await people.store.append(`dossier-${dossierId}`, 'none', [{ ...envelope, type, data, correlationId: 'c', causationId: 'c' }]);
    }
    const today = localDay(new Date().toISOString());
    const tomorrow = Temporal.PlainDate.from(today).add({ days: 1 }).toString();
    const substitution = { officialId: 'substitute', unit, position: 'specialist', substituteFor: 'absent', basis: '13/QĐ' };
    const { events, stream } = await order('SubstituteOfficial', { ...substitution, from: today, until: tomorrow });
    const because = events[0]?.id;

    const moved = async () => (await logged('DossierHandedOver')).length;
    await amidKills(moved, [1, 6], 12);
    const assignmentId = (await people.eventsOf(stream)).flatMap((event) =>
      event.type === 'OfficialSubstituted' ? event.data.assignmentId : [],
    )[0];
    await order('EndAssignment', { officialId: 'substitute', assignmentId, lastDay: dayBefore(today), ground: 'Về sớm' });
    await amidKills(moved, [13], 24);

    const period = `substitute thay absent từ ${today}`;
    for (const dossierId of dossiers) {
      const [, there, back, ...more] = await people.eventsOf(`dossier-${dossierId}`);
      expect(more).toEqual([]);
      expect([there, back]).toMatchObject([
        { causationId: because, actor: { role: 'system' }, data: { from: { official: 'absent' }, to: { unit, official: 'substitute' } } },
        { causationId: because, actor: { role: 'system' }, data: { from: { official: 'substitute' }, to: { unit, official: 'absent' } } },
      ]);
      const notes = await people.open([there, back].map((event) => (event?.type === 'DossierHandedOver' ? event.data.note : '')));
      expect(notes).toEqual([
        `Thay thế: ${period} đến ${tomorrow} (13/QĐ)`,
        `Hết thời gian thay thế: ${period} đến ${dayBefore(today)} (13/QĐ)`,
      ]);
    }
  });

  const line = (n: number, officialId: string) => ({
    line: n + 2,
    officialId,
    unit,
    position: 'clerk' as const,
    basis: '2/QĐ',
    from: '2025-08-01',
  });
  const stateOf = async (batchId: string) => (await people.eventsOf(`batch-${batchId}`)).map(({ type }) => type);
  const registerMany = async (prefix: string, count: number) => {
    const ids = Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
    await Promise.all(ids.map((officialId) => order('RegisterOfficial', { officialId, name: 'Nguyễn Văn B', office: 'civil-servant' })));
    return ids;
  };

  it('carry out every line of a batch once', async () => {
    const ids = await registerMany('line', 24);
    const assignments = ids.map((id, n) => line(n, id));
    const batchId = assignmentBatchId(assignments);
    const before = (await logged('OfficialAssigned')).length;
    await order('AcceptAssignmentBatch', { assignments });
    await amidKills(async () => (await logged('OfficialAssigned')).length - before, [1, 12], 24);
    await vi.waitFor(async () => expect((await stateOf(batchId)).at(-1)).toBe('AssignmentBatchCompleted'), { timeout: 30_000 });
    expect(await stateOf(batchId)).toEqual([
      'AssignmentBatchAccepted',
      'AssignmentsListed',
      'AssignmentBatchAdvanced',
      'AssignmentBatchCompleted',
    ]);
    for (const id of ids)
      expect((await people.eventsOf(`official-${id}`)).map(({ type }) => type)).toEqual(['OfficialRegistered', 'OfficialAssigned']);
  });

  it('leave nothing of a batch of which a line is refused after all, and carry it out when it is sent again', async () => {
    while (living.length > 0) await killOne();
    const ids = await registerMany('undo', 16);
    const batch = { assignments: ids.map((id, n) => line(n, id)) };
    const batchId = assignmentBatchId(batch.assignments);
    await order('AcceptAssignmentBatch', batch);
    // between the check and the carrying out, somebody else is faster
    await order('AssignOfficial', {
      officialId: 'undo-10',
      unit,
      position: 'clerk',
      basis: '3/QĐ',
      from: '2025-07-15',
      until: '2025-08-01',
    });

    const calledOff = async () => (await logged('AssignmentEnded')).filter(({ stream }) => stream.startsWith('official-undo-')).length;
    await amidKills(calledOff, [1], 10);
    await vi.waitFor(async () => expect((await stateOf(batchId)).at(-1)).toBe('AssignmentBatchUndone'), { timeout: 30_000 });
    const [failed] = await logged('AssignmentBatchFailed');
    expect(failed?.data).toMatchObject({ line: 12, code: 'official-already-assigned' });
    for (const id of ids.slice(0, 10))
      expect(await people.eventsOf(`official-${id}`)).toMatchObject([
        { type: 'OfficialRegistered' },
        { type: 'OfficialAssigned', data: { from: '2025-08-01' } },
        { type: 'AssignmentEnded', data: { lastDay: '2025-07-31' } },
      ]);
    for (const id of ids.slice(11))
      expect((await people.eventsOf(`official-${id}`)).map(({ type }) => type)).toEqual(['OfficialRegistered']);

    const inTheWay = (await people.eventsOf('official-undo-10')).flatMap((event) =>
      event.type === 'OfficialAssigned' ? event.data.assignmentId : [],
    )[0];
    await order('EndAssignment', { officialId: 'undo-10', assignmentId: inTheWay, lastDay: '2025-07-31', ground: 'Về sớm' });
    await order('AcceptAssignmentBatch', batch);
    await vi.waitFor(async () => expect((await stateOf(batchId)).at(-1)).toBe('AssignmentBatchCompleted'), { timeout: 30_000 });
    expect((await people.eventsOf('official-undo-0')).map(({ type }) => type)).toEqual([
      'OfficialRegistered',
      'OfficialAssigned',
      'AssignmentEnded',
      'OfficialAssigned',
    ]);
  });
});
