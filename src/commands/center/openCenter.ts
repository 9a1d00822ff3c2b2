import { defineLookup } from '#commands/handling/command.ts';
import { missingToOpen } from '#domain/center/readiness.ts';
import type { ServingOfficial } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand, type Established } from './center.ts';
import { established } from './rules.ts';

/** Who serves at a Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh), substitutes included. */
export const staffServing = defineLookup<(unit: string, day: string) => Promise<readonly ServingOfficial[]>>('staff-serving');

/** What is missing for opening on a day; of officials only the office held on that day is known. */
const missingOn = (day: string, center: Established, staff: readonly ServingOfficial[], { directorOffices }: Settings) => {
  const held = staff.map(({ officialId, office }) => [officialId, office === null ? [] : [{ office, from: null }]] as const);
  return missingToOpen({ ...center, points: [...center.points.values()], staff }, day, { offices: new Map(held), rules: directorOffices });
};

export const openCenter = centerCommand({
  name: 'OpenCenter',
  summary: 'Opens a Center for reception from a day on; a refusal names everything that is missing.',
  input: centerEvents.schemas.CenterOpened,
  lookups: { staffServing },
  prepare: ({ unit, openedOn }, _center, _context, { lookup }) => lookup.staffServing(unit, openedOn),
  decide: (center, { unit, openedOn }, { settings }, staff) => {
    const current = established(center, unit);
    if (current.openedOn !== undefined)
      throw new Rejection('center-already-open', `The Center of ${unit} is open from ${current.openedOn} on.`);
    const missing = missingOn(openedOn, current, staff, settings);
    if (missing.length > 0)
      throw new Rejection(
        'center-not-ready',
        `The Center of ${unit} may not open on ${openedOn}: ${missing.map(({ detail }) => detail).join(' ')}`,
        missing,
      );
    return [{ type: 'CenterOpened', data: { unit, openedOn } }];
  },
});
