import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#cli/migrate.ts';
import type { NewEvent } from '#events/store/event.ts';
import { type EventStore, StoreUnavailable } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import { anEvent, aStream, readToEnd } from '#test/events/store/storeContract.ts';
import { startOwnServer } from '#test/support/ownServer.ts';

/** A volume of its own of so many megabytes, which can be filled up and given room again. */
const mountVolume = (megabytes: number) => {
  const place = mkdtempSync(path.join(tmpdir(), 'motcua-volume-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', place]);
  const ballast = path.join(place, 'ballast');
  return {
    place,
    /** Leaves room for so many bytes. */
    fill: (room: number) => {
      const { bavail, bsize } = statfsSync(place);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)));
    },
    empty: () => rmSync(ballast),
    unmount: () => {
      execFileSync('umount', ['-l', place]);
      rmSync(place, { recursive: true });
    },
  };
};
const mayMount = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(path.join(tmpdir(), 'motcua-volume-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]).status === 0;
  if (mounted) execFileSync('umount', ['-l', place]);
  rmSync(place, { recursive: true });
  return mounted;
};

/** Too random for compression to make room. */
const aLargeEvent = (): NewEvent => anEvent({ data: { note: randomBytes(30_000).toString('base64') } });
const ids = (events: readonly { id: string }[]) => events.map((event) => event.id);

const connectAs = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
};

/** Appends until the log does not answer any more; says what it acknowledged, what was refused and how. */
const appendUntilFull = async (store: EventStore, stream: string, afterEach: () => Promise<unknown> = async () => {}) => {
  const acknowledged: string[] = [];
  for (;;) {
    const events = [aLargeEvent()];
    try {
      await store.append(stream, 'any', events);
      acknowledged.push(...ids(events));
      await afterEach().catch(() => {});
    } catch (error) {
      return { acknowledged, refused: events, error };
    }
  }
};

describe.skipIf(!mayMount())('a full disk [needs Linux, and a user who may mount a small volume]', () => {
  describe('under the events', () => {
    let volume: ReturnType<typeof mountVolume>;
    // Of its own: what cannot be written to a full disk fails the checkpoint of the whole server, and with it whatever needs one.
    let server: Awaited<ReturnType<typeof startOwnServer>>;
    let admin: pg.Client;
    let store: EventStore;
    const name = `log_full_${randomBytes(4).toString('hex')}`;

    beforeAll(async () => {
      volume = mountVolume(40);
      server = await startOwnServer();
      const address = server.databases.log.ownerUrl;
      admin = await connectAs(address);
      const { rows } = await admin.query<{ place: string }>(`select current_setting('data_directory') as place`);
      const { uid, gid } = statSync(rows[0]?.place as string);
      const place = mkdtempSync(path.join(volume.place, 'tablespace-'));
      chownSync(place, uid, gid);
      await admin.query(`create tablespace ${name} location '${place}'`);
      await admin.query(`create database ${name} tablespace ${name}`);
      const at = (role?: string) => {
        const url = new URL(address);
        url.pathname = `/${name}`;
        if (role) [url.username, url.password] = [role, 'test'];
        return url.href;
      };
      await migrate(at(), 'log', { motcua_log: 'test' });
      store = await connectPostgresStore({ url: at('motcua_log'), appendTimeoutMs: 1500 });
    });
    afterAll(async () => {
      await store?.close();
      await admin?.end();
      await server?.[Symbol.asyncDispose]();
      volume?.unmount();
    });

    it('stops appends with a clear error, not readers, and appends go on when there is room', async () => {
      const stream = aStream();
      volume.fill(1_000_000);
      const { acknowledged, refused, error } = await appendUntilFull(store, stream);
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect((error as Error).message).toMatch(/its disk is full/);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(ids(await readToEnd(store))).toEqual(acknowledged);
      expect(await store.readStream(stream, { from: acknowledged.length })).toEqual([]);

      volume.empty();
      const answer = await store.append(stream, acknowledged.length - 1, refused);
      expect(answer).toMatchObject({ revision: acknowledged.length, repeated: false });
      expect(ids(await readToEnd(store))).toEqual([...acknowledged, ...ids(refused)]);
    });
  });

  describe('under everything, so that PostgreSQL gives up', () => {
    let volume: ReturnType<typeof mountVolume>;
    let server: Awaited<ReturnType<typeof startOwnServer>>;
    beforeAll(async () => {
      volume = mountVolume(160);
      server = await startOwnServer({}, path.join(volume.place, 'data'));
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      volume?.unmount();
    });

    it('loses nothing that was acknowledged, and appends go on by themselves when there is room', async () => {
      const store = await connectPostgresStore({ url: server.databases.log.appUrl, appendTimeoutMs: 1500 });
      const stream = aStream();
      // Less than the next segment of the write-ahead log takes, and none is begun in advance.
      volume.fill(8_000_000);
      const owner = await connectAs(server.databases.log.ownerUrl);
      const { acknowledged, refused, error } = await appendUntilFull(store, stream, () => owner.query('select pg_switch_wal()'));
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(readFileSync(path.join(server.dataDir, 'postgres.log'), 'utf8')).toMatch(/PANIC:.*No space left on device/);
      await owner.end().catch(() => {});

      volume.empty();
      const patient = await connectPostgresStore({ url: server.databases.log.appUrl, appendTimeoutMs: 30_000 });
      // Whether it had been committed was unknown until now.
      const answer = await patient.append(stream, 'any', refused);
      expect(answer.revision).toBe(acknowledged.length);
      const all = [...acknowledged, ...ids(refused)];
      expect(ids(await readToEnd(patient))).toEqual(all);
      // And the store that saw it all goes on as well.
      expect(await store.append(stream, acknowledged.length, [anEvent()])).toMatchObject({ revision: all.length });
      expect(await readToEnd(store)).toHaveLength(all.length + 1);
      await Promise.all([store.close(), patient.close()]);
    }, 60_000);
  });
});
