import { z } from 'zod';
import type { DecisionContext } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { receiveBy } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import { Channel, dossierEvents } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import { DossierId, UnitCode } from '#events/terms.ts';
import { type Dossier, dossierCommand } from './dossier.ts';
import { centerFacts, longestDays, procedureFacts, workingTimeOf } from './facts.ts';
import { pilotOf, prepareReception, type Reception, receive, requirePiloted, requireReceiving, versionInForce } from './reception.ts';
import { requireHolder, requireKnownUnit, requireRunningClock, submittedDossier } from './rules.ts';

const { DossierSubmitted, DossierReceived, DossierRefused } = dossierEvents.schemas;

const requireNew = ({ status }: Dossier, dossierId: string): void => {
  if (status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${dossierId}.`);
};

/** The sender chooses the id: whoever hands a dossier over from a portal may repeat himself without submitting twice. */
export const submitDossier = dossierCommand({
  name: 'SubmitDossier',
  summary: 'Hands a dossier in online or by post; it waits for reception at the Center it was sent to.',
  input: DossierSubmitted.omit({ holder: true, receiveBy: true }).extend({
    channel: Channel.exclude(['direct']),
    sentTo: UnitCode.optional().describe('Center the dossier was sent to; the competent one when absent.'),
  }),
  unit: ({ sentTo, competentUnit }) => sentTo ?? competentUnit,
  prepare: async ({ procedure, sentTo, competentUnit, pilot: pilotId }, _dossier, { occurredAt, settings }, tools) => {
    const days = longestDays({ kind: 'working-days', days: settings.receiveWithinWorkingDays });
    const [facts, time, pilot] = await Promise.all([
      tools.fold(`procedure-${procedure}`, procedureFacts),
      workingTimeOf(tools, settings, sentTo ?? competentUnit, { from: occurredAt, until: occurredAt, days }),
      pilotOf(pilotId, tools),
    ]);
    return { procedure: facts, time, ...pilot };
  },
  decide: (dossier, input, context, facts) => {
    const { sentTo, ...submission } = input;
    const { occurredAt, settings } = context;
    requireNew(dossier, input.dossierId);
    requireKnownUnit(submission.competentUnit, context);
    const unit = sentTo ?? submission.competentUnit;
    requireKnownUnit(unit, context);
    const day = localDay(occurredAt);
    if (facts.pilot !== undefined) requirePiloted(submission.procedure, unit, facts.pilot, day);
    versionInForce(submission.procedure, facts.procedure, day, facts.pilot);
    const by = receiveBy(facts.time, occurredAt, settings.receiveWithinWorkingDays);
    return [{ type: 'DossierSubmitted', data: { ...submission, holder: { unit }, receiveBy: by } }];
  },
});

type AtCounter = Reception['submission'] & { placeOfReceipt: string; pointId?: string | undefined };

const receptionAtCounter = (input: AtCounter, { official }: Actor): Reception => {
  const { placeOfReceipt, pointId, ...submission } = input;
  return { submission, placeOfReceipt, pointId, holder: { unit: placeOfReceipt, official } };
};

/** Reception at the counter. The receiving official holds the dossier; without one, the reception desk does. */
export const receiveDossier = dossierCommand({
  name: 'ReceiveDossier',
  summary: 'Receives a dossier at the counter of any Center: number, bound procedure version and appointed time (Form 01).',
  input: DossierSubmitted.omit({ holder: true, receiveBy: true, externalCode: true }).extend({
    channel: Channel.exclude(['online']).describe('direct, or postal when it was not announced before.'),
    placeOfReceipt: UnitCode.describe('Center that receives it, competent or not.'),
    pointId: DossierReceived.shape.pointId,
  }),
  creates: true,
  generatesId: true,
  unit: ({ placeOfReceipt }) => placeOfReceipt,
  prepare: async (input, dossier, context, tools) => {
    requireNew(dossier, input.dossierId);
    return prepareReception(receptionAtCounter(input, context.actor), context, tools);
  },
  decide: (dossier, input, context, facts) => {
    requireNew(dossier, input.dossierId);
    return [receive(receptionAtCounter(input, context.actor), facts, context)];
  },
});

/** What the citizen stated stays where it was sealed, in `DossierSubmitted`. */
const receptionOfSubmitted = (
  dossier: Dossier,
  { dossierId, pointId }: { dossierId: string; pointId?: string | undefined },
  { actor }: DecisionContext,
): Reception => {
  const submitted = submittedDossier(dossier, dossierId);
  const { submission, holder } = submitted;
  requireHolder(holder, actor);
  requireRunningClock(submitted);
  const { owner: _, submitter: __, request: ___, ...stated } = submission;
  const official = actor.official ?? holder.official;
  return { submission: stated, placeOfReceipt: holder.unit, pointId, holder: { unit: holder.unit, official } };
};

/** Reception after the time for it is lawful, and shows as late. */
export const receiveSubmittedDossier = dossierCommand({
  name: 'ReceiveSubmittedDossier',
  summary: 'Receives a dossier that was submitted online or by post: number, bound procedure version and appointed time (Form 01).',
  input: z.strictObject({ dossierId: DossierId, pointId: DossierReceived.shape.pointId }),
  prepare: async (input, dossier, context, tools) => prepareReception(receptionOfSubmitted(dossier, input, context), context, tools),
  decide: (dossier, input, context, facts) => [receive(receptionOfSubmitted(dossier, input, context), facts, context)],
});

/** Only before reception; what was received can be stopped, on its own ground. What was never submitted is refused at the counter. */
export const refuseDossier = dossierCommand({
  name: 'RefuseDossier',
  summary: 'Refuses to receive a submitted dossier, in writing and on a legal ground (Form 03).',
  input: DossierRefused,
  decide: (dossier, { dossierId, reason, legalGround }, { actor }) => {
    requireHolder(submittedDossier(dossier, dossierId).holder, actor);
    return [{ type: 'DossierRefused', data: { dossierId, reason, legalGround } }];
  },
});

/**
 * Refusing without a written reason is prohibited (Decree 118/2025/NĐ-CP, Art. 5), so what is turned away at the counter is on record too.
 * That the procedure is retired, or not yet in effect, may be the very ground; only a code outside the catalogue is no procedure.
 */
export const refuseAtCounter = dossierCommand({
  name: 'RefuseAtCounter',
  summary: 'Refuses at the counter to receive a dossier, in writing and on a legal ground (Form 03); no number is taken.',
  input: DossierSubmitted.omit({ channel: true, holder: true, receiveBy: true, externalCode: true }).extend({
    competentUnit: UnitCode.optional().describe('Center competent to settle it; absent: the refusing one, or none of the city.'),
    placeOfRefusal: UnitCode.describe('Center at whose counter it was handed in.'),
    reason: DossierRefused.shape.reason,
    legalGround: DossierRefused.shape.legalGround,
  }),
  unit: ({ placeOfRefusal }) => placeOfRefusal,
  prepare: async ({ procedure, placeOfRefusal, pilot: pilotId }, _dossier, _context, tools) => {
    const [facts, place, pilot] = await Promise.all([
      tools.fold(`procedure-${procedure}`, procedureFacts),
      tools.fold(`center-${placeOfRefusal}`, centerFacts),
      pilotOf(pilotId, tools),
    ]);
    return { catalogued: facts.catalogued, place, ...pilot };
  },
  decide: (dossier, input, context, { catalogued, place, pilot }) => {
    const { placeOfRefusal, reason, legalGround, ...stated } = input;
    const { dossierId, procedure, competentUnit = placeOfRefusal } = stated;
    requireNew(dossier, dossierId);
    requireKnownUnit(placeOfRefusal, context);
    requireKnownUnit(competentUnit, context);
    requireReceiving({ placeOfReceipt: placeOfRefusal, procedure }, place, pilot, localDay(context.occurredAt));
    if (!catalogued) throw new Rejection('procedure-not-found', `There is no procedure ${procedure}.`);
    return [
      { type: 'DossierSubmitted', data: { ...stated, competentUnit, channel: 'direct', holder: { unit: placeOfRefusal } } },
      { type: 'DossierRefused', data: { dossierId, reason, legalGround } },
    ];
  },
});

/** How a dossier comes in, or does not. */
export const intake = [submitDossier, receiveDossier, receiveSubmittedDossier, refuseDossier, refuseAtCounter];
