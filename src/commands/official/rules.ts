import { Rejection } from '#domain/rejections.ts';
import { inForce, type Settings } from '#domain/settings.ts';
import type { Office } from '#events/official/events.ts';
import type { Position } from '#events/terms.ts';
import type { Official, Period, Registered } from './official.ts';

/** The official, or the rejection `official-not-found`. */
export const registered = (official: Official, officialId: string): Registered => {
  if (official.status === 'absent') throw new Rejection('official-not-found', `There is no official ${officialId}.`);
  return official;
};

/** The official, still known by name: nobody takes on new duties after the erasure. */
export const known = (official: Official, officialId: string): Registered => {
  const found = registered(official, officialId);
  if (found.status === 'erased') throw new Rejection('personal-data-erased', `The personal data of official ${officialId} was erased.`);
  return found;
};

const EVER = '9999-12-31';
/** Whether two periods share a day; an assignment called off before it began shares none. */
export const overlap = (a: Period, b: Period): boolean => {
  const from = a.from > b.from ? a.from : b.from;
  return from <= (a.until ?? EVER) && from <= (b.until ?? EVER);
};

/** Office held on a day. */
export const officeOn = ({ firstOffice, offices }: Registered, day: string): Office => inForce(offices, day)?.office ?? firstOffice;

/** Rules change and offices change: only on those days can eligibility end, so only they are looked at. */
const checkDirector = (official: Registered, period: Period, settings: Settings): void => {
  const turns = [...settings.directorOffices, ...official.offices]
    .map(({ from }) => from)
    .filter((day) => overlap({ from: day, until: day }, period));
  for (const day of [period.from, ...turns].toSorted()) {
    const office = officeOn(official, day);
    const rule = inForce(settings.directorOffices, day);
    if (rule === undefined) throw new Rejection('office-not-eligible', `No rule says who may be director on ${day}.`);
    if (!rule.offices.includes(office))
      throw new Rejection('office-not-eligible', `On ${day} a ${office} may not be director (${rule.provenance}, from ${rule.from}).`);
  }
};

/**
 * What holds for every service at a Center, in one's own right or as a substitute: the dates make sense, the unit exists, nobody serves two Centers
 * on a day, holds a position twice in his own right or stands in for the same colleague twice, and a director's office allows it on every single day
 * (one-stop Centers, Decree 118/2025/NĐ-CP; from 15/10/2025 Resolution 332/NQ-CP).
 */
export const checkService = (
  official: Registered,
  { unit, position, substituteFor, ...period }: Period & { unit: string; position: Position; substituteFor?: string },
  settings: Settings,
): void => {
  if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
  if (period.until !== undefined && period.until < period.from)
    throw new Rejection('date-out-of-order', `The last day, ${period.until}, comes before the first, ${period.from}.`);
  const concurrent = official.assignments.filter((assignment) => overlap(assignment, period));
  const elsewhere = concurrent.find((assignment) => assignment.unit !== unit);
  if (elsewhere !== undefined)
    throw new Rejection(
      'official-elsewhere',
      `The official serves at ${elsewhere.unit} from ${elsewhere.from} to ${elsewhere.until ?? 'further notice'}.`,
    );
  const same = concurrent.find((held) => held.position === position && held.substituteFor === substituteFor);
  if (same !== undefined) {
    const serves = substituteFor === undefined ? `is ${position}` : `stands in for ${substituteFor} as ${position}`;
    throw new Rejection(
      'official-already-assigned',
      `The official ${serves} there from ${same.from} to ${same.until ?? 'further notice'}.`,
    );
  }
  if (position === 'director') checkDirector(official, period, settings);
};
