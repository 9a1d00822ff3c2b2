import { z } from 'zod';
import { localDay } from '#domain/time/localDay.ts';
import { sentence } from '#events/store/sentences.ts';
import { DossierId, Instant, maybeInstant, PartyId, UnitCode } from '#events/terms.ts';
import { Paper } from '#http/documents/paper.ts';
import { writtenApart } from '#http/documents/writtenApart.ts';
import { AsOf } from '#http/server/parameters.ts';
import { Problem } from '#http/server/problems.ts';
import { defineList, defineQuery, sortedBy } from '#http/server/query.ts';
import { factsFor, formProjections, hashOf, type Life, lifeOf } from './facts.ts';
import { type Act, type Form, lastOf } from './form.ts';
import { letters } from './letters.ts';
import { feeReceipt, resultReceipt } from './receipts.ts';
import { fingerprintOf, receptionSlip } from './reception.ts';
import { controlSheet } from './tracking.ts';

const forms: readonly Form[] = [receptionSlip, ...letters, controlSheet, feeReceipt, resultReceipt];
const FormId = z.enum(['01', '02', '03', '04', '05', '06', 'result-receipt', 'fee-receipt']).meta({
  id: 'DossierFormId',
  description:
    'Forms of Circular 03/2025/TT-VPCP, Annex I: 01 receipt and appointment, 02 request for a supplement, 03 refusal, 04 apology and extension, 05 notice that processing stops, 06 control sheet; beside them the receipt of a result, and of fees and charges.',
});

const ofDossier = z.object({ dossierId: DossierId });

/** Something happened after the act it tells of, so that it was, or could have been, printed before. */
const happenedAfter = ({ events }: Life, act: Act): boolean => (events.at(-1)?.revision ?? 0) > act.revision;

const getDossierForm = defineQuery({
  name: 'GetDossierForm',
  summary:
    'A paper of a dossier in Vietnamese, from what is on record at a moment, as JSON and as PDF on A4. Masked without right or purpose; a reprint says that it is one.',
  path: '/dossiers/:dossierId/forms/:form',
  params: ofDossier.extend({ form: FormId }),
  query: z.object({
    asOf: AsOf,
    receipt: z.string().max(64).optional().describe('Of the fee receipt: number of the payment’s receipt; the last payment when absent.'),
  }),
  answer: Paper,
  forms: { pdf: { type: 'application/pdf', write: writtenApart<Paper>(import.meta.resolve('#http/documents/paperPdf.ts'), 'paperPdf') } },
  fileName: ({ fileName }: Paper) => fileName,
  projections: formProjections,
  run: async (tools, { dossierId, form: id, asOf, receipt }): Promise<Paper | undefined> => {
    const form = forms.find((one) => one.id === id);
    const life = await lifeOf(tools, dossierId);
    if (life === undefined || form === undefined) return undefined;
    const act = form.actOf(life.events, receipt);
    if (act === undefined) throw new Problem('form-not-due', `${form.name} (${form.id}): ${form.missing}`);
    const facts = await factsFor(tools, form, life, act);
    const latest = life.events.at(-1)?.occurredAt ?? act.occurredAt;
    const later = !form.grows && happenedAfter(life, act) ? latest : null;
    const reprinted = asOf === undefined ? later : tools.standpoint.moment;
    return {
      form: id,
      subtitle: null,
      codes: [],
      proof: null,
      copies: [],
      recipients: [],
      landscape: false,
      ...form.write(facts),
      moment: reprinted ?? (form.grows ? latest : act.occurredAt),
      asOf: reprinted,
      fileName: [form.file, facts.unit, localDay(act.occurredAt), life.dossier.code].filter(Boolean).join('_'),
    };
  },
});

const FormOfDossier = z
  .object({
    form: FormId,
    name: z.string().describe('What it is called, in Vietnamese.'),
    at: maybeInstant('Time of the act it tells of; null: that act is not on record.'),
    missing: sentence(z.string()).nullable().describe('Which act is not on record; null: there is the paper.'),
  })
  .meta({ id: 'DossierForm', description: 'A paper of a dossier, and whether there is one.' });

const listDossierForms = defineList({
  name: 'ListDossierForms',
  summary: 'Papers of a dossier: which there are at a moment, and what the others wait for.',
  path: '/dossiers/:dossierId/forms',
  params: ofDossier,
  query: z.object({ asOf: AsOf }),
  ...sortedBy(FormOfDossier, 'form'),
  projections: formProjections,
  run: async (tools, { dossierId }) => {
    const life = await lifeOf(tools, dossierId);
    if (life === undefined) return undefined;
    return forms.map(({ id, name, actOf, missing }) => {
      const act = actOf(life.events);
      return { form: FormId.parse(id), name, at: act?.occurredAt ?? null, missing: act === undefined ? missing : null };
    });
  },
});

const Slip = z
  .object({
    genuine: z.boolean().describe('A slip with this code was issued for this dossier. If not, nothing of the dossier is said.'),
    code: z.string().nullable(),
    receivedAt: Instant.nullable(),
    appointedAt: Instant.nullable(),
    placeOfReceipt: UnitCode.nullable(),
    competentUnit: PartyId.nullable(),
  })
  .meta({ id: 'Slip', description: 'What the log says of a slip that somebody shows.' });

const verifySlip = defineQuery({
  name: 'VerifySlip',
  summary:
    'Whether a slip (Form 01) is genuine: its QR code says code, dossier and the hash by which the log seals the reception (before the log was sealed, another fingerprint).',
  path: '/slips/:dossierId/:fingerprint',
  params: ofDossier.extend({ fingerprint: z.string().regex(/^[0-9a-f]{32}(?:[0-9a-f]{32})?$/, 'must be 64 hexadecimal digits, or 32') }),
  answer: Slip,
  projections: [],
  run: async (tools, { dossierId, fingerprint }) => {
    const act = lastOf((await tools.readEvents(`dossier-${dossierId}`)) as Life['events'], 'DossierReceived');
    const own = act && (fingerprint.length === 32 ? fingerprintOf(act) : await hashOf(tools, act));
    const known = own === fingerprint ? act : undefined;
    return {
      genuine: known !== undefined,
      code: known?.data.code ?? null,
      receivedAt: known?.occurredAt ?? null,
      appointedAt: known?.data.appointed.at ?? null,
      placeOfReceipt: known?.data.placeOfReceipt ?? null,
      competentUnit: known?.data.competentUnit ?? null,
    };
  },
});

export const dossierFormQueries = [getDossierForm, listDossierForms, verifySlip];
