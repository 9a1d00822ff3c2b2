import { describe, expect, it } from 'vitest';
import { loadSettings } from '#app/settings.ts';
import { choose, demandOf, serviceOf, smallestChoice } from '#domain/counters/need.ts';
import { testSettings } from '#test/support/settings.ts';
import { simulateDays } from './counterSimulation.ts';

const model = testSettings.counterNeed;
const [ward, , large] = testSettings.units;
if (ward === undefined || large === undefined) throw new Error('the test settings have three units');

describe('what a unit has to expect', () => {
  it('follows from its residents, as assumed for its kind of unit', () => {
    const demand = demandOf(model, ward);
    expect(demand.residents).toMatchObject({ value: 100_000, certainty: 'assumption' });
    expect(demand.dossiersADay).toMatchObject({ value: 100, certainty: 'inference' });
    expect(demand).toMatchObject({ areaSquareKm: null, arrivalsADay: 40, arrivalsOnBusyDay: 50 });
  });
  it('follows from the residents and area that are known', () => {
    expect(demandOf(model, large)).toMatchObject({
      residents: { value: 200_000, certainty: 'source' },
      areaSquareKm: { value: 20 },
      arrivalsADay: 80,
    });
  });
  it('follows what is stated before all else', () => {
    const demand = demandOf(model, large, { residents: 90_000, areaSquareKm: 7, dossiersADay: 30 });
    expect(demand.residents).toMatchObject({ value: 90_000, certainty: 'stated' });
    expect(demand.dossiersADay).toMatchObject({ value: 30, certainty: 'stated' });
    expect(demand.areaSquareKm).toMatchObject({ value: 7, certainty: 'stated' });
    expect(demand.arrivalsADay).toBe(12);
  });
  it('says in both languages on what its figures rest', () => {
    const { residents, dossiersADay } = demandOf(loadSettings().counterNeed, ward);
    expect(residents.provenanceVi).toMatch(/^Thành phố 13,7 triệu dân/);
    expect(dossiersADay.provenance).toMatch(/^1\.1 a day for each 1,000 residents\. /);
    expect(dossiersADay.provenanceVi).toMatch(/^1,1 hồ sơ mỗi ngày trên 1\.000 dân\. 2,513 triệu/);
    expect(demandOf(model, ward, { residents: 9 }).residents).toMatchObject({ provenanceVi: 'Do người hỏi nêu.' });
    expect(demandOf(model, ward).residents).not.toHaveProperty('provenanceVi');
  });
  it('spreads the busy day over its half hours', () => {
    const { halfHours } = demandOf(model, ward);
    expect(halfHours).toEqual([
      { from: '08:00', arrivals: 20 },
      { from: '08:30', arrivals: 15 },
      { from: '09:00', arrivals: 10 },
      { from: '13:00', arrivals: 5 },
    ]);
  });
});

it('serving one citizen: mean and variation over the procedures', () => {
  // three of 6 minutes, one of 14: mean 8; squares (3·36 + 196)·1.5/4 = 114, over 64 less 1
  expect(serviceOf(model)).toEqual({ minutes: 8, variability: 0.781 });
});

describe('the smallest number of counters', () => {
  const demand = demandOf(model, ward);
  it('meets the target, and one less does not', () => {
    const { counters, worstLongWaitShare } = smallestChoice(demand);
    expect(worstLongWaitShare).toBeLessThanOrEqual(model.target.atMost);
    expect(choose(demand, counters - 1).meetsTarget).toBe(false);
  });
  it('is one where hardly anybody comes', () => {
    expect(smallestChoice(demandOf(model, ward, { dossiersADay: 1 })).counters).toBe(1);
  });
  it('is greater in sum when the demand is split over two points', () => {
    const together = smallestChoice(demand).counters;
    const half = smallestChoice(demand, 0.5).counters;
    expect(2 * half).toBeGreaterThanOrEqual(together);
  });
});

describe('with the city’s own figures', () => {
  const { counterNeed, units } = loadSettings();
  it('the residents of all units are those of the city: 13.7 million', () => {
    const all = units.reduce((sum, unit) => sum + demandOf(counterNeed, unit).residents.value, 0);
    expect(Math.abs(all - 13_700_000)).toBeLessThan(200_000);
  });
  it('the smallest number of counters is the one that a simulation of the counters finds, or one more', () => {
    const shape = 1;
    for (const dossiersADay of [40, 100, 250]) {
      const unit = units[0] as (typeof units)[number];
      const demand = { ...demandOf(counterNeed, unit, { dossiersADay }), service: { minutes: 9.6, variability: 1 / shape } };
      const { counters } = smallestChoice(demand);
      const { longWaitMinutes, atMost } = counterNeed.target;
      const holds = (each: number) =>
        simulateDays(demand.halfHours, { counters: each, minutes: 9.6, shape, longWaitMinutes, days: 2000, seed: 7 }).every(
          ({ longWaitShare }) => longWaitShare <= atMost,
        );
      expect(holds(counters)).toBe(true);
      expect(holds(counters - 2)).toBe(false);
    }
  });
});
