import { isDeepStrictEqual } from 'node:util';
import type { Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { type RegulationEvent, regulationEvents } from '#events/regulation/events.ts';
import { centerCommand } from './center.ts';
import { checkDates, established } from './rules.ts';

/** How many versions of the model text there are. */
const modelVersions: Fold<number, RegulationEvent> = {
  category: regulationEvents.category,
  initial: 0,
  evolve: (_, { data }) => data.version,
};

export const issueWorkingRegulations = centerCommand({
  name: 'IssueWorkingRegulations',
  summary:
    'Records the working regulations of a Center, with their text and the version of the model text they rest on where these are known.',
  input: centerEvents.schemas.WorkingRegulationsIssued,
  prepare: async ({ modelVersion }, _state, _context, tools) =>
    modelVersion === undefined ? 0 : tools.fold('regulation-model', modelVersions),
  decide: (center, { unit, ...issued }, { occurredAt }, versions) => {
    const { modelVersion, articles = [] } = issued;
    if (established(center, unit).regulations.some((earlier) => isDeepStrictEqual(earlier, issued))) return [];
    checkDates('working regulations', issued, occurredAt);
    if (modelVersion !== undefined && modelVersion > versions)
      throw new Rejection('model-version-not-found', `The model text has no version ${modelVersion}.`);
    if (articles.some(({ number }, index) => number !== index + 1))
      throw new Rejection('articles-not-numbered', 'Articles are numbered from 1 on, without a gap.');
    return [{ type: 'WorkingRegulationsIssued', data: { unit, ...issued } }];
  },
});
