import { z } from 'zod';
import { externalCodeFor } from '#commands/externalCode/externalCode.ts';
import type { DecisionContext } from '#commands/handling/command.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import { Rejection } from '#domain/rejections.ts';
import { namesOf } from '#domain/settings.ts';
import { receiveBy } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import { identified } from '#events/dossier/identity.ts';
import { type Owner, StatedOwner, StatedSubmitter } from '#events/dossier/terms.ts';
import type { DataOf } from '#events/store/defineEvents.ts';
import { Channel, DossierId, PartyId, UnitCode } from '#events/terms.ts';
import { alikeTo, intakeLookups, longestDays, procedureFacts, warned, workingTimeOf } from './facts.ts';
import { dossierCommand, requireHolder, requireKnownUnit, requireRunningClock, requireSettling, submittedDossier } from './guards.ts';
import { lateActOfCitizen } from './lateEntry.ts';
import { receptionReceipt, warningReceipt } from './receipt.ts';
import { AgreedTime, prepareReception, type Reception, type ReceptionFacts, receive } from './reception.ts';
import {
  type Place,
  pilotOf,
  placeOf,
  requireAreaTeam,
  requireOffered,
  requirePiloted,
  requireReceiving,
  versionInForce,
} from './receptionRules.ts';
import type { Dossier } from './state.ts';

const { DossierSubmitted, DossierReceived, DossierRefused } = dossierEvents.schemas;

/** Who is stated is checked as it comes in: numbers of papers have the form of their kind. */
const people = { owner: StatedOwner, submitter: StatedSubmitter.optional() };

type People = { owner?: Owner | undefined; submitter?: DataOf<DossierEvent, 'DossierSubmitted'>['submitter'] };

const statedIn = <T extends People>(input: T): T => ({
  ...input,
  ...(input.owner && { owner: identified(input.owner) }),
  ...(input.submitter && { submitter: identified(input.submitter) }),
});

const requireNew = ({ status }: Dossier, dossierId: string): void => {
  if (status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${dossierId}.`);
};

/** What a submission rests on: the procedure, the working time of the Center it was sent to, Centers, pilot. */
type SubmissionFacts = Pick<ReceptionFacts, 'procedure' | 'time' | 'pilot' | 'competent' | 'alike'> & { place?: Place };

type SubmissionInput = Omit<DataOf<DossierEvent, 'DossierSubmitted'>, 'holder' | 'receiveBy' | 'warnings'> & {
  sentTo?: string | undefined;
};

/** The event of a submission, or why it may not be. */
const submit = ({ sentTo, ...submission }: SubmissionInput, facts: SubmissionFacts, context: DecisionContext) => {
  const { occurredAt, settings } = context;
  const { competentUnit } = submission;
  requireSettling(competentUnit, context);
  if (sentTo === undefined && isAgency(competentUnit))
    throw new Rejection(
      'place-of-receipt-missing',
      `Dossiers of ${namesOf(settings)(competentUnit)} are received at a Center: name it in sentTo.`,
    );
  const unit = sentTo ?? competentUnit;
  requireKnownUnit(unit, context);
  if (submission.delivery?.unit !== undefined) requireKnownUnit(submission.delivery.unit, context);
  const day = localDay(occurredAt);
  requireAreaTeam(competentUnit, unit, day, settings);
  if (facts.pilot !== undefined) requirePiloted(submission.procedure, unit, facts.pilot, day);
  else requireOffered(submission.procedure, { [unit]: facts.place, [competentUnit]: facts.competent }, day);
  versionInForce(submission.procedure, facts.procedure, day, facts.pilot);
  const by = receiveBy(facts.time, occurredAt, settings.receiveWithinWorkingDays);
  return {
    type: 'DossierSubmitted' as const,
    data: { ...statedIn(submission), holder: { unit }, receiveBy: by, ...warned(submission.components, facts) },
  };
};

/** The sender chooses the id: whoever hands a dossier over from a portal may repeat it without submitting twice. */
export const submitDossier = dossierCommand({
  name: 'SubmitDossier',
  summary: 'Hands a dossier in online or by post; it waits for reception at the Center it was sent to.',
  input: DossierSubmitted.omit({ holder: true, receiveBy: true, warnings: true }).extend({
    ...people,
    channel: Channel.exclude(['direct']),
    sentTo: UnitCode.optional().describe(
      'Center the dossier was sent to; the competent one when absent. Needed where an agency is competent.',
    ),
  }),
  unit: ({ sentTo, competentUnit }) => sentTo ?? competentUnit,
  lateEntryOf: lateActOfCitizen,
  lookups: intakeLookups,
  prepare: async (input, dossier, context, tools): Promise<SubmissionFacts> => {
    const { dossierId, procedure, competentUnit, sentTo = competentUnit, pilot: pilotId, externalCode } = input;
    const { occurredAt, settings } = context;
    requireNew(dossier, dossierId);
    const days = longestDays({ kind: 'working-days', days: settings.receiveWithinWorkingDays });
    const [catalogued, time, place, competent, pilot, alike] = await Promise.all([
      tools.fold(`procedure-${procedure}`, procedureFacts),
      workingTimeOf(tools, settings, sentTo, { from: occurredAt, until: occurredAt, days }),
      placeOf(sentTo, tools),
      placeOf(competentUnit, tools),
      pilotOf(pilotId, tools),
      alikeTo({ owner: identified(input.owner), procedure, day: localDay(occurredAt), unit: sentTo, besides: dossierId }, tools),
    ]);
    const facts = { procedure: catalogued, time, place, competent, ...pilot, alike };
    // what is refused bears no code
    submit(input, facts, context);
    await externalCodeFor(dossierId, externalCode, tools);
    return facts;
  },
  decide: (dossier, input, context, facts) => {
    requireNew(dossier, input.dossierId);
    return [submit(input, facts, context)];
  },
  receipt: warningReceipt,
});

type AtCounter = Reception['submission'] & { owner: Owner } & Pick<Reception, 'placeOfReceipt' | 'pointId' | 'agreed'>;

const receptionAtCounter = (input: AtCounter, { actor, occurredAt }: DecisionContext): Reception => {
  const { placeOfReceipt, pointId, agreed, ...submission } = statedIn(input);
  const holder = { unit: placeOfReceipt, official: actor.official };
  return { submission, owner: identified(input.owner), placeOfReceipt, pointId, holder, agreed, handedInOn: localDay(occurredAt) };
};

/** Reception at the counter. The receiving official holds the dossier; without one, the reception desk does. */
export const receiveDossier = dossierCommand({
  name: 'ReceiveDossier',
  summary: 'Receives a dossier at the counter of any Center: number, bound procedure version and appointed time (Form 01).',
  input: DossierSubmitted.omit({ holder: true, receiveBy: true, warnings: true, externalCode: true }).extend({
    ...people,
    channel: Channel.exclude(['online']).describe('direct, or postal when it was not announced before.'),
    placeOfReceipt: UnitCode.describe('Center that receives it, competent or not.'),
    pointId: DossierReceived.shape.pointId,
    agreed: AgreedTime.optional(),
  }),
  creates: true,
  generatesId: true,
  unit: ({ placeOfReceipt }) => placeOfReceipt,
  lookups: intakeLookups,
  prepare: async (input, dossier, context, tools) => {
    requireNew(dossier, input.dossierId);
    return prepareReception(receptionAtCounter(input, context), context, tools);
  },
  decide: (dossier, input, context, facts) => {
    requireNew(dossier, input.dossierId);
    return [receive(receptionAtCounter(input, context), facts, context)];
  },
  receipt: receptionReceipt,
});

/** What the citizen stated stays where it was sealed, in `DossierSubmitted`. */
const receptionOfSubmitted = (
  dossier: Dossier,
  { dossierId, pointId, agreed }: { dossierId: string } & Pick<Reception, 'pointId' | 'agreed'>,
  { actor }: DecisionContext,
): Reception => {
  const submitted = submittedDossier(dossier, dossierId);
  const { submission, submittedAt, holder } = submitted;
  requireHolder(holder, actor);
  requireRunningClock(submitted);
  const { owner, submitter: _, request: __, components: earlierComponents, ...stated } = submission;
  const official = actor.official ?? holder.official;
  const { unit } = holder;
  const known = { owner, externalCode: submitted.externalCode };
  const holding = { placeOfReceipt: unit, pointId, holder: { unit, official } };
  return { submission: { ...stated, earlierComponents }, ...known, ...holding, agreed, handedInOn: localDay(submittedAt) };
};

/** Reception after the time for it is lawful, and shows as late. */
export const receiveSubmittedDossier = dossierCommand({
  name: 'ReceiveSubmittedDossier',
  summary: 'Receives a dossier that was submitted online or by post: number, bound procedure version and appointed time (Form 01).',
  input: z.strictObject({ dossierId: DossierId, pointId: DossierReceived.shape.pointId, agreed: AgreedTime.optional() }),
  lookups: intakeLookups,
  prepare: async (input, dossier, context, tools) => prepareReception(receptionOfSubmitted(dossier, input, context), context, tools),
  decide: (dossier, input, context, facts) => [receive(receptionOfSubmitted(dossier, input, context), facts, context)],
  receipt: receptionReceipt,
});

/** Only before reception; what was received is stopped, on its own ground, and what was never submitted is refused. */
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
 * Refusing without a written reason is prohibited (Decree 118/2025/NĐ-CP, Art. 5), so what is turned away at the
 * counter is on record too. That the procedure is retired, or not yet in effect, may be the very ground; only a code
 * outside the catalogue is no procedure.
 */
export const refuseAtCounter = dossierCommand({
  name: 'RefuseAtCounter',
  summary: 'Refuses at the counter to receive a dossier, in writing and on a legal ground (Form 03); no number is taken.',
  input: DossierSubmitted.omit({ channel: true, holder: true, receiveBy: true, warnings: true, externalCode: true }).extend({
    ...people,
    competentUnit: PartyId.optional().describe('Unit or agency competent to settle it; absent: the refusing one, or none of the city.'),
    placeOfRefusal: UnitCode.describe('Center at whose counter it was handed in.'),
    reason: DossierRefused.shape.reason,
    legalGround: DossierRefused.shape.legalGround,
  }),
  unit: ({ placeOfRefusal }) => placeOfRefusal,
  prepare: async ({ procedure, placeOfRefusal, pilot: pilotId }, _dossier, _context, tools) => {
    const [facts, place, pilot] = await Promise.all([
      tools.fold(`procedure-${procedure}`, procedureFacts),
      placeOf(placeOfRefusal, tools),
      pilotOf(pilotId, tools),
    ]);
    return { catalogued: facts.catalogued, place, ...pilot };
  },
  decide: (dossier, input, context, { catalogued, place, pilot }) => {
    const { placeOfRefusal, reason, legalGround, ...stated } = statedIn(input);
    const { dossierId, procedure, competentUnit = placeOfRefusal } = stated;
    requireNew(dossier, dossierId);
    requireKnownUnit(placeOfRefusal, context);
    requireSettling(competentUnit, context);
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
