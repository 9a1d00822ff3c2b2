import { type Awaited, awaitedOf } from '#domain/dossier/reminders.ts';
import { isUrgedAlready } from '#domain/urging.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand, unsettledDossier } from './guards.ts';
import type { Received, Submitted } from './state.ts';

/** What an open dossier waits for now; `null`: nothing that has a time. */
const awaitedBy = (dossier: Submitted | Received): Awaited | null => {
  const { status, receiveBy, dueAt, stoppedSince } = dossier;
  return awaitedOf({
    pending: status !== 'settled',
    submittedAt: status === 'submitted' ? dossier.submittedAt : null,
    receiveBy,
    supplementAsked: dossier.supplement !== 'never',
    receivedAt: status === 'submitted' ? null : dossier.receivedAt,
    dueAt,
    stoppedSince,
  });
};

export const urgeDossier = dossierCommand({
  name: 'UrgeDossier',
  summary:
    'Urges whoever has a dossier in hand that has no result yet (đôn đốc), in words of one’s own; the same said again within a short time is one urging.',
  input: dossierEvents.schemas.DossierUrged.pick({ dossierId: true, text: true }),
  lateEntry: false,
  decide: (dossier, { dossierId, text }, { actor, occurredAt: at, settings }) => {
    const { holder, urged } = unsettledDossier(dossier, dossierId);
    if (isUrgedAlready(urged, { by: actor.id, text, at }, settings)) return [];
    // a head need not be told what he said himself
    return [
      { type: 'DossierUrged', data: { dossierId, holder, to: actor.role === 'center-head' ? ['holder'] : ['holder', 'head'], text } },
    ];
  },
});

/** Nothing when the dossier waits for something else by now, or was reminded of by this step before. */
export const remindOfDossier = dossierCommand({
  name: 'RemindOfDossier',
  summary: 'Puts on record that the schedule reminds of a dossier.',
  input: dossierEvents.schemas.DossierReminded.omit({ holder: true }),
  lateEntry: false,
  decide: (dossier, input) => {
    const awaited = 'holder' in dossier ? awaitedBy(dossier) : null;
    if (!('holder' in dossier) || awaited === null) return [];
    const { about, step, countsFrom } = input;
    if (awaited.about !== about || (awaited.since !== countsFrom && awaited.by !== countsFrom)) return [];
    if (dossier.reminders.some((one) => one.about === about && one.step === step && one.countsFrom === countsFrom)) return [];
    return [{ type: 'DossierReminded', data: { ...input, holder: dossier.holder } }];
  },
});

export const reminding = [urgeDossier, remindOfDossier];
