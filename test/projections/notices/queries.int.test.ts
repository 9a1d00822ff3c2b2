import { afterAll, beforeAll, expect, it } from 'vitest';
import { notices } from '#projections/notices/projection.ts';
import { noticesAfter, noticesAsOf, noticesToSend, noticesTroubled, noticesWritten } from '#projections/notices/queries.ts';
import {
  noticeDispatched,
  noticeFailed,
  noticeResendRequested,
  noticeSeen,
  noticeSent,
  noticeWritten,
  otherUnit,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const at = (time: string): string => `2025-06-25T${time}.000Z`;
const retryAt = at('01:05:00');
let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([notices]);
  await models.feed(
    { ...noticeWritten(), at: at('01:00:00') },
    { ...noticeDispatched(), at: at('01:00:01') },
    { ...noticeFailed({ final: false, retryAt }), at: at('01:00:02') },
    { ...noticeDispatched({ attempt: 2 }), at: at('01:05:01') },
    { ...noticeResendRequested(), at: at('02:00:00') },
    { ...noticeDispatched({ attempt: 3 }), at: at('02:00:01') },
    { ...noticeSent(), at: at('02:00:02') },
    { ...noticeSeen(), at: at('03:00:00'), actor: { id: 'head-1', role: 'center-head' } },
    { ...noticeWritten({ noticeId: 'n-2', to: 'office-of-city-committee', kind: 'escalation' }), at: at('04:00:00') },
    {
      ...noticeWritten({ noticeId: 'n-3', to: otherUnit, unit: otherUnit, dutyId: 'other' }),
      at: at('04:00:01'),
      actor: { simulated: true },
    },
    { ...noticeSent({ noticeId: 'n-3', reference: 'simulated' }), at: at('04:00:01'), actor: { simulated: true } },
  );
});
afterAll(() => models.drop());

const stateAt = async (time: string) => {
  const [notice] = await noticesAsOf(models.db, { noticeId: 'notice-1' }, { asOf: { at: at(time) }, moment: at(time) });
  return notice?.state;
};

it('says how a notice stood at any moment', async () => {
  expect(await stateAt('00:59:59')).toBeUndefined();
  expect(await stateAt('01:00:00')).toBe('waiting');
  expect(await stateAt('01:00:01')).toBe('dispatched');
  expect(await stateAt('01:00:02')).toBe('waiting');
  expect(await stateAt('01:07:00')).toBe('dispatched');
  expect(await stateAt('01:07:01')).toBe('uncertain');
  expect(await stateAt('02:00:00')).toBe('waiting');
  expect(await stateAt('02:00:02')).toBe('sent');
});

it('keeps what became of it, and who saw it first', async () => {
  const [notice] = await noticesAsOf(models.db, { noticeId: 'notice-1' }, { asOf: { position: 7 }, moment: at('03:00:00') });
  expect(notice).toMatchObject({ attempts: 3, failure: 'ECONNREFUSED', sentAt: at('02:00:02'), seenAt: at('03:00:00'), seenBy: 'head-1' });
  expect(notice?.sendAt).toBeNull();
});

it('shows a party what is sent to it and what is about duties of its own', async () => {
  const shown = async (which: Parameters<typeof noticesAsOf>[1]) =>
    (await noticesAsOf(models.db, which, { asOf: { position: 100 }, moment: at('05:00:00') })).map(({ noticeId }) => noticeId);
  expect(await shown({ parties: [unit] })).toEqual(['notice-1', 'n-2']);
  expect(await shown({ parties: [otherUnit] })).toEqual(['n-3']);
  expect(await shown({ parties: ['office-of-city-committee'] })).toEqual(['n-2']);
  expect(await shown({ parties: [] })).toEqual([]);
  expect(await shown({ parties: 'all', to: otherUnit })).toEqual(['n-3']);
  expect(await shown({ kind: 'escalation' })).toEqual(['n-2']);
});

it('names what waits, when its time has come', async () => {
  const waiting = async (now: string) => (await noticesToSend(models.db, now, 10)).map(({ noticeId }) => noticeId);
  expect(await waiting(at('03:59:59'))).toEqual([]);
  // what belongs to the simulation was sent when it was written
  expect(await waiting(at('05:00:00'))).toEqual(['n-2']);
  expect(await noticesWritten(models.db, ['n-2', 'never'])).toEqual(new Set(['n-2']));
});

it('reads notices as they are wanted, in the order of the list and from any place in it', async () => {
  const moment = at('05:00:00');
  const standpoint = { asOf: { at: moment }, moment };
  const all = (await noticesAsOf(models.db, {}, standpoint)).map(({ noticeId }) => noticeId);
  expect(all.length).toBeGreaterThan(2);
  for (const atATime of [1, 2, 100]) {
    const ids: string[] = [];
    for await (const { noticeId } of noticesAfter(models.db, {}, standpoint, { atATime })) ids.push(noticeId);
    expect(ids).toEqual(all);
  }
  const [first] = await noticesAsOf(models.db, {}, standpoint);
  const after = [first?.dueAt ?? '', first?.noticeId ?? ''] as const;
  const rest = await Array.fromAsync(noticesAfter(models.db, {}, standpoint, { after, atATime: 1 }), ({ noticeId }) => noticeId);
  expect(rest).toEqual(all.slice(1));
  const failed = noticesAfter(models.db, { state: 'failed' }, standpoint, { atATime: 10 });
  expect(await Array.fromAsync(failed)).toEqual([]);
});

it('counts those that did not arrive, or perhaps did not, until somebody has seen them or a month has passed', async () => {
  const failed = { noticeId: 'n-8' };
  const unknown = { noticeId: 'n-9' };
  await models.feed(
    { ...noticeWritten({ ...failed, dueAt: at('06:00:00') }), at: at('06:00:00') },
    { ...noticeDispatched(failed), at: at('06:00:01') },
    { ...noticeFailed({ ...failed, final: true }), at: at('06:00:02') },
    { ...noticeWritten({ ...unknown, dueAt: at('06:00:00') }), at: at('06:00:00') },
    { ...noticeDispatched(unknown), at: at('06:00:01') },
  );
  expect(await noticesTroubled(models.db, at('06:01:00'))).toEqual({ failed: 1, uncertain: 0 });
  expect(await noticesTroubled(models.db, at('06:10:00'))).toEqual({ failed: 1, uncertain: 1 });
  expect(await noticesTroubled(models.db, '2025-07-26T00:00:00.000Z')).toEqual({ failed: 0, uncertain: 0 });
  await models.feed({ ...noticeSeen(failed), at: at('07:00:00') });
  expect(await noticesTroubled(models.db, at('07:00:00'))).toEqual({ failed: 0, uncertain: 1 });
});
