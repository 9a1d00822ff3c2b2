import { isDeepStrictEqual } from 'node:util';
import { Rejection } from '#domain/rejections.ts';
import { officialEvents } from '#events/official/events.ts';
import { officialCommand } from './official.ts';
import { known } from './rules.ts';

export const giveTaskGroups = officialCommand({
  name: 'GiveTaskGroups',
  summary: 'Says what an official does of the procedures of which sectors from a day on; it replaces what was given before.',
  input: officialEvents.schemas.TaskGroupsGiven,
  unit: (_input, official) => (official.status === 'absent' ? undefined : official.assignments.at(-1)?.unit),
  decide: (official, { officialId, groups, from, basis }) => {
    const last = known(official, officialId).taskGroups;
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The task groups from ${last.from} on are on record; earlier ones can no longer be given.`);
    const fields = groups.map(({ field }) => field);
    const twice = fields.find((field, index) => fields.indexOf(field) !== index);
    if (twice !== undefined) throw new Rejection('task-group-repeated', `The sector ${twice} is named twice.`);
    return isDeepStrictEqual(last?.groups, groups) ? [] : [{ type: 'TaskGroupsGiven', data: { officialId, groups, from, basis } }];
  },
});
