import { z } from 'zod';

/** Roles of access tokens; `department` is an office of the city, `system` is Motcua itself (its processes). */
export const Role = z
  .enum(['officer', 'center-head', 'supervisor', 'auditor', 'integrator', 'administrator', 'department', 'system'])
  .meta({ id: 'Role', description: 'Role of the person or system that acts.' });
export type Role = z.infer<typeof Role>;

/** Who did it: identity (never a name), role, for which Center, on whose behalf. */
export const Actor = z
  .strictObject({
    id: z.string().min(1).max(128).describe('Subject of the access token; a pseudonymous identifier, never a name.'),
    role: Role,
    unit: z.string().optional().describe('Code of the unit for which the actor acted.'),
    official: z.string().optional().describe('Id of the official, when the token belongs to a registered one.'),
    onBehalfOf: z.string().max(128).optional().describe('Id of the person in whose stead the actor acted.'),
    simulated: z.literal(true).optional().describe('Set on every act of the simulator.'),
  })
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof Actor>;

/** A place in the one total order of the log: a safe integer. Events after position p have positions greater than p. */
export type Position = number;
/** The position before the first event. */
export const START: Position = -1;

/** How an act was entered that had happened before. */
export type EnteredLate = {
  /** When it was entered, as a UTC instant with milliseconds; later than `occurredAt`. */
  at: string;
  /** Whoever entered it said that it happened outside the unit’s working hours. */
  outsideHours?: true;
  /** It happened in a month that had been closed by then. */
  afterClosing?: true;
};

/** All of an event that is not its body. Times are UTC instants in ISO 8601 ending in `Z`, with milliseconds. */
export type Envelope = {
  id: string;
  schemaVersion: number;
  /** When it happened in the world. */
  occurredAt: string;
  actor: Actor;
  correlationId: string;
  causationId: string;
  /** Code of the unit, or key of the department, the event is about, where there is one. */
  unit?: string;
  /** Why it was entered late, such as "mất điện 14:00–16:00". Every reader sees it: no personal data. */
  lateEntryReason?: string;
  /** Absent from what was entered as it happened, and from what was entered late before this was kept. */
  enteredLate?: EnteredLate;
  /** Name and fingerprint of the command: they tell a repeat from another command with the same Idempotency-Key. */
  command?: { name: string; hash: string };
};

/** An event ready to be stored: the body is JSON as it will be kept, personal fields already sealed. */
export type NewEvent = Envelope & { type: string; data: unknown };

/** An event of the log. `revision` counts from 0 within its stream; `recordedAt` is when the log took it. */
export type RecordedEvent = NewEvent & { stream: string; revision: number; position: Position; recordedAt: string };

/** A recorded event whose body was brought to the newest form and checked: what folds and projections see. */
export type Recorded<E extends { type: string; data: unknown }> = E extends { type: string; data: unknown }
  ? E & Omit<RecordedEvent, 'type' | 'data'>
  : never;

/** Category of a stream: the part of its name before the first dash. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
/** Id within the category: the part after the first dash. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
