import type pg from 'pg';
import { openPool, type PoolOptions } from '#events/store/postgres/pool.ts';
import { canonicalTypes } from '#projections/daemon/statements.ts';

type Own = Partial<Pick<PoolOptions, 'max' | 'onLost' | 'settings'>>;
const common = { max: 10, idleMs: 10_000, types: canonicalTypes };

/**
 * Connections of workers to the read models, role motcua_projector. Their statements may rightly take long, and many
 * lines share few connections.
 */
export const openWorkersPool = (url: string, own: Own = {}): pg.Pool =>
  openPool({ ...common, url, name: 'projections', timeoutMs: 5_000, turnMs: 60_000, patient: true, ...own });

/** Connections of queries to the read models, role motcua_reader: an answer comes within ten seconds or not at all. */
export const openQueriesPool = (url: string, own: Own = {}): pg.Pool =>
  openPool({ ...common, url, name: 'queries', timeoutMs: 9_500, connectMs: 5_000, turnMs: 5_000, ...own });
