import type { DecisionContext } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Holder } from '#events/dossier/events.ts';
import type { Actor } from '#events/store/event.ts';
import type { Dossier, Ended, Received, Submitted } from './dossier.ts';

type Present = Submitted | Received | Ended;

export const presentDossier = (dossier: Dossier, id: string): Present => {
  if (dossier.status === 'absent') throw new Rejection('dossier-not-found', `There is no dossier ${id}.`);
  return dossier;
};

/** The dossier, submitted or received, as long as it has not ended. */
export const openDossier = (dossier: Dossier, id: string): Submitted | Received => {
  const present = presentDossier(dossier, id);
  if ('archived' in present) throw new Rejection('dossier-ended', `Dossier ${id} has ended: ${present.status}.`);
  return present;
};

/** The dossier, received, with or without a result. */
export const receivedDossier = (dossier: Dossier, id: string): Received => {
  const present = openDossier(dossier, id);
  if (present.status === 'submitted') throw new Rejection('dossier-not-received', `Dossier ${id} has not been received.`);
  return present;
};

/** The dossier, open and without a result. */
export const unsettledDossier = (dossier: Dossier, id: string): Submitted | Received => {
  const present = openDossier(dossier, id);
  if (present.status === 'settled') throw new Rejection('dossier-already-settled', `Dossier ${id} has a result.`);
  return present;
};

/** The dossier, received and without a result. */
export const dossierInProcess = (dossier: Dossier, id: string): Received => {
  unsettledDossier(dossier, id);
  return receivedDossier(dossier, id);
};

/** The dossier, waiting for reception. */
export const submittedDossier = (dossier: Dossier, id: string): Submitted => {
  const present = openDossier(dossier, id);
  if (present.status !== 'submitted') throw new Rejection('dossier-already-received', `Dossier ${id} was received before.`);
  return present;
};

/** The dossier after its end, not yet in the archive. */
export const endedDossier = (dossier: Dossier, id: string): Ended => {
  const present = presentDossier(dossier, id);
  if (!('archived' in present)) throw new Rejection('result-not-returned', `Dossier ${id} has not ended: it is ${present.status}.`);
  return present;
};

const holderText = ({ unit, official }: Holder): string =>
  official === undefined ? `the desk of ${unit}` : `official ${official} of ${unit}`;

/** Motcua itself and administrators act for anybody. */
const actsForAnybody = ({ role }: Actor): boolean => role === 'system' || role === 'administrator';

const isHolder = (holder: Holder, { official, unit }: Actor): boolean => {
  if (official === undefined) return unit === holder.unit;
  return holder.official === undefined ? unit === holder.unit : official === holder.official;
};

const refuse = (holder: Holder): never => {
  throw new Rejection('not-the-holder', `The dossier is held by ${holderText(holder)}.`);
};

/** Whoever says from whom a dossier comes is right, or comes too late. */
export const requireHeldBy = (holder: Holder, expected: Holder): void => {
  if (holder.unit !== expected.unit || holder.official !== expected.official) refuse(holder);
};

/** Acts of processing are the present holder's. A dossier at the desk may be taken up by any official of the unit. */
export const requireHolder = (holder: Holder, actor: Actor): void => {
  if (!actsForAnybody(actor) && !isHolder(holder, actor)) refuse(holder);
};

/** Whoever leads the holding unit may pass on what an absent official holds. */
export const requireHolderOrHead = (holder: Holder, actor: Actor): void => {
  const heads = actor.role === 'center-head' || actor.role === 'supervisor';
  if (!(heads && (actor.unit ?? holder.unit) === holder.unit)) requireHolder(holder, actor);
};

/**
 * Acts of the citizen are recorded where he comes to: at the holder's or, for a dossier received elsewhere, at the place of receipt.
 * Returns the unit, by default the holder's.
 */
export const deskOf = (dossier: Submitted | Received, actor: Actor, unit = dossier.holder.unit): string => {
  const desks = dossier.status === 'submitted' ? [dossier.holder.unit] : [dossier.holder.unit, dossier.placeOfReceipt];
  const serves = actsForAnybody(actor) || actor.unit === undefined || actor.unit === unit;
  // whoever is told may belong to neither unit
  if (!desks.includes(unit) || !serves)
    throw new Rejection('not-the-holder', `Unit ${unit} neither holds the dossier nor received it, or the actor is not of it.`);
  return unit;
};

/** Nothing that presumes a running clock happens while the agency waits for the citizen. */
export const requireRunningClock = ({ stops }: Submitted | Received): void => {
  if (stops.length > 0) throw new Rejection('clock-stopped', `The dossier waits for the citizen (${stops.join(', ')}).`);
};

export const requireKnownUnit = (unit: string, { settings }: DecisionContext): void => {
  if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `There is no unit ${unit}.`);
};
