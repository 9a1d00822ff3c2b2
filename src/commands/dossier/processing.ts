import { z } from 'zod';
import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { official } from '#domain/center/official.ts';
import { isOn } from '#domain/center/periods.ts';
import { endOfStop, type HowSettled, type Stop } from '#domain/dossier/clock.ts';
import { openParts, type Part } from '#domain/dossier/parts.ts';
import { Rejection } from '#domain/rejections.ts';
import { dueAfterExtension, dueForVerification, latestOf, originalWorkingDays, pausedMinutes } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import { dueAfterPause, dueWithoutPause } from '#domain/time/pauses.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import { type ExplainedTime, PartyId } from '#events/terms.ts';
import { unitsOf } from './dossier.ts';
import { longestDays, workingTimeOf } from './facts.ts';
import {
  deskOf,
  dossierCommand,
  dossierInProcess,
  openDossier,
  openPart,
  requireHolder,
  requireRunningClock,
  unsettledDossier,
} from './guards.ts';
import { lateActOfCitizen } from './lateEntry.ts';
import { requireSigner, signerOf } from './signing.ts';
import type { Dossier, Received, Submitted } from './state.ts';

export const startVerification = dossierCommand({
  name: 'StartVerification',
  summary: 'Takes the case to verification: the version’s own longer limit, counted from receipt, applies from now on.',
  input: dossierEvents.schemas.VerificationStarted.omit({ due: true }),
  prepare: async ({ dossierId }, dossier, { occurredAt, settings }, tools) => {
    const { receivedAt, competentUnit, verificationLimit, count } = dossierInProcess(dossier, dossierId);
    const days = longestDays(verificationLimit ?? { kind: 'unpublished' }) + Math.ceil(count.pausedMinutes / 120) + count.pausedDays;
    return workingTimeOf(tools, settings, competentUnit, { from: receivedAt, until: occurredAt, days });
  },
  decide: (dossier, { dossierId, ground }, { actor, now }, time) => {
    const received = dossierInProcess(dossier, dossierId);
    requireHolder(received.holder, actor);
    requireRunningClock(received);
    if (received.verificationLimit === undefined)
      throw new Rejection('verification-not-foreseen', `The procedure version of ${dossierId} knows no verification.`);
    if (received.verifying) throw new Rejection('verification-already-started', `Verification of ${dossierId} was started before.`);
    // once late, always late: a longer limit must not hide it, and neither must an earlier time
    if (now > received.dueAt) throw new Rejection('extension-too-late', `Dossier ${dossierId} was due at ${received.dueAt}.`);
    const due = dueForVerification(time, { ...received, ...received.count }, received.verificationLimit);
    return [{ type: 'VerificationStarted', data: { dossierId, ground, due } }];
  },
});

/**
 * An extension keeps within what the version names or, where it names nothing, within the original limit; more is
 * agreed in writing with the requester. That no extension is longer than the limit is a rule of this system: the
 * sources say that Form 04 holds a limit of extension, and not which one.
 */
const requireBounded = (
  { extension, limit, receivedAt, appointedAt }: Received,
  days: number,
  agreed: boolean,
  time: WorkingTime,
): void => {
  const longest = extension?.maxWorkingDays;
  if (longest !== undefined) {
    const agreeable = extension?.byAgreement === true;
    if (days > longest && !(agreed && agreeable))
      throw new Rejection(
        'extension-too-long',
        agreeable
          ? `The procedure allows ${longest} working days, and more only as agreed in writing with the requester (byAgreement).`
          : `The procedure allows ${longest} working days.`,
      );
    return;
  }
  const original = originalWorkingDays(time, limit, receivedAt, appointedAt);
  if (days > original && !agreed)
    throw new Rejection(
      'extension-too-long',
      `The original limit was ${original} working days, and an extension is no longer, and more only as agreed in writing with the requester (byAgreement).`,
    );
};

/** An extension entered later would hide that the time had passed: it is entered when it is granted, or not at all. */
export const extendDossier = dossierCommand({
  name: 'ExtendDossier',
  summary:
    'Apologises and extends the time (Form 04): once, before the deadline and never afterwards with an earlier time; by no more than the procedure allows or, where it names nothing, the original limit, unless agreed in writing.',
  lateEntry: false,
  input: dossierEvents.schemas.DossierExtended.omit({ previousDueAt: true, due: true, parts: true }).extend({
    workingDays: z.number().positive().max(1000).describe('By how much the due time moves.'),
    byAgreement: dossierEvents.schemas.DossierExtended.shape.byAgreement.describe(
      'Whether the requester agreed to it in writing; demanded of an extension beyond what is allowed without.',
    ),
    signedBy: dossierEvents.schemas.DossierExtended.shape.signedBy.describe(
      'The official who signed it, serving that day in a position that signs apologies; whoever acts when absent.',
    ),
  }),
  lookups: servingLookups,
  prepare: async ({ dossierId, workingDays, signedBy }, dossier, context, tools) => {
    const { competentUnit, receivedAt, dueAt } = dossierInProcess(dossier, dossierId);
    const days = longestDays({ kind: 'working-days', days: workingDays });
    const paper = { signedBy, date: localDay(context.occurredAt), kind: 'apologies' } as const;
    return {
      time: await workingTimeOf(tools, context.settings, competentUnit, { from: receivedAt, until: dueAt, days }),
      signed: await signerOf(paper, competentUnit, context, tools),
    };
  },
  decide: (dossier, { dossierId, workingDays, reason, apology, signer, byAgreement }, { actor, occurredAt }, { time, signed }) => {
    const received = dossierInProcess(dossier, dossierId);
    const { dueAt, extended, holder } = received;
    requireHolder(holder, actor);
    requireRunningClock(received);
    if (extended) throw new Rejection('extension-already-granted', `The time of ${dossierId} was extended before.`);
    if (occurredAt > dueAt) throw new Rejection('extension-too-late', `Dossier ${dossierId} was due at ${dueAt}.`);
    requireBounded(received, workingDays, byAgreement, time);
    const moved =
      received.parts.length === 0
        ? { due: dueAfterExtension(time, dueAt, workingDays) }
        : partsMoved(received, openParts(received.parts), (part) => dueAfterExtension(time, part.dueAt, workingDays));
    const paper = { reason, apology, signer, ...requireSigner(signed), byAgreement };
    return [{ type: 'DossierExtended', data: { dossierId, previousDueAt: dueAt, ...moved, ...paper } }];
  },
});

/** Who has it in hand, and until when. */
export const processing = [startVerification, extendDossier];

/** Days by which a due time moved by a pause may lie beyond the pause's own length: Tết, weekends. */
const MARGIN_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Working time of the competent unit over a pause that ends now, and as far as the due time may move. */
export const workingTimeOfPause = async (
  dossier: Dossier,
  dossierId: string,
  { occurredAt, settings }: DecisionContext,
  tools: PreparationTools,
): Promise<WorkingTime> => {
  const open = openDossier(dossier, dossierId);
  const since = open.stoppedSince ?? occurredAt;
  const dueAt = open.dueAt ?? occurredAt;
  const from = since < dueAt ? since : dueAt;
  const length = Math.ceil(Math.max(0, Date.parse(occurredAt) - Date.parse(since)) / DAY_MS);
  return workingTimeOf(tools, settings, open.competentUnit, {
    from,
    until: dueAt > occurredAt ? dueAt : occurredAt,
    days: length + MARGIN_DAYS,
  });
};

export type PauseEnded = Pick<DataOf<DossierEvent, 'SupplementGiven'>, 'pausedWorkingMinutes' | 'due' | 'parts'>;

/**
 * The due time of a dossier whose parts move apart, after each of some parts was moved: the latest of all, and the new
 * ones of these.
 */
export const partsMoved = (
  { parts, dueAt, receivedAt }: Pick<Received, 'parts' | 'dueAt' | 'receivedAt'>,
  moving: readonly Part[],
  move: (part: Part) => ExplainedTime,
): { due: ExplainedTime; parts: NonNullable<PauseEnded['parts']> } => {
  const moved = moving.map((one) => ({ part: one.part, due: move(one) }));
  const timeOf = ({ part, dueAt: at }: Part) => moved.find((one) => one.part === part)?.due ?? { at, lines: [''] };
  const times = parts.map((one) => ({ name: one.name, time: timeOf(one) }));
  return { due: latestOf(times, receivedAt, dueAt), parts: moved };
};

/** What the end of one stop means: nothing while another still stops the clock, so that no minute is counted twice. */
export const endOfPause = (
  dossier: Submitted | Received,
  by: Stop,
  occurredAt: string,
  time: WorkingTime,
  how?: HowSettled,
): PauseEnded => {
  const { pause } = endOfStop(dossier.standstill, by, occurredAt, how);
  if (pause === undefined) return { pausedWorkingMinutes: 0 };
  const pausedWorkingMinutes = pause === null ? 0 : pausedMinutes(time, pause.from, pause.to);
  if (dossier.status === 'submitted') return { pausedWorkingMinutes };
  const { dueAt, count, parts, supplementFor, standstill } = dossier;
  if (parts.length > 0) {
    // only what waited moves: one part where the supplement was for it, and nothing else stopped the clock
    const alone = by === 'supplement' && standstill.counted === null ? supplementFor : undefined;
    const move = (part: Part) =>
      pause === null ? dueWithoutPause(time, part.dueAt) : dueAfterPause(time, { dueAt: part.dueAt, ...part.count }, pause);
    const moving = openParts(parts).filter(({ part }) => alone === undefined || part === alone);
    return { pausedWorkingMinutes, ...partsMoved(dossier, moving, move) };
  }
  const due = pause === null ? dueWithoutPause(time, dueAt) : dueAfterPause(time, { dueAt, ...count }, pause);
  return { pausedWorkingMinutes, due };
};

export const requestSupplement = dossierCommand({
  name: 'RequestSupplement',
  summary: 'Asks for more papers (Form 02): once in the life of a dossier; the clock stops.',
  input: dossierEvents.schemas.SupplementRequested.omit({ stage: true }),
  prepare: async ({ contactOfficial }, dossier, { occurredAt }, tools): Promise<{ unknown?: string }> => {
    if (contactOfficial === undefined || !('holder' in dossier)) return {};
    const contact = await tools.fold(`official-${contactOfficial}`, official);
    const units = unitsOf(dossier);
    const day = localDay(occurredAt);
    // the form shows name and phone: nobody else's than who serves where the dossier is
    const serves = contact.status !== 'absent' && contact.assignments.some((one) => units.includes(one.unit) && isOn(one, day));
    return serves ? {} : { unknown: contactOfficial };
  },
  decide: (dossier, input, { actor }, facts) => {
    const { dossierId, items, reason, legalGround, part, contactOfficial } = input;
    const open = unsettledDossier(dossier, dossierId);
    requireHolder(open.holder, actor);
    // the portal and the index of Decision 766/QĐ-TTg count a dossier with two requests as overdue
    if (open.supplement !== 'never')
      throw new Rejection('supplement-already-requested', `A supplement to ${dossierId} was requested before.`);
    if (part !== undefined) openPart(open, part);
    if (facts?.unknown !== undefined)
      throw new Rejection('official-not-found', `contactOfficial: no official ${facts.unknown} serves where the dossier is.`);
    const stage = open.status === 'submitted' ? 'checking' : 'processing';
    return [{ type: 'SupplementRequested', data: { dossierId, items, reason, legalGround, stage, part, contactOfficial } }];
  },
});

export const giveSupplement = dossierCommand({
  lateEntryOf: lateActOfCitizen,
  name: 'GiveSupplement',
  summary: 'Records the papers asked for; the clock runs again, and the due time moves by the working time it stood still.',
  input: dossierEvents.schemas.SupplementGiven.pick({ dossierId: true, components: true }).extend({
    unit: PartyId.optional().describe('Center to which the papers were brought: the holder’s (default) or the place of receipt.'),
  }),
  prepare: ({ dossierId }, dossier, context, tools) => workingTimeOfPause(dossier, dossierId, context, tools),
  decide: (dossier, { dossierId, components, unit }, { actor, occurredAt }, time) => {
    const open = openDossier(dossier, dossierId);
    deskOf(open, actor, unit);
    if (open.supplement !== 'outstanding') throw new Rejection('supplement-not-requested', `No supplement to ${dossierId} is outstanding.`);
    return [{ type: 'SupplementGiven', data: { dossierId, components, ...endOfPause(open, 'supplement', occurredAt, time) } }];
  },
});

/** What the citizen is asked for and gives; mostly the clock stands still in between. */
export const supplements = [requestSupplement, giveSupplement];
