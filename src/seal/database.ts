import type pg from 'pg';
import type { Position } from '#events/store/event.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { durableConnection, retryTransient } from '#events/store/postgres/connections.ts';
import { openPool } from '#events/store/postgres/pool.ts';
import { examinePoolerOf } from '#events/store/postgres/pooler.ts';
import type { ReadTile } from '#verifier/tiles.js';
import type { Edge, Tile } from './growth.ts';

/** The tree that is grown: as of its last checkpoint. */
export type Tree = {
  origin: string;
  size: number;
  edge: Edge;
  /** Where the log was read up to, in which of its histories; null before the first event. */
  epoch: string | null;
  position: Position | null;
  differs: string | null;
};

/** What one checkpoint adds to the tree. `places`: positions of the first leaves of tiles. */
export type Grown = {
  size: number;
  tiles: readonly Tile[];
  places: readonly { n: number; position: Position }[];
  edge: Edge;
  note: string;
  epoch: string;
  position: Position;
  recordedAt: string;
};

/** A checkpoint, and whose lines stand beside the log's own. */
export type Sealed = { size: number; note: string; position: Position; epoch: string; signedAt: string; cosignatures: readonly string[] };

/** The tree is grown by another process now, or was changed by one. */
export class SealLeaseLost extends Error {
  override name = 'SealLeaseLost';
}

const TIMEOUT_MS = 9_500;
const CONNECTIONS = 4;

const asNumber = (value: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is not a safe integer`);
  return number;
};

const checkpointColumns = `c.size, c.note, c.position, c.epoch, c.signed_at,
  array(select k.line from seal.cosignatures k where k.origin = c.origin and k.size = c.size order by k.arrived_at, k.line) as lines`;
type CheckpointRow = { size: string; note: string; position: string; epoch: string; signed_at: Date; lines: string[] };
const toSealed = ({ size, note, position, epoch, signed_at: signedAt, lines }: CheckpointRow): Sealed => ({
  size: asNumber(size),
  note,
  position: asNumber(position),
  epoch,
  signedAt: signedAt.toISOString(),
  cosignatures: lines,
});

/**
 * The database of the seal: role motcua_seal writes, motcua_seal_reader reads. Every question throws `StoreUnavailable`
 * when there is no answer in time.
 */
export const connectSealDatabase = (url: string, { onLost }: { onLost?: (error: Error) => void } = {}) => {
  const options = durableConnection(url, 'seal', TIMEOUT_MS / 2);
  const pool = openPool({ ...options, max: CONNECTIONS, ...(onLost && { onLost }) });
  const ask = async <R extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[] = []): Promise<R[]> => {
    try {
      return (await retryTransient(pool, TIMEOUT_MS, () => pool.query<R>({ name, text, values: [...values] }))).rows;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw new StoreUnavailable('the seal cannot be reached', { cause: error });
      throw error;
    }
  };

  /** Tiles of a tree, the last one of each level cut off where the edge ends. */
  const readTile =
    (origin: string): ReadTile =>
    async (level, n, width) => {
      const [row] = await ask<{ hashes: Buffer | null }>(
        'seal-tile',
        `select coalesce(
           (select t.hashes from seal.tiles t where t.origin = $1 and t.level = $2 and t.n = $3),
           (select r.edge[$2 + 1] from seal.trees r where r.origin = $1 and floor(r.size / 256::numeric ^ ($2 + 1)) = $3)) as hashes`,
        [origin, level, n],
      );
      return new Uint8Array(row?.hashes?.subarray(0, 32 * width) ?? []);
    };

  return {
    examine: () => examinePoolerOf(pool, { part: 'the seal (SEAL_DATABASE_URL)', session: false, options }),

    /** The origin of the tree that is grown, the one that was leased last; undefined before the first. */
    async origin(): Promise<string | undefined> {
      const [row] = await ask<{ origin: string }>(
        'seal-origin',
        'select origin from seal.trees order by leased_at desc nulls last, began_at desc limit 1',
      );
      return row?.origin;
    },

    /** When a tree began, as a UTC instant. */
    async began(origin: string): Promise<string | undefined> {
      const [row] = await ask<{ began_at: Date }>('seal-began', 'select began_at from seal.trees where origin = $1', [origin]);
      return row?.began_at.toISOString();
    },

    /** Up to where the log is sealed, and why it is not what was sealed; undefined before the first tree. */
    async state(): Promise<{ position: Position | undefined; differs: string | null } | undefined> {
      const [row] = await ask<{ position: string | null; differs: string | null }>(
        'seal-state',
        'select position, differs from seal.trees order by leased_at desc nulls last, began_at desc limit 1',
      );
      return row && { position: row.position === null ? undefined : asNumber(row.position), differs: row.differs };
    },

    /** Takes the lease of a tree, which begins where it is new; undefined while another process holds it. */
    async claim(origin: string, owner: string, leaseMs: number): Promise<{ tree: Tree; fence: number } | undefined> {
      await ask('seal-begin', 'insert into seal.trees (origin) values ($1) on conflict do nothing', [origin]);
      const [row] = await ask<{
        size: string;
        edge: Buffer[];
        epoch: string | null;
        position: string | null;
        differs: string | null;
        fence: string;
      }>(
        'seal-claim',
        `update seal.trees set owner = $2, leased_at = clock_timestamp(), lease_until = clock_timestamp() + $3 * interval '1 millisecond', fence = fence + 1
         where origin = $1 and (owner is null or owner = $2 or lease_until < clock_timestamp() or leased_at > clock_timestamp())
         returning size, edge, epoch, position, differs, fence`,
        [origin, owner, leaseMs],
      );
      if (row === undefined) return undefined;
      const { size, edge, epoch, position, differs, fence } = row;
      const tree = { origin, size: asNumber(size), edge, epoch, position: position === null ? null : asNumber(position), differs };
      return { tree, fence: asNumber(fence) };
    },

    /** Keeps the lease, and answers whether somebody waits for a checkpoint. Throws `SealLeaseLost`. */
    async renew(origin: string, fence: number, leaseMs: number): Promise<{ asked: boolean }> {
      const [row] = await ask<{ asked: boolean }>(
        'seal-renew',
        `update seal.trees set leased_at = clock_timestamp(), lease_until = clock_timestamp() + $3 * interval '1 millisecond'
         where origin = $1 and fence = $2 returning asked_at is not null as asked`,
        [origin, fence, leaseMs],
      );
      if (row === undefined) throw new SealLeaseLost(`the tree ${origin} is grown elsewhere`);
      return row;
    },

    async release(origin: string, fence: number): Promise<void> {
      await ask('seal-release', 'update seal.trees set owner = null, lease_until = null where origin = $1 and fence = $2', [origin, fence]);
    },

    /** Says that log and tree differ, and how; null once an operator has found out. */
    async markDiffers(origin: string, differs: string | null): Promise<void> {
      await ask('seal-differs', 'update seal.trees set differs = $2 where origin = $1', [origin, differs]);
    },

    /**
     * Adds a checkpoint and what belongs to it, all or nothing; a repeat changes nothing. Throws `SealLeaseLost` when the
     * tree no longer stands at `from`.
     */
    async seal(origin: string, fence: number, from: number, grown: Grown): Promise<void> {
      const { size, tiles, places, edge, note, epoch, position, recordedAt } = grown;
      const [row] = await ask<{ grew: boolean }>(
        'seal-grow',
        `with tree as (
           update seal.trees set size = $4, edge = $5, epoch = $6, position = $7, asked_at = null
           where origin = $1 and fence = $2 and size = $3 returning origin),
         tiles as (
           insert into seal.tiles (origin, level, n, hashes)
           select origin, t.level, t.n, t.hashes from tree, unnest($8::smallint[], $9::bigint[], $10::bytea[]) as t (level, n, hashes)),
         places as (
           insert into seal.places (origin, epoch, position, n)
           select origin, $6, p.position, p.n from tree, unnest($11::bigint[], $12::bigint[]) as p (position, n) on conflict do nothing),
         noted as (
           insert into seal.checkpoints (origin, size, note, epoch, position, recorded_at)
           select origin, $4, $13, $6, $7, $14 from tree)
         select exists (select from tree)
           or exists (select from seal.checkpoints c where c.origin = $1 and c.size = $4 and c.note = $13) as grew`,
        [
          origin,
          fence,
          from,
          size,
          edge,
          epoch,
          position,
          tiles.map(({ level }) => level),
          tiles.map(({ n }) => n),
          tiles.map(({ hashes }) => hashes),
          places.map((place) => place.position),
          places.map(({ n }) => n),
          note,
          recordedAt,
        ],
      );
      if (!row?.grew) throw new SealLeaseLost(`the tree ${origin} does not stand at ${from} here any more`);
    },

    /** Moves the tree to another history of the log, in which its leaves stand at these places. Throws `SealLeaseLost`. */
    async moveTo(origin: string, fence: number, { epoch, position, places }: Pick<Grown, 'epoch' | 'position' | 'places'>): Promise<void> {
      const rows = await ask(
        'seal-move',
        `with tree as (update seal.trees set epoch = $3, position = $4, differs = null where origin = $1 and fence = $2 returning origin),
         places as (
           insert into seal.places (origin, epoch, position, n)
           select origin, $3, p.position, p.n from tree, unnest($5::bigint[], $6::bigint[]) as p (position, n) on conflict do nothing)
         select from tree`,
        [origin, fence, epoch, position, places.map((place) => place.position), places.map(({ n }) => n)],
      );
      if (rows.length === 0) throw new SealLeaseLost(`the tree ${origin} is grown elsewhere`);
    },

    readTile,

    /** The newest checkpoint; undefined before the first. */
    async latest(origin: string): Promise<Sealed | undefined> {
      const text = `select ${checkpointColumns} from seal.checkpoints c where c.origin = $1 order by c.size desc limit 1`;
      const [row] = await ask<CheckpointRow>('seal-latest', text, [origin]);
      return row && toSealed(row);
    },

    /** Checkpoints of more than `size` leaves, the smallest first; with `cosigned`, only those that a witness cosigned. */
    async after(origin: string, size: number, limit: number, cosigned = false): Promise<Sealed[]> {
      const rows = await ask<CheckpointRow>(
        'seal-after',
        `select ${checkpointColumns} from seal.checkpoints c
         where c.origin = $1 and c.size > $2
           and (not $4 or exists (select from seal.cosignatures k where k.origin = c.origin and k.size = c.size))
         order by c.size limit $3`,
        [origin, size, limit, cosigned],
      );
      return rows.map(toSealed);
    },

    /** The checkpoint of exactly this size. */
    async checkpoint(origin: string, size: number): Promise<Sealed | undefined> {
      const text = `select ${checkpointColumns} from seal.checkpoints c where c.origin = $1 and c.size = $2`;
      const [row] = await ask<CheckpointRow>('seal-checkpoint', text, [origin, size]);
      return row && toSealed(row);
    },

    /**
     * Which entries hold what was recorded in a period, by the log's clock alone: whole checkpoints, and one more before
     * them, since a checkpoint knows of its first event when it was recorded.
     */
    async rangeRecorded(origin: string, from: string | undefined, before: string | undefined): Promise<{ begin: number; end: number }> {
      const [row] = await ask<{ begin: string; end: string }>(
        'seal-range-recorded',
        `with first as (select min(size) as size from seal.checkpoints where origin = $1 and recorded_at >= $2::timestamptz),
           last as (select max(size) as size from seal.checkpoints where origin = $1 and size < coalesce((select size from first), 1e18::bigint))
         select coalesce((select max(size) from seal.checkpoints
                          where $2::timestamptz is not null and origin = $1 and size < (select size from last)), 0) as begin,
                coalesce((select max(size) from seal.checkpoints where origin = $1 and recorded_at < $3::timestamptz), 0) as end`,
        [origin, from ?? null, before ?? null],
      );
      return { begin: asNumber(row?.begin ?? '0'), end: asNumber(row?.end ?? '0') };
    },

    /** Keeps what a witness answered; a repeat changes nothing. */
    async cosign(origin: string, size: number, witness: string, line: string): Promise<void> {
      await ask(
        'seal-cosign',
        'insert into seal.cosignatures (origin, size, witness, line) values ($1, $2, $3, $4) on conflict do nothing',
        [origin, size, witness, line],
      );
    },

    /** Keeps a time stamp; a repeat changes nothing. */
    async stamp(origin: string, size: number, stamp: { authority: string; answer: Uint8Array; stampedAt: string }): Promise<void> {
      await ask(
        'seal-stamp',
        'insert into seal.stamps (origin, size, authority, answer, stamped_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
        [origin, size, stamp.authority, stamp.answer, stamp.stampedAt],
      );
    },

    /** The time stamp of the largest checkpoint that has one. */
    async lastStamp(origin: string): Promise<{ size: number; stampedAt: string } | undefined> {
      const [row] = await ask<{ size: string; stamped_at: Date }>(
        'seal-last-stamp',
        'select size, stamped_at from seal.stamps where origin = $1 order by size desc limit 1',
        [origin],
      );
      return row && { size: asNumber(row.size), stampedAt: row.stamped_at.toISOString() };
    },

    /** Time stamps of checkpoints of at least `size` leaves, the first ones. */
    async stamps(
      origin: string,
      size: number,
      limit: number,
    ): Promise<{ size: number; authority: string; answer: Buffer; stampedAt: string }[]> {
      const rows = await ask<{ size: string; authority: string; answer: Buffer; stamped_at: Date }>(
        'seal-stamps',
        'select size, authority, answer, stamped_at from seal.stamps where origin = $1 and size >= $2 order by size, authority limit $3',
        [origin, size, limit],
      );
      return rows.map(({ size: own, authority, answer, stamped_at: at }) => ({
        size: asNumber(own),
        authority,
        answer,
        stampedAt: at.toISOString(),
      }));
    },

    /** The tile of level 0 that a position of the log belongs to, and where its first leaf stands; undefined before the first. */
    async placeOf(origin: string, epoch: string, position: Position): Promise<{ n: number; position: Position } | undefined> {
      const [row] = await ask<{ n: string; position: string }>(
        'seal-place',
        'select n, position from seal.places where origin = $1 and epoch = $2 and position <= $3 order by position desc limit 1',
        [origin, epoch, position],
      );
      return row && { n: asNumber(row.n), position: asNumber(row.position) };
    },

    /** Where a tile's first leaf stands in a history of the log. */
    async placeOfTile(origin: string, epoch: string, n: number): Promise<Position | undefined> {
      const [row] = await ask<{ position: string }>(
        'seal-place-of-tile',
        'select position from seal.places where origin = $1 and epoch = $2 and n = $3',
        [origin, epoch, n],
      );
      return row && asNumber(row.position);
    },

    /** Asks whoever seals not to wait for more events. */
    async hurry(origin: string): Promise<void> {
      await ask('seal-hurry', 'update seal.trees set asked_at = clock_timestamp() where origin = $1 and asked_at is null', [origin]);
    },

    pool,
    close: () => pool.end(),
  };
};
export type SealDatabase = ReturnType<typeof connectSealDatabase>;
