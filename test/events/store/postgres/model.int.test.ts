import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewEvent } from '#events/store/event.ts';
import type { EventStore, ExpectedRevision } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, readToEnd } from '#test/events/store/storeContract.ts';
import { createTestDatabases } from '#test/support/database.ts';

let databases: Awaited<ReturnType<typeof createTestDatabases>>;
let stores: EventStore[];
beforeAll(async () => {
  databases = await createTestDatabases();
  stores = await Promise.all([0, 1].map(() => connectPostgresStore({ url: databases.log.appUrl })));
});
afterAll(async () => {
  await Promise.all((stores ?? []).map((store) => store.close()));
  await databases?.drop();
});

type Attempt = { stream: number; ids: number[]; expected: ExpectedRevision; store: number };
/** Few streams, few ids and few revisions, so that repeats, reuse and conflicts are as frequent as successes. */
const attempt: fc.Arbitrary<Attempt> = fc.record({
  stream: fc.nat(2),
  ids: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 3 }),
  expected: fc.oneof(fc.constant('any' as const), fc.constant('none' as const), fc.nat(5)),
  store: fc.nat(1),
});

type Model = { streams: Map<number, number[]>; appends: { stream: number; ids: number[]; revision: number }[]; log: number[] };
/** What the port promises, in the plainest words. */
const appendToModel = (model: Model, { stream, ids, expected }: Attempt): string => {
  const events = model.streams.get(stream) ?? [];
  const before = model.appends.find((append) => append.stream === stream && String(append.ids) === String(ids));
  if (before) return `repeated ${before.revision}`;
  if (ids.some((id) => model.log.includes(id))) return 'EventIdReused';
  const actual = events.length === 0 ? 'none' : events.length - 1;
  if (expected !== 'any' && expected !== actual) return `RevisionConflict ${actual}`;
  model.streams.set(stream, [...events, ...ids]);
  model.log.push(...ids);
  const revision = events.length + ids.length - 1;
  model.appends.push({ stream, ids, revision });
  return `ok ${revision}`;
};

it('answers every sequence of appends, repeats, conflicts and reads as the model does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { maxLength: 20 }), async (attempts) => {
      const model: Model = { streams: new Map(), appends: [], log: [] };
      const run = randomUUID();
      const uuids: string[] = Array.from({ length: 12 }, () => randomUUID());
      const nameOf = (stream: number) => `dossier-${run}-${stream}`;
      const before = await (stores[0] as EventStore).head();
      for (const one of attempts) {
        const events: NewEvent[] = one.ids.map((id) => anEvent({ id: uuids[id] as string }));
        const store = stores[one.store] as EventStore;
        const answer = await store.append(nameOf(one.stream), one.expected, events).then(
          ({ revision, repeated }) => `${repeated ? 'repeated' : 'ok'} ${revision}`,
          (error: { name: string; actual?: number | 'none' }) =>
            error.name === 'RevisionConflict' ? `RevisionConflict ${error.actual}` : error.name,
        );
        expect(answer).toBe(appendToModel(model, one));
        const read = await (stores[1 - one.store] as EventStore).readStream(nameOf(one.stream));
        expect(read.map((event) => uuids.indexOf(event.id))).toEqual(model.streams.get(one.stream) ?? []);
      }
      const log = await readToEnd(stores[1] as EventStore, before, 3);
      expect(log.map((event) => uuids.indexOf(event.id))).toEqual(model.log);
    }),
    { numRuns: 60 },
  );
});

it('gives rivals in one group results that some order of them explains', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 2, maxLength: 12 }), async (attempts) => {
      const run = randomUUID();
      const uuids: string[] = Array.from({ length: 12 }, () => randomUUID());
      const nameOf = (stream: number) => `dossier-${run}-${stream}`;
      const answers = await Promise.allSettled(
        attempts.map(({ stream, ids, expected }) =>
          (stores[0] as EventStore).append(
            nameOf(stream),
            expected,
            ids.map((id) => anEvent({ id: uuids[id] as string })),
          ),
        ),
      );
      for (const stream of [0, 1, 2]) {
        const read = await (stores[0] as EventStore).readStream(nameOf(stream));
        expect(read.map((event) => event.revision)).toEqual(read.map((_, revision) => revision));
        const accepted = attempts.filter((one, n) => {
          const answer = answers[n] as (typeof answers)[number];
          return one.stream === stream && answer.status === 'fulfilled' && !answer.value.repeated;
        });
        expect(read).toHaveLength(accepted.reduce((sum, one) => sum + one.ids.length, 0));
        for (const one of accepted) {
          const answer = answers[attempts.indexOf(one)] as PromiseFulfilledResult<{ revision: number }>;
          const last = answer.value.revision;
          const stored = read.slice(last - one.ids.length + 1, last + 1);
          expect(stored.map((event) => uuids.indexOf(event.id))).toEqual(one.ids);
          if (one.expected === 'none') expect(last).toBe(one.ids.length - 1);
          if (typeof one.expected === 'number') expect(last).toBe(one.expected + one.ids.length);
        }
      }
      const refused = answers
        .filter((answer) => answer.status === 'rejected')
        .map((answer) => (answer as PromiseRejectedResult).reason.name);
      expect(refused.filter((name) => name !== 'RevisionConflict' && name !== 'EventIdReused')).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
