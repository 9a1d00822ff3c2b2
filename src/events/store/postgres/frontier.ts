import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { codeOf, retryTransient, type StoreLog } from './connections.ts';

/** Positions looked at by one query. */
const stretch = 20_000;
/** The mark is written down when it has risen by this much, or this long after it last was. */
const saveEvery = { positions: 1000, ms: 5000 };

// From the mark (ours or a higher one on record): where the unbroken run of positions ends, the first position behind a hole, and the hole's end if it is on record.
const scan = `
  select r.*, (select g."to" from es.gaps g where g."from" = r."end" + 1) as gap
  from (
    select coalesce(max(p.position) filter (where p.position = m.mark + p.n), m.mark) as "end",
           min(p.position) filter (where p.position > m.mark + p.n) as behind, max(p.position) as last, count(p.position)::int as seen
    from (select greatest($1::bigint, h.position) as mark from es.high_water h) m
    left join lateral (
      select e.position, row_number() over (order by e.position) as n from es.events e where e.position > m.mark order by e.position limit ${stretch}
    ) p on true
    group by m.mark
  ) r`;

/** All holes between two positions, as they were first seen: whoever could still fill one held the appenders' lock at that time. */
type Suspect = { from: number; to: number; holders: string[]; firstSeen: Date };

/**
 * How far the log can no longer change. Positions are drawn before they are committed, so a hole may be an append still under way; nothing behind it
 * is handed out until its owner has committed, or provably never will (es.prove_gap). Time-outs play no part.
 */
export const createFrontier = ({ pool, timeoutMs, log }: { pool: pg.Pool; timeoutMs: number; log: StoreLog | undefined }) => {
  let safe = 0;
  let blocked = false;
  let suspect: Suspect | undefined;
  let saved = 0;
  let asked = 0;
  let askedAt = performance.now();
  let saving: Promise<void> = Promise.resolve();
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  const isSuspect = (from: number, to: number): boolean => suspect !== undefined && from >= suspect.from && to <= suspect.to;

  /** True: the hole is a gap for ever. `last` is a position that was seen: every hole before it is one already, and shares the question who could fill it. */
  const proveGap = async (from: number, to: number, last: number): Promise<boolean> => {
    if (!suspect || !isSuspect(from, to)) {
      const { rows } = await pool.query<{ holders: string[] }>('select es.appenders() as holders');
      suspect = { from, to: last - 1, holders: rows[0]?.holders ?? [], firstSeen: new Date() };
    }
    const { rows } = await pool.query<{ proved: boolean }>('select es.prove_gap($1, $2, $3, $4) as proved', [
      from,
      to,
      suspect.holders,
      suspect.firstSeen,
    ]);
    return rows[0]?.proved === true;
  };

  const pass = async (): Promise<void> => {
    for (;;) {
      const { rows } = await pool.query({ name: 'frontier', text: scan, values: [safe] });
      const { end, behind, last, seen, gap } = rows[0];
      safe = Number(end);
      blocked = false;
      if (gap !== null) safe = Number(gap);
      else if (behind !== null) {
        const hole = { from: safe + 1, to: Number(behind) - 1 };
        // Seen twice: what was under way may have been committed between the two looks.
        const again = isSuspect(hole.from, hole.to);
        if (await proveGap(hole.from, hole.to, Number(last))) safe = hole.to;
        else if (again) {
          blocked = true;
          return;
        }
      } else if (seen < stretch) return;
    }
  };

  /** Writes the mark down, so that other processes and later starts need not look at everything again. */
  const save = (): Promise<void> => {
    saving = saving.then(async () => {
      if (safe === saved) return;
      const mark = safe;
      try {
        await pool.query('select es.raise_high_water($1)', [mark]);
        saved = mark;
      } catch (error) {
        log?.warn({ code: codeOf(error), mark }, 'the high-water mark could not be saved');
      }
    });
    return saving;
  };

  /** Moves the frontier as far as it goes now. Who asks while a move is under way gets the one after it, which sees everything committed before the question. */
  const advance = (): Promise<void> => {
    next ??= running
      .catch(() => {})
      .then(() => {
        running = next as Promise<void>;
        next = undefined;
        return retryTransient(pool, timeoutMs, pass);
      })
      .then(() => {
        if (safe - asked < saveEvery.positions && (safe === asked || performance.now() - askedAt < saveEvery.ms)) return;
        asked = safe;
        askedAt = performance.now();
        void save();
      });
    return next;
  };

  return {
    advance,
    save,
    /** Every position up to here is an event that can be read, or a proven gap. */
    get safe() {
      return safe;
    },
    /** A hole whose owner still lives stopped the last move. */
    get blocked() {
      return blocked;
    },
  };
};
