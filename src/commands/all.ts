import { recordPersonalDataRead } from '#commands/access/recordPersonalDataRead.ts';
import { calendarCommands } from '#commands/calendar/calendar.ts';
import { addEquipment } from '#commands/center/addEquipment.ts';
import { amendCenterDecision } from '#commands/center/amendCenterDecision.ts';
import { closePoint } from '#commands/center/closePoint.ts';
import { designateHeadquarters } from '#commands/center/designateHeadquarters.ts';
import { establishCenter } from '#commands/center/establishCenter.ts';
import { fixPoints } from '#commands/center/fixPoints.ts';
import { giveBackEquipment } from '#commands/center/giveBackEquipment.ts';
import { issueWorkingRegulations } from '#commands/center/issueWorkingRegulations.ts';
import { limitOffer } from '#commands/center/limitOffer.ts';
import { openCenter } from '#commands/center/openCenter.ts';
import { openPoint } from '#commands/center/openPoint.ts';
import { recordTakenItems } from '#commands/center/recordTakenItems.ts';
import { reuseEquipment } from '#commands/center/reuseEquipment.ts';
import { setWorkingHours } from '#commands/center/setWorkingHours.ts';
import { stateEquipmentNeed } from '#commands/center/stateEquipmentNeed.ts';
import { stateStaffNeed } from '#commands/center/stateStaffNeed.ts';
import { takeInEquipment } from '#commands/center/takeInEquipment.ts';
import { takeOutEquipment } from '#commands/center/takeOutEquipment.ts';
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
import { countItemsIn } from '#commands/inventory/countItemsIn.ts';
import { openInventory } from '#commands/inventory/openInventory.ts';
import { takeItems } from '#commands/inventory/takeItems.ts';
import { writeItemsOff } from '#commands/inventory/writeItemsOff.ts';
import { publishNorms } from '#commands/norm/publishNorms.ts';
import { dispatchNotice } from '#commands/notice/dispatchNotice.ts';
import { markNoticeSeen } from '#commands/notice/markNoticeSeen.ts';
import { recordNoticeFailure } from '#commands/notice/recordNoticeFailure.ts';
import { recordNoticeSent } from '#commands/notice/recordNoticeSent.ts';
import { resendNotice } from '#commands/notice/resendNotice.ts';
import { writeNotice } from '#commands/notice/writeNotice.ts';
import { acceptAssignmentBatch } from '#commands/official/acceptAssignmentBatch.ts';
import { advanceAssignmentBatch } from '#commands/official/advanceAssignmentBatch.ts';
import { assignOfficial } from '#commands/official/assignOfficial.ts';
import { endAssignment } from '#commands/official/endAssignment.ts';
import { eraseOfficialPersonalData } from '#commands/official/eraseOfficialPersonalData.ts';
import { failAssignmentBatch } from '#commands/official/failAssignmentBatch.ts';
import { giveTaskGroups } from '#commands/official/giveTaskGroups.ts';
import { holdOffice } from '#commands/official/holdOffice.ts';
import { registerOfficial } from '#commands/official/registerOfficial.ts';
import { substituteOfficial } from '#commands/official/substituteOfficial.ts';
import { undoAssignmentBatch } from '#commands/official/undoAssignmentBatch.ts';
import { concludePilot } from '#commands/pilot/concludePilot.ts';
import { planPilot } from '#commands/pilot/planPilot.ts';
import { reportPilotIssue } from '#commands/pilot/reportPilotIssue.ts';
import { resolvePilotIssue } from '#commands/pilot/resolvePilotIssue.ts';
import { startPilot } from '#commands/pilot/startPilot.ts';
import { catalogueProcedure } from '#commands/procedure/catalogueProcedure.ts';
import { publishProcedureVersion } from '#commands/procedure/publishProcedureVersion.ts';
import { recordPortalEntry } from '#commands/procedure/recordPortalEntry.ts';
import { retireProcedure } from '#commands/procedure/retireProcedure.ts';
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
import { acceptTransfer } from '#commands/transfer/acceptTransfer.ts';
import { declineTransfer } from '#commands/transfer/declineTransfer.ts';
import { handOverTransfer } from '#commands/transfer/handOverTransfer.ts';
import { refuseTransfer } from '#commands/transfer/refuseTransfer.ts';
import { requestTransfer } from '#commands/transfer/requestTransfer.ts';
import { pauseProjection, requestProjectionRebuild, resumeProjection, skipProjectionEvent } from './projectionControl/projection.ts';
/** Every command there is: what the executor runs and HTTP mounts. */
export const commands: readonly AnyCommand[] = [
  establishCenter,
  amendCenterDecision,
  fixPoints,
  openPoint,
  closePoint,
  designateHeadquarters,
  stateEquipmentNeed,
  reuseEquipment,
  addEquipment,
  issueWorkingRegulations,
  recordTakenItems,
  setWorkingHours,
  takeOutEquipment,
  takeInEquipment,
  giveBackEquipment,
  stateStaffNeed,
  limitOffer,
  openCenter,
  registerOfficial,
  holdOffice,
  assignOfficial,
  substituteOfficial,
  endAssignment,
  giveTaskGroups,
  acceptAssignmentBatch,
  advanceAssignmentBatch,
  failAssignmentBatch,
  undoAssignmentBatch,
  eraseOfficialPersonalData,
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
  publishNorms,
  openInventory,
  countItemsIn,
  writeItemsOff,
  takeItems,
  requestTransfer,
  declineTransfer,
  handOverTransfer,
  acceptTransfer,
  refuseTransfer,
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
