import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { personal, published } from '#events/store/personal.ts';
import {
  erasureRefused,
  holdLifted,
  holdPlaced,
  Key,
  LocalDate,
  OfficialId,
  PersonName,
  Position,
  PublicText,
  StepRole,
  UnitCode,
} from '#events/terms.ts';

/** Office in the People's Committee or sending body; decides who may be director (Resolution 332/NQ-CP, 15/10/2025). */
export const Office = z
  .enum([
    'vice-chair',
    'head-of-department',
    'deputy-head-of-department',
    'civil-servant',
    'public-employee',
    'contract-staff',
    'postal-staff',
  ])
  .meta({ id: 'Office' });
export type Office = z.infer<typeof Office>;

/** A field of procedures that an official works in, and what of their steps he does there. */
export const TaskGroup = z
  .strictObject({
    field: PublicText.describe('Sector (lĩnh vực) of the procedures, as in the catalogue.'),
    roles: z.array(StepRole).min(1).max(StepRole.options.length),
  })
  .meta({ id: 'TaskGroup', description: 'Task group (nhóm việc): what an official does of the procedures of a sector.' });
export type TaskGroup = z.infer<typeof TaskGroup>;

const Basis = published(z.string().trim().min(1).max(200)).describe('Document the act rests on.');

const event = eventsOf({ officialId: OfficialId });

const schemas = {
  OfficialRegistered: event('An official became known.', {
    name: personal(PersonName, { lookup: 'official-name' }),
    phone: personal(z.string().max(40)).optional(),
    office: Office,
    sentBy: PublicText.optional().describe('Department or vertical agency that sent the official.'),
  }),
  OfficeHeld: event('The official holds another office from a day on.', { office: Office, from: LocalDate, basis: Basis }),
  OfficialAssigned: event('The official serves at a Center.', {
    assignmentId: Key,
    unit: UnitCode,
    position: Position,
    basis: Basis,
    from: LocalDate,
    until: LocalDate.optional().describe('Last day of service, when fixed in advance.'),
  }),
  OfficialSubstituted: event('The official stands in for another for a period.', {
    assignmentId: Key,
    unit: UnitCode,
    position: Position,
    substituteFor: OfficialId,
    basis: Basis,
    from: LocalDate,
    until: LocalDate,
  }),
  AssignmentEnded: event('An assignment ends after its last day.', {
    assignmentId: Key,
    unit: UnitCode,
    lastDay: LocalDate,
    ground: PublicText,
  }),
  TaskGroupsGiven: event('What the official is to do and able to do from a day on; it replaces what was given before.', {
    groups: z.array(TaskGroup).max(100),
    from: LocalDate,
    basis: Basis,
  }),
  OfficialLegalHoldPlaced: event('The official’s personal data may not be erased until the hold is lifted.', holdPlaced),
  OfficialLegalHoldLifted: event('The hold no longer stands in the way of an erasure.', holdLifted),
  OfficialErasureRefused: event('The erasure of the official’s personal data was asked for and refused.', erasureRefused),
  OfficialPersonalDataErased: event('The key of the official’s personal data was deleted.', { ground: PublicText }),
};

/** Stream `official-<id>`. An assignment is never edited; nobody serves two Centers on one day. */
export const officialEvents = defineEvents('official', schemas);
export type OfficialEvent = EventOf<typeof officialEvents>;
