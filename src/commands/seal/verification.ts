import { commandOn, type Fold } from '#commands/handling/command.ts';
import { type SealEvent, sealEvents } from '#events/seal/events.ts';

/** Looks at the log do not depend on each other. */
const seal: Fold<null, SealEvent> = { category: sealEvents.category, initial: null, evolve: () => null };

export const recordLogVerification = commandOn(seal, { idField: 'tree' })({
  name: 'RecordLogVerification',
  summary: 'Records what a look at the whole sealed log found.',
  input: sealEvents.schemas.LogVerified,
  unit: () => undefined,
  decide: (_state, data) => [{ type: 'LogVerified', data }],
});
