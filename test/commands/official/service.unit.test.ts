import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyCommand, DecisionContext } from '#commands/handling/command.ts';
import { assignOfficial, endAssignment, substituteOfficial } from '#commands/official/assignments.ts';
import { holdOffice } from '#commands/official/person.ts';
import { type Official, official } from '#domain/center/official.ts';
import { officeOn } from '#domain/center/staff.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce } from '#domain/settings.ts';
import type { OfficialEvent } from '#events/official/events.ts';
import { testSettings } from '#test/support/settings.ts';
import { type Past, recorded, somebody } from '#test/support/spec.ts';
import { assigned, officialId, registered } from './given.ts';

const DAYS = Array.from({ length: 24 }, (_, n) => Temporal.PlainDate.from('2025-10-04').add({ days: n }).toString());
const day = fc.constantFrom(...DAYS);
const unit = fc.constantFrom('25747', '25750', '25760');
const position = fc.constantFrom('director', 'receiving-officer', 'clerk');
const office = fc.constantFrom('vice-chair', 'head-of-department', 'civil-servant');
const optional = { requiredKeys: ['officialId', 'unit', 'position', 'basis', 'from'] } as const;
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record(
        { officialId: fc.constant(officialId), unit, position, basis: fc.constant('QĐ'), from: day, until: day },
        { requiredKeys: [...optional.requiredKeys] },
      )
      .map((input) => ({ command: assignOfficial as AnyCommand, input })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        officialId: fc.constant(officialId),
        unit,
        position,
        basis: fc.constant('QĐ'),
        from: day,
        until: day,
        substituteFor: fc.constant('o-2'),
      })
      .map((input) => ({ command: substituteOfficial as AnyCommand, input })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        officialId: fc.constant(officialId),
        assignmentId: fc.nat({ max: 6 }).map((n) => `assignment-${n}`),
        lastDay: day,
        ground: fc.constant('QĐ'),
      })
      .map((input) => ({ command: endAssignment as AnyCommand, input })),
  },
);
const officeStep = fc
  .record({ officialId: fc.constant(officialId), office, from: day, basis: fc.constant('QĐ') })
  .map((input) => ({ command: holdOffice as AnyCommand, input }));

/** The other official holds every position everywhere, so that only the substitute's own service decides. */
const everywhere: readonly Past<OfficialEvent>[] = ['25747', '25750', '25760'].flatMap((unit) =>
  (['director', 'receiving-officer', 'clerk'] as const).map((position) => assigned({ unit, position, from: '2025-01-01' })),
);
const holdsEverything: Official = recorded('official-o-2', [registered(), ...everywhere]).reduce(official.evolve, official.initial);

type Step = { command: AnyCommand; input: object };
const decide = (past: readonly OfficialEvent[], { command, input }: Step): readonly OfficialEvent[] | Rejection => {
  let ids = past.filter(({ type }) => type === 'OfficialAssigned' || type === 'OfficialSubstituted').length;
  const now = '2025-10-04T01:00:00.000Z';
  const newId = (label: string) => `${label}-${ids++}`;
  const context: DecisionContext = {
    id: officialId,
    occurredAt: now,
    now,
    actor: somebody,
    settings: testSettings,
    covers: () => true,
    newId,
  };
  const state = recorded(`official-${officialId}`, past).reduce(official.evolve, official.initial);
  try {
    return command.decide(state, command.input.parse(input), context, holdsEverything) as readonly OfficialEvent[];
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};

/** What happens when all is asked in this order; `check` sees each accepted step and the past it led to. */
const live = (steps: readonly Step[], check: (past: readonly OfficialEvent[], step: Step) => void = () => undefined) => {
  let past: readonly OfficialEvent[] = [registered({ office: 'vice-chair' })];
  for (const step of steps) {
    const outcome = decide(past, step);
    if (outcome instanceof Rejection) continue;
    past = [...past, ...outcome];
    check(past, step);
  }
  return past;
};

/** Service by day, counted from the events alone, without the rules' own help. */
const servedOn = (past: readonly OfficialEvent[], at: string) =>
  past.flatMap((event) => {
    if (event.type !== 'OfficialAssigned' && event.type !== 'OfficialSubstituted') return [];
    const { assignmentId, unit, position, from, until } = event.data;
    const inStead = event.type === 'OfficialSubstituted' ? event.data.substituteFor : 'self';
    const end = past.find((later) => later.type === 'AssignmentEnded' && later.data.assignmentId === assignmentId);
    const lastDay = end?.type === 'AssignmentEnded' ? end.data.lastDay : until;
    return from <= at && (lastDay === undefined || at <= lastDay) ? [{ unit, position, as: `${position} for ${inStead}` }] : [];
  });

describe('whatever is asked, in whatever order', () => {
  it('nobody serves two Centers, or one position twice in the same right, on one day', () => {
    let served = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: step }, { weight: 1, arbitrary: officeStep }), { maxLength: 14 }), (steps) => {
        const past = live(steps);
        for (const at of DAYS) {
          const services = servedOn(past, at);
          served += services.length;
          expect(new Set(services.map(({ unit }) => unit)).size).toBeLessThanOrEqual(1);
          expect(new Set(services.map(({ as }) => as)).size).toBe(services.length);
        }
      }),
      { numRuns: 300 },
    );
    expect(served).toBeGreaterThan(0);
  });

  it('as long as offices stay, a director is eligible on every day of service', () => {
    fc.assert(
      fc.property(fc.array(officeStep, { maxLength: 3 }), fc.array(step, { maxLength: 10 }), (offices, steps) => {
        const past = live([...offices, ...steps]);
        const state = recorded(`official-${officialId}`, past).reduce(official.evolve, official.initial);
        if (state.status === 'absent') throw new Error('the official is registered');
        for (const at of DAYS)
          if (servedOn(past, at).some(({ position }) => position === 'director'))
            expect(inForce(testSettings.directorOffices, at)?.offices).toContain(officeOn(state.offices, at));
      }),
      { numRuns: 300 },
    );
  });

  it('an accepted command repeated is refused or changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(step, officeStep), { maxLength: 10 }), (steps) => {
        live(steps, (past, again) => {
          const outcome = decide(past, again);
          if (!(outcome instanceof Rejection)) expect(outcome).toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });
});
