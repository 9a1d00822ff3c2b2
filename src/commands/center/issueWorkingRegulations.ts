import { isDeepStrictEqual } from 'node:util';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { checkDates, established } from './rules.ts';

export const issueWorkingRegulations = centerCommand({
  name: 'IssueWorkingRegulations',
  summary: 'Records the working regulations of a Center.',
  input: centerEvents.schemas.WorkingRegulationsIssued,
  idField: 'unit',
  unit: ({ unit }) => unit,
  decide: (center, { unit, act, effectiveOn, basis }, { occurredAt }) => {
    const issued = { act, effectiveOn, basis };
    if (established(center, unit).regulations.some((earlier) => isDeepStrictEqual(earlier, issued))) return [];
    checkDates('working regulations', issued, occurredAt);
    return [{ type: 'WorkingRegulationsIssued', data: { unit, ...issued } }];
  },
});
