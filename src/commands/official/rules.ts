import { overlap, type Period } from '#domain/center/periods.ts';
import { judgedService, officeOn as officeHeldOn } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Settings } from '#domain/settings.ts';
import type { Office } from '#events/official/events.ts';
import type { Position } from '#events/terms.ts';
import type { Official, Registered } from './official.ts';

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

/** Every office on record, the first one held since ever. */
const officesOf = ({ firstOffice, offices }: Registered) => [{ office: firstOffice, from: null }, ...offices];

/** Office held on a day. */
export const officeOn = (official: Registered, day: string): Office => officeHeldOn(officesOf(official), day) ?? official.firstOffice;

/** The office held allows it on every day of the period. */
const checkDirector = (official: Registered, period: Period, { directorOffices }: Settings): void => {
  const refused = judgedService(period, officesOf(official), directorOffices).find(({ eligible }) => !eligible);
  if (refused === undefined) return;
  const { from: day, office, rule } = refused;
  if (rule === undefined) throw new Rejection('office-not-eligible', `No rule says who may be director on ${day}.`);
  throw new Rejection('office-not-eligible', `On ${day} a ${office} may not be director (${rule.provenance}, from ${rule.from}).`);
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
  if (period.until && period.until < period.from)
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
