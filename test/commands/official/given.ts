import type { OfficialEvent } from '#events/official/events.ts';

type DataOf<T extends OfficialEvent['type']> = Extract<OfficialEvent, { type: T }>['data'];

export const officialId = 'o-1';
export const registered = (over: Partial<DataOf<'OfficialRegistered'>> = {}) =>
  ({ type: 'OfficialRegistered', data: { officialId, name: 'Nguyễn Văn A', office: 'civil-servant', ...over } }) as const;
export const assigned = (over: Partial<DataOf<'OfficialAssigned'>> = {}) =>
  ({
    type: 'OfficialAssigned',
    data: {
      officialId,
      assignmentId: 'a-1',
      unit: '25747',
      position: 'receiving-officer',
      basis: '12/QĐ-UBND',
      from: '2025-07-01',
      ...over,
    },
  }) as const;
export const substituted = (over: Partial<DataOf<'OfficialSubstituted'>> = {}) =>
  ({
    type: 'OfficialSubstituted',
    data: {
      officialId,
      assignmentId: 's-1',
      unit: '25747',
      position: 'receiving-officer',
      substituteFor: 'o-2',
      basis: '13/QĐ-UBND',
      from: '2025-08-01',
      until: '2025-08-10',
      ...over,
    },
  }) as const;
export const ended = (lastDay: string, assignmentId = 'a-1') =>
  ({ type: 'AssignmentEnded', data: { officialId, assignmentId, unit: '25747', lastDay, ground: 'Điều động' } }) as const;
export const officeHeld = (office: DataOf<'OfficeHeld'>['office'], from: string) =>
  ({ type: 'OfficeHeld', data: { officialId, office, from, basis: '14/QĐ-UBND' } }) as const;
export const erased = { type: 'OfficialPersonalDataErased', data: { officialId, ground: 'Nghỉ hưu' } } as const;
