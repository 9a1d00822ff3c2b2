import type { AnyCommand } from '#commands/handling/command.ts';
import { takeItems } from '#commands/inventory/inventory.ts';
import type { Established } from '#domain/center/center.ts';
import { balanceOf, CENTER_NORMS, demandedBy, type NormVersion, needOf, norms, normsOn, placesOn } from '#domain/equipment/need.ts';
import { Rejection } from '#domain/rejections.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { localDay } from '#domain/time/localDay.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand, established } from './decision.ts';

export const stateEquipmentNeed = centerCommand({
  name: 'StateEquipmentNeed',
  summary: 'States how much of a kind of equipment a Center needs in total from now on; this stands instead of the norm.',
  input: centerEvents.schemas.EquipmentNeeded,
  decide: (center, { unit, item, quantity, ground }) =>
    established(center, unit).needs.get(keyForm(item)) === quantity
      ? []
      : [{ type: 'EquipmentNeeded', data: { unit, item, quantity, ground } }],
});

export const addEquipment = centerCommand({
  name: 'AddEquipment',
  summary: 'Adds equipment that was bought or granted. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: centerEvents.schemas.EquipmentAdded,
  decide: (center, added) => {
    established(center, added.unit);
    return [{ type: 'EquipmentAdded', data: added }];
  },
});

/** A section's inventory gives first, under an id the Center's event bears too: none is counted twice or lost. */
export const reuseEquipment = centerCommand({
  name: 'ReuseEquipment',
  summary:
    'Takes over equipment of a former one-stop section; with `section`, out of its inventory. Each time adds more: repeat it only with the same Idempotency-Key.',
  input: centerEvents.schemas.EquipmentReused.omit({ takingId: true }),
  prepare: async ({ unit, section, item, quantity, from }, center, { newId }, { run }) => {
    if (section === undefined) return undefined;
    established(center, unit);
    const takingId = newId('taking');
    await run(takeItems, { section, takingId, takenBy: unit, item, quantity, from });
    return takingId;
  },
  decide: (center, reused, _context, takingId: string | undefined) => {
    const { takings } = established(center, reused.unit);
    if (takingId === undefined) return [{ type: 'EquipmentReused', data: reused }];
    return takings.has(takingId) ? [] : [{ type: 'EquipmentReused', data: { ...reused, takingId } }];
  },
});

export const recordTakenItems = centerCommand({
  name: 'RecordTakenItems',
  summary: 'Records at the Center what was taken from an inventory for it, where that is not on record yet.',
  input: centerEvents.schemas.EquipmentReused.required({ section: true, takingId: true }),
  decide: (center, taken) =>
    established(center, taken.unit).takings.has(taken.takingId) ? [] : [{ type: 'EquipmentReused', data: taken }],
});

/** Pieces that a Center has beyond its need on a day. */
const surplusOf = ({ holdings, needs, points }: Established, item: string, versions: readonly NormVersion[], day: string): number => {
  const byNorm = demandedBy(normsOn(versions, day), placesOn(points.values(), day));
  const key = keyForm(item);
  return balanceOf(needOf(needs.get(key), byNorm.get(key)).needed, holdings.get(key) ?? 0).surplus;
};

export const takeOutEquipment = centerCommand({
  name: 'TakeOutEquipment',
  summary: 'Takes pieces out of a Center for a transfer: no more than it can spare.',
  input: centerEvents.schemas.EquipmentTakenOut,
  prepare: (_input, _center, _context, { fold }): Promise<readonly NormVersion[]> => fold(`norm-${CENTER_NORMS}`, norms),
  decide: (center, taken, { occurredAt }, versions) => {
    const { unit, transferId, item, quantity } = taken;
    const current = established(center, unit);
    const before = current.transfers.get(transferId);
    if (before === 'out') return [];
    if (before === 'back') throw new Rejection('transfer-status-differs', `The pieces of transfer ${transferId} came back to ${unit}.`);
    const spare = surplusOf(current, item, versions, localDay(occurredAt));
    if (spare < quantity) throw new Rejection('no-surplus', `The Center of ${unit} can spare ${spare} × ${item}, not ${quantity}.`);
    return [{ type: 'EquipmentTakenOut', data: taken }];
  },
});

export const takeInEquipment = centerCommand({
  name: 'TakeInEquipment',
  summary: 'Counts the pieces of a transfer in at the Center that received them, once.',
  input: centerEvents.schemas.EquipmentTakenIn,
  decide: (center, taken) =>
    established(center, taken.unit).transfers.has(taken.transferId) ? [] : [{ type: 'EquipmentTakenIn', data: taken }],
});

export const giveBackEquipment = centerCommand({
  name: 'GiveBackEquipment',
  summary: 'Counts the pieces of a transfer that did not come to pass in again where they were taken out, once.',
  input: centerEvents.schemas.EquipmentGivenBack,
  decide: (center, given) =>
    established(center, given.unit).transfers.get(given.transferId) === 'out' ? [{ type: 'EquipmentGivenBack', data: given }] : [],
});

/** What a Center works with. */
export const equipmentCommands: readonly AnyCommand[] = [
  stateEquipmentNeed,
  reuseEquipment,
  addEquipment,
  recordTakenItems,
  takeOutEquipment,
  takeInEquipment,
  giveBackEquipment,
];
