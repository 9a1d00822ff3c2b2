import { agencyQueries } from './agencies/agencyQueries.ts';
import { assignmentBatchQueries } from './assignmentBatches/assignmentBatchQueries.ts';
import { auditQueries, personalDataReadQueries } from './audit/auditQueries.ts';
import { calendarQueries } from './calendars/calendarQueries.ts';
import { centerQueries } from './centers/centerQueries.ts';
import { counterNeedQueries } from './centers/counterNeedQueries.ts';
import { directiveProgressQueries } from './directiveProgress/directiveProgressQueries.ts';
import { directiveQueries } from './directives/directiveQueries.ts';
import { dossierBatchQueries } from './dossierBatches/dossierBatchQueries.ts';
import { dossierFormQueries } from './dossierForms/dossierFormQueries.ts';
import { paperListQueries } from './dossierForms/listQueries.ts';
import { dossierQueries, registerQueries, workloadQueries } from './dossiers/dossierQueries.ts';
import { equipmentQueries } from './equipment/equipmentQueries.ts';
import { lateEntryQueries } from './lateEntries/lateEntryQueries.ts';
import { noticeQueries } from './notices/noticeQueries.ts';
import { officialQueries } from './officials/officialQueries.ts';
import { periodQueries } from './periods/periodQueries.ts';
import { pilotQueries } from './pilots/pilotQueries.ts';
import { procedureReviewQueries } from './procedureReviews/procedureReviewQueries.ts';
import { procedureQueries } from './procedures/procedureQueries.ts';
import { regulationQueries } from './regulations/regulationQueries.ts';
import type { Plurals } from './server/options.ts';
import type { Query } from './server/query.ts';
import { streamQueries } from './streams/streamQueries.ts';

/** Every query the server mounts. */
export const allQueries: readonly Query[] = [
  ...agencyQueries,
  ...assignmentBatchQueries,
  ...auditQueries,
  ...streamQueries,
  ...calendarQueries,
  ...centerQueries,
  ...counterNeedQueries,
  ...directiveProgressQueries,
  ...directiveQueries,
  ...dossierBatchQueries,
  ...dossierFormQueries,
  ...paperListQueries,
  ...dossierQueries,
  ...lateEntryQueries,
  ...noticeQueries,
  ...equipmentQueries,
  ...officialQueries,
  ...personalDataReadQueries,
  ...periodQueries,
  ...pilotQueries,
  ...procedureReviewQueries,
  ...procedureQueries,
  ...registerQueries,
  ...regulationQueries,
  ...workloadQueries,
];

/** Names of resources by stream category, where adding an s does not make them. */
export const plurals: Plurals = {
  access: 'access-records',
  batch: 'assignment-batches',
  bulk: 'dossier-batches',
  duty: 'duties',
  review: 'procedure-reviews',
  inventory: 'inventories',
};
