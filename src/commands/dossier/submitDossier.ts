import { Rejection } from '#domain/rejections.ts';
import { receiveBy } from '#domain/time/deadline.ts';
import { localDay } from '#domain/time/localDay.ts';
import { Channel, dossierEvents } from '#events/dossier/events.ts';
import { UnitCode } from '#events/terms.ts';
import { dossierCommand } from './dossier.ts';
import { longestDays, procedureFacts, workingTimeOf } from './facts.ts';
import { pilotOf, requirePiloted, versionInForce } from './reception.ts';
import { requireKnownUnit } from './rules.ts';

/** The sender chooses the id: whoever hands a dossier over from a portal may repeat himself without submitting twice. */
export const submitDossier = dossierCommand({
  name: 'SubmitDossier',
  summary: 'Hands a dossier in online or by post; it waits for reception at the Center it was sent to.',
  input: dossierEvents.schemas.DossierSubmitted.omit({ holder: true, receiveBy: true }).extend({
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
    if (dossier.status !== 'absent') throw new Rejection('dossier-already-exists', `There is a dossier ${input.dossierId}.`);
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
