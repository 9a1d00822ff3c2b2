import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openQueriesPool } from '#app/readModels.ts';
import { loadSettings } from '#app/settings.ts';
import { openConnection } from '#events/store/postgres/pool.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { allProjections } from '#projections/all.ts';
import { archiving, copyFolder, markForRecovery, recoveringTo, takeBaseBackup } from './drill/baseBackup.ts';
import { runCommand, startProduct, until } from './drill/product.ts';
import { compareWithLog } from './drill/replay.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { helpIfAsked } from './help.ts';
import { type Database, ensureDatabase, migrate } from './migrate.ts';
import { ensureSecrets } from './secrets.ts';

// `npm run drill`: the restore of docs/operations.md, from the backup to the last check, on servers of its own. Whoever
// has it fail here would have had it fail with the city's log.

const usage = `npm run drill

Rehearses the restore of the log, with servers of its own in a temporary folder: base backup, WAL archive, restore to a moment, what was lost, a new epoch, read models built anew, cursors of before refused. Says what it found; ends with code 1 where something is not as it has to be.`;

const LOG: readonly Database[] = ['log'];
const OTHERS: readonly Database[] = ['read', 'keys'];
const decision = {
  act: { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch Ủy ban nhân dân' },
  effectiveOn: '2025-07-01',
  functions: ['Tiếp nhận và trả kết quả thủ tục hành chính'],
  tasks: ['Hướng dẫn, tiếp nhận, số hóa hồ sơ'],
  powers: ['Yêu cầu bổ sung hồ sơ theo quy định'],
};

let step = 0;
const say = (sentence: string): void => void process.stdout.write(`${String((step += 1)).padStart(2)}. ${sentence}\n`);
const expect = (isSo: boolean, sentence: string): void => {
  if (!isSo) throw new Error(sentence);
};

type Product = Awaited<ReturnType<typeof startProduct>>;

/** A Center and an official of it, whose name is personal data, of each unit. Answers the ids of the events. */
const act = async (product: Product, units: readonly string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const unit of units) {
    const orders = [
      ['/v1/centers', { unit, decision }],
      ['/v1/officials', { officialId: `drill-${unit}`, name: 'Nguyễn Văn Thử', office: 'civil-servant', unit }],
    ] as const;
    for (const [route, body] of orders) {
      const { status, json } = await product.ask(route, body, { 'idempotency-key': `drill${route}-${unit}` });
      expect(status < 300, `POST ${route} was answered with ${status}: ${JSON.stringify(json)}`);
      ids.push(...json.events.map(({ id }: { id: string }) => id));
    }
  }
  return ids;
};

const drill = async (dir: string): Promise<void> => {
  await using opened = new AsyncDisposableStack();
  const secrets = ensureSecrets(dir);
  const password = secrets.passwords.postgres;
  const small = { shared_buffers: '32MB' };
  const [archive, backup, logDir] = [path.join(dir, 'archive'), path.join(dir, 'backup'), path.join(dir, 'log')];
  // 0777: the server may be another user than this program; the folder around is this one's alone
  mkdirSync(archive, { mode: 0o777 });
  const startLog = async (settings: Record<string, string>) =>
    startEmbeddedPostgres({ dataDir: logDir, password, settings: { ...small, ...archiving(archive), ...settings } });
  let [log, others] = await Promise.all([
    startLog({}),
    startEmbeddedPostgres({ dataDir: path.join(dir, 'others'), password, settings: { ...small, fsync: 'off' } }),
  ]);
  opened.defer(() => log.stop());
  opened.use(others);
  for (const [server, databases] of [
    [log, LOG],
    [others, OTHERS],
  ] as const)
    for (const database of databases) {
      await ensureDatabase(server.url('postgres'), `motcua_${database}`);
      await migrate(server.url(`motcua_${database}`), database, secrets.passwords);
    }
  const urlOf = (server: typeof log, role: keyof typeof secrets.passwords, database: Database) =>
    `postgres://${role}:${secrets.passwords[role]}@127.0.0.1:${server.port}/motcua_${database}`;
  const env = () => ({
    EVENTSTORE_URL: urlOf(log, 'motcua_log', 'log'),
    DATABASE_URL: urlOf(others, 'motcua_projector', 'read'),
    DATABASE_READER_URL: urlOf(others, 'motcua_reader', 'read'),
    KEYS_DATABASE_URL: urlOf(others, 'motcua_keys', 'keys'),
    MASTER_KEY: secrets.masterKey,
    ISSUER_PRIVATE_JWK: JSON.stringify(secrets.issuerPrivateJwk),
    MAILBOX_DIR: path.join(dir, 'mailbox'),
  });
  const units = loadSettings(undefined)
    .units.slice(0, 9)
    .map(({ code }) => code);
  const start = async () => opened.use(await startProduct(env(), secrets.issuerPrivateJwk));

  const before = await start();
  say('Motcua runs, its log in a server that hands its WAL to an archive.');
  await act(before, units.slice(0, 3));
  await takeBaseBackup(log.url('postgres'), path.join(logDir, 'pg'), backup);
  say('A base backup was taken while it runs.');
  await act(before, units.slice(3, 6));
  const atLog = await openConnection({ url: log.url('motcua_log'), name: 'drill', timeoutMs: 10_000 });
  const moment = (await atLog.query<{ moment: string }>('select clock_timestamp()::text as moment')).rows[0]?.moment ?? '';
  await atLog.end();
  const kept = await before.feed();
  say(`The moment to which the log will be restored: ${moment}, ${kept.ids.length} events, some of them later than the base backup.`);
  const later = await act(before, units.slice(6, 9));
  await before.caughtUp();
  const all = await before.feed();
  await before.stop();
  await log.stop();
  rmSync(path.join(logDir, 'pg'), { recursive: true });
  say(
    `${all.ids.length - kept.ids.length} events were recorded after that moment, and read by a client. Then the log’s server was lost with its data.`,
  );

  copyFolder(backup, path.join(logDir, 'pg'));
  markForRecovery(path.join(logDir, 'pg'));
  log = await startLog(recoveringTo(archive, moment));
  const recovered = await openConnection({ url: log.url('motcua_log'), name: 'drill', timeoutMs: 10_000 });
  await until('the log to be recovered', async () => {
    const { rows } = await recovered.query<{ over: boolean }>('select not pg_is_in_recovery() as over');
    return rows[0]?.over || undefined;
  });
  const { rows } = await recovered.query<{ id: string }>('select id from es.events order by position');
  await recovered.end();
  expect(rows.map(({ id }) => id).join() === kept.ids.join(), `The restored log has ${rows.length} events, not those of the moment.`);
  say(`The log was restored from the base backup and the archive: it holds the ${rows.length} events of the moment, and no later one.`);

  const listed = (await runCommand(['cli/log.ts', 'lost'], env())).trim().split('\r\n').slice(1);
  const lost = all.ids.slice(kept.ids.length);
  expect(
    listed.length === lost.length && lost.every((id, n) => listed[n]?.endsWith(id)),
    `${listed.length} lost events were named, not ${lost.length}.`,
  );
  expect(
    later.every((id) => lost.includes(id)),
    'A command whose event was lost is not among the lost.',
  );
  say(`\`npm run log -- lost\` names the ${lost.length} events that are gone:`);
  for (const line of listed) process.stdout.write(`      ${line}\n`);

  const epoch = (await runCommand(['cli/eventstore.ts', 'begin-epoch'], { EVENTSTORE_ADMIN_URL: log.url('motcua_log') })).trim();
  say(`\`npm run eventstore -- begin-epoch\`: ${epoch}`);
  const asked = await runCommand(['cli/projections.ts', 'rebuild', '--all', '--reason', 'restore drill'], env());
  say(`\`npm run projections -- rebuild --all\`: ${asked.trim().split('\n').length} projections and processes.`);

  const after = await start();
  const followers = await after.caughtUp();
  const store = opened.adopt(await connectPostgresStore({ url: env().EVENTSTORE_URL }), (one) => one.close());
  const db = opened.adopt(openQueriesPool(env().DATABASE_READER_URL), (pool) => pool.end());
  const { events, rows: equal, differences } = await compareWithLog(db, store, allProjections);
  expect(differences.length === 0, `The read models are not what the log says: ${differences.join('; ')}.`);
  say(`${followers} projections and processes run; ${equal} rows of the read models equal a replay of all ${events} events.`);

  const refused = await after.ask(`/v1/events?cursor=${all.cursor}`);
  expect(refused.status === 410, `A cursor of before was answered with ${refused.status}, not with 410.`);
  say('The client’s cursor of before is answered with 410.');
  const again = await act(after, units.slice(6, 9));
  const { ids } = await after.feed();
  expect(
    again.every((id) => ids.includes(id)),
    'A lost command that was repeated is not in the log.',
  );
  await after.caughtUp();
  say(`Clients repeated their lost commands with their Idempotency-Keys: ${again.length} events are in the log again.`);
  await after.stop();
};

const main = async (): Promise<void> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'motcua-drill-'));
  try {
    await drill(dir);
    process.stdout.write('The restore drill succeeded.\n');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

helpIfAsked(usage);
try {
  await main();
} catch (error) {
  process.stderr.write(`The restore drill failed. ${(error as Error).message}\n`);
  process.exitCode = 1;
}
