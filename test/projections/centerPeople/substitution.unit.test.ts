import { describe, expect, it } from 'vitest';
import type { ServiceRow } from '#projections/centerPeople/projection.ts';
import { type HeldDossier, queueMovesOn } from '#projections/centerPeople/service.ts';
import { unit } from '#test/support/events.ts';

const service = (official_id: string, over: Partial<ServiceRow> = {}): ServiceRow => ({
  unit,
  official_id,
  assignment_id: official_id,
  position: 'specialist',
  substitute_for: null,
  from_day: '2025-07-01',
  until_day: null,
  basis: 'QĐ 1',
  event_id: `assigned-${official_id}`,
  ...over,
});
/** `b` stands in for `a` from 8 to 12 July. */
const standsIn = (official_id: string, substitute_for: string, from_day = '2025-07-08', until_day = '2025-07-12') =>
  service(official_id, {
    substitute_for,
    from_day,
    until_day,
    assignment_id: `s-${official_id}`,
    event_id: `${official_id} for ${substitute_for}`,
  });
const held = (official: string, because: string | null = null): HeldDossier => ({ dossierId: 'd', unit, official, because });

const staff = [service('a'), service('b'), service('c')];
const moves = (services: ServiceRow[], dossier: HeldDossier, day: string) =>
  queueMovesOn(services, [dossier], day).map(({ from, to, substitution }) => [from.official, to.official, substitution?.eventId]);

describe('the queue of an official somebody stands in for', () => {
  const services = [...staff, standsIn('b', 'a')];
  it.each([
    ['stays before the period', '2025-07-07', held('a'), []],
    ['goes to the substitute on the first day', '2025-07-08', held('a'), [['a', 'b', 'b for a']]],
    ['stays with the substitute', '2025-07-12', held('b', 'b for a'), []],
    ['comes back after the last day', '2025-07-13', held('b', 'b for a'), [['b', 'a', 'b for a']]],
    ['then stays', '2025-07-13', held('a', 'b for a'), []],
    ['goes again where it was handed to the absent one during the period', '2025-07-09', held('a', 'somebody'), [['a', 'b', 'b for a']]],
  ])('%s', (_, day, dossier, expected) => expect(moves(services, dossier, day)).toEqual(expected));

  it('leaves to the substitute what is his own, and to others what he passed on', () => {
    expect(moves(services, held('b'), '2025-07-13')).toEqual([]);
    expect(moves(services, held('c', 'b passed it on'), '2025-07-13')).toEqual([]);
  });
  it('comes back when the substitution is called off', () =>
    expect(moves([...staff, { ...standsIn('b', 'a'), until_day: '2025-07-07' }], held('b', 'b for a'), '2025-07-08')).toEqual([
      ['b', 'a', 'b for a'],
    ]));
  it('goes to the desk when the official no longer serves there', () => {
    const gone = { ...service('a'), until_day: '2025-07-10' };
    expect(moves([gone, service('b'), standsIn('b', 'a')], held('b', 'b for a'), '2025-07-13')).toEqual([['b', undefined, 'b for a']]);
  });
  it('goes to the desk when the official does not serve there, whoever stood in or nobody', () => {
    const gone = { ...service('a'), until_day: '2025-07-10' };
    expect(moves([gone, service('b')], held('a'), '2025-07-10')).toEqual([]);
    expect(moves([gone, service('b')], held('a'), '2025-07-11')).toEqual([['a', undefined, undefined]]);
    expect(moves([service('a', { from_day: '2025-07-12' })], held('a'), '2025-07-11')).toEqual([['a', undefined, undefined]]);
    expect(moves([], held('never assigned'), '2025-07-11')).toEqual([['never assigned', undefined, undefined]]);
  });
  it('stays with whom an agency of the city has given it: who serves there is not known', () => {
    const atAgency = { ...held('a'), unit: 'justice' };
    expect(moves([...staff, standsIn('b', 'a')], atAgency, '2025-07-09')).toEqual([]);
    expect(moves([], { ...held('never assigned'), unit: 'justice' }, '2025-07-11')).toEqual([]);
  });
  it('goes on to the substitute’s substitute, and comes back step by step', () => {
    const chain = [...staff, standsIn('b', 'a'), standsIn('c', 'b', '2025-07-10', '2025-07-11')];
    expect(moves(chain, held('b', 'b for a'), '2025-07-10')).toEqual([['b', 'c', 'b for a']]);
    expect(moves(chain, held('c', 'b for a'), '2025-07-11')).toEqual([]);
    expect(moves(chain, held('c', 'b for a'), '2025-07-12')).toEqual([['c', 'b', 'b for a']]);
    expect(moves(chain, held('b', 'b for a'), '2025-07-13')).toEqual([['b', 'a', 'b for a']]);
  });
  it('goes straight to the next substitute when one follows another', () => {
    const following = [...staff, standsIn('b', 'a'), standsIn('c', 'a', '2025-07-13', '2025-07-20')];
    expect(moves(following, held('b', 'b for a'), '2025-07-13')).toEqual([['b', 'c', 'c for a']]);
  });
  it('of two who stand in for each other goes to the desk rather than round and round', () => {
    const both = [...staff, standsIn('a', 'b'), standsIn('b', 'a')];
    expect(moves(both, held('b', 'b for a'), '2025-07-09')).toEqual([['b', undefined, 'b for a']]);
  });
});
