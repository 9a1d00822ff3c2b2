import { z } from 'zod';
import { centerCommand } from '#commands/center/decision.ts';
import { addEquipment } from '#commands/center/equipment.ts';
import { officialCommand } from '#commands/official/person.ts';
import { center } from '#domain/center/center.ts';
import { centerEvents } from '#events/center/events.ts';
import { officialEvents } from '#events/official/events.ts';

const added = centerEvents.schemas.EquipmentAdded;

/** An act that may be entered late. */
export const addLate = centerCommand({
  name: 'AddLate',
  summary: 'Adds equipment, perhaps entered late.',
  input: added,
  lateEntry: true,
  decide: (_center, { unit, item, quantity }) => [{ type: 'EquipmentAdded', data: { unit, item, quantity } }],
});

/** An act that first has something done to another Center, on the caller's behalf. */
export const passOn = centerCommand({
  name: 'PassOn',
  summary: 'Passes equipment on to another Center.',
  input: added.extend({ to: z.string() }),
  lateEntry: true,
  prepare: async ({ to, item, quantity }, _center, _context, { run, fold }) => {
    await run(addEquipment, { unit: to, item, quantity });
    return fold(`center-${to}`, center);
  },
  decide: (_center, { unit, item, quantity }, _context, receiver) =>
    receiver.status === 'absent' ? [] : [{ type: 'EquipmentReused', data: { unit, item, quantity, from: 'passed on' } }],
});

/** Two events of one decision. */
export const addTwice = centerCommand({
  name: 'AddTwice',
  summary: 'Adds equipment in two parts.',
  input: added,
  decide: (_center, data) => [
    { type: 'EquipmentAdded', data },
    { type: 'EquipmentAdded', data },
  ],
});

/** Puts more personal data into a stream that has some. */
export const rename = officialCommand({
  name: 'Rename',
  summary: 'Registers the name again.',
  input: officialEvents.schemas.OfficialRegistered.pick({ officialId: true, name: true }),
  unit: () => undefined,
  decide: (_official, { officialId, name }) => [{ type: 'OfficialRegistered', data: { officialId, name, office: 'civil-servant' } }],
});

/** Says that an official's personal data is erased, whatever the rules. */
export const sayErased = officialCommand({
  name: 'SayErased',
  summary: 'Says that personal data is erased.',
  input: z.strictObject({ officialId: z.string() }),
  unit: () => undefined,
  decide: (_official, { officialId }) => [{ type: 'OfficialPersonalDataErased', data: { officialId, ground: 'hết thời hạn lưu' } }],
});
