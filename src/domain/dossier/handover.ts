import type { DossierEvent } from '#events/dossier/events.ts';
import type { Holder } from '#events/dossier/terms.ts';
import type { Actor, Recorded } from '#events/store/event.ts';

/** What becomes of a hand-over; lapsed: the dossier was passed on by somebody else, or ended, before anybody accepted it. */
export const handoverAnswers = ['accepted', 'declined', 'recalled', 'lapsed'] as const;
export type HandoverAnswer = (typeof handoverAnswers)[number];

/** A hand-over that its receiver has not answered; `step` is the one it was at before. */
export type WaitingHandover = { from: Holder; to: Holder; step: number };

/** Whether the receiver himself acts; at a desk, any official of the unit. */
const isReceiver = ({ unit, official }: Holder, actor: Actor): boolean => {
  if (actor.role === 'system' || actor.role === 'administrator') return false;
  return official === undefined ? actor.unit === unit : actor.official === official;
};

/**
 * How an event answers a hand-over to this receiver; `undefined`: it goes on waiting. Whoever works on what he was given
 * has accepted it; what citizens, heads and Motcua do meanwhile accepts nothing.
 */
export const answerTo = (receiver: Holder, event: Recorded<DossierEvent>): HandoverAnswer | undefined => {
  switch (event.type) {
    case 'DossierHandoverAccepted':
      return 'accepted';
    case 'DossierHandoverDeclined':
      return 'declined';
    case 'DossierHandoverRecalled':
      return 'recalled';
    case 'DossierReceived':
    case 'SupplementRequested':
    case 'VerificationStarted':
    case 'DossierExtended':
    case 'PartSettled':
    case 'DossierSettled':
      return 'accepted';
    case 'DossierHandedOver':
    case 'DossierRefused':
    case 'DossierWithdrawn':
    case 'DossierStopped':
    case 'ResultReturned':
      return isReceiver(receiver, event.actor) ? 'accepted' : 'lapsed';
    default:
      return undefined;
  }
};

/**
 * The hand-over that waits after an event, if one does; `step` is the dossier's before the event. Another procedure has
 * other steps: of what is corrected meanwhile, the giver is at the first.
 */
export const waitingAfter = (
  waiting: WaitingHandover | undefined,
  step: number,
  event: Recorded<DossierEvent>,
): WaitingHandover | undefined => {
  if (event.type === 'DossierHandedOver') {
    const { from, to, awaitsAcceptance } = event.data;
    return awaitsAcceptance ? { from, to, step } : undefined;
  }
  if (waiting === undefined || answerTo(waiting.to, event) !== undefined) return undefined;
  return event.type === 'DossierProcedureCorrected' ? { ...waiting, step: 0 } : waiting;
};
