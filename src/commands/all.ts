import { recordPersonalDataRead } from '#commands/access/recordPersonalDataRead.ts';
import { amendCalendar } from '#commands/calendar/amendCalendar.ts';
import { closeUnit } from '#commands/calendar/closeUnit.ts';
import { liftUnitClosure } from '#commands/calendar/liftUnitClosure.ts';
import { publishCalendar } from '#commands/calendar/publishCalendar.ts';
import { addEquipment } from '#commands/center/addEquipment.ts';
import { amendCenterDecision } from '#commands/center/amendCenterDecision.ts';
import { closePoint } from '#commands/center/closePoint.ts';
import { designateHeadquarters } from '#commands/center/designateHeadquarters.ts';
import { establishCenter } from '#commands/center/establishCenter.ts';
import { issueWorkingRegulations } from '#commands/center/issueWorkingRegulations.ts';
import { openCenter } from '#commands/center/openCenter.ts';
import { openPoint } from '#commands/center/openPoint.ts';
import { reuseEquipment } from '#commands/center/reuseEquipment.ts';
import { setWorkingHours } from '#commands/center/setWorkingHours.ts';
import { stateEquipmentNeed } from '#commands/center/stateEquipmentNeed.ts';
import type { AnyCommand } from '#commands/handling/command.ts';
import { assignOfficial } from '#commands/official/assignOfficial.ts';
import { endAssignment } from '#commands/official/endAssignment.ts';
import { eraseOfficialPersonalData } from '#commands/official/eraseOfficialPersonalData.ts';
import { holdOffice } from '#commands/official/holdOffice.ts';
import { registerOfficial } from '#commands/official/registerOfficial.ts';
import { substituteOfficial } from '#commands/official/substituteOfficial.ts';
import { catalogueProcedure } from '#commands/procedure/catalogueProcedure.ts';
import { publishProcedureVersion } from '#commands/procedure/publishProcedureVersion.ts';
import { retireProcedure } from '#commands/procedure/retireProcedure.ts';
import { pauseProjection } from '#commands/projection/pauseProjection.ts';
import { requestProjectionRebuild } from '#commands/projection/requestProjectionRebuild.ts';
import { resumeProjection } from '#commands/projection/resumeProjection.ts';
import { skipProjectionEvent } from '#commands/projection/skipProjectionEvent.ts';

/** Every command there is: what the executor runs and HTTP mounts. */
export const commands: readonly AnyCommand[] = [
  establishCenter,
  amendCenterDecision,
  openPoint,
  closePoint,
  designateHeadquarters,
  stateEquipmentNeed,
  reuseEquipment,
  addEquipment,
  issueWorkingRegulations,
  setWorkingHours,
  openCenter,
  registerOfficial,
  holdOffice,
  assignOfficial,
  substituteOfficial,
  endAssignment,
  eraseOfficialPersonalData,
  catalogueProcedure,
  publishProcedureVersion,
  retireProcedure,
  publishCalendar,
  amendCalendar,
  closeUnit,
  liftUnitClosure,
  recordPersonalDataRead,
  pauseProjection,
  resumeProjection,
  requestProjectionRebuild,
  skipProjectionEvent,
];
