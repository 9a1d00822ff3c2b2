import { assignDuties } from './assignDuties.ts';
import { deleteKeyWhenErased } from './deleteKeyWhenErased.ts';
import { explainUnusedNumber } from './explainUnusedNumber.ts';
import { moveDutyDeadlines } from './moveDutyDeadlines.ts';
import { recogniseDuties } from './recogniseDuties.ts';
import type { AnyProcess } from './tools.ts';

/** Every process the daemon runs. */
export const processes: readonly AnyProcess[] = [
  assignDuties,
  deleteKeyWhenErased,
  explainUnusedNumber,
  moveDutyDeadlines,
  recogniseDuties,
];
