import { isOn } from '#domain/center/periods.ts';
import { Rejection } from '#domain/rejections.ts';
import { officialEvents } from '#events/official/events.ts';
import { official, officialCommand } from './official.ts';
import { checkService, known } from './rules.ts';

export const substituteOfficial = officialCommand({
  name: 'SubstituteOfficial',
  summary: 'Lets an official stand in for another, in the other’s position, for a period.',
  input: officialEvents.schemas.OfficialSubstituted.omit({ assignmentId: true }),
  unit: ({ unit }) => unit,
  prepare: ({ substituteFor }, _official, _context, { fold }) => fold(`${official.category}-${substituteFor}`, official),
  decide: (substitute, substitution, { newId, settings }, replaced) => {
    const { officialId, substituteFor, unit, position, from } = substitution;
    const current = known(substitute, officialId);
    if (officialId === substituteFor) throw new Rejection('substitute-is-self', `Official ${officialId} cannot stand in for themselves.`);
    if (replaced.status === 'absent') throw new Rejection('official-not-found', `There is no official ${substituteFor}.`);
    const holds = replaced.assignments.some((held) => held.unit === unit && held.position === position && isOn(held, from));
    if (!holds) throw new Rejection('assignment-not-found', `Official ${substituteFor} is not ${position} at ${unit} on ${from}.`);
    checkService(current, substitution, settings);
    return [{ type: 'OfficialSubstituted', data: { ...substitution, assignmentId: newId('assignment') } }];
  },
});
