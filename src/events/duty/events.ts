import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { Fulfilment, Instant, Key, PartyId, PublicText, UnitCode } from '#events/terms.ts';

/** Id of the duty of one task at one assignee. */
export const dutyIdOf = (directiveId: string, taskId: string, party: string): string => `${directiveId}.${taskId}.${party}`;

/** Which duty: one task of one directive at one assignee. `unit` is there when the assignee is a commune-level unit. */
const event = eventsOf({ dutyId: Key, directiveId: Key, taskId: Key, party: PartyId, unit: UnitCode.optional() });
const Because = z.strictObject({ stream: published(z.string()), eventId: z.uuid(), type: published(z.string()) });
const Missing = z
  .array(z.strictObject({ code: Key, text: PublicText }))
  .max(100)
  .describe('What exactly is missing, in words.');

/** Stream `duty-<directive>.<task>.<party>`: what became of one task of a directive at one assignee. */
export const dutyEvents = defineEvents('duty', {
  DutyAssigned: event('An assignee has a duty (nhiệm vụ) from now on.', {
    title: PublicText,
    deadline: Instant,
    fulfilment: Fulfilment,
    escalateTo: PartyId,
  }),
  DutyDeadlineMoved: event('The duty got another deadline.', { deadline: Instant, ground: PublicText }),
  DutyFulfilled: event('The duty is fulfilled, as of the time the event happened that completed it.', {
    by: z.enum(['rule', 'evidence']),
    because: Because.optional().describe('The event that completed it.'),
    lines: z.array(PublicText).max(100).describe('What fulfils it, line by line.'),
  }),
  DutyReopened: event('What had fulfilled the duty is no longer so.', {
    because: Because.optional(),
    missing: Missing,
  }),
  DutyFellOverdue: event('The deadline passed before the duty was fulfilled.', { deadline: Instant, missing: Missing }),
  EvidenceHandedIn: event('The assignee handed in evidence.', {
    evidenceId: Key,
    text: PublicText,
    references: z.array(PublicText).max(100).describe('Numbers of documents, addresses of files.'),
  }),
  EvidenceAccepted: event('Evidence was found sufficient.', { evidenceId: Key, note: PublicText.optional() }),
  EvidenceReturned: event('Evidence was given back with a reason.', { evidenceId: Key, reason: PublicText }),
  DutyUrged: event('Somebody urged the assignee (đôn đốc) in words of their own.', { text: PublicText }),
});
export type DutyEvent = EventOf<typeof dutyEvents>;
