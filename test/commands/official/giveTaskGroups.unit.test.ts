import { describe, expect, it } from 'vitest';
import { giveTaskGroups } from '#commands/official/person.ts';
import type { OfficialEvent, TaskGroup } from '#events/official/events.ts';
import { type Past, specOf } from '#test/support/spec.ts';
import { erased, officialId, registered } from './given.ts';

const facts = ['Chứng thực', 'Hộ kinh doanh', 'Hộ tịch'];
const spec = specOf(giveTaskGroups);
/** Given what happened, with a catalogue of these sectors. */
const given = (...past: Past<OfficialEvent>[]) => ({
  when: (asked: typeof input) => spec.given(...past).when(asked, { facts }),
});
const civilStatus: TaskGroup = { field: 'Hộ tịch', roles: ['receiving-officer'] };
const certification: TaskGroup = { field: 'Chứng thực', roles: ['receiving-officer', 'specialist'] };
const input = { officialId, groups: [civilStatus, certification], from: '2025-07-01', basis: 'Thông báo phân công 04/TB' };
const given1 = { type: 'TaskGroupsGiven', data: input } as const;

describe('giving task groups', () => {
  it('is recorded from a day on', () => given(registered()).when(input).yields(given1));
  it('yields nothing when they are the same', () =>
    given(registered(), given1)
      .when({ ...input, from: '2025-08-01' })
      .yieldsNothing());
  it('replaces those given before', () =>
    given(registered(), given1)
      .when({ ...input, groups: [], from: '2025-08-01' })
      .yields({ type: 'TaskGroupsGiven', data: { ...input, groups: [], from: '2025-08-01' } }));
  it('names a sector once', () =>
    given(registered())
      .when({ ...input, groups: [civilStatus, { ...civilStatus, roles: ['clerk'] }] })
      .isRejected('task-group-repeated'));
  it('is refused for a day before those given last', () =>
    given(registered(), given1)
      .when({ ...input, groups: [civilStatus], from: '2025-06-30' })
      .isRejected('date-out-of-order'));
  it.each(['hộ tịch', 'HỘ  TỊCH', 'Hộ tịch'.normalize('NFD'), 'ho tich'])('words a sector as the catalogue does: %j', (field) =>
    given(registered())
      .when({ ...input, groups: [{ ...civilStatus, field }, certification] })
      .yields(given1),
  );
  it('names a sector once, however it is typed', () =>
    given(registered())
      .when({ ...input, groups: [civilStatus, { ...civilStatus, field: 'hộ tịch' }] })
      .isRejected('task-group-repeated'));
  it('refuses a sector that the catalogue does not have, by its name, with what may be meant', () => {
    const refused = given(registered())
      .when({ ...input, groups: [{ ...civilStatus, field: 'Hộ tịhc' }] })
      .outcome();
    expect(refused).toMatchObject({ code: 'sector-unknown', message: 'There is no sector “Hộ tịhc”. Perhaps “Hộ tịch” is meant.' });
  });
  it('is refused after the erasure', () => given(registered(), erased).when(input).isRejected('personal-data-erased'));
  it('needs the official to be known', () => given().when(input).isRejected('official-not-found'));
});
