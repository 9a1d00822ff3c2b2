import { defineLookup } from '#commands/handling/command.ts';
import type { ServingOfficial } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce, type Settings } from '#domain/settings.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand, type Established } from './center.ts';
import { established, firstDayWithoutPoint } from './rules.ts';

/** Who serves at a Center on a day (YYYY-MM-DD, Asia/Ho_Chi_Minh), substitutes included. */
export const staffServing = defineLookup<(unit: string, day: string) => Promise<readonly ServingOfficial[]>>('staff-serving');

type Missing = { code: string; detail: string };

/** A director whose office does not allow it is none: offices may change after the assignment, which was checked. */
const missingDirector = (day: string, staff: readonly ServingOfficial[], { directorOffices }: Settings): Missing[] => {
  const directors = staff.filter(({ position }) => position === 'director');
  const rule = inForce(directorOffices, day);
  if (directors.some(({ office }) => office !== null && rule?.offices.includes(office))) return [];
  if (directors.length === 0) return [{ code: 'director', detail: `No director serves on ${day}.` }];
  const offices = directors.map(({ office }) => office ?? 'unknown').join(', ');
  return [{ code: 'director', detail: `The director serving on ${day} may not be one: the office held is ${offices}.` }];
};

const missingOn = (day: string, center: Established, staff: readonly ServingOfficial[], settings: Settings): Missing[] => {
  const missing: Missing[] = [];
  if (center.existsFrom > day)
    missing.push({ code: 'decision-in-effect', detail: `The establishment decision takes effect on ${center.existsFrom}, after ${day}.` });
  missing.push(...missingDirector(day, staff, settings));
  if (!staff.some(({ position }) => position === 'receiving-officer'))
    missing.push({ code: 'receiving-officer', detail: `No receiving officer serves on ${day}.` });
  const withoutPoint = firstDayWithoutPoint([...center.points.values()], day);
  if (withoutPoint !== undefined) missing.push({ code: 'open-point', detail: `No reception-and-return point is open on ${withoutPoint}.` });
  const [firstRegulations] = center.regulations.map(({ effectiveOn }) => effectiveOn).toSorted();
  if (firstRegulations === undefined)
    missing.push({ code: 'working-regulations', detail: 'The working regulations have not been issued.' });
  else if (firstRegulations > day)
    missing.push({ code: 'working-regulations', detail: `The working regulations take effect on ${firstRegulations}, after ${day}.` });
  return missing;
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
