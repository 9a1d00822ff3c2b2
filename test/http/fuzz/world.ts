import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { pino } from 'pino';
import { startApp } from '#app/app.ts';
import { parseConfig } from '#app/config.ts';
import { publishCalendar } from '#commands/calendar/calendar.ts';
import { catalogueProcedure, publishProcedureVersion } from '#commands/procedure/procedure.ts';
import { localDay } from '#domain/time/localDay.ts';
import { newMasterKey } from '#events/store/keys/masterKeys.ts';
import { createEmbeddedIssuer, type Grant } from '#http/server/issuers.ts';
import { version } from '#test/commands/dossier/pasts.ts';
import { by } from '#test/commands/handling/process.ts';
import { employ, handedIn, openCenter, procedure } from '#test/e2e/city.ts';
import { callerOf } from '#test/support/caller.ts';
import { createTestDatabases } from '#test/support/database.ts';

/** The unit most callers belong to, another one they may not look into, and some where nothing has happened yet. */
export const home = '25747';
export const neighbour = '25750';
const untouched = ['25760', '25771', '25777', '25792'];
/** Stands in free text of the neighbour's dossiers, and nowhere else. */
export const ofNeighbour = 'chuyện riêng của phường bên';

const uuid = (n: number): string => `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** Whoever received it also examines it and enters the result that the leader signed. */
const settledAt = (unit: string): [command: string, input: object][] => [
  ...[1, 2].map((step): [string, object] => ['hand-over-dossier', { to: { unit, official: `${unit}-reception` }, step }]),
  [
    'settle-dossier',
    { result: { number: '12/GXN', date: '2025-08-29', abstract: 'Xác nhận', signer: 'Chủ tịch', signedBy: `${unit}-leader` } },
  ],
];
const ground = (note: string) => ({ reason: `Thiếu giấy tờ, ${note}`, legalGround: 'Nghị định 118/2025/NĐ-CP' });

/** What happens to the dossiers of a unit, one after another, so that every status is there. */
const lives = (note: string, unit: string): [command: string, input: object][][] => [
  ...Array.from({ length: 6 }, () => []),
  [['request-supplement', { items: [note], ...ground(note) }]],
  [['request-fee', { items: [{ name: note, kind: 'fee', dong: 8000 }] }]],
  [['stop-dossier', ground(note)]],
  settledAt(unit),
  [...settledAt(unit), ['return-result', { means: 'counter', receivedBy: 'Trần Văn Thử' }]],
  [
    ['withdraw-dossier', { reason: note }],
    ['archive-dossier', { fileReference: note }],
  ],
];

/** The whole program on databases of its own, with two open Centers and dossiers in every status. */
export const createWorld = async () => {
  const dbs = await createTestDatabases();
  const newKey = async (): Promise<JWK> => exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
  const privateJwk = await newKey();
  const logged: string[] = [];
  const config = parseConfig({
    EVENTSTORE_URL: dbs.log.appUrl,
    DATABASE_URL: dbs.read.projectorUrl,
    DATABASE_READER_URL: dbs.read.readerUrl,
    KEYS_DATABASE_URL: dbs.keys.appUrl,
    MASTER_KEY: newMasterKey('test'),
    ISSUER_PRIVATE_JWK: JSON.stringify(privateJwk),
    PORT: '0',
    RATE_LIMIT_PER_MINUTE: '100000000',
  });
  const app = await startApp(config, pino({ level: 'info' }, { write: (line) => void logged.push(line) }));
  const url = app.url ?? '';
  const as = (grant: Grant) => callerOf(url, privateJwk, grant);

  const system = (idempotencyKey: string) => by({ actor: { id: 'motcua', role: 'system' }, idempotencyKey });
  const thisYear = new Date().getUTCFullYear();
  for (const year of new Set([2025, 2026, thisYear, thisYear + 1, thisYear + 2]))
    await app.execute(publishCalendar, { year, days: [], ground: 'test' }, system(`calendar ${year}`));
  const { version: _, ...published } = version;
  for (const code of [procedure, '2.000815']) {
    const entry = { code, name: 'Thủ tục', nameEn: 'Procedure', field: 'Chứng thực', provenance: 'test' };
    await app.execute(catalogueProcedure, entry, system(`procedure ${code}`));
    await app.execute(publishProcedureVersion, { code, ...published }, system(`version ${code}`));
  }

  const dossierIds: string[] = [];
  for (const [unit, note] of [
    [home, 'việc của phường nhà'],
    [neighbour, ofNeighbour],
  ] as const) {
    const { head, reception } = await openCenter({ as }, unit);
    await employ(head, unit, `${unit}-leader`, 'leader');
    for (const life of lives(note, unit)) {
      const dossierId = uuid(dossierIds.length);
      dossierIds.push(dossierId);
      await reception.order('/v1/dossiers', handedIn(unit, { dossierId, occurredAt: undefined }));
      for (const [command, input] of life) await reception.order(`/v1/dossiers/${dossierId}/${command}`, input);
    }
    for (let waiting = 0; waiting < 3; waiting++) {
      const dossierId = uuid(dossierIds.length);
      dossierIds.push(dossierId);
      const { placeOfReceipt: _place, ...submitted } = handedIn(unit, { channel: 'online', occurredAt: undefined });
      await reception.order(`/v1/dossiers/${dossierId}/submit-dossier`, submitted);
    }
  }

  const assignments: string[] = [];
  for (const official of [`${home}-reception`, `${home}-director`])
    for (const { data } of await app.store.readStream(`official-${official}`))
      if (typeof data === 'object' && data !== null && 'assignmentId' in data) assignments.push(String(data.assignmentId));

  const issue = async (key: JWK, grant: Grant) => (await createEmbeddedIssuer({ privateJwk: key })).issue(grant);
  const officer = { roles: ['officer'], units: [home], official: `${home}-reception` } as const;
  return {
    app,
    url,
    port: Number(new URL(url).port),
    /** Every line of the program's log. */
    logged,
    /** Tokens of people who may do something, with their grants. */
    people: await Promise.all(
      (
        [
          officer,
          { ...officer, personal: true },
          { roles: ['center-head'], units: [home] },
          { roles: ['center-head', 'officer'], units: ['*'] },
          { roles: ['officer'], units: [neighbour] },
          { roles: ['supervisor'], units: [] },
          { roles: ['auditor'], units: [], personal: true },
          { roles: ['integrator'], units: [home] },
          { roles: ['administrator'], units: ['*'] },
          { roles: ['department'], units: ['science-and-technology'] },
        ] as const satisfies Grant[]
      ).map(async (grant: Grant) => ({ grant, authorization: `Bearer ${await issue(privateJwk, grant)}` })),
    ),
    /** What does not let anybody in: foreign, expired, of no use, or no token at all. */
    strangers: [
      `Bearer ${await issue(await newKey(), officer)}`,
      `Bearer ${await issue(privateJwk, { ...officer, ttl: '-1h' })}`,
      `Bearer ${await issue(privateJwk, { ...officer, roles: [] })}`,
    ],
    /** Values that mean something here, by the name of the field; ids that nothing bears yet are among them. */
    known: {
      unit: [...Array.from({ length: 8 }, () => home), neighbour, ...untouched],
      dossier: [...dossierIds.slice(0, dossierIds.length / 2), ...dossierIds, ...Array.from({ length: 12 }, (_, n) => uuid(1000 + n))],
      official: [home, neighbour].flatMap((unit) => [`${unit}-reception`, `${unit}-director`, `${unit}-nobody`]),
      point: ['p1', 'p1', 'p1', 'p2'],
      assignment: assignments,
      today: localDay(new Date().toISOString()),
      procedure: [procedure, procedure, procedure, '2.000815', '1.000001'],
      retiring: ['2.000815', '1.000001', '1.000002'],
      year: [2025, 2026, thisYear, 2031],
      projection: ['working-calendar', 'nothing'],
    },
    close: async () => {
      await app[Symbol.asyncDispose]();
      await dbs.drop();
    },
  };
};
export type World = Awaited<ReturnType<typeof createWorld>>;
