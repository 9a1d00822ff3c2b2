import { z } from 'zod';
import { DossierStatus } from '#domain/dossier/status.ts';
import { Channel } from '#events/dossier/events.ts';
import { categoryOf, idOf } from '#events/store/event.ts';
import { DossierId, Instant, LocalDate, OfficialId, ProcedureCode, UnitCode } from '#events/terms.ts';
import { Flag } from '#http/server/fields.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import { findDossier } from '#projections/dossierDetail/queries.ts';
import { DossierDetail } from '#projections/dossierDetail/view.ts';
import { dossierQueue, receivedElsewhereNotSeen, searchDossiers } from '#projections/dossierList/queries.ts';
import { DossierSummary, type DossierView, QueuedDossier } from '#projections/dossierList/view.ts';

const subject = (dossierId: string): string => `dossier-${dossierId}`;

/** Opens the owners' names, each read on record for its own dossier. */
const named = async <T extends DossierView & { place: unknown }>(tools: QueryTools, dossiers: readonly T[]) =>
  Promise.all(
    dossiers.map(async (found) => {
      const { place: _, ...dossier } = found;
      const opened = await tools.open(subject(dossier.dossierId), dossier.competentUnit, { owner: { name: dossier.ownerName } });
      return { ...dossier, ownerName: (opened.owner as { name: DossierSummary['ownerName'] }).name };
    }),
  );

/** Each dossier with its place in the order of the list. */
const placed = <T, K>({ items, keys }: { items: readonly T[]; keys: readonly K[] }) =>
  items.map((item, index) => ({ ...item, place: keys[index] as K }));

const Place = z.tuple([Instant, DossierId]);

const listDossiers = defineList({
  name: 'ListDossiers',
  summary: 'Dossiers that fit the filters, the latest to come in first.',
  path: '/dossiers',
  tag: 'dossiers',
  query: z.object({
    unit: UnitCode.optional().describe('Unit in whatever part: competent, place of receipt or holder.'),
    competentUnit: UnitCode.optional(),
    placeOfReceipt: UnitCode.optional(),
    holderUnit: UnitCode.optional(),
    holderOfficial: OfficialId.optional(),
    status: DossierStatus.optional(),
    pending: Flag.optional().describe('The agency still owes a decision.'),
    procedure: ProcedureCode.optional(),
    channel: Channel.optional(),
    code: z.string().max(64).optional().describe('Dossier code, in full.'),
    identityNumber: z
      .string()
      .regex(/^(\d{9}|\d{12})$/)
      .optional()
      .describe('Identity number of the owner.'),
    receivedElsewhere: Flag.optional(),
    overdue: Flag.optional(),
    dueFrom: Instant.optional().describe('Due then or later.'),
    dueBefore: Instant.optional().describe('Due earlier.'),
    receivedFrom: LocalDate.optional().describe('First day of reception.'),
    receivedTo: LocalDate.optional().describe('Last day of reception.'),
  }),
  answer: DossierSummary,
  key: Place,
  projections: ['dossier-list'],
  unit: ({ unit }) => unit,
  run: async (tools, { identityNumber, limit, cursor, ...filters }) => {
    const bearers = identityNumber === undefined ? undefined : await tools.findByPersonal('identity-number', identityNumber);
    const dossierIds = bearers?.filter((stream) => categoryOf(stream) === 'dossier').map(idOf);
    const asked = { ...filters, dossierIds, units: tools.units };
    return placed(await searchDossiers(tools.db, asked, tools.now, { limit, after: cursor }));
  },
  keyOf: ({ place }) => place,
  present: named,
});

const listDossierQueue = defineList({
  name: 'ListDossierQueue',
  summary:
    'What lies with a unit or an official: handed in and not received in time first, then by due time, then what waits for the citizen.',
  path: '/dossiers/queue',
  tag: 'dossiers',
  query: z.object({
    unit: UnitCode.optional().describe('Unit that holds them.'),
    official: OfficialId.optional().describe('Official that holds them.'),
    desk: Flag.optional().describe('Only what lies at the reception desk, with no official named.'),
  }),
  answer: QueuedDossier,
  key: z.tuple([Instant, z.literal([0, 1, 2]), Instant, DossierId]),
  projections: ['dossier-list'],
  unit: ({ unit }) => unit,
  run: async ({ db, units, now }, { unit, official, desk, limit, cursor }) =>
    placed(await dossierQueue(db, { units, unit, official, desk }, now, { limit, after: cursor })),
  keyOf: ({ place }) => place,
  present: named,
});

const listReceivedElsewhere = defineList({
  name: 'ListReceivedElsewhere',
  summary: 'Dossiers received at another unit that the competent Center has not yet had in hand, the longest waiting first.',
  path: '/dossiers/received-elsewhere',
  tag: 'dossiers',
  query: z.object({ unit: UnitCode.optional().describe('Competent unit.') }),
  answer: DossierSummary,
  key: Place,
  projections: ['dossier-list'],
  unit: ({ unit }) => unit,
  run: async ({ db, units, now }, { unit, limit, cursor }) =>
    placed(await receivedElsewhereNotSeen(db, { units, unit }, now, { limit, after: cursor })),
  keyOf: ({ place }) => place,
  present: named,
});

const getDossier = defineQuery({
  name: 'GetDossier',
  summary: 'One dossier: everything, its deadline explained line by line, its hand-overs and its life in order.',
  path: '/dossiers/:dossierId',
  tag: 'dossiers',
  params: z.object({ dossierId: DossierId }),
  answer: DossierDetail,
  projections: ['dossier-detail'],
  run: async (tools, { dossierId }): Promise<DossierDetail | undefined> => {
    const dossier = await findDossier(tools.db, dossierId, tools.units);
    if (dossier === undefined) return undefined;
    const { owner, submitter, request, result, returned } = dossier;
    const opened = await tools.open(subject(dossierId), dossier.competentUnit, { owner, submitter, request, result, returned });
    return { ...dossier, ...opened } as DossierDetail;
  },
});

export const dossierQueries = [listDossiers, listDossierQueue, listReceivedElsewhere, getDossier];
