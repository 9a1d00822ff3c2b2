import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NewEvent, type RecordedEvent, START } from '#events/store/event.ts';
import { type Appended, EventIdReused, type EventStore, type Page, RevisionConflict, StoreUnavailable } from '#events/store/eventStore.ts';

/** A home under test. `another` is a second store on the same log, as another process would open it; `close` ends everything. */
export type OpenedHome = { store: EventStore; another: () => Promise<EventStore>; close: () => Promise<void> };

/** A valid event; what a test does not say does not matter to it. */
export const anEvent = (overrides: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'DossierReceived',
  schemaVersion: 1,
  occurredAt: '2025-07-01T00:30:00.000Z',
  actor: { id: 'user-1', role: 'officer', unit: '25747' },
  correlationId: 'correlation-1',
  causationId: 'causation-1',
  data: { note: 'x' },
  ...overrides,
});
export const someEvents = (count: number): NewEvent[] => Array.from({ length: count }, () => anEvent());
export const aStream = (): string => `dossier-${randomUUID()}`;

/** Every event after a position that can be read now, page by page. */
export const readToEnd = async (store: EventStore, after: number = START, limit = 1000): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = [];
  for (let next = after; ; ) {
    const page = await store.readAll({ after: next, limit });
    all.push(...page.events);
    if (page.next === next) return all;
    next = page.next;
  }
};

/** Takes from a subscription until `enough`; the subscription is aborted then. */
export const follow = async (
  store: EventStore,
  after: number,
  enough: (events: readonly RecordedEvent[]) => boolean,
  { limit = 1000, onPage }: { limit?: number; onPage?: (page: Page) => Promise<void> } = {},
): Promise<RecordedEvent[]> => {
  const controller = new AbortController();
  const all: RecordedEvent[] = [];
  for await (const page of store.subscribe({ after, limit, signal: controller.signal })) {
    all.push(...page.events);
    await onPage?.(page);
    if (enough(all)) controller.abort();
  }
  return all;
};

const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

/** The seven promises of the port, for any home. */
export const describeStore = (name: string, open: () => Promise<OpenedHome>): void => {
  describe(`${name} keeps the promises of the log`, () => {
    let home: OpenedHome;
    let store: EventStore;
    let other: EventStore;
    beforeAll(async () => {
      home = await open();
      store = home.store;
      other = await home.another();
    });
    afterAll(() => home?.close());

    it('stands at START while it is empty', async () => {
      expect(await store.head()).toBe(START);
      expect(await store.readAll({ after: START })).toEqual({ events: [], next: START });
    });

    it('has one epoch, whoever asks', async () => {
      expect(await store.epoch()).toMatch(/./);
      expect(await other.epoch()).toBe(await store.epoch());
    });

    describe('1: appends are atomic and checked', () => {
      it('counts revisions from 0 and names the last one', async () => {
        const stream = aStream();
        const first = await store.append(stream, 'none', someEvents(2));
        const second = await store.append(stream, 1, someEvents(1));
        expect(first).toEqual({ revision: 1, position: expect.any(Number), repeated: false });
        expect(second).toEqual({ revision: 2, position: expect.any(Number), repeated: false });
        expect(second.position).toBeGreaterThan(first.position);
      });

      it('keeps body and envelope as they were given', async () => {
        const stream = aStream();
        const given = anEvent({
          schemaVersion: 3,
          occurredAt: '2025-07-01T00:30:00.007Z',
          actor: { id: 'user-1', role: 'center-head', unit: '25747', official: 'o-1', onBehalfOf: 'user-2', simulated: true },
          unit: '25747',
          lateEntryReason: 'Mất điện 08:00–10:00',
          enteredLate: { at: '2025-07-01T03:00:00.000Z', outsideHours: true, afterClosing: true },
          command: { name: 'ReceiveDossier', hash: 'abc' },
          data: { z: 'Thẩm tra "hồ sơ" \\ {1,2} 😀 \u0000', a: [1, 2.5, null, true, { deep: [] }], n: 9007199254740991, empty: '' },
        });
        const { position } = await store.append(stream, 'any', [given]);
        const [read] = await other.readStream(stream);
        expect(read).toEqual({
          ...given,
          stream,
          revision: 0,
          position,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        });
        expect(Object.keys(read?.data as object)).toEqual(['z', 'a', 'n', 'empty']);
        expect((await store.readAll({ after: position - 1, limit: 1 })).events).toEqual([read]);
      });

      it('refuses an exact revision that is not the stream’s, and names the actual one', async () => {
        const stream = aStream();
        await store.append(stream, 'none', someEvents(3));
        const error = await failureOf(store.append(stream, 1, someEvents(2)));
        expect(error).toBeInstanceOf(RevisionConflict);
        expect(error).toMatchObject({ stream, expected: 1, actual: 2 });
        expect(await store.readStream(stream)).toHaveLength(3);
      });

      it('refuses an exact revision of a stream that does not exist', async () => {
        expect(await failureOf(store.append(aStream(), 0, someEvents(1)))).toMatchObject({ name: 'RevisionConflict', actual: 'none' });
      });

      it('refuses to begin a stream that exists', async () => {
        const stream = aStream();
        await store.append(stream, 'any', someEvents(1));
        expect(await failureOf(store.append(stream, 'none', someEvents(1)))).toMatchObject({ name: 'RevisionConflict', actual: 0 });
      });

      it('begins a stream that was only ever refused', async () => {
        const stream = aStream();
        await failureOf(store.append(stream, 4, someEvents(1)));
        expect(await store.append(stream, 'none', someEvents(1))).toMatchObject({ revision: 0 });
      });

      it('lets exactly one of many rivals win', async () => {
        const stream = aStream();
        await store.append(stream, 'none', someEvents(1));
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).append(stream, 0, someEvents(2)).catch((error: unknown) => error)),
        );
        expect(outcomes.filter((outcome) => (outcome as Appended).revision === 2)).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome instanceof RevisionConflict && outcome.actual === 2)).toHaveLength(19);
        expect(await store.readStream(stream)).toHaveLength(3);
      });

      it('takes 1 to 1000 events at once', async () => {
        const stream = aStream();
        expect(await store.append(stream, 'none', someEvents(1000))).toMatchObject({ revision: 999 });
        expect(await failureOf(store.append(stream, 'any', someEvents(1001)))).toBeInstanceOf(RangeError);
        expect(await failureOf(store.append(stream, 'any', []))).toBeInstanceOf(RangeError);
        expect(await store.readStream(stream, { from: 990 })).toHaveLength(10);
      });

      it('takes any text and any name in a body but a name that JSON escapes, which might be read as another', async () => {
        const stream = aStream();
        const plain = anEvent({ data: { 'tên đường': 'a "quoted" \\ text\n', '🏛': [{ "'": null }] } });
        await store.append(stream, 'none', [plain]);
        for (const name of ['"', 'a\\', '\n', '\ud83c']) {
          const refused = await failureOf(store.append(stream, 0, [anEvent(), anEvent({ data: { list: [{ [name]: 1 }] } })]));
          expect(refused).toEqual(new RangeError('a property name in the body of an event needs an escape in JSON'));
        }
        expect((await store.readStream(stream)).map(({ data }) => data)).toEqual([plain.data]);
      });
    });

    describe('2: a repeated append answers as the first did', () => {
      it('also when the stream has gone on and whatever revision is expected', async () => {
        const stream = aStream();
        const events = someEvents(2);
        const first = await store.append(stream, 'none', events);
        await store.append(stream, 1, someEvents(1));
        for (const expected of ['none', 'any', 1, 2] as const) {
          expect(await other.append(stream, expected, events)).toEqual({ ...first, repeated: true });
        }
        expect(await store.readStream(stream)).toHaveLength(3);
      });

      it('also when both come at once', async () => {
        const stream = aStream();
        const events = someEvents(2);
        const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).append(stream, 'none', events)));
        expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1);
        expect(new Set(answers.map((answer) => `${answer.revision} ${answer.position}`)).size).toBe(1);
        expect(ids(await store.readStream(stream))).toEqual(ids(events));
      });

      it('but an id of another stream is refused', async () => {
        const [used] = someEvents(1) as [NewEvent];
        await store.append(aStream(), 'none', [used]);
        const stream = aStream();
        const error = await failureOf(store.append(stream, 'none', [anEvent(), used]));
        expect(error).toBeInstanceOf(EventIdReused);
        expect(error).toMatchObject({ eventId: used.id });
        expect(await store.readStream(stream)).toEqual([]);
      });

      it('and so is an id within a different group of events', async () => {
        const stream = aStream();
        const [used] = someEvents(1) as [NewEvent];
        await store.append(stream, 'none', [used]);
        expect(await failureOf(store.append(stream, 0, [used, anEvent()]))).toMatchObject({ name: 'EventIdReused', eventId: used.id });
        expect(await store.readStream(stream)).toHaveLength(1);
      });
    });

    describe('3: there is one total order', () => {
      it('reads a stream from a revision, at most so many', async () => {
        const stream = aStream();
        const events = someEvents(5);
        await store.append(stream, 'none', events);
        expect(ids(await store.readStream(stream, { from: 1, limit: 3 }))).toEqual(ids(events.slice(1, 4)));
        expect(await store.readStream(stream, { from: 5 })).toEqual([]);
        expect(await store.readStream(aStream())).toEqual([]);
      });

      it('gives each of many concurrent readers of streams its own answer', async () => {
        const streams = await Promise.all(
          Array.from({ length: 80 }, async (_, n) => {
            const stream = aStream();
            const events = someEvents(1 + (n % 4));
            await store.append(stream, 'none', events);
            return { stream, events };
          }),
        );
        const answers = await Promise.all(streams.map(({ stream }, n) => store.readStream(stream, { from: n % 3, limit: 2 })));
        expect(answers.map(ids)).toEqual(streams.map(({ events }, n) => ids(events.slice(n % 3, (n % 3) + 2))));
      });

      it('reads the log page by page, every event once, up to its head', async () => {
        const before = await store.head();
        const events = someEvents(7);
        for (const event of events) await store.append(aStream(), 'none', [event]);
        const read = await readToEnd(other, before, 3);
        expect(ids(read)).toEqual(ids(events));
        expect(await other.head()).toBe(read.at(-1)?.position);
        expect(await other.readAll({ after: await other.head() })).toEqual({ events: [], next: await other.head() });
        const proved = await store.gaps();
        expect(read.filter(({ position }) => proved.some(({ from, to }) => from <= position && position <= to))).toEqual([]);
        // another process asks at once where the log ends, and is told no less
        expect(await store.end()).toBeGreaterThanOrEqual(await other.head());
      });

      it('loses, doubles and reorders nothing while ten writers and live readers are at work', async () => {
        const streams = Array.from({ length: 5 }, aStream);
        const before = await store.head();
        const written: string[] = [];
        let writing = true;

        const write = async (writer: number) => {
          const mine = writer % 2 ? store : other;
          for (let turn = 0; turn < 40; turn++) {
            const stream = streams[(writer * 7 + turn * 3) % streams.length] as string;
            const events = someEvents(1 + ((writer + turn) % 3));
            const stands = turn % 2 ? ((await mine.readStream(stream)).at(-1)?.revision ?? 'none') : 'any';
            const outcome = await mine.append(stream, stands, events).catch((error: unknown) => error);
            if (outcome instanceof RevisionConflict) continue;
            expect(outcome).toMatchObject({ repeated: false });
            written.push(...ids(events));
          }
        };
        const complete = (events: readonly RecordedEvent[]) => !writing && events.length >= written.length;
        const readers = [
          follow(store, before, complete, { limit: 7 }),
          follow(other, before, complete),
          (async () => {
            const all: RecordedEvent[] = [];
            for (let next = before; !complete(all); ) {
              const page = await other.readAll({ after: next, limit: 11 });
              all.push(...page.events);
              next = page.next;
            }
            return all;
          })(),
        ];
        await Promise.all(Array.from({ length: 10 }, (_, writer) => write(writer)));
        writing = false;
        // Subscriptions look at their condition when a page comes.
        const last = anEvent();
        written.push(last.id);
        await store.append(aStream(), 'none', [last]);

        for (const seen of await Promise.all(readers)) {
          expect(seen.map((event) => event.id).sort()).toEqual([...written].sort());
          expect(seen.every((event, n) => n === 0 || event.position > (seen[n - 1] as RecordedEvent).position)).toBe(true);
          for (const stream of streams) {
            const ofStream = seen.filter((event) => event.stream === stream);
            expect(ofStream.map((event) => event.revision)).toEqual(ofStream.map((_, revision) => revision));
            expect(ofStream).toEqual(await store.readStream(stream));
          }
        }
      });
    });

    describe('4 and 5: subscriptions go on for ever, page by page', () => {
      it('hand out what was there, then what comes, from this process and from others', async () => {
        const before = await store.head();
        const events = someEvents(4);
        await store.append(aStream(), 'none', [events[0] as NewEvent]);
        const following = follow(store, before, (seen) => seen.length === 4, {
          onPage: async ({ events: [first] }) => {
            const reached = events.findIndex((event) => event.id === first?.id);
            const next = events[reached + 1];
            if (next) await (reached % 2 ? store : other).append(aStream(), 'none', [next]);
          },
        });
        expect(ids(await following)).toEqual(ids(events));
      });

      it('resume after the page that was handled last', async () => {
        const before = await store.head();
        const events = someEvents(5);
        await store.append(aStream(), 'none', events);
        let handled = before;
        const onPage = async (page: Page) => {
          handled = page.next;
        };
        const first = await follow(store, before, (seen) => seen.length >= 2, { limit: 2, onPage });
        const second = await follow(other, handled, (seen) => seen.length >= 3, { limit: 2 });
        expect(ids([...first, ...second])).toEqual(ids(events));
      });

      it('wait for a slow reader, with pages never larger than asked for', async () => {
        const before = await store.head();
        await store.append(aStream(), 'none', someEvents(10));
        const sizes: number[] = [];
        const seen = await follow(store, before, (all) => all.length === 20, {
          limit: 3,
          onPage: async (page) => {
            if (sizes.length < 5) await store.append(aStream(), 'none', someEvents(2));
            sizes.push(page.events.length);
          },
        });
        expect(new Set(ids(seen)).size).toBe(20);
        expect(Math.max(...sizes)).toBe(3);
      });

      it('end promptly when their signal aborts, at the end of the log and in the middle', async () => {
        const before = await store.head();
        await store.append(aStream(), 'none', someEvents(2));
        const controller = new AbortController();
        const iterator = store.subscribe({ after: before, limit: 1, signal: controller.signal })[Symbol.asyncIterator]();
        expect((await iterator.next()).done).toBe(false);
        controller.abort();
        expect((await iterator.next()).done).toBe(true);

        const waiting = new AbortController();
        const idle = store.subscribe({ after: await store.head(), signal: waiting.signal })[Symbol.asyncIterator]();
        const next = idle.next();
        await store.head();
        const started = performance.now();
        waiting.abort();
        expect((await next).done).toBe(true);
        expect(performance.now() - started).toBeLessThan(500);

        const never = store.subscribe({ after: START, signal: AbortSignal.abort() })[Symbol.asyncIterator]();
        expect((await never.next()).done).toBe(true);
      });
    });

    describe('7: concurrent appends travel together, each with its own result', () => {
      it('whatever the others’ fate', async () => {
        const stream = aStream();
        const repeated = someEvents(1);
        const before = aStream();
        const first = await store.append(before, 'none', repeated);
        const used = anEvent();
        await store.append(aStream(), 'none', [used]);
        const outcomes = await Promise.allSettled([
          store.append(stream, 'none', someEvents(2)),
          store.append(stream, 'none', someEvents(1)),
          store.append(stream, 1, someEvents(1)),
          store.append(before, 'any', repeated),
          store.append(aStream(), 'none', [used]),
          store.append(stream, 'any', someEvents(1)),
        ]);
        const results = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.name));
        expect(results.filter((result) => result === 'EventIdReused')).toHaveLength(1);
        expect(results).toContainEqual({ ...first, repeated: true });
        const accepted = await store.readStream(stream);
        expect(accepted.map((event) => event.revision)).toEqual(accepted.map((_, revision) => revision));
        expect(accepted.length).toBe(
          [2, 1, 1, 0, 0, 1].reduce((sum, events, n) => sum + (outcomes[n]?.status === 'fulfilled' ? events : 0), 0),
        );
      });

      it('fifty to one stream are all there, in an order without holes', async () => {
        const stream = aStream();
        const answers = await Promise.all(Array.from({ length: 50 }, () => store.append(stream, 'any', someEvents(1))));
        expect(answers.map((answer) => answer.revision).sort((a, b) => a - b)).toEqual(answers.map((_, n) => n));
      });
    });

    it('finishes appends under way when it is closed, and does nothing more', async () => {
      const closing = await home.another();
      const stream = aStream();
      const underWay = closing.append(stream, 'none', someEvents(1));
      await closing.close();
      expect(await underWay).toMatchObject({ revision: 0 });
      expect(await store.readStream(stream)).toHaveLength(1);
      const late = await Promise.allSettled([
        closing.append(stream, 'any', someEvents(1)),
        closing.readStream(stream),
        closing.head(),
        closing.readAll({ after: START }),
      ]);
      for (const outcome of late) expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    });
  });
};
