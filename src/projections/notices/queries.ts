import type { Kysely } from 'kysely';
import { z } from 'zod';
import { UNCERTAIN_AFTER_MS } from '#events/notice/events.ts';
import { type AsOf, rowsAsOf } from '#projections/daemon/history.ts';
import { among, matching } from '#projections/daemon/matching.ts';
import { type NoticeRow, noticeFields } from './projection.ts';

type Db = Kysely<{ notices: NoticeRow }>;

/** A notice as answers show it. */
export const Notice = z
  .object(noticeFields.shape)
  .meta({ id: 'Notice', description: 'One message about one duty or dossier to one party on one channel.' });
export type Notice = z.infer<typeof Notice>;

const viewAt = (row: NoticeRow, moment: string): Notice => {
  const { state, dispatched_at, to_party: to } = row;
  const uncertain = dispatched_at !== null && Date.parse(moment) - Date.parse(dispatched_at) >= UNCERTAIN_AFTER_MS;
  return { ...noticeFields.view(row, { to }), state: state === 'dispatched' && uncertain ? 'uncertain' : state };
};

/** Which notices: each filter narrows; `parties`: those to them, and those about duties and dossiers of theirs. */
export type Which = {
  noticeId?: string | undefined;
  dutyId?: string | undefined;
  dossierId?: string | undefined;
  to?: string | undefined;
  kind?: NoticeRow['kind'] | undefined;
  parties?: readonly string[] | 'all';
};

const selected = (db: Db, { noticeId, dutyId, dossierId, to, kind, parties = 'all' }: Which) => {
  const parts = { notice_id: noticeId, duty_id: dutyId, dossier_id: dossierId, to_party: to, kind };
  return db
    .selectFrom('notices')
    .where(matching<NoticeRow>(parts))
    .where((eb) => eb.or([matching({ to_party: among(parties) })(eb), matching({ unit: among(parties) })(eb)]));
};

type Moment = { asOf: AsOf; moment: string };

const viewsOf = async (db: Db, ids: readonly string[], { asOf, moment }: Moment): Promise<Map<string, Notice>> => {
  const rows = await rowsAsOf<NoticeRow>(db, 'notices_history', ['notice_id'], asOf, ids);
  return new Map(rows.map((row) => [row.notice_id, viewAt(row, moment)]));
};

/** Where a notice stands in the order of the latest due. */
export type NoticePlace = readonly [dueAt: string, noticeId: string];

/**
 * Notices as of a moment, the latest due first, after a place; without those not yet written. They are read as they are
 * wanted, so many at a time. `state`: where the moment is now, those in that state alone.
 */
export async function* noticesAfter(
  db: Db,
  { state, ...which }: Which & { state?: Notice['state'] | undefined },
  at: Moment,
  { after, atATime }: { after?: NoticePlace | undefined; atATime: number },
): AsyncGenerator<Notice, undefined> {
  const stored = state === 'uncertain' ? 'dispatched' : state;
  let place = after;
  for (;;) {
    let query = selected(db, which)
      .where(matching<NoticeRow>({ state: stored }))
      .select(['notice_id', 'due_at']);
    if (place !== undefined) {
      const last = place;
      query = query.where((eb) => eb(eb.refTuple('due_at', 'notice_id'), '<', eb.tuple(...last)));
    }
    const found = await query.orderBy('due_at', 'desc').orderBy('notice_id', 'desc').limit(atATime).execute();
    const ids = found.map(({ notice_id }) => notice_id);
    const views = await viewsOf(db, ids, at);
    yield* ids.flatMap((id) => views.get(id) ?? []);
    const last = found.at(-1);
    if (last === undefined || found.length < atATime) return;
    place = [last.due_at, last.notice_id];
  }
}

/** All notices as of a moment, the latest due first; without those not yet written. */
export const noticesAsOf = async (db: Db, which: Which, at: Moment): Promise<Notice[]> => {
  const ids = (await selected(db, which).select('notice_id').execute()).map(({ notice_id }) => notice_id);
  return [...(await viewsOf(db, ids, at)).values()].sort((a, b) =>
    a.dueAt > b.dueAt || (a.dueAt === b.dueAt && a.noticeId > b.noticeId) ? -1 : 1,
  );
};

/** Notices due to be handed over, the longest waiting first, with what a channel needs of them. */
export const noticesToSend = async (db: Db, now: string, limit: number) =>
  db
    .selectFrom('notices')
    .select([
      'notice_id as noticeId',
      'duty_id as dutyId',
      'dossier_id as dossierId',
      'kind',
      'to_party as to',
      'official',
      'channel',
      'due_at as dueAt',
      'subject',
      'text',
      'attempts',
    ])
    .where('send_at', '<=', now)
    .orderBy('send_at')
    .orderBy('notice_id')
    .limit(limit)
    .execute();

/** Days for which a notice that did not arrive is counted: later nobody is helped by it any more. */
const COUNTED_DAYS = 30;

/** How many notices of the last 30 days surely or perhaps did not arrive, and were not seen either. */
export const noticesTroubled = async (db: Db, now: string): Promise<Record<'failed' | 'uncertain', number>> => {
  const before = (ms: number): string => new Date(Date.parse(now) - ms).toISOString();
  const rows = await db
    .selectFrom('notices')
    .select(['state', (eb) => eb.fn.countAll<string>().as('notices')])
    .where((eb) =>
      eb.or([eb('state', '=', 'failed'), eb.and([eb('state', '=', 'dispatched'), eb('dispatched_at', '<=', before(UNCERTAIN_AFTER_MS))])]),
    )
    .where('seen_at', 'is', null)
    .where('simulated', '=', false)
    .where('due_at', '>', before(COUNTED_DAYS * 86_400_000))
    .groupBy('state')
    .execute();
  const count = (state: NoticeRow['state']): number => Number(rows.find((row) => row.state === state)?.notices ?? 0);
  return { failed: count('failed'), uncertain: count('dispatched') };
};

/** Which of these notices have been written. */
export const noticesWritten = async (db: Db, noticeIds: readonly string[]): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('notices')
    .select('notice_id')
    .where(matching<NoticeRow>({ notice_id: noticeIds }))
    .execute();
  return new Set(rows.map(({ notice_id }) => notice_id));
};
