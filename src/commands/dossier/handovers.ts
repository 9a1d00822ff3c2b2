import type { WaitingHandover } from '#domain/dossier/handover.ts';
import { type DossierEvent, dossierEvents } from '#events/dossier/events.ts';
import type { Personal } from '#events/store/personal.ts';
import type { Received, Submitted } from './dossier.ts';
import { dossierCommand, openDossier, requireGiver, requireHolderOrHead, waitingHandover } from './guards.ts';
import { stepNamed } from './processing.ts';

const { DossierHandoverAccepted, DossierHandoverDeclined, DossierHandoverRecalled } = dossierEvents.schemas;

/** The hand-over by which the dossier is the giver's again, at the step it had there. */
const backToGiver = (
  open: Submitted | Received,
  dossierId: string,
  { from: to, step }: WaitingHandover,
  note: Personal<string> | undefined,
): DossierEvent => ({ type: 'DossierHandedOver', data: { dossierId, from: open.holder, to, ...stepNamed(open, step), note } });

export const acceptHandover = dossierCommand({
  name: 'AcceptHandover',
  summary: 'Accepts what was handed over (Form 06); the giver can no longer recall it. Whoever works on it has accepted it too.',
  input: DossierHandoverAccepted,
  decide: (dossier, { dossierId }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    requireHolderOrHead(open.holder, actor);
    // accepted before, or nobody had to
    return open.handover === undefined ? [] : [{ type: 'DossierHandoverAccepted', data: { dossierId } }];
  },
});

export const declineHandover = dossierCommand({
  name: 'DeclineHandover',
  summary: 'Declines what was handed over, with the reason; the giver has it in hand again, at the step it had.',
  input: DossierHandoverDeclined,
  decide: (dossier, { dossierId, reason }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    requireHolderOrHead(open.holder, actor);
    const waiting = waitingHandover(open, dossierId);
    return [{ type: 'DossierHandoverDeclined', data: { dossierId, reason } }, backToGiver(open, dossierId, waiting, reason)];
  },
});

export const recallHandover = dossierCommand({
  name: 'RecallHandover',
  summary: 'Takes back what was handed over, as long as the receiver has not accepted it.',
  input: DossierHandoverRecalled,
  // it is the giver's act, though somebody else has it in hand; where nothing waits, the competent unit is told so
  unit: (_, dossier) => {
    const waiting = 'holder' in dossier ? dossier.handover : undefined;
    return waiting?.from.unit ?? ('competentUnit' in dossier ? dossier.competentUnit : undefined);
  },
  decide: (dossier, { dossierId, reason }, { actor }) => {
    const open = openDossier(dossier, dossierId);
    const waiting = waitingHandover(open, dossierId);
    requireGiver(waiting, actor);
    return [{ type: 'DossierHandoverRecalled', data: { dossierId, reason } }, backToGiver(open, dossierId, waiting, reason)];
  },
});

/** How a hand-over is answered. */
export const handovers = [acceptHandover, declineHandover, recallHandover];
