import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageOn, groupsOn, type OfferedProcedure, positionsOn } from '#projections/centerPeople/coverage.ts';
import { centerPeople, type NeedRow, type OfferRow, type ServiceRow, type TaskGroupsRow } from '#projections/centerPeople/projection.ts';
import { coverageAsOf, positionsAsOf } from '#projections/centerPeople/queries.ts';
import { type Happened, otherUnit, unit } from '#test/support/events.ts';
import { folded } from '#test/support/fold.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const units = [unit, otherUnit];
const fields = ['Hộ tịch', 'Chứng thực'];
const roles = ['receiving-officer', 'specialist'] as const;
const published: OfferedProcedure[] = fields.map((field, n) => ({
  code: `1.00000${n}`,
  name: field,
  field,
  steps: roles.map((role) => ({ name: role, role, hours: 1 })),
}));

const day = fc.integer({ min: 1, max: 5 }).map((n) => `2025-07-0${n}`);
const official = fc.constantFrom('o1', 'o2', 'o3');
const position = fc.constantFrom(...roles);
const somewhere = fc.constantFrom(...units);
const groups = fc.subarray(fields).map((some) => some.map((field) => ({ field, roles: [...roles] })));
const event: fc.Arbitrary<Happened> = fc.oneof(
  fc.record({ unit: somewhere, officialId: official, position, from: day, assignmentId: fc.constantFrom('a1', 'a2') }).map((data) => ({
    type: 'OfficialAssigned' as const,
    data: { ...data, basis: 'QĐ 1' },
  })),
  fc.record({ unit: somewhere, officialId: official, substituteFor: official, position, from: day, until: day }).map((data) => ({
    type: 'OfficialSubstituted' as const,
    data: { ...data, basis: 'QĐ 2', assignmentId: 's1' },
  })),
  fc.record({ unit: somewhere, officialId: official, assignmentId: fc.constantFrom('a1', 's1'), lastDay: day }).map((data) => ({
    type: 'AssignmentEnded' as const,
    data: { ...data, ground: 'Điều động' },
  })),
  fc.record({ unit: somewhere, position, count: fc.integer({ min: 0, max: 3 }), from: day }).map((data) => ({
    type: 'StaffNeeded' as const,
    data: { ...data, ground: 'Đề án' },
  })),
  fc.record({ unit: somewhere, without: fc.subarray(published.map(({ code }) => code)), from: day }).map((data) => ({
    type: 'OfferLimited' as const,
    data: { ...data, ground: 'Chưa bàn giao' },
  })),
  fc
    .record({ officialId: official, groups, from: day })
    .map((data) => ({ type: 'TaskGroupsGiven' as const, data: { ...data, basis: 'TB' } })),
);

/** The answers that a replay of these events, and no others, gives. */
const replayed = async (events: readonly Happened[], on: string) => {
  const rows = await folded(centerPeople, events);
  const table = <R>(name: string) => (rows[name] ?? []) as R[];
  const services = table<ServiceRow>('center_services').toSorted((a, b) => (a.official_id < b.official_id ? -1 : 1));
  const at = services.filter((service) => service.unit === unit);
  return {
    positions: positionsOn(units, { services, needs: table<NeedRow>('staff_needs') }, on),
    coverage: coverageOn(
      {
        services: at,
        groups: groupsOn(table<TaskGroupsRow>('task_groups'), on),
        offer: table<OfferRow>('offers').find((offer) => offer.unit === unit),
      },
      published,
      on,
    ),
  };
};

describe('people at a Center as of any moment', () => {
  let models: ReadModels;
  beforeAll(async () => {
    models = await createReadModels([centerPeople]);
  });
  afterAll(() => models?.drop());

  it('are what a replay up to there says, by position and by instant', async () => {
    let fed = 0;
    const log: Happened[] = [];
    const minute = (n: number) => new Date(Date.UTC(2025, 6, 1, 1, n)).toISOString();
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), fc.nat(11), day, async (events, upTo, on) => {
        // each run goes on where the one before ended
        const begin = fed;
        const own = events.map((one, n) => ({ ...one, at: minute(begin + n) }));
        log.push(...own);
        await models.feed(...own);
        fed += own.length;
        const place = begin + Math.min(upTo, own.length - 1);
        const expected = await replayed(log.slice(0, place + 1), on);
        for (const asOf of [{ position: place }, { at: minute(place) }]) {
          expect(await positionsAsOf(models.db, units, on, asOf)).toEqual(expected.positions);
          expect(await coverageAsOf(models.db, unit, published, on, asOf)).toEqual(expected.coverage);
        }
      }),
      { numRuns: 25, seed: 20250701 },
    );
  });
});
