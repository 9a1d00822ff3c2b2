import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type AnyCommand, commandOn, defineLookup } from '#commands/handling/command.ts';
import { type Official, official, type Registered, unitsKnowing, unitsOf } from '#domain/center/official.ts';
import { officeOn } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import { choiceIn, unknownIn } from '#domain/text/choice.ts';
import { localDay } from '#domain/time/localDay.ts';
import { Office, officialEvents, type TaskGroup } from '#events/official/events.ts';
import { OfficialId, Text, UnitCode } from '#events/terms.ts';

export const officialCommand = commandOn(official, {
  idField: 'officialId',
  knownTo: (_input: unknown, state: Official) => (state.status === 'absent' ? [] : unitsKnowing(state)),
});

/** The unit for which something about an official is said to hold from a day on; none where he serves two by turns. */
const unitFrom = ({ from }: { from: string }, state: Official, now: string): string | undefined => {
  const units = state.status === 'absent' ? [] : unitsOf(state, [from, localDay(now)]);
  return units.length === 1 ? units[0] : undefined;
};

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

export const registerOfficial = officialCommand({
  name: 'RegisterOfficial',
  summary: 'Makes an official known; without `officialId` one is made up.',
  input: z.strictObject({
    officialId: OfficialId.optional(),
    name: z.string().trim().min(1).max(200),
    phone: z.string().trim().min(3).max(40).optional(),
    office: Office.describe('Office held at registration.'),
    sentBy: Text.optional().describe('Department or vertical agency that sent the official.'),
    unit: UnitCode.optional().describe('Unit that registers the official.'),
  }),
  creates: true,
  generatesId: true,
  unit: ({ unit }) => unit,
  decide: (official, { name, phone, office, sentBy, unit }, { id, settings }) => {
    if (official.status !== 'absent') throw new Rejection('official-already-registered', `Official ${id} was registered before.`);
    if (unit !== undefined && !settings.units.some(({ code }) => code === unit))
      throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    const optional = { ...(phone !== undefined && { phone }), ...(sentBy !== undefined && { sentBy }) };
    return [{ type: 'OfficialRegistered', data: { officialId: id, name, office, ...optional } }];
  },
});

export const holdOffice = officialCommand({
  name: 'HoldOffice',
  summary: 'Records that an official holds another office from a day on.',
  input: officialEvents.schemas.OfficeHeld,
  unit: unitFrom,
  // An office is conferred elsewhere (council, People's Committee): it is a fact, recorded even when a serving director
  // is no longer eligible by it. Refusing would make the record false; the assignment is then ended or replaced, and
  // until then supervision sees the contradiction.
  decide: (official, { officialId, office, from, basis }) => {
    const current = known(official, officialId);
    const last = current.offices.at(-1);
    if (last?.from && from < last.from)
      throw new Rejection(
        'date-out-of-order',
        `The office held from ${last.from} on is on record; an earlier change can no longer be recorded.`,
      );
    return officeOn(current.offices, from) === office ? [] : [{ type: 'OfficeHeld', data: { officialId, office, from, basis } }];
  },
});

/** The sectors of the catalogue, among them these if it has them. */
export const sectors = defineLookup<(wanted: readonly string[]) => Promise<readonly string[]>>('sectors');

/** A task group with its sector as the catalogue words it, or the rejection `sector-unknown`. */
const inCatalogue = (group: TaskGroup, known: readonly string[]): TaskGroup => {
  const choice = choiceIn(known, group.field);
  if ('found' in choice) return { ...group, field: choice.found };
  throw new Rejection('sector-unknown', unknownIn('sector', group.field, choice.near));
};

export const giveTaskGroups = officialCommand({
  name: 'GiveTaskGroups',
  summary: 'Says what an official does of the procedures of which sectors from a day on; it replaces what was given before.',
  input: officialEvents.schemas.TaskGroupsGiven,
  unit: unitFrom,
  lookups: { sectors },
  prepare: ({ groups }, _official, _context, { lookup }) => lookup.sectors(groups.map(({ field }) => field)),
  decide: (official, { officialId, groups: named, from, basis }, _context, catalogue: readonly string[]) => {
    const last = known(official, officialId).taskGroups;
    if (last !== undefined && from < last.from)
      throw new Rejection('date-out-of-order', `The task groups from ${last.from} on are on record; earlier ones can no longer be given.`);
    const groups = named.map((group) => inCatalogue(group, catalogue));
    const fields = groups.map(({ field }) => field);
    const twice = fields.find((field, index) => fields.indexOf(field) !== index);
    if (twice !== undefined) throw new Rejection('task-group-repeated', `The sector ${twice} is named twice.`);
    return isDeepStrictEqual(last?.groups, groups) ? [] : [{ type: 'TaskGroupsGiven', data: { officialId, groups, from, basis } }];
  },
});

/** Who an official is, and what of the work he or she does. */
export const personCommands: readonly AnyCommand[] = [registerOfficial, holdOffice, giveTaskGroups];
