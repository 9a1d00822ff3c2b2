import { carryOutAssignmentBatch } from './carryOutAssignmentBatch.ts';
import { carryOutDossierBatch } from './carryOutDossierBatch.ts';
import { assignDuties, moveDutyDeadlines, recogniseDuties } from './duties.ts';
import { carryOutTransfer, finishHandOver, recordItemsTaken } from './equipment.ts';
import {
  deleteKeyWhenErased,
  explainUnusedNumbers,
  findBySubmitter,
  findByWhatStands,
  keepExternalCodes,
  takeNumbersOfOldReceipts,
} from './housekeeping.ts';
import { tellOfDossiers } from './remindOfDossiers.ts';
import type { AnyProcess } from './tools.ts';
import { notifyWhenUrged, tellOfModelRegulations } from './writeNotices.ts';

/** Every process the daemon runs. */
export const processes: readonly AnyProcess[] = [
  assignDuties,
  carryOutAssignmentBatch,
  carryOutDossierBatch,
  carryOutTransfer,
  deleteKeyWhenErased,
  explainUnusedNumbers,
  findBySubmitter,
  findByWhatStands,
  finishHandOver,
  keepExternalCodes,
  moveDutyDeadlines,
  notifyWhenUrged,
  recogniseDuties,
  recordItemsTaken,
  takeNumbersOfOldReceipts,
  tellOfDossiers,
  tellOfModelRegulations,
];
