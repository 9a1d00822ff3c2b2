import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCenter } from '#commands/center/decision.ts';
import { Rejection } from '#domain/rejections.ts';
import { specOf } from '#test/support/spec.ts';
import { centerOpened, established, pointOpened, regulationsIssued, unit } from './given.ts';

const { given } = specOf(openCenter);
const serving = (position: string, office = 'head-of-department') => ({
  officialId: `o-${position}`,
  position,
  office,
  from: '2025-06-28',
  until: null,
});
const staff = [serving('director'), serving('receiving-officer')];
const input = { unit, openedOn: '2025-07-01' };
const ready = [established(), pointOpened(), regulationsIssued()] as const;

describe('opening a Center', () => {
  it('is granted when everything is in place on that day', () =>
    given(...ready)
      .when(input, { facts: staff })
      .yields(centerOpened()));

  it('is refused with everything that is missing, in plain words', () => {
    const refused = given(established()).when(input, { facts: [] });
    refused.isRejectedWith({ code: 'center-not-ready', missing: ['director', 'receiving-officer', 'open-point', 'working-regulations'] });
    const rejection = refused.outcome();
    expect(rejection).toBeInstanceOf(Rejection);
    expect((rejection as Rejection).missing?.map(({ detail }) => detail)).toContain('No director serves on 2025-07-01.');
  });

  it('is refused while the director’s office does not allow it', () => {
    const viceChair = [serving('director', 'vice-chair'), serving('receiving-officer')];
    const opening = (openedOn: string) => given(...ready).when({ unit, openedOn }, { facts: viceChair });
    opening('2025-10-14').yields(centerOpened('2025-10-14'));
    opening('2025-10-15').isRejectedWith({ code: 'center-not-ready', missing: ['director'] });
  });

  it('is refused before the decision takes effect', () =>
    given(...ready)
      .when({ unit, openedOn: '2025-06-30' }, { facts: staff })
      .isRejectedWith({ code: 'center-not-ready', missing: ['decision-in-effect', 'open-point', 'working-regulations'] }));

  it('is refused on a day on which no point is open any more', () =>
    given(...ready, { type: 'PointClosed', data: { unit, pointId: 'p1', closedOn: '2025-07-01', ground: 'moved' } })
      .when(input, { facts: staff })
      .isRejectedWith({ code: 'center-not-ready', missing: ['open-point'] }));

  it('is refused when the only point is to close later', () =>
    given(...ready, { type: 'PointClosed', data: { unit, pointId: 'p1', closedOn: '2025-08-01', ground: 'moved' } })
      .when(input, { facts: staff })
      .isRejectedWith({ code: 'center-not-ready', missing: ['open-point'] }));

  it('is refused while the regulations are not in effect', () =>
    given(established(), pointOpened(), regulationsIssued({ effectiveOn: '2025-07-02' }))
      .when(input, { facts: staff })
      .isRejectedWith({ code: 'center-not-ready', missing: ['working-regulations'] }));

  it('is refused the second time', () =>
    given(...ready, centerOpened())
      .when(input, { facts: staff })
      .isRejected('center-already-open'));

  it('is refused where there is no Center', () => given().when(input, { facts: staff }).isRejected('center-not-established'));

  it('names exactly what is missing, whatever is missing', () => {
    fc.assert(
      fc.property(fc.subarray(['director', 'receiving-officer', 'open-point', 'working-regulations']), (missing) => {
        const past = [
          established(),
          ...(missing.includes('open-point') ? [] : [pointOpened()]),
          ...(missing.includes('working-regulations') ? [] : [regulationsIssued()]),
        ];
        const result = given(...past).when(input, { facts: staff.filter(({ position }) => !missing.includes(position)) });
        if (missing.length === 0) result.yields(centerOpened());
        else result.isRejectedWith({ code: 'center-not-ready', missing });
      }),
    );
  });
});
