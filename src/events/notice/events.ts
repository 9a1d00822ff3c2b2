import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import { DossierId, Instant, Key, OfficialId, PartyId, PublicText } from '#events/terms.ts';

const event = eventsOf({
  noticeId: Key,
  dutyId: Key.optional().describe('The duty it is about, when about one.'),
  dossierId: DossierId.optional().describe('The dossier it is about, when about one.'),
  unit: PartyId.optional(),
});

export const NoticeKind = z
  .enum(['before-deadline', 'overdue', 'escalation', 'waiting-for-citizen', 'due-to-be-stopped', 'urging', 'model-changed'])
  .meta({ id: 'NoticeKind', description: 'model-changed: the model text of the working regulations has a new version.' });
export const NoticeChannel = z.enum(['email', 'webhook']).meta({ id: 'NoticeChannel' });

/** Milliseconds until a notice handed over and not heard of since counts as uncertain. No attempt takes that long. */
export const UNCERTAIN_AFTER_MS = 120_000;

/**
 * Stream `notice-<id>`: one message about one duty or dossier to one party on one channel. Its id derives from what it is about
 * (duty or dossier, step of the schedule or urging, party, channel), so that the same message is written down once, whoever comes
 * to the idea and how often.
 */
export const noticeEvents = defineEvents('notice', {
  NoticeWritten: event('A notice is to be sent.', {
    kind: NoticeKind,
    to: PartyId,
    official: OfficialId.optional().describe('To whom of the party, when to one official.'),
    channel: NoticeChannel,
    dueAt: Instant.describe('The moment of the schedule, or of the urging.'),
    subject: PublicText,
    text: PublicText,
  }),
  NoticeDispatched: event(
    'About to be handed to the channel. What follows is not tried again by itself: a message may be lost at this point, never sent twice.',
    { attempt: z.int().min(1) },
  ),
  NoticeSent: event('The channel took it.', { reference: PublicText.describe('What the channel calls it, for example the Message-ID.') }),
  NoticeFailed: event('The channel surely did not take it; tried again unless final.', {
    attempt: z.int().min(1),
    reason: PublicText,
    final: z.boolean(),
    retryAt: Instant.optional().describe('When it is tried again; absent when final.'),
  }),
  NoticeResendRequested: event(
    'Somebody wants it sent once more, knowing that it may then arrive twice; it keeps its id and its Message-ID.',
    { reason: PublicText },
  ),
  NoticeSeen: event('Somebody of the party has seen it.', {}),
});
export type NoticeEvent = EventOf<typeof noticeEvents>;
