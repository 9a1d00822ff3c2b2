import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amendCalendar, closeUnit, liftUnitClosure, publishCalendar } from '#commands/calendar/calendar.ts';
import { amendCenterDecision, establishCenter, openCenter } from '#commands/center/decision.ts';
import { stateEquipmentNeed } from '#commands/center/equipment.ts';
import { closePoint, designateHeadquarters, openPoint } from '#commands/center/places.ts';
import { issueWorkingRegulations, setWorkingHours } from '#commands/center/work.ts';
import type { AnyCommand, DecisionContext } from '#commands/handling/command.ts';
import { catalogueProcedure, publishProcedureVersion, retireProcedure } from '#commands/procedure/procedure.ts';
import { type Center, center } from '#domain/center/center.ts';
import { Rejection } from '#domain/rejections.ts';
import type { AnyEvent } from '#events/all.ts';
import { testSettings } from '#test/support/settings.ts';
import { recorded, somebody } from '#test/support/spec.ts';

type Step = { command: AnyCommand; input: object };
const unit = '25747';
const day = fc.integer({ min: 1, max: 12 }).map((n) => `2026-01-${String(n).padStart(2, '0')}`);
const pointId = fc.constantFrom('p1', 'p2', 'p3');
const few = fc.integer({ min: 1, max: 3 });
const ground = 'QĐ';
const act = day.map((date) => ({ number: '1/QĐ', date, signer: 'Chủ tịch' }));
const decision = fc.record({ act, effectiveOn: day }).map((dates) => ({ ...dates, functions: ['a'], tasks: ['b'], powers: ['c'] }));
const steps = (...each: readonly [AnyCommand, Record<string, fc.Arbitrary<unknown>>, object?][]) =>
  fc.array(
    fc.oneof(
      ...each.map(([command, varying, fixed]) => fc.record(varying).map((input): Step => ({ command, input: { ...fixed, ...input } }))),
    ),
    {
      maxLength: 20,
    },
  );

const centerSteps = steps(
  [establishCenter, { decision }, { unit }],
  [amendCenterDecision, { decision }, { unit, ground }],
  [openPoint, { pointId, openedOn: day, counters: few }, { unit, name: 'Điểm', address: 'Đường' }],
  [closePoint, { pointId, closedOn: day }, { unit, ground }],
  [designateHeadquarters, { areaSquareMetres: few }, { unit, address: 'Đường', reusedFrom: [] }],
  [stateEquipmentNeed, { quantity: few }, { unit, item: 'máy quét', ground }],
  [issueWorkingRegulations, { act, effectiveOn: day }, { unit, basis: 'QĐ' }],
  [setWorkingHours, { effectiveFrom: day, week: few.map((n) => [{ day: n, from: '07:30', to: '11:30' }]) }, { unit, ground }],
  [openCenter, { openedOn: day }, { unit }],
);
const calendarDay = fc
  .record({ date: day, kind: fc.constantFrom('off', 'make-up') })
  .map((it) => ({ ...it, name: 'Lễ', official: true, ground }));
const calendarSteps = steps(
  [publishCalendar, { days: fc.array(calendarDay, { maxLength: 1 }) }, { year: 2026, ground }],
  [amendCalendar, { set: fc.array(calendarDay, { maxLength: 1 }), removed: fc.array(day, { maxLength: 1 }) }, { year: 2026, ground }],
  [closeUnit, { date: day }, { unit, ground }],
  [liftUnitClosure, { closureId: few.map((n) => `id-${n}`) }, { year: 2026, ground }],
);
const code = '2.000815';
const procedureSteps = steps(
  [catalogueProcedure, {}, { code, name: 'Chứng thực', nameEn: 'Certification', field: 'Chứng thực', provenance: 'QT' }],
  [
    publishProcedureVersion,
    { effectiveFrom: day, limit: few.map((days) => ({ kind: 'working-days', days })) },
    { code, steps: [], fee: { text: '' }, certainty: 'sourced', ground },
  ],
  [retireProcedure, { retiredOn: day }, { code, successors: [], ground }],
);

const facts = ['director', 'receiving-officer'].map((position) => ({
  officialId: position,
  position,
  office: 'head-of-department',
  from: '2026-01-01',
  until: null,
}));
const decide = (past: readonly AnyEvent[], { command, input }: Step): readonly AnyEvent[] | Rejection => {
  const parsed = command.input.parse(input);
  const id: string = command.id(parsed);
  const state = recorded(`${command.fold.category}-${id}`, past).reduce(command.fold.evolve, command.fold.initial);
  let ids = past.length;
  const now = '2026-02-01T01:00:00.000Z';
  const context: DecisionContext = {
    id,
    occurredAt: now,
    now,
    actor: somebody,
    settings: testSettings,
    covers: () => true,
    newId: () => `id-${ids++}`,
  };
  try {
    return command.decide(state, parsed, context, facts);
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};
/** Does everything in order; says of each accepted step what its immediate repetition came to. */
const live = (all: readonly Step[]) => {
  let past: readonly AnyEvent[] = [];
  const repetitions: (readonly AnyEvent[] | Rejection)[] = [];
  for (const step of all) {
    const outcome = decide(past, step);
    if (outcome instanceof Rejection) continue;
    past = [...past, ...outcome];
    repetitions.push(decide(past, step));
  }
  return { past, repetitions };
};

describe('an accepted command repeated is refused or changes nothing', () => {
  it.each([
    { category: 'center', all: centerSteps },
    { category: 'calendar', all: calendarSteps },
    { category: 'procedure', all: procedureSteps },
  ])('in the category $category', ({ all }) => {
    fc.assert(
      fc.property(all, (steps) => {
        for (const repetition of live(steps).repetitions) if (!(repetition instanceof Rejection)) expect(repetition).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever is asked, in whatever order', () => {
  it('a Center that opened exists in law and has an open point on every day from then on', () => {
    let opened = 0;
    fc.assert(
      fc.property(decision, centerSteps, (first, steps) => {
        const { past } = live([
          { command: establishCenter, input: { unit, decision: first } },
          { command: openPoint, input: { unit, pointId: 'p1', name: 'Điểm', address: 'Đường', counters: 1, openedOn: '2026-01-01' } },
          ...steps,
        ]);
        const state = recorded(`center-${unit}`, past).reduce(
          (folded, event) => center.evolve(folded, event as never),
          center.initial as Center,
        );
        if (state.status === 'absent' || state.openedOn === undefined) return;
        opened++;
        const { openedOn, existsFrom, points } = state;
        expect(existsFrom <= openedOn).toBe(true);
        for (let n = Number(openedOn.slice(-2)); n <= 31; n++) {
          const at = `2026-01-${String(n).padStart(2, '0')}`;
          expect([...points.values()].some((point) => point.openedOn <= at && (point.closedOn === undefined || at < point.closedOn))).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
    expect(opened).toBeGreaterThan(0);
  });
});
