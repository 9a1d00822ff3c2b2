import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { referenceDir } from '#app/settings.ts';
import { regulationEvents } from '#events/regulation/events.ts';
import type { Actor } from '#events/store/event.ts';
import { type Article, Instant } from '#events/terms.ts';
import type { Act } from './act.ts';
import { FIRST_DAY, laneOf, type SimulatedCenter } from './city.ts';
import { seeded } from './random.ts';
import { at } from './workingClock.ts';

const Published = regulationEvents.schemas.ModelRegulationsPublished;
const Model = Published.pick({ regulationId: true, publisher: true, title: true }).extend({
  provenance: z.string(),
  versions: z.array(Published.pick({ act: true, effectiveOn: true, note: true, articles: true }).extend({ publishedAt: Instant })).min(1),
});
/** The model text that ships as an example, in all its versions. */
const {
  provenance: _said,
  versions,
  ...model
} = Model.parse(JSON.parse(readFileSync(path.join(referenceDir, 'regulation-model.json'), 'utf8')));

const office: Actor = { id: 'sim-office-of-city-committee', role: 'supervisor', simulated: true };
const LANE = 'regulation-model';

/** The Office publishes its versions. */
export const modelRegulationActs = (): Act[] =>
  versions.map(({ publishedAt, ...version }, index) => ({
    at: Date.parse(publishedAt),
    lane: LANE,
    key: `regulation:model:${index + 1}`,
    command: 'PublishModelRegulations',
    input: { ...model, ...version },
    actor: office,
  }));

/** What Centers change in the text they take over: hours of their own, an article more, or nothing. */
const adapted = (articles: readonly Article[], { unit }: SimulatedCenter): Article[] => {
  const random = seeded('regulations', unit.code);
  const hours = random.chance(0.2);
  const own = articles.map((article) =>
    hours && article.title === 'Thời gian làm việc'
      ? { ...article, text: article.text.replace('từ 13 giờ đến 17 giờ', 'từ 13 giờ 30 đến 17 giờ 30') }
      : article,
  );
  if (!random.chance(0.15)) return own;
  const text = 'Người cao tuổi, phụ nữ mang thai, người khuyết tật được ưu tiên lấy số và tiếp nhận trước.';
  return [...own, { number: own.length + 1, title: 'Ưu tiên người yếu thế', text }];
};

/** The text of a Center's first regulations and the version it rests on. */
export const firstRegulations = (center: SimulatedCenter): { modelVersion: number; articles: Article[] } => ({
  modelVersion: 1,
  articles: adapted(versions[0]?.articles ?? [], center),
});

/** Some Centers follow the second version within days. */
export const followingActs = (centers: readonly SimulatedCenter[], headOf: (center: SimulatedCenter) => Actor): Act[] => {
  const second = versions[1];
  if (second === undefined) return [];
  const quick = centers.filter((center) => center.completeOn === FIRST_DAY && seeded('regulations-2', center.unit.code).chance(0.07));
  return quick.map((center, index) => ({
    at: at(index % 2 === 0 ? '2025-07-07' : '2025-07-08', '10:00') + index * 60_000,
    lane: laneOf(center),
    after: [LANE],
    key: `regulation:${center.unit.code}:2`,
    command: 'IssueWorkingRegulations',
    input: {
      unit: center.unit.code,
      act: { number: `${60 + index}/QC-UBND`, date: '2025-07-07', signer: `Chủ tịch Ủy ban nhân dân ${center.unit.fullName}` },
      effectiveOn: '2025-07-10',
      basis: 'Quy chế mẫu, bản thứ hai',
      modelVersion: 2,
      articles: adapted(second.articles, center),
    },
    actor: headOf(center),
  }));
};
