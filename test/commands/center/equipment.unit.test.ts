import { describe, it } from 'vitest';
import { addEquipment, recordTakenItems, reuseEquipment, stateEquipmentNeed, takeOutEquipment } from '#commands/center/equipment.ts';
import { designateHeadquarters } from '#commands/center/places.ts';
import { issueWorkingRegulations, setWorkingHours } from '#commands/center/work.ts';
import { specId, specOf } from '#test/support/spec.ts';
import { established, regulationsIssued, unit } from './given.ts';

describe('headquarters', () => {
  const { given } = specOf(designateHeadquarters);
  const designated = { unit, address: '1 Quang Trung', areaSquareMetres: 120, reusedFrom: [{ section: 'Bộ phận một cửa', what: 'Quầy' }] };
  const event = { type: 'HeadquartersDesignated', data: designated } as const;
  it('are designated', () => given(established()).when(designated).yields(event));
  it('are not designated again when nothing differs', () => given(established(), event).when(designated).yieldsNothing());
  it('are designated anew elsewhere', () => {
    const elsewhere = { ...designated, address: '2 Quang Trung' };
    given(established(), event).when(elsewhere).yields({ type: 'HeadquartersDesignated', data: elsewhere });
  });
  it('need a Center', () => given().when(designated).isRejected('center-not-established'));
});

describe('equipment', () => {
  const need = { unit, item: 'máy quét', quantity: 4, ground: 'Định mức' };
  const reused = { unit, item: 'máy quét', quantity: 1, from: 'Bộ phận một cửa' };
  const added = { unit, item: 'máy quét', quantity: 3, priceDong: 45_000_000 };
  it('is needed', () => specOf(stateEquipmentNeed).given(established()).when(need).yields({ type: 'EquipmentNeeded', data: need }));
  it('is not needed twice when the total stays', () =>
    specOf(stateEquipmentNeed).given(established(), { type: 'EquipmentNeeded', data: need }).when(need).yieldsNothing());
  it('is not needed twice however the item is typed', () =>
    specOf(stateEquipmentNeed)
      .given(established(), { type: 'EquipmentNeeded', data: need })
      .when({ ...need, item: 'Máy  QUÉT'.normalize('NFD') })
      .yieldsNothing());
  it('is spared however the item is typed', () => {
    const given = specOf(takeOutEquipment).given(established(), {
      type: 'EquipmentAdded',
      data: { ...added, item: 'Máy quét'.normalize('NFD') },
    });
    const out = { unit, transferId: specId('transfer'), to: '25750', item: 'máy quét', quantity: 3 };
    given.when(out, { facts: [] }).yields({ type: 'EquipmentTakenOut', data: out });
    given.when({ ...out, quantity: 4 }, { facts: [] }).isRejected('no-surplus');
  });
  it('may be stated as not needed at all, against a norm', () => {
    const none = { ...need, quantity: 0 };
    specOf(stateEquipmentNeed).given(established()).when(none).yields({ type: 'EquipmentNeeded', data: none });
  });
  it('is reused, each time more', () =>
    specOf(reuseEquipment)
      .given(established(), { type: 'EquipmentReused', data: reused })
      .when(reused)
      .yields({ type: 'EquipmentReused', data: reused }));
  it('is added, each time more', () =>
    specOf(addEquipment)
      .given(established(), { type: 'EquipmentAdded', data: added })
      .when(added)
      .yields({ type: 'EquipmentAdded', data: added }));
  it('taken from an inventory is recorded once, under the id of the taking', () => {
    const taken = { ...reused, section: 'phu-cuong' };
    const facts = specId('taking');
    const event = { type: 'EquipmentReused', data: { ...taken, takingId: facts } } as const;
    specOf(reuseEquipment).given(established()).when(taken, { facts }).yields(event);
    specOf(reuseEquipment).given(established(), event).when(taken, { facts }).yieldsNothing();
    specOf(recordTakenItems).given(established()).when(event.data).yields(event);
    specOf(recordTakenItems).given(established(), event).when(event.data).yieldsNothing();
  });
  it('needs a Center', () => {
    specOf(stateEquipmentNeed).given().when(need).isRejected('center-not-established');
    specOf(reuseEquipment).given().when(reused).isRejected('center-not-established');
    specOf(addEquipment).given().when(added).isRejected('center-not-established');
  });
});

describe('working regulations', () => {
  const { given } = specOf(issueWorkingRegulations);
  const at = '2025-06-25T02:00:00.000Z';
  it('are issued', () => given(established()).when(regulationsIssued().data, { at }).yields(regulationsIssued()));
  it('are not issued twice', () => given(established(), regulationsIssued()).when(regulationsIssued().data, { at }).yieldsNothing());
  it('take effect on or after their date', () =>
    given(established())
      .when(regulationsIssued({ effectiveOn: '2025-06-19' }).data, { at })
      .isRejected('date-out-of-order'));
  it('are not dated in the future', () =>
    given(established()).when(regulationsIssued().data, { at: '2025-06-18T02:00:00.000Z' }).isRejected('date-out-of-order'));
});

describe('working hours', () => {
  const { given } = specOf(setWorkingHours);
  const shift = (day: number, from: string, to: string) => ({ day, from, to });
  const hours = (week: ReturnType<typeof shift>[], effectiveFrom = '2025-07-01') => ({ unit, effectiveFrom, week, ground: 'Quy chế' });
  const usual = hours([shift(1, '07:30', '11:30'), shift(1, '13:00', '17:00'), shift(2, '07:30', '11:30')]);

  it('are set', () => given(established()).when(usual).yields({ type: 'WorkingHoursSet', data: usual }));
  it('are not set twice', () => given(established(), { type: 'WorkingHoursSet', data: usual }).when(usual).yieldsNothing());
  it('may follow each other without a pause', () => {
    const throughout = hours([shift(1, '13:00', '17:00'), shift(1, '07:30', '13:00')]);
    given(established()).when(throughout).yields({ type: 'WorkingHoursSet', data: throughout });
  });
  it('do not overlap', () =>
    given(established())
      .when(hours([shift(1, '12:59', '17:00'), shift(1, '07:30', '13:00')]))
      .isRejected('working-hours-invalid'));
  it('do not lie inside one another', () =>
    given(established())
      .when(hours([shift(1, '07:00', '17:00'), shift(1, '08:00', '09:00'), shift(1, '10:00', '11:00')]))
      .isRejected('working-hours-invalid'));
  it('end after they begin', () =>
    given(established())
      .when(hours([shift(1, '11:30', '11:30')]))
      .isRejected('working-hours-invalid'));
  it('are not set for a time before those set last', () =>
    given(established(), { type: 'WorkingHoursSet', data: usual })
      .when(hours([shift(1, '07:30', '11:30')], '2025-06-30'))
      .isRejected('date-out-of-order'));
});
