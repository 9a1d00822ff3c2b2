import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadReference } from '#cli/reference.ts';
import { runSimulate } from '#cli/simulate.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import { isAgency } from '#domain/dossier/agencies.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { listCountedDuties } from '#http/directiveProgress/countedDuties.ts';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import { ask, type Query, type RequestTools } from '#http/server/query.ts';
import { rowsAsOf } from '#projections/daemon/history.ts';
import { dossiersCounted, figureIn, figureNames } from '#projections/dossierList/figures.ts';
import { workload } from '#projections/dossierList/workload.ts';
import type { DutyRow } from '#projections/duties/view.ts';
import { loadAssumptions } from '#simulator/assumptions.ts';
import { cityOn, type Summary, simulateHistory } from '#simulator/simulate.ts';
import type { Days } from '#simulator/story.ts';
import { figuresIn } from '#test/http/directiveProgress/figuresIn.ts';
import { allEvents, startCity } from '#test/simulator/runningCity.ts';

const days: Days = { seed: 'test', dossiers: 60, from: '2025-07-01', days: 6 };
/** What a history has to show beside the plain course of a dossier. */
const outOfTheOrdinary = [
  'DossierCorrected',
  'DossierProcedureCorrected',
  'ResultCorrected',
  'ResultReplaced',
  'DossierReopened',
  'DossierHandoverAccepted',
  'DossierHandoverDeclined',
  'DossierHandoverRecalled',
  'FeeCancelled',
  'FeeWaived',
  'FeeRefunded',
  'PartSettled',
  'LateEntryConfirmed',
  'LateEntryDeclined',
  'DossierUrged',
  'DossierLegalHoldPlaced',
  'DossierLegalHoldLifted',
  'DossierErasureRefused',
  'DossierBatchCompleted',
];
describe('a simulated history on a real log', () => {
  let running: Awaited<ReturnType<typeof startCity>>;
  let execute: Execute;
  let loaded: { added: number; kept: string[] };
  let summary: Summary;
  let events: RecordedEvent[];
  beforeAll(async () => {
    running = await startCity();
    ({ execute } = running);
    loaded = await loadReference({ execute, units: running.settings.units.map(({ code }) => code) });
    summary = await simulateHistory({ execute, settings: running.settings, watchTools: running.watchTools }, days);
    events = await allEvents(running.store);
  }, 300_000);
  afterAll(() => running?.stop());
  const ofType = (type: string) => events.filter((event) => event.type === type);

  it('begins with the reference data', () => {
    expect(loaded).toEqual({ added: 156, kept: [] });
    expect(ofType('ProcedureVersionPublished')).toHaveLength(75 + 12);
  });
  it('is refused nothing but seven openings that come too early, and three acts of the review', () => {
    expect(summary.unexpected).toEqual({});
    expect([summary.refused, summary.leftOut]).toEqual([7 + 3, 0]);
  });
  it('opens every Center, five on 1 July and the seven late ones after it', () => {
    const opened = ofType('CenterOpened').map(({ data }) => (data as { openedOn: string }).openedOn);
    expect([opened.filter((day) => day === '2025-07-01').length, opened.filter((day) => day > '2025-07-01').length]).toEqual([5, 7]);
  });
  it('reminds by the schedule and tells who is urged, in its own time, and reaches nobody', () => {
    const written = ofType('NoticeWritten').map(({ data, occurredAt, actor }) => ({
      ...(data as { kind: string; dueAt: string }),
      occurredAt,
      actor,
    }));
    for (const kind of ['before-deadline', 'overdue', 'escalation', 'urging']) expect(written.map((notice) => notice.kind)).toContain(kind);
    expect(written.filter(({ actor }) => actor.simulated !== true)).toEqual([]);
    expect(written.filter(({ occurredAt, dueAt }) => occurredAt !== dueAt)).toEqual([]);
    expect(ofType('NoticeDispatched')).toEqual([]);
    expect(ofType('NoticeSent').map(({ data }) => (data as { reference: string }).reference)).toEqual(written.map(() => 'simulated'));
    expect(ofType('NoticeSeen').length).toBeGreaterThan(0);
  });
  it('receives dossiers that are settled, mostly on time, and returned', () => {
    const settled = ofType('DossierSettled').map(({ data }) => (data as { onTime: boolean }).onTime);
    expect(settled.length).toBeGreaterThan(35);
    expect(settled.filter((onTime) => onTime).length / settled.length).toBeGreaterThan(0.85);
    const returned = ofType('ResultReturned').filter(({ occurredAt }) => occurredAt >= '2025-07-01');
    const streams = new Set(returned.map(({ stream }) => stream));
    const again = ofType('DossierReopened').filter(({ stream }) => streams.has(stream));
    expect(streams.size - again.length).toBeLessThanOrEqual(
      (summary.dossiers.returned ?? 0) + (summary.dossiers['returned and archived'] ?? 0),
    );
    expect(Object.values(summary.dossiers).reduce((sum, count) => sum + count, 0)).toBe(60);
  });
  it('has behind every figure of the workload as many dossiers as it says', async () => {
    const { db } = running;
    await vi.waitFor(
      async () => {
        const { rows } = await sql<{
          settled: number;
        }>`select count(*)::int as settled from read.dossier_list where settled_at is not null`.execute(db);
        expect(rows[0]?.settled).toBe(ofType('DossierSettled').length);
      },
      { timeout: 60_000, interval: 500 },
    );
    const period = { from: '2025-06-25', to: '2025-07-05' };
    const now = '2025-07-06T02:00:00.000Z';
    const asked = { units: 'all', procedures: 'all', ...period } as const;
    for (const groupBy of ['unit', 'procedure', 'day', 'official'] as const) {
      const lines = await workload(db, { groupBy, ...asked }, now, { limit: 500 });
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) {
        const behind: Record<string, number> = {};
        const said: Record<string, number> = {};
        for (const figure of figureNames) {
          const counted = figureIn(line, figure);
          if (counted === null) continue;
          said[figure] = counted;
          const which = groupBy === 'day' ? { from: line.key, to: line.key } : { [groupBy]: line.key };
          behind[figure] = (await dossiersCounted(db, { ...asked, figure, ...which }, now, { limit: 500 })).length;
        }
        expect([groupBy, line.key, behind]).toEqual([groupBy, line.key, said]);
      }
    }
  });
  it('has a pilot that ends on 25 June, computed from its dossiers, with every criterion met', () => {
    const [concluded] = ofType('PilotConcluded');
    if (!concluded) throw new Error('the pilot was concluded');
    const { figures, results, met } = concluded.data as {
      figures: { received: number; inError: number };
      results: unknown[];
      met: boolean;
    };
    expect([concluded?.occurredAt.slice(0, 10), figures.received, results.length, met]).toEqual(['2025-06-25', 40, 5, true]);
    expect(figures.inError).toBeGreaterThan(0);
    const fulfilled = ofType('DutyFulfilled').map(({ data, occurredAt }) => [(data as { dutyId: string }).dutyId, occurredAt] as const);
    for (const party of ['science-and-technology', 'digital-transformation-center'])
      expect(fulfilled).toContainEqual([`ct-2025-06.pilot.${party}`, concluded?.occurredAt]);
    expect(fulfilled).toContainEqual(['ct-2025-06.guidance.office-of-city-committee', '2025-06-18T08:00:00.000Z']);
  });
  it('marks every act of a person as simulated, at its own time', () => {
    for (const { actor, occurredAt, type } of events) {
      expect([type, actor.role === 'system' || actor.simulated === true]).toEqual([type, true]);
      if (actor.simulated) expect(occurredAt >= '2025-06-09' && occurredAt < '2025-10-15').toBe(true);
    }
  });
  it('puts events into the log in order of time, but for acts that were under way together', () => {
    // what an outage delayed is entered late by intention
    // and what follows from an act is recorded when a process comes to it
    const simulated = events
      .filter(({ actor }) => actor.simulated && actor.role !== 'system')
      .filter((event) => !('lateEntryReason' in event))
      .map(({ occurredAt }) => occurredAt);
    const inOrder = simulated.toSorted();
    // at most 128 acts under way, each of up to two events
    expect(simulated.filter((time, index) => Math.abs(inOrder.indexOf(time) - index) > 2 * 128)).toEqual([]);
  });

  describe('the duties of the directive', () => {
    type Body = { dutyId: string; taskId: string; party: string; deadline: string; because?: { eventId: string } };
    const bodies = (type: string) => ofType(type).map(({ data, occurredAt }) => ({ ...(data as Body), occurredAt }));
    const lateBy = (task: string) =>
      bodies('DutyFellOverdue')
        .filter(({ taskId, unit }: Body & { unit?: string }) => taskId === task && unit !== undefined)
        .map(({ party }) => party)
        .toSorted();

    it('are assigned to every unit and department, once, when it is issued', () => {
      const assigned = bodies('DutyAssigned');
      const issued = ofType('DirectiveIssued')[0]?.data as { tasks: { assignees: string[] }[] };
      expect(assigned).toHaveLength(issued.tasks.reduce((sum, { assignees }) => sum + assignees.length, 0));
      expect(new Set(assigned.map(({ dutyId }) => dutyId)).size).toBe(assigned.length);
      expect(new Set(assigned.map(({ occurredAt }) => occurredAt))).toEqual(new Set(['2025-06-11T01:00:00.000Z']));
    });
    it('are as many behind every figure of the directive as it says', async () => {
      const { db, settings } = running;
      const asking = { db, settings, now: '2025-07-06T02:00:00.000Z', units: 'all' } as unknown as RequestTools;
      const asked = async (query: Query, filters: Record<string, unknown>) =>
        (await ask(query, asking, filters, { limit: 500 })) as { items: unknown[] };
      for (const asOf of ['2025-06-25T10:00:00.000Z', '2025-07-03T03:00:00.000Z'])
        for (const query of directiveProgressQueries.filter(({ name }) => /Matrix|Progress|LateParties/.test(name))) {
          const figures = figuresIn(await asked(query, { directiveId: 'ct-2025-06', asOf: { at: asOf } }));
          if (query.name !== 'ListLateParties') expect(figures.length).toBeGreaterThan(20);
          for (const { place, figure, said, link } of figures) {
            const { asOf: at, ...filters } = Object.fromEntries(new URL(link, 'http://localhost').searchParams);
            const { items } = await asked(listCountedDuties, { ...filters, asOf: { at } });
            expect([query.name, place, figure, items.length]).toEqual([query.name, place, figure, said]);
          }
        }
    }, 120_000);
    it('fall overdue once each, as of their deadline, exactly where the story has them late', () => {
      const overdue = bodies('DutyFellOverdue');
      expect(new Set(overdue.map(({ dutyId }) => dutyId)).size).toBe(overdue.length);
      for (const { occurredAt, deadline } of overdue) expect(occurredAt).toBe(deadline);
      const centers = cityOn(running.settings, days.from).centers;
      const lateFor = (reason: string) => centers.flatMap(({ lateness, unit }) => (lateness === reason ? [unit.code] : [])).toSorted();
      expect(lateBy('staff')).toEqual(lateFor('no-director'));
      expect(lateBy('points')).toEqual(lateFor('no-point'));
      expect(lateBy('regulations')).toEqual(lateFor('no-regulations'));
      expect(lateBy('premises')).toEqual(expect.arrayContaining(lateFor('no-headquarters')));
      expect(lateBy('decision')).toEqual([]);
    });
    it('are fulfilled at the time of the act that completes them', () => {
      const times = new Map(events.map(({ id, occurredAt }) => [id, occurredAt]));
      const fulfilled = bodies('DutyFulfilled').filter(({ because }) => because !== undefined);
      expect(fulfilled.length).toBeGreaterThan(12 * 4);
      // what was done before the directive fulfils it from the beginning
      for (const { because, occurredAt } of fulfilled)
        expect(occurredAt).toBe([times.get(because?.eventId ?? '') ?? '', '2025-06-11T01:00:00.000Z'].toSorted().at(-1));
    });
    it('are undone where what fulfilled them is given up, and the history shows both', () => {
      const reopened = bodies('DutyReopened');
      expect(reopened.map(({ taskId }) => taskId)).toEqual(expect.arrayContaining(['points', 'premises']));
      for (const { dutyId } of reopened)
        expect(events.filter(({ stream }) => stream === `duty-${dutyId}`).map(({ type }) => type)).toEqual(
          expect.arrayContaining(['DutyAssigned', 'DutyFulfilled', 'DutyReopened']),
        );
    });
    it('stand in their past as in a replay up to there', async () => {
      const at = '2025-06-30T10:30:00.000Z';
      const past = await rowsAsOf<DutyRow>(running.db, 'duties_history', ['duty_id'], { at });
      const late = past.filter(({ state }) => state === 'overdue').map(({ duty_id }) => duty_id);
      expect(late.toSorted()).toEqual(
        bodies('DutyFellOverdue')
          .filter(({ deadline }) => deadline <= at)
          .map(({ dutyId }) => dutyId)
          .toSorted(),
      );
    });
  });

  it('changes nothing when it is run again', async () => {
    const again = await simulateHistory({ execute, settings: running.settings, watchTools: running.watchTools }, days);
    expect([again.unexpected, again.repeated]).toEqual([{}, summary.acts]);
    expect(await loadReference({ execute, units: running.settings.units.map(({ code }) => code) })).toEqual({ added: 0, kept: [] });
    expect(await allEvents(running.store)).toHaveLength(events.length);
  }, 60_000);
  it('goes on with other dossiers of another seed, on other days', async () => {
    const more = await simulateHistory(
      { execute, settings: running.settings, watchTools: running.watchTools },
      { seed: 'more', dossiers: 10, from: '2025-09-03', days: 2 },
    );
    expect(more.unexpected).toEqual({});
    expect(more.repeated).toBeLessThan(more.acts);
    expect(Object.values(more.dossiers).reduce((sum, count) => sum + count, 0)).toBe(10);
  }, 60_000);
  it('is refused nothing unforeseen where much is out of the ordinary, and every act of it is on record', async () => {
    const assumptions = loadAssumptions();
    const often = <K extends string>(kinds: Readonly<Record<K, number>>): Record<K, number> =>
      Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0.7 / Object.keys(kinds).length])) as Record<K, number>;
    const eventful = {
      ...assumptions,
      shares: { ...assumptions.shares, urged: 1, handoverAccepted: 0.3 },
      incidents: { ...assumptions.incidents, kinds: often(assumptions.incidents.kinds) },
      feeIncidents: { ...assumptions.feeIncidents, kinds: often(assumptions.feeIncidents.kinds) },
      keeping: { ...assumptions.keeping, legalHold: 0.1, erasureAskedTooEarly: 0.1 },
      // half of the dossiers go through Centers where nothing unusual happens to one alone
      batches: { ...assumptions.batches, floodedCenters: 12, fromSize: 1 },
      // as frequent as before, so that the same procedures are reviewed, but no longer nearly half of all
      procedureWeights: { ...assumptions.procedureWeights, weights: { ...assumptions.procedureWeights.weights, '2.000815': 71 } },
    };
    const before = events.length;
    const told = await simulateHistory(
      { execute, settings: running.settings, watchTools: running.watchTools, assumptions: eventful },
      { seed: 'eventful', dossiers: 200, from: '2025-07-01', days: 8 },
    );
    expect([told.unexpected, told.leftOut]).toEqual([{}, 0]);
    const after = (await allEvents(running.store)).slice(before);
    const types = new Set(after.map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(outOfTheOrdinary));
    const outcomes = after.flatMap(({ type, data }) =>
      type === 'DossierBatchAdvanced' ? (data as { outcomes: { problem?: object }[] }).outcomes : [],
    );
    expect(outcomes.length).toBeGreaterThan(5);
    expect(outcomes.filter(({ problem }) => problem !== undefined)).toEqual([]);
    const byAgencies = after.filter(({ type, unit }) => type === 'DossierSettled' && unit !== undefined && isAgency(unit));
    expect(byAgencies.length).toBeGreaterThan(0);
    // what a batch does happens when it was handed in
    const accepted = new Map(
      after.flatMap((event) => (event.type === 'DossierBatchAccepted' ? [[event.id, event.occurredAt] as const] : [])),
    );
    const done = after.filter(({ causationId }) => accepted.has(causationId));
    expect(done.length).toBeGreaterThan(outcomes.length);
    expect(done.filter(({ causationId, occurredAt }) => occurredAt !== accepted.get(causationId))).toEqual([]);
  }, 300_000);
  it('is run from a command line, which says what it did', async () => {
    const lines: string[] = [];
    const code = await runSimulate(['--dossiers', '5', '--seed', 'cli', '--from', '2026-03-02', '--days', '1'], {
      ...running,
      print: (line) => void lines.push(line),
    });
    expect(code).toBe(0);
    expect(lines[0]).toBe('Simulating 5 dossiers on 1 working days from 2026-03-02, seed cli.');
    expect(lines.join('\n')).toMatch(/\d+ acts in [\d.]+ s; [\d,]+ had been done by an earlier run; 10 attempts refused/);
  }, 60_000);
});
