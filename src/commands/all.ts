import { recordPersonalDataRead } from '#commands/access/recordPersonalDataRead.ts';
import { calendarCommands } from '#commands/calendar/calendar.ts';
import { decisionCommands } from '#commands/center/decision.ts';
import { equipmentCommands } from '#commands/center/equipment.ts';
import { placeCommands } from '#commands/center/places.ts';
import { workCommands } from '#commands/center/work.ts';
import { issueDirective } from '#commands/directive/issueDirective.ts';
import { moveTaskDeadline } from '#commands/directive/moveTaskDeadline.ts';
import { endings } from '#commands/dossier/endings.ts';
import { intake } from '#commands/dossier/intake.ts';
import { fees, supplements } from '#commands/dossier/pauses.ts';
import { processing } from '#commands/dossier/processing.ts';
import { acceptEvidence } from '#commands/duty/acceptEvidence.ts';
import { assignDuty } from '#commands/duty/assignDuty.ts';
import { handInEvidence } from '#commands/duty/handInEvidence.ts';
import { markDutyOverdue } from '#commands/duty/markDutyOverdue.ts';
import { moveDutyDeadline } from '#commands/duty/moveDutyDeadline.ts';
import { recogniseDuty } from '#commands/duty/recogniseDuty.ts';
import { returnEvidence } from '#commands/duty/returnEvidence.ts';
import { urgeDuty } from '#commands/duty/urgeDuty.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import { inventoryCommands } from '#commands/inventory/inventory.ts';
import { normCommands } from '#commands/norm/norm.ts';
import { dispatchNotice } from '#commands/notice/dispatchNotice.ts';
import { markNoticeSeen } from '#commands/notice/markNoticeSeen.ts';
import { recordNoticeFailure } from '#commands/notice/recordNoticeFailure.ts';
import { recordNoticeSent } from '#commands/notice/recordNoticeSent.ts';
import { resendNotice } from '#commands/notice/resendNotice.ts';
import { writeNotice } from '#commands/notice/writeNotice.ts';
import { batchCommands } from '#commands/official/assignmentBatch.ts';
import { assignmentCommands } from '#commands/official/assignments.ts';
import { personCommands } from '#commands/official/person.ts';
import { concludePilot } from '#commands/pilot/concludePilot.ts';
import { planPilot } from '#commands/pilot/planPilot.ts';
import { reportPilotIssue } from '#commands/pilot/reportPilotIssue.ts';
import { resolvePilotIssue } from '#commands/pilot/resolvePilotIssue.ts';
import { startPilot } from '#commands/pilot/startPilot.ts';
import { catalogueProcedure } from '#commands/procedure/catalogueProcedure.ts';
import { publishProcedureVersion } from '#commands/procedure/publishProcedureVersion.ts';
import { recordPortalEntry } from '#commands/procedure/recordPortalEntry.ts';
import { retireProcedure } from '#commands/procedure/retireProcedure.ts';
import {
  pauseProjection,
  requestProjectionRebuild,
  resumeProjection,
  skipProjectionEvent,
} from '#commands/projectionControl/projection.ts';
import { registerCommands } from '#commands/register/register.ts';
import { publishModelRegulations } from '#commands/regulation/publishModelRegulations.ts';
import { abandonReview } from '#commands/review/abandonReview.ts';
import { approveReview } from '#commands/review/approveReview.ts';
import { checkReview } from '#commands/review/checkReview.ts';
import { configureElectronicProcedure } from '#commands/review/configureElectronicProcedure.ts';
import { draftReview } from '#commands/review/draftReview.ts';
import { openReview } from '#commands/review/openReview.ts';
import { publishReview } from '#commands/review/publishReview.ts';
import { returnReview } from '#commands/review/returnReview.ts';
import { supersedeReview } from '#commands/review/supersedeReview.ts';
import { transferCommands } from '#commands/transfer/transfer.ts';
/** Every command there is: what the executor runs and HTTP mounts. */
export const commands: readonly AnyCommand[] = [
  ...decisionCommands,
  ...placeCommands,
  ...equipmentCommands,
  ...workCommands,
  ...personCommands,
  ...assignmentCommands,
  ...batchCommands,
  catalogueProcedure,
  publishProcedureVersion,
  retireProcedure,
  recordPortalEntry,
  openReview,
  draftReview,
  checkReview,
  returnReview,
  approveReview,
  configureElectronicProcedure,
  publishReview,
  supersedeReview,
  abandonReview,
  ...calendarCommands,
  ...intake,
  ...supplements,
  ...processing,
  ...fees,
  ...endings,
  issueDirective,
  moveTaskDeadline,
  assignDuty,
  moveDutyDeadline,
  recogniseDuty,
  markDutyOverdue,
  handInEvidence,
  acceptEvidence,
  returnEvidence,
  urgeDuty,
  writeNotice,
  dispatchNotice,
  recordNoticeSent,
  recordNoticeFailure,
  resendNotice,
  markNoticeSeen,
  ...registerCommands,
  planPilot,
  startPilot,
  reportPilotIssue,
  resolvePilotIssue,
  concludePilot,
  publishModelRegulations,
  ...normCommands,
  ...inventoryCommands,
  ...transferCommands,
  recordPersonalDataRead,
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
