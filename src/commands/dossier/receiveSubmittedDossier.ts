import { z } from 'zod';
import type { DecisionContext } from '#commands/handling/command.ts';
import { dossierEvents } from '#events/dossier/events.ts';
import { DossierId } from '#events/terms.ts';
import { type Dossier, dossierCommand } from './dossier.ts';
import { prepareReception, type Reception, receive } from './reception.ts';
import { requireHolder, requireRunningClock, submittedDossier } from './rules.ts';

type Input = { dossierId: string; pointId?: string | undefined };

/** What the citizen stated stays where it was sealed, in `DossierSubmitted`. */
const receptionOf = (dossier: Dossier, { dossierId, pointId }: Input, { actor }: DecisionContext): Reception => {
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
  input: z.strictObject({ dossierId: DossierId, pointId: dossierEvents.schemas.DossierReceived.shape.pointId }),
  prepare: async (input, dossier, context, tools) => prepareReception(receptionOf(dossier, input, context), context, tools),
  decide: (dossier, input, context, facts) => [receive(receptionOf(dossier, input, context), facts, context)],
});
