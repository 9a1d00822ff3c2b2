import { z } from 'zod';
import { externalCodeFor } from '#commands/externalCode/externalCode.ts';
import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { register, takeNumber } from '#commands/register/register.ts';
import { agreedTime, appointedTime, latestOf } from '#domain/time/deadline.ts';
import { limitOf, limitsOf, requireAgreement } from '#domain/time/limits.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import { type DossierEvent } from '#events/dossier/events.ts';
import { type Holder, type Owner } from '#events/dossier/terms.ts';
import { type ExplainedTime, Instant, type ProcedurePart, PublicText, type TimeLimit } from '#events/terms.ts';
import {
  type AlikeOrUnknown,
  alikeTo,
  type IntakeTools,
  longestDays,
  type PilotFacts,
  type ProcedureFacts,
  procedureFacts,
  warned,
  workingTimeOf,
} from './facts.ts';
import { requireKnownUnit, requireSettling } from './guards.ts';
import { type Place, pilotOf, placeOf, requireAreaTeam, requireOffered, requireReceiving, versionInForce } from './receptionRules.ts';
import type { Submission } from './state.ts';

type Received = Extract<DossierEvent, { type: 'DossierReceived' }>;

export const AgreedTime = z
  .strictObject({
    at: Instant.describe('When the result is to be there, within working hours.'),
    reason: PublicText.describe('Why then; the explanation on the slip says it.'),
  })
  .meta({ id: 'AgreedTime', description: 'Appointed time agreed with the citizen: only and always where no limit is published.' });

type AgreedTime = z.infer<typeof AgreedTime>;

/** What a reception rests on: procedure, Centers, pilot, the competent unit's working time, the number. */
export type ReceptionFacts = {
  procedure: ProcedureFacts;
  place: Place;
  /** The competent unit's Center. */
  competent?: Place;
  pilot?: PilotFacts;
  time: WorkingTime;
  code: string;
  /** Dossiers of the same owner and procedure on the day; absent: none. */
  alike?: AlikeOrUnknown;
};

/** What is received, where, and by whom it is then held. */
export type Reception = {
  submission: Pick<Received['data'], keyof Submission | 'earlierComponents'>;
  externalCode?: string | undefined;
  /** Who the owner is, as stated or as sealed. */
  owner: Pick<Owner, 'identityNumber' | 'name'>;
  placeOfReceipt: string;
  pointId?: string | undefined;
  holder: Holder;
  agreed?: AgreedTime | undefined;
  /** The day on which it was handed in, on which the Center's offer and area team are looked at. */
  handedInOn: string;
};

/** The appointed time of a dossier received at a time; of linked procedures each part’s, and the latest as the dossier’s. */
export const appointment = (
  { limit, parts: linked }: { limit: TimeLimit; parts?: readonly ProcedurePart[] | undefined },
  receivedAt: string,
  appointedBy: (limit: TimeLimit) => ExplainedTime,
): Pick<Received['data'], 'appointed' | 'parts'> => {
  if (linked === undefined) return { appointed: appointedBy(limit) };
  const parts = linked.map((part) => ({ ...part, appointed: appointedBy(part.limit) }));
  const times = parts.map(({ name, appointed: time }) => ({ name, time }));
  return { appointed: latestOf(times, receivedAt), parts };
};

/** The event of a reception, or why it may not be. The version in force that day binds for the dossier's whole life. */
export const receive = (reception: Reception, facts: ReceptionFacts, context: DecisionContext): Received => {
  const { submission, placeOfReceipt, pointId, holder, agreed, handedInOn } = reception;
  const day = localDay(context.occurredAt);
  requireKnownUnit(placeOfReceipt, context);
  requireSettling(submission.competentUnit, context);
  if (submission.delivery?.unit !== undefined) requireKnownUnit(submission.delivery.unit, context);
  requireAreaTeam(submission.competentUnit, placeOfReceipt, handedInOn, context.settings);
  const { procedure } = submission;
  requireReceiving({ placeOfReceipt, pointId, procedure }, facts.place, facts.pilot, day);
  if (facts.pilot === undefined)
    requireOffered(procedure, { [submission.competentUnit]: facts.competent, [placeOfReceipt]: facts.place }, handedInOn);
  const inForceThen = versionInForce(procedure, facts.procedure, day, facts.pilot);
  const { version, verificationLimit, extension, steps } = inForceThen;
  const limit = limitOf(inForceThen, submission.channel);
  requireAgreement(procedure, limitsOf(inForceThen, submission.channel), agreed);
  const { occurredAt } = context;
  const appointedBy = (own: TimeLimit) =>
    agreed !== undefined && own.kind === 'unpublished'
      ? agreedTime(facts.time, occurredAt, agreed)
      : appointedTime(facts.time, occurredAt, own);
  return {
    type: 'DossierReceived',
    data: {
      ...submission,
      code: facts.code,
      procedureVersion: version,
      limit,
      verificationLimit,
      extension,
      steps,
      placeOfReceipt,
      pointId,
      holder,
      ...appointment({ limit, parts: inForceThen.parts }, occurredAt, appointedBy),
      ...(agreed !== undefined && { agreed: { reason: agreed.reason } }),
      ...warned(submission.components ?? submission.earlierComponents ?? [], facts),
    },
  };
};

/** Gathers the facts of a reception and takes its number, once the decision was tried: what is refused takes none. */
export const prepareReception = async (reception: Reception, context: DecisionContext, tools: IntakeTools): Promise<ReceptionFacts> => {
  const { submission, placeOfReceipt, externalCode, owner, agreed } = reception;
  const { occurredAt, settings } = context;
  const day = localDay(occurredAt);
  const [procedure, place, competent, pilot] = await Promise.all([
    tools.fold(`procedure-${submission.procedure}`, procedureFacts),
    placeOf(placeOfReceipt, tools),
    placeOf(submission.competentUnit, tools),
    pilotOf(submission.pilot, tools),
  ]);
  const limits = limitsOf(versionInForce(submission.procedure, procedure, day, pilot.pilot), submission.channel);
  const until = agreed !== undefined && agreed.at > occurredAt ? agreed.at : occurredAt;
  const time = await workingTimeOf(tools, settings, submission.competentUnit, {
    from: occurredAt,
    until,
    days: Math.max(...limits.map(longestDays)),
  });
  const { dossierId } = submission;
  const like = { owner, procedure: submission.procedure, day, unit: placeOfReceipt, besides: dossierId };
  const facts = { procedure, place, competent, ...pilot, time, alike: await alikeTo(like, tools) };
  receive(reception, { ...facts, code: 'to be taken' }, context);

  await externalCodeFor(dossierId, externalCode, tools);
  return { ...facts, code: await numberFor(dossierId, `${placeOfReceipt}-${day}`, tools) };
};

/** The code a dossier is to bear; one of an earlier try that was explained as unused since is replaced by a new one. */
const numberFor = async (dossierId: string, registerId: string, tools: PreparationTools): Promise<string> => {
  for (let unused = 0; ; unused += 1) {
    await tools.run(takeNumber, { register: registerId, dossierId }, unused);
    const numbers = (await tools.fold(`register-${registerId}`, register)).filter((taken) => taken.dossierId === dossierId);
    const taken = numbers.find((number) => number.unused === undefined);
    if (taken !== undefined) return taken.code;
    if (numbers.length <= unused) throw new Error(`register ${registerId} holds no number for dossier ${dossierId}`);
  }
};
