import { describe, expect, it } from 'vitest';
import { receiveDossier, refuseAtCounter, submitDossier } from '#commands/dossier/intake.ts';
import { specOf } from '#test/support/spec.ts';
import { home, receptionFacts, stated, version } from './pasts.ts';
import { local, workingTime } from './workingTimes.ts';

const pilot = { running: true, centers: [home], procedures: [stated.procedure], from: '2025-06-16', until: '2025-06-20' };
const place = { points: new Map(), weeks: [] };
const input = { ...stated, channel: 'direct' as const, placeOfReceipt: home, pilot: 'thu-nghiem-1' };
const inPilot = (change: Partial<typeof pilot> = {}) => receptionFacts({ place, pilot: { ...pilot, ...change } });
const at = local('2025-06-16T09:00');

describe('a dossier of a pilot', () => {
  const { given } = specOf(receiveDossier);
  it('is received before the Center opens and before the procedure is in effect, by its first version, and bears the pilot', () => {
    const outcome = given().when(input, { at, facts: inPilot() }).outcome();
    expect(outcome).toMatchObject([{ data: { pilot: 'thu-nghiem-1', procedureVersion: version.version } }]);
  });
  it.each([
    ['that does not run', { running: false }, at],
    ['in which the Center does not take part', { centers: ['25760'] }, at],
    ['that tries other procedures', { procedures: ['1.001193'] }, at],
    ['before its first day', {}, local('2025-06-15T09:00')],
    ['after its last day', {}, local('2025-06-21T09:00')],
  ])('is refused in one %s', (_, change, when) =>
    given()
      .when(input, { at: when, facts: inPilot(change) })
      .isRejected('not-in-pilot'),
  );
  it('is no way in for others: without the pilot a Center that is not open does not receive', () => {
    const { pilot: _, ...plain } = input;
    given()
      .when(plain, { at, facts: receptionFacts({ place }) })
      .isRejected('center-not-receiving');
  });
});

it('what is handed in online or turned away at the counter of a pilot follows the same rule', () => {
  const online = { ...stated, channel: 'online' as const, pilot: 'thu-nghiem-1' };
  const facts = { procedure: { catalogued: true, versions: [version] }, time: workingTime() };
  const submit = specOf(submitDossier).given();
  expect(submit.when(online, { at, facts: { ...facts, pilot } }).outcome()).toMatchObject([{ data: { pilot: 'thu-nghiem-1' } }]);
  submit.when(online, { at, facts: { ...facts, pilot: { ...pilot, running: false } } }).isRejected('not-in-pilot');

  const refusal = { ...stated, placeOfRefusal: home, reason: 'a', legalGround: 'b', pilot: 'thu-nghiem-1' };
  const refuse = specOf(refuseAtCounter).given();
  expect(refuse.when(refusal, { at, facts: { catalogued: true, place, pilot } }).outcome()).toHaveLength(2);
  refuse.when(refusal, { at, facts: { catalogued: true, place, pilot: { ...pilot, running: false } } }).isRejected('not-in-pilot');
});
