import { type StepOutcome, stepOutcomes } from '#domain/dossier/stepTimes.ts';
import { Rejection } from '#domain/rejections.ts';
import { namesOf } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { workingTimesFrom } from '#domain/time/workingTime.ts';
import type { PastTools } from '#http/server/query.ts';
import { centersAsOf } from '#projections/centerReadiness/queries.ts';
import { dossierAsOf, findDossier, type SealedDossier } from '#projections/dossierDetail/queries.ts';
import type { DossierDetail } from '#projections/dossierDetail/view.ts';
import { findProcedure, proceduresOf } from '#projections/procedureCatalogue/queries.ts';
import { findOfficial } from '#projections/staffing/queries.ts';
import { workingTimesOfAll } from '#projections/workingCalendar/queries.ts';
import { entryOf } from '#seal/entry.ts';
import { toHex } from '#verifier/bytes.js';
import type { Act, Events, Facts, Form } from './form.ts';
import { issuersOf } from './issuers.ts';

/** Read models that papers are written from, beside the dossier's own stream. */
export const formProjections = ['dossier-detail', 'procedure-catalogue', 'staffing', 'center-readiness', 'working-calendar'];

/** A dossier at a moment of its life: what was known then, and the events that say so. */
export type Life = { dossier: SealedDossier; events: Events };

const subjectOf = (dossierId: string): string => `dossier-${dossierId}`;

/**
 * A dossier as it was at the moment asked about, by its own stream; `undefined` where it was not there yet, and for a
 * reader whose units have no part in it today, or whose sectors are others.
 */
export const lifeOf = async ({ db, units, sectors, readEvents, standpoint }: PastTools, dossierId: string): Promise<Life | undefined> => {
  const today = await findDossier(db, dossierId, units);
  const procedures = await proceduresOf(db, sectors);
  if (today === undefined || !(procedures === 'all' || procedures.includes(today.procedure))) return undefined;
  return dossierAsOf((await readEvents(subjectOf(dossierId))) as Events, standpoint.asOf);
};

/** Opens what a paper shows of a dossier, and no more; read on record as every other reading. */
export const openedFor = async (
  tools: Pick<PastTools, 'open'>,
  dossier: SealedDossier,
  parts: readonly (keyof SealedDossier)[],
): Promise<DossierDetail> => {
  const shown = Object.fromEntries(parts.map((part) => [part, dossier[part]]));
  return { ...dossier, ...(await tools.open(subjectOf(dossier.dossierId), dossier.competentUnit, shown)) } as DossierDetail;
};

type Contact = ReturnType<Facts['officialOf']>;
const unknown: Contact = { name: null, phone: null };
const seen = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Names and phones of these officials, opened and on record for each. */
const officialsOf = async (
  { db, open, day }: Pick<PastTools, 'db' | 'open' | 'day'>,
  ids: readonly (string | undefined)[],
  unit: string,
): Promise<Facts['officialOf']> => {
  const contacts = new Map<string, Contact>();
  for (const id of new Set(ids.filter((id) => id !== undefined))) {
    const official = await findOfficial(db, id, day);
    if (official === undefined) continue;
    const { name, phone } = await open(`official-${id}`, unit, { name: official.name, phone: official.phone });
    contacts.set(id, { name: seen(name), phone: seen(phone) });
  }
  return (id) => (id === undefined ? unknown : (contacts.get(id) ?? unknown));
};

/** Where each of these units receives: the point, else its headquarters of that day. */
const addressesOf = async ({ db, settings, standpoint }: PastTools, units: readonly string[]): Promise<Facts['addressOf']> => {
  const centerOn = await centersAsOf(db, units, settings.directorOffices, standpoint.asOf);
  const day = localDay(standpoint.moment);
  return (unit, pointId) => {
    const { points, headquarters } = centerOn(unit, day);
    const point = points.find((one) => one.pointId === pointId);
    return point ? `${point.name}, ${point.address}` : (headquarters.findLast(({ designatedOn }) => designatedOn <= day)?.address ?? null);
  };
};

const outcomesOf = async ({ db, settings, standpoint }: PastTools, { dossier, events }: Life): Promise<StepOutcome[]> => {
  const timeOf = workingTimesFrom(await workingTimesOfAll(db), settings.defaultWeek);
  try {
    return stepOutcomes(events, (step) => dossier.steps[step]?.hours, standpoint.moment, timeOf);
  } catch (error) {
    // a year without a calendar: nobody can say
    if (error instanceof Rejection) return [];
    throw error;
  }
};

/** The dossier as a paper tells of it: of an act of an earlier course, as it stood when that one was taken up again. */
const courseOf = (life: Life, act: Act): Life => {
  const reopened = life.events.find(({ type, revision }) => type === 'DossierReopened' && revision > act.revision);
  return (reopened && dossierAsOf(life.events, { position: reopened.position - 1 })) ?? life;
};

/** Hash of an act as the log seals it, in hexadecimal. */
export const hashOf = async ({ stored }: Pick<PastTools, 'stored'>, { stream, revision }: Act): Promise<string | undefined> => {
  const event = await stored(stream, revision);
  return event && toHex(entryOf(event).leaf);
};

/** Hash of an act as the log seals it, and its proof where it is sealed. */
const sealedAct = async (
  { stored, proofOf }: Pick<PastTools, 'stored' | 'proofOf'>,
  { stream, revision }: Act,
): Promise<Facts['sealed']> => {
  const event = await stored(stream, revision);
  return event === undefined ? { hash: '', proof: null } : { hash: toHex(entryOf(event).leaf), proof: (await proofOf(event)) ?? null };
};

/** Everything that this paper of a dossier is written from. */
export const factsFor = async (tools: PastTools, form: Form, life: Life, act: Act): Promise<Facts> => {
  const { dossier, events } = form.grows ? life : courseOf(life, act);
  const { settings, db, standpoint } = tools;
  const unit = form.unitOf(act, dossier);
  const units = [unit, dossier.competentUnit, dossier.placeOfReceipt, dossier.delivery?.unit].filter((one) => typeof one === 'string');
  const procedure = await findProcedure(db, dossier.procedure, localDay(standpoint.moment));
  return {
    dossier: await openedFor(tools, dossier, form.shows),
    events,
    act,
    unit,
    procedure: {
      name: procedure?.name ?? '',
      certification: settings.documents.certificationFields.includes(procedure?.field ?? ''),
    },
    nameOf: namesOf(settings),
    issuerOf: issuersOf(settings),
    officialOf: await officialsOf(tools, form.names(act, dossier), unit),
    addressOf: await addressesOf(tools, [...new Set(units)]),
    outcomes: form.id === '06' ? await outcomesOf(tools, life) : [],
    sealed: form.id === '01' ? await sealedAct(tools, act) : { hash: '', proof: null },
    texts: settings.documents,
  };
};
