import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import type { StoreLog } from '#events/store/eventStore.ts';
import { codeOf, retryTransient } from './connections.ts';

/** Positions scanned by one query. */
const scanSize = 20_000;
/** The mark is saved when it has risen by this many positions, or this long after it was last saved. */
const saveEvery = { positions: 1000, ms: 5000 };

// From the mark (this process's, or a higher one on record): where the unbroken run of positions ends, the first
// position behind the hole that follows, and the end of that hole when it is on record as a gap.
const scan = `
  select r.*, (select g."to" from es.gaps g where g."from" = r."end" + 1) as gap
  from (
    select coalesce(max(p.position) filter (where p.position = m.mark + p.n), m.mark) as "end",
           min(p.position) filter (where p.position > m.mark + p.n) as behind, max(p.position) as last, count(p.position)::int as count
    from (select greatest($1::bigint, h.position) as mark from es.high_water h) m
    left join lateral (
      select e.position, row_number() over (order by e.position) as n from es.events e where e.position > m.mark order by e.position limit ${scanSize}
    ) p on true
    group by m.mark
  ) r`;

/**
 * The position up to which the log can no longer change. An append draws positions before it commits, so a hole may
 * belong to one under way. No reader gets an event behind a hole until its owner has committed, or provably never will
 * (es.prove_gap). Time-outs play no part.
 */
export const createHighWaterMark = ({ pool, timeoutMs, log }: { pool: pg.Pool; timeoutMs: number; log: StoreLog | undefined }) => {
  let mark = 0;
  let blocked = false;
  /** The part of the log that was looked at already, and in which a hole could not be proved dead. */
  let seen = { from: 0, to: 0 };
  let saved = 0;
  let requested = 0;
  let requestedAt = performance.now();
  let saving: Promise<void> = Promise.resolve();
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /** Whether a hole is a gap for ever; the log itself keeps who might still have filled it when it was first seen. */
  const proveGap = async (from: number, to: number): Promise<boolean> => {
    const { rows } = await pool.query<{ proved: boolean }>('select es.prove_gap($1, $2) as proved', [from, to]);
    return rows[0]?.proved === true;
  };

  const scanLog = async (): Promise<void> => {
    for (;;) {
      const { rows } = await pool.query({ name: 'high-water-mark', text: scan, values: [mark] });
      const { end, behind, last, count, gap } = rows[0];
      mark = Number(end);
      blocked = false;
      if (gap !== null) mark = Number(gap);
      else if (behind !== null) {
        const hole = { from: mark + 1, to: Number(behind) - 1 };
        // Only the second time: an append under way may have committed between the scan and the proof.
        const again = hole.from >= seen.from && hole.to <= seen.to;
        if (!again) seen = { from: hole.from, to: Number(last) - 1 };
        if (await proveGap(hole.from, hole.to)) mark = hole.to;
        else if (again) {
          blocked = true;
          return;
        }
      } else if (count < scanSize) return;
    }
  };

  /** Records the mark, so that other processes and later starts need not scan the log again. */
  const save = (): Promise<void> => {
    saving = saving.then(async () => {
      if (mark === saved) return;
      const reached = mark;
      try {
        await pool.query('select es.raise_high_water($1)', [reached]);
        saved = reached;
      } catch (error) {
        log?.warn({ code: codeOf(error), mark: reached }, 'the high-water mark could not be saved');
      }
    });
    return saving;
  };

  /** Raises the mark as far as possible now; a call during a scan waits for the next scan. */
  const advance = (): Promise<void> => {
    const since = performance.now();
    next ??= running
      .catch(() => {})
      .then(() => {
        running = next as Promise<void>;
        next = undefined;
        // The wait for the scan before it counts.
        return retryTransient(pool, timeoutMs, scanLog, since);
      })
      .then(() => {
        if (mark - requested < saveEvery.positions && (mark === requested || performance.now() - requestedAt < saveEvery.ms)) return;
        requested = mark;
        requestedAt = performance.now();
        void save();
      });
    return next;
  };

  return {
    advance,
    save,
    /** Every position up to here is an event that can be read, or a proven gap. */
    get position() {
      return mark;
    },
    /** Whether a hole whose owner may still commit stopped the last scan. */
    get blocked() {
      return blocked;
    },
  };
};
