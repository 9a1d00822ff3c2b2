import { dossier } from '#commands/dossier/dossier.ts';
import { takeExternalCode } from '#commands/externalCode/externalCode.ts';
import { takeReceiptNumber } from '#commands/receipt/receipt.ts';
import { explainUnusedNumber, RECEPTION_LASTS_MS } from '#commands/register/register.ts';
import { Rejection } from '#domain/rejections.ts';
import { numberForm } from '#domain/text/searchForm.ts';
import { type AnyEvent, erasures } from '#events/all.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import { Owner, Submitter } from '#events/dossier/terms.ts';
import { officialEvents } from '#events/official/events.ts';
import type { Recorded } from '#events/store/event.ts';
import { defineProcess } from './tools.ts';

/** A number is taken just before its dossier is received. When that did not come to pass, the register says so. */
export const explainUnusedNumbers = defineProcess({
  name: 'explain-unused-number',
  on: ['NumberTaken'],
  delayMs: RECEPTION_LASTS_MS,
  react: async (event, { read, execute }) => {
    const { unit, day, number, code, dossierId } = event.data;
    const dossier = await read(`dossier-${dossierId}`);
    if (dossier.some((past) => past.type === 'DossierReceived' && past.data.code === code)) return;
    const reason = 'Số đã cấp nhưng việc tiếp nhận hồ sơ không hoàn tất';
    try {
      await execute(explainUnusedNumber, { register: `${unit}-${day}`, number, reason }, event);
    } catch (error) {
      // somebody has said why in words of his own
      if (!(error instanceof Rejection)) throw error;
    }
  },
});

/**
 * A payment takes its receipt's number before it is recorded. Older ones, which do not say where they were taken, did
 * not; one number that two of them bear stays with the first.
 */
export const takeNumbersOfOldReceipts = defineProcess({
  name: 'take-numbers-of-old-receipts',
  on: ['FeePaid'],
  react: async (event, { execute }) => {
    const { dossierId, receiptSeries: series, receiptNumber: number } = event.data;
    if (event.data.unit !== undefined || event.unit === undefined) return;
    try {
      await execute(takeReceiptNumber, { unit: event.unit, series, number, dossierId }, event);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  },
});

/** A submission takes its portal code by itself; here also those of a log written before that was so, the first first. */
export const keepExternalCodes = defineProcess({
  name: 'keep-external-codes',
  on: ['DossierSubmitted'],
  react: async (event, { execute }) => {
    const { dossierId, externalCode = '' } = event.data;
    const code = numberForm(externalCode);
    if (code === '') return;
    try {
      await execute(takeExternalCode, { externalCode: code, dossierId }, event);
    } catch (error) {
      if (!(error instanceof Rejection && error.code === 'duplicate-external-code')) throw error;
    }
  },
});

/** What is on record of who hands a dossier in, and for whom, as it stands now. */
const statedNow = (events: readonly Recorded<AnyEvent>[]) => {
  const now = (events as readonly Recorded<DossierEvent>[]).reduce(dossier.evolve, dossier.initial);
  if (now.status === 'submitted') return now.submission;
  const received = 'last' in now ? now.last : now;
  return received !== undefined && 'stated' in received ? received.stated : undefined;
};

/**
 * Whoever is searched by number or name is found by what stands now: what was corrected finds nothing any more. Also in
 * a log written before names were found.
 */
export const findByWhatStands = defineProcess({
  name: 'find-by-what-stands',
  on: ['DossierSubmitted', 'DossierReceived', 'DossierCorrected', 'OfficialRegistered'],
  partitionOf: ({ stream }) => stream,
  react: async (event, { read, findByNow }) => {
    const { stream } = event;
    if (event.type === 'OfficialRegistered') return findByNow(stream, officialEvents.schemas.OfficialRegistered, event.data);
    if (event.type === 'DossierCorrected' && event.data.after.owner === undefined) return;
    const stated = statedNow(await read(stream));
    if (stated) await findByNow(stream, Owner, stated.owner);
  },
});

/** Whoever handed in for another is found likewise, also in a log written before that was so. */
export const findBySubmitter = defineProcess({
  name: 'find-by-submitter',
  on: ['DossierSubmitted', 'DossierReceived', 'DossierCorrected'],
  partitionOf: ({ stream }) => stream,
  react: async (event, { read, findByNow }) => {
    const stated = event.type === 'DossierCorrected' ? event.data.after : event.data;
    if (!stated.submitter) return;
    const now = statedNow(await read(event.stream));
    if (now) await findByNow(event.stream, Submitter, now.submitter ?? {});
  },
});

/** The event records the decision; the deleted key makes it true (Law 91/2025/QH15). */
export const deleteKeyWhenErased = defineProcess({
  name: 'delete-key-when-erased',
  on: erasures,
  react: ({ stream }, tools) => tools.eraseKey(stream),
});
