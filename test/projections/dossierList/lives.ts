import fc from 'fast-check';
import {
  type Happened,
  handedOver,
  otherUnit,
  procedureCorrected,
  received,
  refused,
  reopened,
  returned,
  settled,
  stopped,
  submitted,
  supplementGiven,
  supplementRequested,
  unit,
  withdrawn,
} from '#test/support/events.ts';

const units = [unit, otherUnit];
const agency = 'justice';
const procedures = ['2.000815', '1.001193'];

/** A lawful life of one dossier, as choices. */
export const life = fc.record({
  competentUnit: fc.constantFrom(...units, agency),
  placeOfReceipt: fc.constantFrom(...units),
  procedure: fc.constantFrom(...procedures),
  procedureOnReceipt: fc.constantFrom(...procedures),
  channel: fc.constantFrom('direct' as const, 'online' as const, 'postal' as const),
  end: fc.constantFrom('open', 'refused', 'withdrawn', 'stopped', 'settled', 'returned', 'reopened'),
  again: fc.constantFrom('open', 'settled', 'stopped', 'reopened'),
  procedureCorrected: fc.boolean(),
  supplement: fc.boolean(),
  onTime: fc.boolean(),
  hours: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 12, maxLength: 12 }),
});
export type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** The events of such a life, hours apart. */
export const eventsOf = (chosen: Life, dossierId: string): Happened[] => {
  const { competentUnit, placeOfReceipt, procedure, procedureOnReceipt, channel, end, supplement, onTime } = chosen;
  const events: Happened[] = [];
  if (channel !== 'direct' || end === 'refused')
    events.push(submitted({ dossierId, competentUnit, procedure, channel, holder: { unit: competentUnit } }));
  if (end === 'refused') events.push(refused({ dossierId }));
  else {
    events.push(
      received({ dossierId, competentUnit, placeOfReceipt, procedure: procedureOnReceipt, channel, holder: { unit: placeOfReceipt } }),
    );
    if (chosen.procedureCorrected) events.push(procedureCorrected({ dossierId, procedure }));
    if (supplement) events.push(supplementRequested({ dossierId }), supplementGiven({ dossierId }));
    events.push(handedOver({ dossierId }));
    if (end === 'withdrawn') events.push(withdrawn({ dossierId }));
    if (end === 'stopped') events.push(stopped({ dossierId }));
    if (end === 'settled' || end === 'returned' || end === 'reopened') events.push(settled({ dossierId, onTime }));
    if (end === 'returned' || end === 'reopened') events.push(returned({ dossierId }));
    if (end === 'reopened') {
      events.push(reopened({ dossierId }));
      if (chosen.again === 'stopped') events.push(stopped({ dossierId }));
      if (chosen.again === 'settled' || chosen.again === 'reopened') events.push(settled({ dossierId, onTime: !onTime }));
      if (chosen.again === 'reopened') events.push(returned({ dossierId }), reopened({ dossierId }));
    }
  }
  let time = Date.parse('2025-07-01T01:00:00.000Z');
  return events.map((event, index) => {
    time += (chosen.hours[index] ?? 1) * 3_600_000;
    return { ...event, at: new Date(time).toISOString() };
  });
};
