import { z } from 'zod';
import { Rejection } from '#domain/rejections.ts';
import { dueAfterExtension } from '#domain/time/deadline.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { dossierCommand } from './dossier.ts';
import { longestDays, workingTimeOf } from './facts.ts';
import { dossierInProcess, requireHolder, requireRunningClock } from './rules.ts';

export const extendDossier = dossierCommand({
  name: 'ExtendDossier',
  summary:
    'Apologises and extends the time (Form 04): once, before the deadline, within what the procedure allows or as agreed in writing.',
  input: dossierEvents.schemas.DossierExtended.omit({ previousDueAt: true, due: true }).extend({
    workingDays: z.number().positive().max(1000).describe('By how much the due time moves.'),
  }),
  prepare: async ({ dossierId, workingDays }, dossier, { settings }, tools) => {
    const { competentUnit, dueAt } = dossierInProcess(dossier, dossierId);
    const days = longestDays({ kind: 'working-days', days: workingDays });
    return workingTimeOf(tools, settings, competentUnit, { from: dueAt, until: dueAt, days });
  },
  decide: (dossier, { dossierId, workingDays, reason, apology, signer, byAgreement }, { actor, occurredAt }, time) => {
    const received = dossierInProcess(dossier, dossierId);
    const { dueAt, extension, extended, holder } = received;
    requireHolder(holder, actor);
    requireRunningClock(received);
    if (extended) throw new Rejection('extension-already-granted', `The time of ${dossierId} was extended before.`);
    if (occurredAt > dueAt) throw new Rejection('extension-too-late', `Dossier ${dossierId} was due at ${dueAt}.`);
    const longest = extension?.maxWorkingDays;
    if (longest !== undefined && workingDays > longest && !(byAgreement && extension?.byAgreement))
      throw new Rejection(
        'extension-too-long',
        `The procedure allows ${longest} working days${extension?.byAgreement ? ', more by written agreement' : ''}.`,
      );
    const due = dueAfterExtension(time, dueAt, workingDays);
    return [{ type: 'DossierExtended', data: { dossierId, previousDueAt: dueAt, due, reason, apology, signer, byAgreement } }];
  },
});
