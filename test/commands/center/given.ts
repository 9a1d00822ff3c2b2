import type { CenterEvent } from '#events/center/events.ts';

type DataOf<T extends CenterEvent['type']> = Extract<CenterEvent, { type: T }>['data'];

export const unit = '25747';
export const decision = {
  act: { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' },
  effectiveOn: '2025-07-01',
  functions: ['Tiếp nhận hồ sơ và trả kết quả'],
  tasks: ['Số hóa hồ sơ'],
  powers: ['Từ chối hồ sơ không đúng quy định'],
};
export const established = (over: Partial<typeof decision> = {}) =>
  ({ type: 'CenterEstablished', data: { unit, decision: { ...decision, ...over } } }) as const;
export const pointOpened = (over: Partial<DataOf<'PointOpened'>> = {}) =>
  ({
    type: 'PointOpened',
    data: { unit, pointId: 'p1', name: 'Điểm số 1', address: '1 Quang Trung', counters: 4, openedOn: '2025-07-01', ...over },
  }) as const;
export const regulationsIssued = (over: Partial<DataOf<'WorkingRegulationsIssued'>> = {}) =>
  ({
    type: 'WorkingRegulationsIssued',
    data: {
      unit,
      act: { number: '02/QĐ-TTPVHCC', date: '2025-06-20', signer: 'Giám đốc' },
      effectiveOn: '2025-07-01',
      basis: '01/QĐ-UBND',
      ...over,
    },
  }) as const;
export const centerOpened = (openedOn = '2025-07-01') => ({ type: 'CenterOpened', data: { unit, openedOn } }) as const;
