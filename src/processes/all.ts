import { assignDuties } from './assignDuties.ts';
import { carryOutAssignmentBatch } from './carryOutAssignmentBatch.ts';
import { carryOutTransfer } from './carryOutTransfer.ts';
import { deleteKeyWhenErased } from './deleteKeyWhenErased.ts';
import { explainUnusedNumbers } from './explainUnusedNumber.ts';
import { finishHandOver } from './finishHandOver.ts';
import { moveDutyDeadlines } from './moveDutyDeadlines.ts';
import { notifyWhenUrged } from './notifyWhenUrged.ts';
import { recogniseDuties } from './recogniseDuties.ts';
import { recordItemsTaken } from './recordTakenItems.ts';
import { tellOfModelRegulations } from './tellOfModelRegulations.ts';
import type { AnyProcess } from './tools.ts';

/** Every process the daemon runs. */
export const processes: readonly AnyProcess[] = [
  assignDuties,
  carryOutAssignmentBatch,
  carryOutTransfer,
  deleteKeyWhenErased,
  explainUnusedNumbers,
  finishHandOver,
  moveDutyDeadlines,
  notifyWhenUrged,
  recogniseDuties,
  recordItemsTaken,
  tellOfModelRegulations,
];
