import type { Caller } from '#test/support/caller.ts';
import type { Motcua } from '#test/support/motcua.ts';

const act = (number: string) => ({ number, date: '2025-06-20', signer: 'Chủ tịch UBND phường' });
export const decision = {
  act: act('01/QĐ-UBND'),
  effectiveOn: '2025-07-01',
  functions: ['Tiếp nhận và trả kết quả thủ tục hành chính'],
  tasks: ['Hướng dẫn, tiếp nhận, số hóa hồ sơ'],
  powers: ['Yêu cầu bổ sung hồ sơ theo quy định'],
};
export const point = { pointId: 'p1', name: 'Điểm số 1', address: '1 Quang Trung', counters: 6, openedOn: '2025-07-01' };
export const regulations = { act: act('02/QC-TTPVHCC'), effectiveOn: '2025-07-01', basis: 'Quyết định 01/QĐ-UBND' };
export const week = [1, 2, 3, 4, 5].flatMap((day) => [
  { day, from: '07:30', to: '11:30' },
  { day, from: '13:00', to: '17:00' },
]);

/** Certificate of marital status: three working days. */
export const procedure = '1.004873';
export const citizen = { kind: 'citizen', name: 'Trần Văn Thử', identityNumber: '079200000001' };

/** An act of a day in the past, entered now: the calendars of those days stay as they are, whatever today is. */
export const happened = (occurredAt: string) => ({ occurredAt, lateEntryReason: 'Mất điện, ghi sổ giấy' });

/** What a citizen hands in at a counter. */
export const handedIn = (unit: string, more: object = {}) => ({
  procedure,
  competentUnit: unit,
  placeOfReceipt: unit,
  channel: 'direct',
  owner: citizen,
  request: 'Xác nhận tình trạng hôn nhân',
  components: [{ name: 'Tờ khai', originals: 1 }],
  ...happened('2025-08-29T09:00:00+07:00'),
  ...more,
});

/** Registers an official and assigns him to a position from the day on which the Centers opened. */
export const employ = async (head: Caller, unit: string, officialId: string, position: string, name = 'Nguyễn Cán Bộ'): Promise<void> => {
  const office = position === 'director' ? 'head-of-department' : 'civil-servant';
  await head.order('/v1/officials', { officialId, name, office, unit });
  await head.order(`/v1/officials/${officialId}/assign-official`, { unit, position, basis: '05/QĐ-UBND', from: '2025-07-01' });
};

/** Brings one Center to its opening day; answers its head, and its receiving officer `<unit>-reception`. */
export const openCenter = async (motcua: Pick<Motcua, 'as'>, unit: string) => {
  const administrator = await motcua.as({ roles: ['administrator'], units: ['*'] });
  const head = await motcua.as({ roles: ['center-head'], units: [unit] });
  await administrator.order('/v1/centers', { unit, decision });
  await head.order(`/v1/centers/${unit}/open-point`, point);
  await head.order(`/v1/centers/${unit}/issue-working-regulations`, regulations);
  await head.order(`/v1/centers/${unit}/set-working-hours`, { effectiveFrom: '2025-07-01', week, ground: 'Quy chế làm việc' });
  await employ(head, unit, `${unit}-director`, 'director');
  await employ(head, unit, `${unit}-reception`, 'receiving-officer');
  await head.order(`/v1/centers/${unit}/open-center`, { openedOn: '2025-07-01' });
  return { head, reception: await motcua.as({ roles: ['officer'], units: [unit], official: `${unit}-reception` }) };
};
