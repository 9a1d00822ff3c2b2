import { expect, it } from 'vitest';
import type { Tools } from '#processes/tools.ts';
import { tellOfModelRegulations } from '#processes/writeNotices.ts';
import { logOf, modelPublished, otherUnit, unit } from '#test/support/events.ts';
import { lookupsOf } from '#test/support/lookups.ts';

const { articles } = modelPublished().data;
const more = [...articles, { number: 2, title: 'Số hóa', text: 'Số hóa ngay khi tiếp nhận' }];
const log = logOf([modelPublished(), modelPublished({ version: 2, note: 'Thêm một điều', articles: more })]);
const duty = (party: string, rule: 'working-regulations-issued' | 'center-open') => ({
  dutyId: `d.${rule}.${party}`,
  party,
  rule,
  on: undefined,
  deadline: '2025-06-30T10:00:00.000Z',
});

/** What is written to whom after the event at this place of the log. */
const toldAfter = async (place: number, events: readonly unknown[] = log) => {
  const written: Record<string, unknown>[] = [];
  const tools = {
    read: async () => events,
    execute: async (_command: string, input: Record<string, unknown>) => void written.push(input),
    lookup: lookupsOf({
      ruledDuties: async () => [
        duty(unit, 'working-regulations-issued'),
        duty(unit, 'center-open'),
        duty(otherUnit, 'working-regulations-issued'),
      ],
    }),
    channelsOf: () => ['email'],
  } as unknown as Tools;
  await tellOfModelRegulations.react(events[place] as never, tools);
  return written;
};

it('every Center is told once what changed in a new version of the model text', async () => {
  const written = await toldAfter(1);
  expect(written.map(({ to, kind }) => [to, kind])).toEqual([
    [unit, 'model-changed'],
    [otherUnit, 'model-changed'],
  ]);
  expect(written[0]?.text).toBe('Thêm một điều\nNhững điều thay đổi:\n- Điều 2 (Số hóa): bổ sung');
  expect((await toldAfter(1)).map(({ noticeId }) => noticeId)).toEqual(written.map(({ noticeId }) => noticeId));
});

it('nobody is told of the first version: nothing changed', async () => expect(await toldAfter(0)).toEqual([]));

it('a long note and long titles leave room for what changed, and are cut between characters', async () => {
  const emblem = '🏛'.repeat(999);
  const long = logOf([
    modelPublished({ articles }),
    modelPublished({ version: 2, note: `x${emblem}`, articles: [...articles, { number: 2, title: `x${emblem}`, text: 'x' }] }),
  ]);
  const [told] = await toldAfter(1, long);
  const text = String(told?.['text']);
  expect([text.isWellFormed(), text.length <= 2000]).toEqual([true, true]);
  expect(text).toMatch(/…\nNhững điều thay đổi:\n- Điều 2 \(x🏛+…\): bổ sung$/u);
});
