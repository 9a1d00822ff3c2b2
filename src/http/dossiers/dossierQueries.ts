import { z } from 'zod';
import { codesMeant } from '#domain/dossier/code.ts';
import { lateEntryStates } from '#domain/dossier/lateEntries.ts';
import { DossierStatus } from '#domain/dossier/status.ts';
import { numberForm } from '#domain/text/searchForm.ts';
import { dayPlus, localDay } from '#domain/time/localDay.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { RegisterEvent } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import {
  Channel,
  DossierId,
  Instant,
  LocalDate,
  maybeInstant,
  OfficialId,
  PartyId,
  PersonalText,
  ProcedureCode,
  UnitCode,
} from '#events/terms.ts';
import { AsOf, Flag } from '#http/server/parameters.ts';
import { requirePeriod } from '#http/server/periods.ts';
import { defineList, defineQuery, type QueryTools } from '#http/server/query.ts';
import { dossierAsOf, findDossier } from '#projections/dossierDetail/queries.ts';
import { DossierDetail } from '#projections/dossierDetail/view.ts';
import { dossiersCounted, figureNames } from '#projections/dossierList/figures.ts';
import { dossiersById, type Placed, searchDossiers, thenOf } from '#projections/dossierList/queries.ts';
import { dossierQueue, receivedElsewhereNotSeen } from '#projections/dossierList/queue.ts';
import { DossierSummary, type DossierView, QueuedDossier } from '#projections/dossierList/view.ts';
import { Workload, workload, workloadGroups } from '#projections/dossierList/workload.ts';
import { proceduresOf } from '#projections/procedureCatalogue/queries.ts';
import { listNumbers, numbersAsOf, TakenNumber } from '#projections/registerBook/queries.ts';
import { figureLinks } from './figureLinks.ts';
import { idsOf, personFilters } from './persons.ts';

const subject = (dossierId: string): string => `dossier-${dossierId}`;

/** Opens the owner's name, read on record for this dossier. */
const ownerNameOf = async (tools: QueryTools, { dossierId, competentUnit, ownerName }: DossierView) => {
  const opened = await tools.open(subject(dossierId), competentUnit, { owner: { name: ownerName } });
  return (opened.owner as { name: DossierSummary['ownerName'] }).name;
};

const named = async <T extends Placed>(tools: QueryTools, dossiers: readonly T[]) =>
  Promise.all(
    dossiers.map(async (found) => {
      const { place: _, ...dossier } = found;
      return { ...dossier, ownerName: await ownerNameOf(tools, dossier) };
    }),
  );

const CountedDossier = DossierSummary.extend({
  since: Instant.describe('In the state that the figure counts since then.'),
  earlierCourse: z
    .boolean()
    .describe(
      'Counted for what it came to before it was reopened; the other fields say how it stands. It is listed as often as it is counted.',
    ),
}).meta({ id: 'CountedDossier' });

const Place = z.tuple([Instant, DossierId]);

const AwaitsAcceptance = Flag.optional().describe('Whether it was handed over to who holds it now and has not accepted it yet.');

const lateEntryFilters = {
  enteredLate: Flag.optional().describe('Whether an act was entered after it happened.'),
  lateEntry: z.enum(lateEntryStates).optional().describe('What became of acts entered late; `unconfirmed` ones count as late.'),
};

const listDossiers = defineList({
  name: 'ListDossiers',
  summary: 'Dossiers that fit the filters, the latest to come in first.',
  path: '/dossiers',
  query: z.object({
    unit: PartyId.optional().describe('Unit or agency in whatever part: competent, place of receipt or holder.'),
    competentUnit: PartyId.optional(),
    placeOfReceipt: UnitCode.optional(),
    holderUnit: PartyId.optional(),
    holderOfficial: OfficialId.optional(),
    status: DossierStatus.optional(),
    pending: Flag.optional().describe('The agency still owes a decision.'),
    procedure: ProcedureCode.optional(),
    channel: Channel.optional(),
    code: z
      .string()
      .max(64)
      .optional()
      .describe(
        'Dossier code, in any letter case, with what stands between its parts or without; without the unit (261130-0010), of any unit. Or the code of the portal, however its spaces, dashes and case are typed.',
      ),
    ...personFilters,
    receivedElsewhere: Flag.optional(),
    skippedSteps: Flag.optional().describe('A step was passed over.'),
    overdue: Flag.optional(),
    feeOutstanding: Flag.optional().describe('The citizen owes a fee, whatever else the dossier waits for.'),
    ...lateEntryFilters,
    afterClosing: Flag.optional().describe('Whether something of it was entered after its month had been closed.'),
    awaitsAcceptance: AwaitsAcceptance,
    giverUnit: PartyId.optional().describe('Unit that handed it over to who has not accepted it yet.'),
    giverOfficial: OfficialId.optional().describe('Official who did.'),
    legalHold: Flag.optional().describe('A legal hold is in force: its personal data may not be erased.'),
    corrected: Flag.optional().describe('Something was corrected after reception.'),
    reopened: Flag.optional().describe('Taken up again after it had ended.'),
    urged: Flag.optional().describe('Somebody urged whoever had it in hand.'),
    stopDue: Flag.optional().describe('The term for the citizen has run: due to be stopped, which somebody has to decide.'),
    dueFrom: Instant.optional().describe('Due then or later.'),
    dueBefore: Instant.optional().describe('Due earlier.'),
    receivedFrom: LocalDate.optional().describe('First day of reception.'),
    receivedTo: LocalDate.optional().describe('Last day of reception.'),
    asOf: AsOf,
  }),
  answer: DossierSummary,
  key: Place,
  projections: ['dossier-list', 'procedure-catalogue'],
  run: async (tools, { identityNumber, ownerName, submitterIdentityNumber, submitterName, code, limit, cursor, asOf, ...filters }) => {
    const { receivedFrom, receivedTo, dueFrom, dueBefore } = filters;
    requirePeriod({ from: receivedFrom, to: receivedTo, today: tools.day }, 'receivedFrom');
    const [firstDue, lastDue] = [dueFrom, dueBefore].map((instant) => instant && localDay(instant));
    requirePeriod({ from: firstDue, to: lastDue, today: tools.day }, 'dueFrom');
    const dossierIds = await idsOf(tools, { identityNumber, ownerName, submitterIdentityNumber, submitterName });
    const { settings } = tools;
    const units = settings.units.map((unit) => unit.code);
    const coded = code === undefined ? undefined : { codes: codesMeant(code, settings, units), externalForm: numberForm(code) };
    const procedures = await proceduresOf(tools.db, tools.sectors);
    const asked = { ...filters, code: coded, dossierIds, units: tools.units, procedures };
    return searchDossiers(tools.db, asked, tools.standpoint.moment, { limit, after: cursor }, await thenOf(tools.db, asOf));
  },
  keyOf: ({ place }) => place,
  present: named,
});

const listDossierQueue = defineList({
  name: 'ListDossierQueue',
  summary:
    'What lies with a unit or an official: handed in and not received in time first, then by due time, then what waits for the citizen.',
  path: '/dossiers/queue',
  query: z.object({
    unit: PartyId.optional().describe('Unit or agency that holds them.'),
    official: OfficialId.optional().describe('Official that holds them.'),
    desk: Flag.optional().describe('Only what lies at the reception desk, with no official named.'),
    awaitsAcceptance: AwaitsAcceptance,
    ...lateEntryFilters,
    asOf: AsOf,
  }),
  answer: QueuedDossier,
  key: z.tuple([Instant, z.literal([0, 1, 2]), Instant, DossierId]),
  projections: ['dossier-list'],
  run: async ({ db, units, standpoint: { moment } }, { limit, cursor, asOf, ...filters }) =>
    dossierQueue(db, { ...filters, units }, moment, { limit, after: cursor }, await thenOf(db, asOf)),
  keyOf: ({ place }) => place,
  present: named,
});

const listReceivedElsewhere = defineList({
  name: 'ListReceivedElsewhere',
  summary: 'Dossiers received at another unit that the competent Center has not yet had in hand, the longest waiting first.',
  path: '/dossiers/received-elsewhere',
  query: z.object({ unit: PartyId.optional().describe('Competent unit or agency.'), asOf: AsOf }),
  answer: DossierSummary,
  key: Place,
  projections: ['dossier-list'],
  run: async ({ db, units, standpoint: { moment } }, { unit, limit, cursor, asOf }) =>
    receivedElsewhereNotSeen(db, { units, unit }, moment, { limit, after: cursor }, await thenOf(db, asOf)),
  keyOf: ({ place }) => place,
  present: named,
});

const getDossier = defineQuery({
  name: 'GetDossier',
  summary: 'One dossier: everything, its deadline explained line by line, its hand-overs and its life in order.',
  path: '/dossiers/:dossierId',
  params: z.object({ dossierId: DossierId }),
  query: z.object({ asOf: AsOf }),
  answer: DossierDetail,
  projections: ['dossier-detail', 'procedure-catalogue'],
  run: async (tools, { dossierId, asOf }): Promise<DossierDetail | undefined> => {
    const dossier =
      asOf === undefined
        ? await findDossier(tools.db, dossierId, tools.units)
        : dossierAsOf((await tools.readEvents(subject(dossierId))) as readonly Recorded<DossierEvent>[], asOf, tools.units)?.dossier;
    const procedures = await proceduresOf(tools.db, tools.sectors);
    if (dossier === undefined || !(procedures === 'all' || procedures.includes(dossier.procedure))) return undefined;
    return (await tools.open(subject(dossierId), dossier.competentUnit, dossier)) as DossierDetail;
  },
});

const RegisterState = z.enum(['borne', 'unused', 'unexplained']);
const { number, code, ...taken } = TakenNumber.shape;
const RegisterLine = z
  .object({
    number,
    code,
    state: RegisterState.describe(
      'borne: a dossier bears the number; unused: none does, and why is on record; unexplained: none does yet.',
    ),
    ...taken,
    procedure: ProcedureCode.nullable(),
    ownerName: PersonalText.nullable(),
    receivedAt: maybeInstant('Received.'),
    appointedAt: maybeInstant('Appointed time; it never changes.'),
    settledAt: maybeInstant('Finished.'),
    returnedAt: maybeInstant('Result returned.'),
    status: DossierStatus.nullable(),
  })
  .meta({ id: 'RegisterLine', description: 'One line of the register book (Form 07, sổ theo dõi hồ sơ).' });

const listRegisterNumbers = defineList({
  name: 'ListRegisterNumbers',
  summary: 'The register book of a unit on a day: every number, the dossier that bears it, or why none does.',
  path: '/registers/:unit/:day',
  params: z.object({ unit: UnitCode, day: LocalDate }),
  query: z.object({ asOf: AsOf }),
  answer: RegisterLine,
  key: z.tuple([z.int32()]),
  projections: ['register-book', 'dossier-list'],
  run: async ({ db, readEvents }, { unit, day, limit, cursor, asOf }) => {
    const page = { limit, after: cursor?.[0] };
    if (asOf === undefined) return listNumbers(db, unit, day, page);
    return numbersAsOf((await readEvents(`register-${unit}-${day}`)) as readonly Recorded<RegisterEvent>[], asOf, page);
  },
  keyOf: ({ number }) => [number],
  present: async (tools, numbers, { asOf }) => {
    const ids = numbers.map(({ dossierId }) => dossierId);
    const dossiers = await dossiersById(tools.db, ids, tools.standpoint.moment, await thenOf(tools.db, asOf));
    const byId = new Map(dossiers.map((dossier) => [dossier.dossierId, dossier]));
    const lines = numbers.map(async (line) => {
      const dossier = byId.get(line.dossierId);
      const borne = dossier?.code === line.code ? dossier : undefined;
      const state: z.infer<typeof RegisterState> = borne ? 'borne' : line.unusedReason !== null ? 'unused' : 'unexplained';
      const ownerName = borne ? await ownerNameOf(tools, borne) : null;
      const known: Partial<DossierView> = borne ?? {};
      const { procedure = null, receivedAt = null, appointedAt = null, settledAt = null, returnedAt = null, status = null } = known;
      return { ...line, state, procedure, ownerName, receivedAt, appointedAt, settledAt, returnedAt, status };
    });
    return Promise.all(lines);
  },
});

const listCountedDossiers = defineList({
  name: 'ListCountedDossiers',
  summary: 'The dossiers that a figure of the workload counts, those longest in that state first; the workload gives the links.',
  path: '/dossiers/counted',
  query: z.object({
    figure: z.enum(figureNames).default('open').describe('The figure, by its name in the workload.'),
    unit: PartyId.optional().describe(
      'Competent unit or agency; of `receivedForOthers` the place of receipt; with `official`, of what is owed now, who holds it.',
    ),
    procedure: ProcedureCode.optional(),
    official: OfficialId.optional().describe('Who settled it; of what is owed now, who holds it.'),
    from: LocalDate.optional().describe('First day; 30 days before the last when absent.'),
    to: LocalDate.optional().describe('Last day; today when absent.'),
    asOf: AsOf,
  }),
  answer: CountedDossier,
  key: z.tuple([Instant, DossierId, z.int().min(0)]),
  projections: ['dossier-list', 'procedure-catalogue'],
  run: async (tools, { to = tools.day, from = dayPlus(to, -30), limit, cursor, asOf, ...asked }) => {
    const { db, units, sectors, day, standpoint } = tools;
    requirePeriod({ from, to, today: day });
    const procedures = await proceduresOf(db, sectors);
    const then = await thenOf(db, asOf);
    return dossiersCounted(db, { ...asked, units, procedures, from, to }, standpoint.moment, { limit, after: cursor }, then);
  },
  keyOf: ({ place }) => place,
  present: named,
});

const WorkloadLine = Workload.extend({
  links: z.record(z.string(), z.string()).describe('For each figure, where the dossiers it counts are listed.'),
}).meta({ id: 'WorkloadLine' });

const listWorkload = defineList({
  name: 'ListWorkload',
  summary: 'Workload and on-time rates by unit, procedure, day or official; dossiers count for their competent unit.',
  path: '/workload',
  query: z.object({
    groupBy: z.enum(workloadGroups).default('unit'),
    unit: PartyId.optional(),
    procedure: ProcedureCode.optional(),
    from: LocalDate.optional().describe('First day; 30 days before the last when absent.'),
    to: LocalDate.optional().describe('Last day; today when absent.'),
    asOf: AsOf,
  }),
  answer: WorkloadLine,
  key: z.tuple([z.string()]),
  keyOf: ({ key }) => [key],
  projections: ['dossier-list', 'procedure-catalogue'],
  run: async (tools, { to = tools.day, from = dayPlus(to, -30), limit, cursor, asOf, ...asked }) => {
    const { db, units, sectors, day, standpoint } = tools;
    requirePeriod({ from, to, today: day });
    const procedures = await proceduresOf(db, sectors);
    const then = await thenOf(db, asOf);
    const lines = await workload(db, { ...asked, units, procedures, from, to }, standpoint.moment, { limit, after: cursor?.[0] }, then);
    return lines.map((line) => ({ ...line, links: figureLinks(line, { ...asked, from, to, asOf }) }));
  },
});

export const dossierQueries = [listDossiers, listCountedDossiers, listDossierQueue, listReceivedElsewhere, getDossier];
export const registerQueries = [listRegisterNumbers];
export const workloadQueries = [listWorkload];
