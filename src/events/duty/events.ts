import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Fulfilment, Instant, Key, PartyId, Text, UnitCode } from '#events/terms.ts';

/** Id of the duty of one task at one assignee. */
export const dutyIdOf = (directiveId: string, taskId: string, party: string): string => `${directiveId}.${taskId}.${party}`;

/** Which duty: one task of one directive at one assignee. `unit` is there when the assignee is a commune-level unit. */
const Which = { dutyId: Key, directiveId: Key, taskId: Key, party: PartyId, unit: UnitCode.optional() };
const Lines = z.array(Text).max(100);
const Missing = z
  .array(z.strictObject({ code: Key, text: Text }))
  .max(100)
  .describe('What exactly is missing, in words.');

/** Stream `duty-<directive>.<task>.<party>`: what became of one task of a directive at one assignee. */
export const dutyEvents = defineEvents('duty', {
  DutyAssigned: z
    .strictObject({ ...Which, title: Text, deadline: Instant, fulfilment: Fulfilment, escalateTo: PartyId })
    .describe('An assignee has a duty (nhiệm vụ) from now on.'),
  DutyDeadlineMoved: z.strictObject({ ...Which, deadline: Instant, ground: Text }).describe('The duty got another deadline.'),
  DutyFulfilled: z
    .strictObject({
      ...Which,
      by: z.enum(['rule', 'evidence']),
      because: z
        .strictObject({ stream: z.string(), eventId: z.uuid(), type: z.string() })
        .optional()
        .describe('The event that completed it.'),
      lines: Lines.describe('What fulfils it, line by line.'),
    })
    .describe('The duty is fulfilled, as of the time the event happened that completed it.'),
  DutyReopened: z
    .strictObject({
      ...Which,
      because: z.strictObject({ stream: z.string(), eventId: z.uuid(), type: z.string() }).optional(),
      missing: Missing,
    })
    .describe('What had fulfilled the duty is no longer so.'),
  DutyFellOverdue: z
    .strictObject({ ...Which, deadline: Instant, missing: Missing })
    .describe('The deadline passed before the duty was fulfilled.'),
  EvidenceHandedIn: z
    .strictObject({
      ...Which,
      evidenceId: Key,
      text: Text,
      references: z.array(Text).max(100).describe('Numbers of documents, addresses of files.'),
    })
    .describe('The assignee handed in evidence.'),
  EvidenceAccepted: z.strictObject({ ...Which, evidenceId: Key, note: Text.optional() }).describe('Evidence was found sufficient.'),
  EvidenceReturned: z.strictObject({ ...Which, evidenceId: Key, reason: Text }).describe('Evidence was given back with a reason.'),
  DutyUrged: z.strictObject({ ...Which, text: Text }).describe('Somebody urged the assignee (đôn đốc) in words of their own.'),
});
export type DutyEvent = EventOf<typeof dutyEvents>;
