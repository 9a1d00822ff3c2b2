import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Position, type RecordedEvent, START } from '#events/store/event.ts';
import type { EventStore, ExpectedRevision } from '#events/store/eventStore.ts';
import { anEvent, follow, type OpenedHome } from './storeContract.ts';

/** What a client asks of the log. Streams and events go by small numbers, so that repeats, reuse and conflicts are as frequent as successes. */
type Append = { do: 'append'; stream: number; events: readonly number[]; expected: ExpectedRevision };
type Read = { do: 'read'; stream: number; from: number; limit: number };
type Operation = Append | Read;

/** The log in the plainest words: the appends it has taken, in order. */
type Model = readonly Omit<Append, 'do' | 'expected'>[];
const eventsOf = (model: Model, stream?: number): number[] =>
  model.filter((append) => stream === undefined || append.stream === stream).flatMap(({ events }) => events);

/** What the port promises: the answer, and the log afterwards. */
const answerOf = (model: Model, operation: Operation): { answer: string; after: Model } => {
  const { stream } = operation;
  const held = eventsOf(model, stream);
  if (operation.do === 'read')
    return { answer: `events ${held.slice(operation.from, operation.from + operation.limit).join()}`, after: model };
  const { events, expected } = operation;
  const before = model.findIndex((append) => append.stream === stream && String(append.events) === String(events));
  if (before >= 0) return { answer: `repeated, at ${eventsOf(model.slice(0, before + 1), stream).length - 1}`, after: model };
  if (eventsOf(model).some((event) => events.includes(event))) return { answer: 'EventIdReused', after: model };
  const actual = held.length === 0 ? 'none' : held.length - 1;
  if (expected !== 'any' && expected !== actual) return { answer: `RevisionConflict, at ${actual}`, after: model };
  return { answer: `appended, at ${held.length + events.length - 1}`, after: [...model, { stream, events }] };
};

/** One run's own streams and events, on a log that others may use. */
const createRun = async (home: OpenedHome, other: EventStore) => {
  const run = randomUUID();
  const uuids = Array.from({ length: 12 }, (): string => randomUUID());
  const nameOf = (stream: number) => `model-${run}-${stream}`;
  const numbersOf = (events: readonly RecordedEvent[]) =>
    events.filter(({ stream }) => stream.startsWith(`model-${run}`)).map(({ id }) => uuids.indexOf(id));
  return {
    stores: [home.store, other] as const,
    before: await home.store.head(),
    numbersOf,
    /** The answer in the model's words, and where in the log it ended. */
    ask: async (store: EventStore, operation: Operation): Promise<{ answer: string; position?: Position }> => {
      const name = nameOf(operation.stream);
      if (operation.do === 'read') {
        const { from, limit } = operation;
        const events = await store.readStream(name, { from, limit });
        expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => from + n));
        return { answer: `events ${numbersOf(events).join()}` };
      }
      const events = operation.events.map((event) => anEvent({ id: uuids[event] as string }));
      return store.append(name, operation.expected, events).then(
        ({ revision, position, repeated }) => ({ answer: `${repeated ? 'repeated' : 'appended'}, at ${revision}`, position }),
        (error: Error & { actual?: number | 'none' }) => ({
          answer: error.name === 'RevisionConflict' ? `RevisionConflict, at ${error.actual}` : error.name,
        }),
      );
    },
  };
};
type Run = Awaited<ReturnType<typeof createRun>>;

const anAppend: fc.Arbitrary<Append> = fc.record({
  do: fc.constant('append' as const),
  stream: fc.nat(2),
  events: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 3 }),
  expected: fc.oneof(fc.constant('any' as const), fc.constant('none' as const), fc.nat(5)),
});
const aRead: fc.Arbitrary<Read> = fc.record({
  do: fc.constant('read' as const),
  stream: fc.nat(2),
  from: fc.nat(4),
  limit: fc.integer({ min: 1, max: 5 }),
});

type State = { model: Model };
type Command = fc.AsyncCommand<State, Run>;
const command = (
  text: string,
  run: (state: State, real: Run) => Promise<void>,
  check: (state: State) => boolean = () => true,
): Command => ({
  check,
  run,
  toString: () => text,
});
const askAs = (who: number, operationFor: (model: Model) => Operation | undefined, text: string): Command =>
  command(
    text,
    async (state, real) => {
      const operation = operationFor(state.model) as Operation;
      const { answer, after } = answerOf(state.model, operation);
      expect((await real.ask(real.stores[who] as EventStore, operation)).answer).toBe(answer);
      state.model = after;
    },
    ({ model }) => operationFor(model) !== undefined,
  );

/** Where a reader stands that has seen the first so many events of the run. */
const positionAfter = async ({ stores: [store], before, numbersOf }: Run, seen: number): Promise<Position> => {
  let position = before;
  let left = seen;
  for (let next = before; left > 0; ) {
    const page = await store.readAll({ after: next, limit: 1 });
    if (numbersOf(page.events).length > 0) {
      left--;
      position = page.events[0]?.position ?? START;
    }
    next = page.next;
  }
  return position;
};

const commands = (): fc.Arbitrary<Command>[] => {
  const who = fc.nat(1);
  const limit = fc.integer({ min: 1, max: 4 });
  return [
    fc.tuple(who, anAppend).map(([store, append]) => askAs(store, () => append, `${store}: ${JSON.stringify(append)}`)),
    fc.tuple(who, aRead).map(([store, read]) => askAs(store, () => read, `${store}: ${JSON.stringify(read)}`)),
    fc
      .tuple(who, fc.nat(), anAppend)
      .map(([store, which, { expected }]) =>
        askAs(
          store,
          (model) => (model.length === 0 ? undefined : { do: 'append', expected, ...(model[which % model.length] as Model[number]) }),
          `${store}: append ${which} again, expecting ${expected}`,
        ),
      ),
    fc.tuple(who, fc.nat(), limit).map(([store, from, size]) =>
      command(`${store}: the log from ${from}, ${size} at a time`, async ({ model }, real) => {
        const log = eventsOf(model);
        const seen = from % (log.length + 1);
        const read: number[] = [];
        for (let next = await positionAfter(real, seen); ; ) {
          const page = await (real.stores[store] as EventStore).readAll({ after: next, limit: size });
          expect(page.events.length).toBeLessThanOrEqual(size);
          read.push(...real.numbersOf(page.events));
          if (page.next === next) break;
          next = page.next;
        }
        expect(read).toEqual(log.slice(seen));
      }),
    ),
    fc.tuple(who, fc.nat(), limit).map(([store, from, size]) =>
      command(
        `${store}: a subscription from ${from}, ${size} at a time`,
        async ({ model }, real) => {
          const rest = eventsOf(model).slice(from % eventsOf(model).length);
          const after = await positionAfter(real, from % eventsOf(model).length);
          const enough = (events: readonly RecordedEvent[]) => real.numbersOf(events).length >= rest.length;
          expect(real.numbersOf(await follow(real.stores[store] as EventStore, after, enough, { limit: size }))).toEqual(rest);
        },
        ({ model }) => model.length > 0,
      ),
    ),
  ];
};

type Asked = { operation: Operation; answer: string; position?: Position; began: number; ended: number };

/**
 * Whether some order explains all answers: each as the model gives it at its turn, none before another that had ended when it began.
 * Tries every operation that may come next, and remembers what led nowhere.
 */
const isLinearizable = (history: readonly Asked[]): boolean => {
  const futile = new Set<string>();
  const search = (left: readonly number[], model: Model): boolean => {
    if (left.length === 0) return true;
    const key = `${left.join()} ${JSON.stringify(model)}`;
    if (futile.has(key)) return false;
    const firstEnd = Math.min(...left.map((n) => (history[n] as Asked).ended));
    for (const n of left) {
      const { operation, answer, began } = history[n] as Asked;
      if (began > firstEnd) continue;
      const expected = answerOf(model, operation);
      if (
        expected.answer === answer &&
        search(
          left.filter((one) => one !== n),
          expected.after,
        )
      )
        return true;
    }
    futile.add(key);
    return false;
  };
  return search([...history.keys()], []);
};

/** Random use of the port held against a model, by one client after the other and by several at once; for any home. `runs`: how many random histories of each kind. */
export const describeModel = (name: string, open: () => Promise<OpenedHome>, { runs = 40 } = {}): void => {
  describe(`${name} behaves as the model of the log does`, () => {
    let home: OpenedHome;
    let other: EventStore;
    beforeAll(async () => {
      home = await open();
      other = await home.another();
    });
    afterAll(() => home?.close());

    it('for every sequence of appends, repeats, reuse, conflicts, reads and subscriptions', async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands(), { maxCommands: 25 }), async (sequence) => {
          const real = await createRun(home, other);
          await fc.asyncModelRun(() => ({ model: { model: [] } as State, real }), sequence);
        }),
        { numRuns: runs },
      );
    }, 120_000);

    it('for clients at once, whose answers some order of their questions explains', async () => {
      const client = fc.array(fc.oneof({ arbitrary: anAppend, weight: 3 }, { arbitrary: aRead, weight: 1 }), {
        minLength: 1,
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(client, { minLength: 2, maxLength: 4 }), async (clients) => {
          const run = await createRun(home, other);
          const history: Asked[] = [];
          let clock = 0;
          await Promise.all(
            clients.map(async (operations, n) => {
              for (const operation of operations) {
                const began = clock++;
                const asked = await run.ask(run.stores[n % 2] as EventStore, operation);
                history.push({ operation, ...asked, began, ended: clock++ });
              }
            }),
          );
          expect(isLinearizable(history) || history).toBe(true);
          for (const a of history)
            for (const b of history)
              if (a.ended < b.began && a.answer.startsWith('appended') && b.answer.startsWith('appended'))
                expect(b.position).toBeGreaterThan(a.position as Position);
        }),
        { numRuns: runs },
      );
    }, 120_000);
  });
};

describe('the search for an order', () => {
  const append = (events: number[], expected: ExpectedRevision): Append => ({ do: 'append', stream: 0, events, expected });
  const asked = (operation: Operation, answer: string, began: number, ended: number): Asked => ({ operation, answer, began, ended });

  it('finds that of two at once', () => {
    expect(
      isLinearizable([asked(append([1], 'none'), 'RevisionConflict, at 0', 0, 3), asked(append([2], 'none'), 'appended, at 0', 1, 2)]),
    ).toBe(true);
  });

  it('finds none for a conflict with what came later, a lost append, or two at one revision', () => {
    const taken = asked(append([2], 'none'), 'appended, at 0', 2, 3);
    expect(isLinearizable([asked(append([1], 'none'), 'RevisionConflict, at 0', 0, 1), taken])).toBe(false);
    expect(isLinearizable([taken, asked({ do: 'read', stream: 0, from: 0, limit: 5 }, 'events ', 4, 5)])).toBe(false);
    expect(isLinearizable([taken, asked(append([1], 'any'), 'appended, at 0', 2, 3)])).toBe(false);
  });
});
