import { z } from 'zod';
import { DossierStatus } from '#domain/dossier/status.ts';
import { DossierId, Instant, LocalDate, ProcedureCode, UnitCode } from '#events/terms.ts';
import { maybeInstant, PersonalText } from '#http/server/fields.ts';
import { defineList } from '#http/server/query.ts';
import { dossiersById } from '#projections/dossierList/queries.ts';
import { listNumbers } from '#projections/registerBook/queries.ts';

const Line = z
  .object({
    number: z.int(),
    code: z.string(),
    state: z
      .enum(['borne', 'unused', 'unexplained'])
      .describe('borne: a dossier bears the number; unused: none does, and why is on record; unexplained: none does yet.'),
    dossierId: DossierId.describe('Dossier the number was taken for.'),
    takenAt: Instant,
    unusedReason: z.string().nullable(),
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
  tag: 'registers',
  params: z.object({ unit: UnitCode, day: LocalDate }),
  answer: Line,
  key: z.tuple([z.int32()]),
  projections: ['register-book', 'dossier-list'],
  unit: ({ unit }) => unit,
  run: async ({ db }, { unit, day, limit, cursor }) => listNumbers(db, unit, day, { limit, after: cursor?.[0] }),
  keyOf: ({ number }) => [number],
  present: async (tools, numbers) => {
    const ids = numbers.map(({ dossierId }) => dossierId);
    const dossiers = await dossiersById(tools.db, ids, tools.now);
    const byId = new Map(dossiers.map((dossier) => [dossier.dossierId, dossier]));
    const lines = numbers.map(async ({ unusedAt, ...taken }) => {
      const dossier = byId.get(taken.dossierId);
      const borne = dossier?.code === taken.code ? dossier : undefined;
      const opened = borne && (await tools.open(`dossier-${borne.dossierId}`, borne.competentUnit, { owner: { name: borne.ownerName } }));
      const owner = opened?.owner as { name: z.infer<typeof PersonalText> | null } | undefined;
      const state = borne ? 'borne' : unusedAt !== null ? 'unused' : 'unexplained';
      return {
        ...taken,
        state: state as 'borne' | 'unused' | 'unexplained',
        procedure: borne?.procedure ?? null,
        ownerName: owner?.name ?? null,
        receivedAt: borne?.receivedAt ?? null,
        appointedAt: borne?.appointedAt ?? null,
        settledAt: borne?.settledAt ?? null,
        returnedAt: borne?.returnedAt ?? null,
        status: borne?.status ?? null,
      };
    });
    return Promise.all(lines);
  },
});

export const registerQueries = [listRegisterNumbers];
