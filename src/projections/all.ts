import { assignmentBatches } from './assignmentBatches/projection.ts';
import { auditTrail } from './auditTrail/projection.ts';
import { centerPeople } from './centerPeople/projection.ts';
import { centerReadiness } from './centerReadiness/projection.ts';
import { counterVisits } from './counterVisits/projection.ts';
import type { Projection } from './daemon/projection.ts';
import { dossierBatches } from './dossierBatches/projection.ts';
import { dossierDetail } from './dossierDetail/projection.ts';
import { dossierList } from './dossierList/projection.ts';
import { duties } from './duties/projection.ts';
import { equipment } from './equipment/projection.ts';
import { notices } from './notices/projection.ts';
import { officialLoad } from './officialLoad/projection.ts';
import { periods } from './periods/projection.ts';
import { personalDataReads } from './personalDataReads/projection.ts';
import { pilots } from './pilots/projection.ts';
import { procedureCatalogue } from './procedureCatalogue/projection.ts';
import { procedureReviews } from './procedureReviews/projection.ts';
import { registerBook } from './registerBook/projection.ts';
import { regulations } from './regulations/projection.ts';
import { staffing } from './staffing/projection.ts';
import { workingCalendar } from './workingCalendar/projection.ts';

/** Every read model the daemon keeps. */
export const allProjections: readonly Projection[] = [
  assignmentBatches,
  auditTrail,
  centerPeople,
  centerReadiness,
  counterVisits,
  dossierBatches,
  dossierDetail,
  dossierList,
  duties,
  notices,
  officialLoad,
  periods,
  personalDataReads,
  equipment,
  pilots,
  procedureCatalogue,
  procedureReviews,
  registerBook,
  regulations,
  staffing,
  workingCalendar,
];
