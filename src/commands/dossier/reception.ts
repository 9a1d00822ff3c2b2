import type { DecisionContext, PreparationTools } from '#commands/handling/command.ts';
import { takeNumber } from '#commands/register/register.ts';
import { Rejection } from '#domain/rejections.ts';
import { appointedTime } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import type { WorkingTime } from '#domain/time/workingTime.ts';
import type { DossierEvent, Holder } from '#events/dossier/events.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import type { Submission } from './dossier.ts';
import {
  centerFacts,
  longestDays,
  type PilotFacts,
  type ProcedureFacts,
  pilotFacts,
  procedureFacts,
  registerFacts,
  workingTimeOf,
} from './facts.ts';
import { requireKnownUnit } from './rules.ts';

type Received = Extract<DossierEvent, { type: 'DossierReceived' }>;
type Place = { openedOn?: string; points: ReadonlyMap<string, { openedOn: string; closedOn?: string }> };

/** What a reception rests on: the procedure, the receiving Center, the pilot where it happens in one, the competent unit's working time, and the number taken. */
export type ReceptionFacts = { procedure: ProcedureFacts; place: Place; pilot?: PilotFacts; time: WorkingTime; code: string };

/** What is received, where, and by whom it is then held. */
export type Reception = {
  submission: Pick<Received['data'], keyof Submission>;
  placeOfReceipt: string;
  pointId?: string | undefined;
  holder: Holder;
};

/** The pilot that a dossier says it is handled in, where it says so. */
export const pilotOf = async (pilot: string | undefined, tools: PreparationTools): Promise<{ pilot?: PilotFacts }> =>
  pilot === undefined ? {} : { pilot: await tools.fold(`pilot-${pilot}`, pilotFacts) };

/** The version in force on a day; a pilot tries the first one before it is. Throws when the procedure is unknown, retired, or not yet in effect. */
export const versionInForce = (
  code: string,
  { catalogued, versions, retiredOn }: ProcedureFacts,
  day: string,
  pilot?: PilotFacts,
): ProcedureVersion => {
  if (!catalogued) throw new Rejection('procedure-not-found', `There is no procedure ${code}.`);
  if (retiredOn !== undefined && retiredOn <= day)
    throw new Rejection('procedure-retired', `Procedure ${code} was retired on ${retiredOn}.`);
  const version = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? (pilot && versions[0]);
  if (version === undefined) throw new Rejection('procedure-not-in-effect', `No version of procedure ${code} is in effect on ${day}.`);
  return version;
};

/** A pilot takes what is handed in at its Centers, of its procedures, on its days, as long as it runs. */
export const requirePiloted = (
  procedure: string,
  unit: string,
  { running, centers, procedures, from, until }: PilotFacts,
  day: string,
): void => {
  const lacking = [
    ...(running ? [] : ['it does not run']),
    ...(centers.includes(unit) ? [] : [`the Center of ${unit} does not take part`]),
    ...(procedures.includes(procedure) ? [] : [`procedure ${procedure} is not tried`]),
    ...(from <= day && day <= until ? [] : [`${day} is not one of its days`]),
  ];
  if (lacking.length > 0) throw new Rejection('not-in-pilot', `The pilot does not take this dossier: ${lacking.join(', ')}.`);
};

/** The Center, and the point where one is named, receive on that day. A pilot's Center does so in it before it opens. */
export const requireReceiving = (
  { placeOfReceipt, pointId, procedure }: Pick<Reception, 'placeOfReceipt' | 'pointId'> & { procedure: string },
  { openedOn, points }: Place,
  pilot: PilotFacts | undefined,
  day: string,
): void => {
  if (pilot !== undefined) requirePiloted(procedure, placeOfReceipt, pilot, day);
  else if (openedOn === undefined || openedOn > day)
    throw new Rejection('center-not-receiving', `The Center of ${placeOfReceipt} does not receive on ${day}.`);
  if (pointId === undefined) return;
  const point = points.get(pointId);
  if (point === undefined) throw new Rejection('point-not-found', `The Center of ${placeOfReceipt} has no point ${pointId}.`);
  if (point.openedOn > day || (point.closedOn !== undefined && point.closedOn <= day))
    throw new Rejection('point-closed', `Point ${pointId} is not open on ${day}.`);
};

/** The event of a reception, or why it may not be. The version in force on the day of receipt is bound for the dossier's whole life. */
export const receive = (reception: Reception, facts: ReceptionFacts, context: DecisionContext): Received => {
  const { submission, placeOfReceipt, pointId, holder } = reception;
  const day = localDay(context.occurredAt);
  requireKnownUnit(placeOfReceipt, context);
  requireKnownUnit(submission.competentUnit, context);
  const { procedure } = submission;
  requireReceiving({ placeOfReceipt, pointId, procedure }, facts.place, facts.pilot, day);
  const { version, limit, verificationLimit, extension, steps } = versionInForce(procedure, facts.procedure, day, facts.pilot);
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
      appointed: appointedTime(facts.time, context.occurredAt, limit),
    },
  };
};

/** Gathers the facts of a reception and takes its number. A reception that would be refused takes none: the decision is tried out first. */
export const prepareReception = async (
  reception: Reception,
  context: DecisionContext,
  tools: PreparationTools,
): Promise<ReceptionFacts> => {
  const { submission, placeOfReceipt } = reception;
  const { occurredAt, settings } = context;
  const day = localDay(occurredAt);
  const [procedure, place, pilot] = await Promise.all([
    tools.fold(`procedure-${submission.procedure}`, procedureFacts),
    tools.fold(`center-${placeOfReceipt}`, centerFacts),
    pilotOf(submission.pilot, tools),
  ]);
  const { limit } = versionInForce(submission.procedure, procedure, day, pilot.pilot);
  const span = { from: occurredAt, until: occurredAt, days: longestDays(limit) };
  const time = await workingTimeOf(tools, settings, submission.competentUnit, span);
  receive(reception, { procedure, place, ...pilot, time, code: 'to be taken' }, context);

  return { procedure, place, ...pilot, time, code: await numberFor(submission.dossierId, `${placeOfReceipt}-${day}`, tools) };
};

/** The code that a dossier is to bear. One that an earlier try took, and that was explained as unused since, is replaced by a new one. */
const numberFor = async (dossierId: string, register: string, tools: PreparationTools): Promise<string> => {
  for (let unused = 0; ; unused += 1) {
    await tools.run(takeNumber, { register, dossierId }, unused);
    const numbers = (await tools.fold(`register-${register}`, registerFacts)).filter((taken) => taken.dossierId === dossierId);
    const taken = numbers.find((number) => !number.unused);
    if (taken !== undefined) return taken.code;
    if (numbers.length <= unused) throw new Error(`register ${register} holds no number for dossier ${dossierId}`);
  }
};
