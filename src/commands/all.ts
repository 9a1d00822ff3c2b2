import { recordLogExport, recordPersonalDataRead, recordPersonalDataSearch } from '#commands/access/recordPersonalDataRead.ts';
import { dossierBatchCommands } from '#commands/bulk/dossierBatch.ts';
import { calendarCommands } from '#commands/calendar/calendar.ts';
import { decisionCommands } from '#commands/center/decision.ts';
import { equipmentCommands } from '#commands/center/equipment.ts';
import { placeCommands } from '#commands/center/places.ts';
import { workCommands } from '#commands/center/work.ts';
import { directiveCommands } from '#commands/directive/directive.ts';
import { corrections } from '#commands/dossier/corrections.ts';
import { endings } from '#commands/dossier/endings.ts';
import { fees } from '#commands/dossier/fees.ts';
import { handovers } from '#commands/dossier/handovers.ts';
import { intake } from '#commands/dossier/intake.ts';
import { keeping } from '#commands/dossier/keeping.ts';
import { lateEntryCommands } from '#commands/dossier/lateEntries.ts';
import { processing, supplements } from '#commands/dossier/processing.ts';
import { reminding } from '#commands/dossier/reminding.ts';
import { resultCorrections } from '#commands/dossier/resultCorrections.ts';
import { dutyAssignmentCommands, dutyFulfilmentCommands } from '#commands/duty/duty.ts';
import { recognitionCommands } from '#commands/duty/recognition.ts';
import { takeExternalCode } from '#commands/externalCode/externalCode.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import { inventoryCommands } from '#commands/inventory/inventory.ts';
import { normCommands } from '#commands/norm/norm.ts';
import { noticeCommands } from '#commands/notice/notice.ts';
import { batchCommands } from '#commands/official/assignmentBatch.ts';
import { assignmentCommands } from '#commands/official/assignments.ts';
import { officialKeeping } from '#commands/official/keeping.ts';
import { personCommands } from '#commands/official/person.ts';
import { periodCommands } from '#commands/period/period.ts';
import { pilotCommands } from '#commands/pilot/pilot.ts';
import { procedureCommands } from '#commands/procedure/procedure.ts';
import {
  pauseProjection,
  requestProjectionRebuild,
  resumeProjection,
  skipProjectionEvent,
} from '#commands/projectionControl/projection.ts';
import { takeReceiptNumber } from '#commands/receipt/receipt.ts';
import { registerCommands } from '#commands/register/register.ts';
import { regulationCommands } from '#commands/regulation/regulation.ts';
import { reviewDraftingCommands } from '#commands/review/drafting.ts';
import { reviewOutcomeCommands } from '#commands/review/outcome.ts';
import { recordLogVerification } from '#commands/seal/verification.ts';
import { transferCommands } from '#commands/transfer/transfer.ts';

/** Every command there is: what the executor runs and HTTP mounts. */
export const commands: readonly AnyCommand[] = [
  ...decisionCommands,
  ...placeCommands,
  ...equipmentCommands,
  ...workCommands,
  ...personCommands,
  ...officialKeeping,
  ...assignmentCommands,
  ...batchCommands,
  ...procedureCommands,
  ...reviewDraftingCommands,
  ...reviewOutcomeCommands,
  ...calendarCommands,
  ...intake,
  ...supplements,
  ...processing,
  ...handovers,
  ...reminding,
  ...dossierBatchCommands,
  ...fees,
  ...endings,
  ...keeping,
  ...lateEntryCommands,
  ...corrections,
  ...resultCorrections,
  ...directiveCommands,
  ...dutyAssignmentCommands,
  ...recognitionCommands,
  ...dutyFulfilmentCommands,
  ...noticeCommands,
  ...registerCommands,
  takeReceiptNumber,
  ...periodCommands,
  takeExternalCode,
  ...pilotCommands,
  ...regulationCommands,
  ...normCommands,
  ...inventoryCommands,
  ...transferCommands,
  recordPersonalDataRead,
  recordPersonalDataSearch,
  recordLogExport,
  recordLogVerification,
  pauseProjection,
  resumeProjection,
  requestProjectionRebuild,
  skipProjectionEvent,
];

const byName = new Map(commands.map((command) => [command.name, command]));

/** The command of this name, for callers whose commands are data. Throws a TypeError when there is none. */
export const commandNamed = (name: string): AnyCommand => {
  const command = byName.get(name);
  if (command === undefined) throw new TypeError(`there is no command ${name}`);
  return command;
};
