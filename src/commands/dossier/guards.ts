import { commandOn, type DecisionContext } from '#commands/handling/command.ts';
import { officialsAhead, requireServing, servingLookups } from '#commands/handling/serving.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import type { WaitingHandover } from '#domain/dossier/handover.ts';
import type { Part } from '#domain/dossier/parts.ts';
import { Rejection } from '#domain/rejections.ts';
import type { Holder } from '#events/dossier/terms.ts';
import type { Actor } from '#events/store/event.ts';
import { dossier, unitsOf } from './dossier.ts';
import { lateActOfOffice } from './lateEntry.ts';
import type { Dossier, Ended, Received, Submitted } from './state.ts';

/**
 * The unit whose act it is, for authorisation: the one the input names, where an act of the citizen may be recorded at
 * several desks; otherwise the holder's, or the competent one once nobody holds the dossier.
 */
const actingUnit = ({ unit }: { unit?: string | undefined }, dossier: Dossier): string | undefined => {
  if (unit !== undefined || dossier.status === 'absent') return unit;
  return 'holder' in dossier ? dossier.holder.unit : dossier.competentUnit;
};

const knownTo = (_input: unknown, state: Dossier): readonly string[] => {
  if (state.status === 'absent') return [];
  return 'units' in state ? state.units : unitsOf(state);
};

export const dossierCommand = commandOn(dossier, {
  idField: 'dossierId',
  lateEntry: true,
  lateEntryOf: lateActOfOffice,
  unit: actingUnit,
  knownTo,
  lookups: servingLookups,
  admit: requireServing,
  ahead: (_, { official }) => officialsAhead(official),
});

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

/** A part of the dossier. */
export const partNamed = (dossier: Submitted | Received, part: string): Part => {
  const parts = 'parts' in dossier ? dossier.parts : [];
  const found = parts.find((one) => one.part === part);
  if (found === undefined) {
    const known = parts.map((one) => one.part).join(', ');
    throw new Rejection(
      'part-not-found',
      parts.length === 0 ? `The dossier has no part ${part}, and no parts at all.` : `The dossier has no part ${part}; it has ${known}.`,
    );
  }
  return found;
};

/** A part of the dossier that has no result yet. */
export const openPart = (dossier: Submitted | Received, part: string): Part => {
  const found = partNamed(dossier, part);
  if (found.settledAt !== undefined) throw new Rejection('part-already-settled', `Part ${part} has had a result since ${found.settledAt}.`);
  return found;
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

/** Motcua itself and administrators act for anybody. */
const actsForAnybody = ({ role }: Actor): boolean => role === 'system' || role === 'administrator';

/** A token that covers several units acts for the one that holds: that it may has been checked. */
const isOf = (unit: string, actor: Actor): boolean => actor.unit === undefined || actor.unit === unit;

/** What an official holds is his; whoever acts as nobody in particular acts on what lies at the desk. */
const isHolder = (holder: Holder, actor: Actor): boolean =>
  holder.official === undefined ? isOf(holder.unit, actor) : holder.official === actor.official;

const refuse = (holder: Holder): never => {
  const { unit, official } = holder;
  throw new Rejection(
    'not-the-holder',
    official === undefined ? `The dossier is held by the desk of ${unit}.` : `The dossier is held by official ${official} of ${unit}.`,
  );
};

/** Whoever says from whom a dossier comes is right, or comes too late. */
export const requireHeldBy = (holder: Holder, expected: Holder): void => {
  if (holder.unit !== expected.unit || holder.official !== expected.official) refuse(holder);
};

/** Acts of processing are the present holder's. A dossier at the desk may be taken up by any official of the unit. */
export const requireHolder = (holder: Holder, actor: Actor): void => {
  if (!actsForAnybody(actor) && !isHolder(holder, actor)) refuse(holder);
};

/** Whoever leads the unit acts for those who are absent, Motcua and administrators for anybody. */
const actsForAbsent = (unit: string, actor: Actor): boolean =>
  actsForAnybody(actor) || ((actor.role === 'center-head' || actor.role === 'supervisor') && isOf(unit, actor));

/** Whoever leads the holding unit may pass on what an absent official holds. */
export const requireHolderOrHead = (holder: Holder, actor: Actor): void => {
  if (!actsForAbsent(holder.unit, actor)) requireHolder(holder, actor);
};

/** The hand-over that waits for the holder's acceptance, or the rejection `handover-not-waiting`. */
export const waitingHandover = ({ handover }: Submitted | Received, id: string): WaitingHandover => {
  if (handover === undefined) throw new Rejection('handover-not-waiting', `No hand-over of ${id} waits for acceptance.`);
  return handover;
};

/** What was handed over is recalled by who gave it, or whoever leads his unit. */
export const requireGiver = ({ from }: WaitingHandover, actor: Actor): void => {
  if (!actsForAbsent(from.unit, actor) && !isHolder(from, actor))
    throw new Rejection(
      'not-the-giver',
      from.official === undefined
        ? `The dossier was handed over by the desk of ${from.unit}.`
        : `The dossier was handed over by official ${from.official} of ${from.unit}.`,
    );
};

/** Whether somebody else than who hands it over has to accept it; Motcua and administrators set things right at once. */
export const needsAcceptance = ({ official }: Holder, actor: Actor): boolean =>
  !actsForAnybody(actor) && (official === undefined || official !== actor.official);

/**
 * Acts of the citizen are recorded where he comes to: at the holder's or, for a dossier received elsewhere, at the
 * place of receipt. Returns the unit, by default the holder's.
 */
export const deskOf = (dossier: Submitted | Received, actor: Actor, unit = dossier.holder.unit): string => {
  const desks = dossier.status === 'submitted' ? [dossier.holder.unit] : [dossier.holder.unit, dossier.placeOfReceipt];
  const serves = actsForAnybody(actor) || isOf(unit, actor);
  // whoever is told may belong to neither unit
  if (!desks.includes(unit) || !serves)
    throw new Rejection('not-the-holder', `Unit ${unit} neither holds the dossier nor received it, or the actor is not of it.`);
  return unit;
};

/** Nothing that presumes a running clock happens while the agency waits for the citizen. */
export const requireRunningClock = ({ standstill: { stops } }: Submitted | Received): void => {
  if (stops.length > 0)
    throw new Rejection('clock-stopped', `The dossier waits for the citizen (${stops.map(({ by }) => by).join(', ')}).`);
};

/** Who may be competent for a dossier, and be handed it: a unit, or an agency of the city that settles dossiers. */
export const requireSettling = (party: string, context: DecisionContext): void => {
  if (!isAgency(party)) return requireKnownUnit(party, context);
  const agency = context.settings.parties.find(({ key }) => key === party);
  if (agency === undefined) throw new Rejection('party-unknown', `There is no unit, department or office ${party}.`);
  if (agency.settlesDossiers !== true) throw new Rejection('party-settles-nothing', `${agency.name} (${party}) settles no dossiers.`);
};

export const requireKnownUnit = (unit: string, { settings }: DecisionContext): void => {
  if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `There is no unit ${unit}.`);
};
