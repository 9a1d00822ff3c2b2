import { official } from '#domain/center/official.ts';
import { isOn } from '#domain/center/periods.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DecisionContext, defineLookup, type PreparationTools } from './command.ts';

/** Who stands in for an official at a unit on a day. */
export const servingLookups = {
  standIn: defineLookup<(official: string, unit: string, day: string) => Promise<string | undefined>>('stand-in'),
};

/**
 * Whoever acts as an official serves at the unit, and nobody stands in for him there: on the day of the act, and on the
 * day he enters it. Motcua itself and administrators act for anybody; who serves at an agency, its token says. Throws
 * `actor-not-serving`.
 */
export const requireServing = async (
  unit: string | undefined,
  { actor, occurredAt, now }: Pick<DecisionContext, 'actor' | 'occurredAt' | 'now'>,
  { fold, lookup }: PreparationTools<typeof servingLookups>,
): Promise<void> => {
  const { official: id, role } = actor;
  if (id === undefined || unit === undefined || isAgency(unit) || role === 'system' || role === 'administrator') return;
  const acting = await fold(`official-${id}`, official);
  for (const day of new Set([localDay(occurredAt), localDay(now)])) {
    const serves = acting.status !== 'absent' && acting.assignments.some((one) => one.unit === unit && isOn(one, day));
    if (!serves) throw new Rejection('actor-not-serving', `Official ${id} does not serve at ${unit} on ${day}.`);
    const substitute = await lookup.standIn(id, unit, day);
    if (substitute !== undefined)
      throw new Rejection('actor-not-serving', `On ${day} ${substitute} stands in for official ${id} at ${unit}.`);
  }
};
