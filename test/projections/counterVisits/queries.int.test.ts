import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterVisits } from '#projections/counterVisits/projection.ts';
import { pointsFixedOn, visitsByHalfHour } from '#projections/counterVisits/queries.ts';
import { dossierIdOf, otherUnit, pointsFixed, received, refused, submitted, unit } from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

const at = (day: string, time: string): string =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime('Asia/Ho_Chi_Minh').toInstant().toString({ smallestUnit: 'millisecond' });
const came = (n: number, when: string, more: Parameters<typeof received>[0] = {}) => ({
  ...received({ dossierId: dossierIdOf(n), ...more }),
  at: when,
});
const first = { ...pointsFixed(), at: at('2025-06-20', '09:00') };
const second = { ...pointsFixed({ effectiveOn: '2025-08-01', points: [{ name: 'Điểm 1', counters: 9 }] }), at: at('2025-07-15', '09:00') };

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([counterVisits]);
  await models.feed(
    first, // position 0
    came(1, at('2025-07-01', '08:00')),
    came(2, at('2025-07-01', '08:29')),
    came(3, at('2025-07-01', '08:30')),
    came(4, at('2025-07-02', '08:05')),
    came(5, at('2025-07-01', '08:10'), { channel: 'online' }),
    came(6, at('2025-07-01', '08:10'), { competentUnit: unit, placeOfReceipt: otherUnit }),
    { ...submitted({ dossierId: dossierIdOf(7), channel: 'direct', holder: { unit } }), at: at('2025-07-01', '09:40') },
    { ...refused({ dossierId: dossierIdOf(7) }), at: at('2025-07-01', '09:40') },
    // written up on paper during an outage, entered after all others
    came(8, at('2025-07-01', '08:15')),
    second,
  );
});
afterAll(() => models.drop());

const july = { from: '2025-07-01', to: '2025-07-31' };
const now = { at: at('2025-08-10', '12:00') };

describe('arrivals at the counter', () => {
  it('are counted by the half hour in which they happened, at the place of receipt, those refused there included', async () => {
    expect(await visitsByHalfHour(models.db, unit, july, now)).toEqual([
      { day: '2025-07-01', halfHour: '08:00', visits: 3 },
      { day: '2025-07-01', halfHour: '08:30', visits: 1 },
      { day: '2025-07-01', halfHour: '09:30', visits: 1 },
      { day: '2025-07-02', halfHour: '08:00', visits: 1 },
    ]);
    expect(await visitsByHalfHour(models.db, otherUnit, july, now)).toEqual([{ day: '2025-07-01', halfHour: '08:00', visits: 1 }]);
  });
  it('are counted on the days asked about', async () => {
    expect(await visitsByHalfHour(models.db, unit, { from: '2025-07-02', to: '2025-07-02' }, now)).toHaveLength(1);
  });
  it('are those that had come at an instant, however late they were entered', async () => {
    expect(await visitsByHalfHour(models.db, unit, july, { at: at('2025-07-01', '08:20') })).toEqual([
      { day: '2025-07-01', halfHour: '08:00', visits: 2 },
    ]);
  });
  it('are those that had been entered at a position', async () => {
    const [morning] = await visitsByHalfHour(models.db, unit, july, { position: 4 });
    expect(morning).toEqual({ day: '2025-07-01', halfHour: '08:00', visits: 2 });
  });
});

describe('the decision on points', () => {
  const counters = async (day: string, asOf: Parameters<typeof pointsFixedOn>[3] = now) =>
    (await pointsFixedOn(models.db, unit, day, asOf))?.points.map((point) => point.counters);
  it('is the last one whose day has come', async () => {
    expect(await counters('2025-06-30')).toBeUndefined();
    expect(await counters('2025-07-31')).toEqual([4, 1]);
    expect(await counters('2025-08-01')).toEqual([9]);
  });
  it('is the one known at the time', async () => {
    expect(await counters('2025-08-01', { at: at('2025-07-10', '12:00') })).toEqual([4, 1]);
    expect(await counters('2025-08-01', { position: 0 })).toEqual([4, 1]);
    expect(await counters('2025-08-01', { at: at('2025-06-19', '12:00') })).toBeUndefined();
  });
});
