import { noticeIdOf } from '#commands/notice/noticeId.ts';
import { writeNotice } from '#commands/notice/writeNotice.ts';
import { compareArticles } from '#domain/regulation/differences.ts';
import type { Tools } from './tools.ts';
import { defineProcess } from './tools.ts';

const kinds = { added: 'bổ sung', removed: 'bãi bỏ', changed: 'sửa đổi' } as const;

/** A new version of the model text: every Center that has the duty of issuing working regulations is told which articles changed. */
export const tellOfModelRegulations = defineProcess({
  name: 'tell-of-model-regulations',
  on: ['ModelRegulationsPublished'],
  react: async (event, { read, execute, lookup, channelsOf }: Tools) => {
    const { version, note, articles } = event.data;
    const past = await read(event.stream);
    const before = past.findLast((one) => one.type === 'ModelRegulationsPublished' && one.data.version === version - 1);
    if (before?.type !== 'ModelRegulationsPublished') return;
    const changes = compareArticles(before.data.articles, articles).flatMap(({ kind, before: old, after: now }) => {
      const place = now ?? old;
      return kind === 'same' || place === null ? [] : [`- Điều ${place.number} (${place.title}): ${kinds[kind]}`];
    });
    const subject = `Quy chế làm việc mẫu: bản ${version}`;
    const text = [note, 'Những điều thay đổi:', ...changes].join('\n').slice(0, 2000);
    const duties = (await lookup.ruledDuties('all', event.position)).filter(({ rule }) => rule === 'working-regulations-issued');
    for (const { dutyId, party: to } of duties)
      for (const channel of channelsOf(to)) {
        const noticeId = noticeIdOf({ dutyId, step: `model ${version}`, to, channel });
        const notice = { noticeId, dutyId, unit: to, kind: 'model-changed' as const, to, channel, dueAt: event.occurredAt, subject, text };
        const inItsOwnTime = event.actor.simulated ? { at: event.occurredAt } : {};
        await execute(writeNotice, notice, event, { which: ` for ${dutyId} on ${channel}`, ...inItsOwnTime });
      }
  },
});
