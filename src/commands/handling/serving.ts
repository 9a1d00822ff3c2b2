import { official } from '#domain/center/official.ts';
import { isOn } from '#domain/center/periods.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { Position } from '#events/terms.ts';
import { type DecisionContext, defineLookup, type PreparationTools } from './command.ts';

/** Who stands in for an official at a unit on a day. */
export const servingLookups = {
  standIn: defineLookup<(official: string, unit: string, day: string) => Promise<string | undefined>>('stand-in'),
};

/** The streams that `serviceOn` folds of whoever acts as an official, and of another one. */
export const officialsAhead = (actor: string | undefined, other?: string) =>
  [actor, other === actor ? undefined : other].flatMap((id) => (id === undefined ? [] : [[`official-${id}`, official] as const]));

/**
 * How an official serves at a unit on a day: the positions held there, and who stands in for him, in which case he does
 * not serve. No position: he does not serve there. `undefined`: there is no such official.
 */
export const serviceOn = async (
  id: string,
  unit: string,
  day: string,
  { fold, lookup }: PreparationTools<typeof servingLookups>,
): Promise<{ positions: Position[]; substitute?: string } | undefined> => {
  const known = await fold(`official-${id}`, official);
  if (known.status === 'absent') return undefined;
  const positions = known.assignments.filter((one) => one.unit === unit && isOn(one, day)).map(({ position }) => position);
  const substitute = positions.length > 0 ? await lookup.standIn(id, unit, day) : undefined;
  return { positions, ...(substitute !== undefined && { substitute }) };
};

/**
 * Whoever acts as an official serves at the unit, and nobody stands in for him there: on the day of the act, and on the
 * day he enters it. Motcua itself and administrators act for anybody; who serves at an agency, its token says. Throws
 * `actor-not-serving`.
 */
export const requireServing = async (
  unit: string | undefined,
  { actor, occurredAt, now }: Pick<DecisionContext, 'actor' | 'occurredAt' | 'now'>,
  tools: PreparationTools<typeof servingLookups>,
): Promise<void> => {
  const { official: id, role } = actor;
  if (id === undefined || unit === undefined || isAgency(unit) || role === 'system' || role === 'administrator') return;
  for (const day of new Set([localDay(occurredAt), localDay(now)])) {
    const { positions = [], substitute } = (await serviceOn(id, unit, day, tools)) ?? {};
    if (positions.length === 0) throw new Rejection('actor-not-serving', `Official ${id} does not serve at ${unit} on ${day}.`);
    if (substitute !== undefined)
      throw new Rejection('actor-not-serving', `On ${day} ${substitute} stands in for official ${id} at ${unit}.`);
  }
};
