import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Execute } from '#commands/handling/receipt.ts';
import { resendNotice, writeNotice } from '#commands/notice/notice.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { type MasterKeys, newMasterKey, parseMasterKeys } from '#events/store/keys/masterKeys.ts';
import type { Message, Outcome } from '#processes/notices/channel.ts';
import { type SendingTools, sendDue, type WaitingNotice } from '#processes/notices/send.ts';
import { by, startProcess } from '#test/commands/handling/process.ts';
import { createTestDatabases } from '#test/support/database.ts';
import { message } from './message.ts';

let dbs: Awaited<ReturnType<typeof createTestDatabases>>;
let one: Awaited<ReturnType<typeof startProcess>>;
let other: Awaited<ReturnType<typeof startProcess>>;
let now = '2025-06-25T01:00:00.000Z';
let count = 0;
const clock = () => now;
beforeAll(async () => {
  dbs = await createTestDatabases();
  const masterKeys: MasterKeys = parseMasterKeys(newMasterKey('2025-06-01'));
  [one, other] = [await startProcess(dbs, masterKeys, { clock }), await startProcess(dbs, masterKeys, { clock })];
});
afterAll(async () => {
  await one.close();
  await other.close();
  await dbs.drop();
});

/** A notice that waits to be sent. */
const written = async (attempts = 0): Promise<WaitingNotice> => {
  const notice = { ...message, noticeId: `n-${++count}`, channel: 'email' as const };
  await one.execute(writeNotice, notice, by());
  return { ...notice, attempts };
};
const eventsOf = async ({ noticeId }: WaitingNotice): Promise<unknown[]> =>
  (await one.store.readStream(`notice-${noticeId}`)).map(({ type, data }) => {
    const { attempt, reason, final, retryAt, reference } = data as Record<string, unknown>;
    return [type, ...[attempt, reason, final, retryAt, reference].filter((value) => value !== undefined)];
  });

const taken: Outcome = { kind: 'taken', reference: '<1@example.vn>' };
/** A worker on a channel that answers this, and what it handed over. */
const worker = (waiting: readonly WaitingNotice[], outcome: Outcome | (() => Promise<Outcome>) = taken, execute: Execute = one.execute) => {
  const handedOver: Message[] = [];
  const warned: string[] = [];
  const channel = async (handed: Message) => {
    handedOver.push(handed);
    return typeof outcome === 'function' ? outcome() : outcome;
  };
  const tools: SendingTools = {
    execute,
    waiting: async () => waiting,
    channels: { email: channel, webhook: channel },
    schedule: { retryAfterMinutes: [1, 5] },
    clock,
    log: { warn: (_, text) => void warned.push(text) },
  };
  return { handedOver, warned, send: () => sendDue(tools) };
};

describe('a notice', () => {
  it('is on record as dispatched before it leaves, and as sent after', async () => {
    const notice = await written();
    let whenItLeft: unknown[] = [];
    const leaving = worker([notice], async () => {
      whenItLeft = await eventsOf(notice);
      return taken;
    });
    expect(await leaving.send()).toBe(1);
    expect(leaving.handedOver).toMatchObject([{ noticeId: notice.noticeId, text: message.text }]);
    expect(whenItLeft).toEqual([['NoticeWritten'], ['NoticeDispatched', 1]]);
    expect(await eventsOf(notice)).toEqual([...whenItLeft, ['NoticeSent', '<1@example.vn>']]);
  });

  it('is sent once by two workers that see it at the same time', async () => {
    const notices = await Promise.all(Array.from({ length: 20 }, () => written()));
    const workers = [worker(notices), worker(notices, taken, other.execute)];
    const sent = await Promise.all(workers.map(({ send }) => send()));
    expect(sent.reduce((sum, each) => sum + each, 0)).toBe(20);
    const ids = workers.flatMap(({ handedOver }) => handedOver.map(({ noticeId }) => noticeId));
    expect(ids.toSorted()).toEqual(notices.map(({ noticeId }) => noticeId).toSorted());
  });

  it('is not sent for being named again, as by a read model that is behind or being rebuilt', async () => {
    const notice = await written();
    await worker([notice]).send();
    for (const attempts of [0, 1, 2]) {
      const again = worker([{ ...notice, attempts }]);
      expect([await again.send(), again.handedOver]).toEqual([0, []]);
    }
  });

  it('is sent when the log had to be asked whether it is on record', async () => {
    const notice = await written();
    const execute = one.executeOn({
      append: async (...append) => ({ ...(await one.store.append(...append)), repeated: true }),
    });
    const asked = worker([notice], taken, execute);
    expect([await asked.send(), asked.handedOver.length]).toEqual([1, 1]);
  });

  it('does not leave when the log cannot take that it is about to', async () => {
    const notice = await written();
    const execute = one.executeOn({ append: () => Promise.reject(new StoreUnavailable('away')) });
    const failing = worker([notice], taken, execute);
    expect([await failing.send(), failing.handedOver, failing.warned.length]).toEqual([0, [], 1]);
    const next = worker([notice]);
    expect([await next.send(), next.handedOver.length]).toEqual([1, 1]);
  });

  it('whose sending could not be told at once is told later, and not sent again', async () => {
    const notice = await written();
    let away = 1;
    const execute = one.executeOn({
      append: (stream, expected, events) =>
        events.some(({ type }) => type === 'NoticeSent') && away-- > 0
          ? Promise.reject(new StoreUnavailable('away'))
          : one.store.append(stream, expected, events),
    });
    const telling = worker([notice], taken, execute);
    expect([await telling.send(), telling.handedOver.length]).toEqual([1, 1]);
    expect((await eventsOf(notice)).at(-1)).toEqual(['NoticeSent', '<1@example.vn>']);
  });
});

describe('an attempt that surely failed', () => {
  const refused: Outcome = { kind: 'refused', reason: 'ECONNREFUSED', final: false };
  it('is tried again with growing pauses, all on record, until it has failed for good', async () => {
    const notice = await written();
    const attempt = (attempts: number, outcome = refused) => worker([{ ...notice, attempts }], outcome).send();
    now = '2025-06-25T02:00:00.000Z';
    expect(await attempt(0)).toBe(1);
    expect(await attempt(1)).toBe(0);
    now = '2025-06-25T02:01:00.000Z';
    expect(await attempt(1)).toBe(1);
    now = '2025-06-25T02:06:00.000Z';
    expect(await attempt(2)).toBe(1);
    now = '2025-06-26T02:06:00.000Z';
    expect(await attempt(3)).toBe(0);
    expect(await eventsOf(notice)).toEqual([
      ['NoticeWritten'],
      ['NoticeDispatched', 1],
      ['NoticeFailed', 1, 'ECONNREFUSED', false, '2025-06-25T02:01:00.000Z'],
      ['NoticeDispatched', 2],
      ['NoticeFailed', 2, 'ECONNREFUSED', false, '2025-06-25T02:06:00.000Z'],
      ['NoticeDispatched', 3],
      ['NoticeFailed', 3, 'ECONNREFUSED', true],
    ]);
  });

  it('for good is not tried again', async () => {
    const notice = await written();
    await worker([notice], { ...refused, final: true }).send();
    expect((await eventsOf(notice)).at(-1)).toEqual(['NoticeFailed', 1, 'ECONNREFUSED', true]);
    expect(await worker([{ ...notice, attempts: 1 }]).send()).toBe(0);
  });
});

describe('an attempt of which nobody knows whether it arrived', () => {
  it('is tried again only when a person asks, once', async () => {
    now = '2025-06-27T01:00:00.000Z';
    const notice = await written();
    const unknown = worker([notice], { kind: 'unknown', reason: 'ECONNRESET' });
    await unknown.send();
    expect(unknown.warned).toHaveLength(1);
    now = '2025-06-27T01:02:00.000Z';
    const again = { ...notice, attempts: 1 };
    expect(await worker([again]).send()).toBe(0);
    await one.execute(resendNotice, { noticeId: notice.noticeId, reason: 'chưa nhận được' }, by());
    const workers = [worker([again]), worker([again], taken, other.execute)];
    await Promise.all(workers.map(({ send }) => send()));
    expect(workers.flatMap(({ handedOver }) => handedOver.map(({ noticeId }) => noticeId))).toEqual([notice.noticeId]);
    expect(await eventsOf(notice)).toEqual([
      ['NoticeWritten'],
      ['NoticeDispatched', 1],
      ['NoticeResendRequested', 'chưa nhận được'],
      ['NoticeDispatched', 2],
      ['NoticeSent', '<1@example.vn>'],
    ]);
  });
});
