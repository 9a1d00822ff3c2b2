import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountsRow } from '#projections/dossierList/counts.ts';
import { dossierList } from '#projections/dossierList/projection.ts';
import { dossierIdOf, type Happened } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';
import { eventsOf, life } from './lives.ts';

const history = fc
  .array(life, { minLength: 1, maxLength: 12 })
  .map((lives) =>
    lives.flatMap((chosen, n) => eventsOf(chosen, dossierIdOf(n + 1))).toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1)),
  );

/** Counts the events themselves, with nothing of the projection: only the place of a dossier is remembered. */
const recount = (events: readonly Happened[]) => {
  // what was received for the wrong procedure counts for the right one
  const right = new Map(
    events.flatMap((event) => (event.type === 'DossierProcedureCorrected' ? [[event.data.dossierId, event.data.procedure] as const] : [])),
  );
  const counts = new Map<string, Record<string, number>>();
  const places = new Map<string, { unit: string; procedure: string }>();
  const entered = new Map<string, { key: string; names: string[] }>();
  const add = (key: string, ...names: string[]) => {
    const row = counts.get(key) ?? {};
    for (const name of names) row[name] = (row[name] ?? 0) + 1;
    counts.set(key, row);
  };
  for (const event of events) {
    const { dossierId } = event.data as { dossierId: string };
    const day = new Date(Date.parse(event.at ?? '') + 7 * 3_600_000).toISOString().slice(0, 10);
    if (event.type === 'DossierSubmitted' || event.type === 'DossierReceived')
      places.set(dossierId, { unit: event.data.competentUnit, procedure: right.get(dossierId) ?? event.data.procedure });
    if (event.type === 'DossierReopened') add(`${places.get(dossierId)?.unit}|${places.get(dossierId)?.procedure}|${day}`, 'reopened');
    const place = places.get(dossierId);
    const key = `${place?.unit}|${place?.procedure}|${day}`;
    if (event.type === 'DossierSubmitted')
      entered.set(dossierId, { key: day, names: event.data.channel === 'direct' ? ['entered'] : ['entered', 'submitted'] });
    if (event.type === 'DossierReceived') {
      if (!entered.has(dossierId)) entered.set(dossierId, { key: day, names: ['entered'] });
      const submittedAt = events.find(
        (other) => other.type === 'DossierSubmitted' && (other.data as { dossierId: string }).dossierId === dossierId,
      );
      const late = submittedAt !== undefined && (event.at ?? '') > '2025-07-02T03:00:00.000Z';
      add(
        key,
        'received',
        `received_${event.data.channel}`,
        ...(event.data.placeOfReceipt === event.data.competentUnit ? [] : ['received_elsewhere']),
        ...(late ? ['received_late'] : []),
      );
      const { placeOfReceipt, competentUnit } = event.data;
      if (placeOfReceipt !== competentUnit) add(`${placeOfReceipt}|${place?.procedure}|${day}`, 'received_for_others');
    }
    if (event.type === 'DossierSettled')
      add(key, 'settled', 'closed', ...(event.data.onTime ? ['on_time', 'on_time_as_stated'] : ['late']));
    if (event.type === 'ResultReturned') add(key, 'returned');
    if (event.type === 'DossierRefused') add(key, 'refused', 'closed');
    if (event.type === 'DossierWithdrawn') add(key, 'withdrawn', 'closed');
    if (event.type === 'DossierStopped') add(key, 'stopped', 'closed');
  }
  // coming in counts for the procedure the dossier has now, also where reception corrected it
  for (const [dossierId, { key: day, names }] of entered) {
    const place = places.get(dossierId);
    add(`${place?.unit}|${place?.procedure}|${day}`, ...names);
  }
  return counts;
};

const byKey = (rows: readonly CountsRow[]) =>
  new Map(
    rows.map(({ unit: of, procedure, day, ...counters }) => [
      `${of}|${procedure}|${day}`,
      Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0)),
    ]),
  );
const nonZero = (counts: Map<string, Record<string, number>>) => new Map([...counts].filter(([, row]) => Object.keys(row).length > 0));

describe('counts by unit, procedure and day', () => {
  it('equal a recount of the events, however these are cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 20 }), async (events, batch) => {
        const { dossier_counts: rows = [] } = await folded(dossierList, events, batch);
        const counted = new Map([...byKey(rows as CountsRow[])].filter(([, row]) => Object.keys(row).length > 0));
        expect(counted).toEqual(nonZero(recount(events)));
      }),
      { numRuns: 150 },
    );
  });

  it('balance: what came in less what was closed is what is owed', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (events) => {
        const { dossier_counts: counts = [], dossier_list: dossiers = [] } = await folded(dossierList, events);
        const owed = (counts as CountsRow[]).reduce((sum, row) => sum + row.entered + row.reopened - row.closed, 0);
        expect(owed).toBe(dossiers.filter((row) => row.pending).length);
      }),
      { numRuns: 50 },
    );
  });
});
