import { z } from 'zod';
import { DirectiveTask } from '#events/directive/events.ts';
import { Fulfilment, Instant, Key, LegalAct, maybeInstant, PartyId, UnitCode } from '#events/terms.ts';
import { defineFields, hidden, type RowOfFields, shown } from '#projections/daemon/fields.ts';

const revision = shown('integer', z.int(), 'Revision of the stream, for `If-Match`.');

const ofDirective = {
  directive_id: shown('text', Key),
  title: shown('text', z.string()),
  act: shown('jsonb', LegalAct),
  issued_at: shown('timestamptz', Instant),
  tasks: shown('jsonb', z.array(DirectiveTask), 'With the deadlines that held at the moment asked about.'),
  moved_deadlines: shown('jsonb', z.array(z.object({ taskId: Key, from: Instant, to: Instant, ground: z.string(), at: Instant }))),
  revision,
};
export const directiveFields = defineFields(ofDirective);
export type DirectiveRow = RowOfFields<typeof ofDirective>;

const Missing = z.object({ code: z.string(), text: z.string() });
export type Missing = z.infer<typeof Missing>;
export const DutyState = z.enum(['open', 'overdue', 'fulfilled', 'reopened']).meta({
  id: 'DutyState',
  description: 'As recorded. overdue: the deadline passed before it was fulfilled; reopened: it was fulfilled and is not any more.',
});
const Evidence = z.object({
  evidenceId: Key,
  text: z.string(),
  references: z.array(z.string()),
  state: z.enum(['handed-in', 'accepted', 'returned']),
  handedInAt: Instant,
  handedInBy: z.string(),
  decidedAt: maybeInstant('When it was accepted or returned.'),
  words: z.string().nullable().describe('Note of who accepted it, or reason of who returned it.'),
});
export type Evidence = z.infer<typeof Evidence>;

const ofDuty = {
  duty_id: shown('text', Key),
  directive_id: shown('text', Key),
  task_id: shown('text', Key),
  party: shown('text', PartyId),
  unit: shown('text?', UnitCode, 'There when the party is a commune-level unit.'),
  title: shown('text', z.string()),
  state: shown('text', DutyState),
  deadline: shown('timestamptz', Instant),
  fulfilment: shown('jsonb', Fulfilment),
  escalate_to: shown('text', PartyId),
  assigned_at: shown('timestamptz', Instant),
  fulfilled_at: shown('timestamptz?', Instant, 'When the event happened that completed it.'),
  fulfilled_by: shown('text?', z.enum(['rule', 'evidence'])),
  lines: shown('jsonb', z.array(z.string()), 'What fulfils it, line by line.'),
  because: shown(
    'jsonb?',
    z.object({ stream: z.string(), eventId: z.string(), type: z.string() }),
    'Event that completed it, or undid it last.',
  ),
  overdue_since: shown('timestamptz?', Instant, 'The deadline that passed before it was fulfilled; stays when it is fulfilled late.'),
  reopened_at: shown('timestamptz?', Instant, 'When it was undone last.'),
  reopened: shown('integer', z.int(), 'How often it was undone.'),
  missing: shown('jsonb', z.array(Missing), 'What was missing when it fell overdue or was undone.'),
  // in the order it was handed in
  evidence: shown('jsonb', z.array(Evidence)),
  urged: shown('integer', z.int(), 'How often somebody urged by hand.'),
  urged_at: shown('timestamptz?', Instant, 'When somebody last did.'),
  revision,
  simulated: hidden('boolean'),
  changed_at: hidden('timestamptz'),
};
export const dutyFields = defineFields(ofDuty);
export type DutyRow = RowOfFields<typeof ofDuty>;

/** A directive as answers show it. */
export const Directive = z
  .object(directiveFields.shape)
  .meta({ id: 'Directive', description: 'A directive (chỉ thị): an order from above and its tasks.' });
export type Directive = z.infer<typeof Directive>;
/** A duty as answers show it. */
export const Duty = z.object(dutyFields.shape).meta({ id: 'Duty', description: 'One task of a directive at one assignee (nhiệm vụ).' });
export type Duty = z.infer<typeof Duty>;

/** What may happen to a duty. */
export const dutyTurns = [
  'assigned',
  'deadline-moved',
  'fulfilled',
  'reopened',
  'fell-overdue',
  'evidence-handed-in',
  'evidence-accepted',
  'evidence-returned',
  'urged',
] as const;
