import { assignmentBatchQueries } from './assignmentBatches/batches.ts';
import { auditQueries, personalDataReadQueries } from './audit/auditQueries.ts';
import { calendarQueries } from './calendars/routes.ts';
import { centerQueries } from './centers/centers.ts';
import { counterNeedQueries } from './centers/counterNeed.ts';
import { centerPeopleQueries } from './centers/people.ts';
import { directiveProgressQueries } from './directiveProgress/routes.ts';
import { directiveQueries } from './directives/routes.ts';
import { dossierQueries, registerQueries, workloadQueries } from './dossiers/routes.ts';
import { equipmentQueries } from './equipment/equipment.ts';
import { pieceQueries } from './equipment/pieces.ts';
import { noticeQueries } from './notices/routes.ts';
import { officialLoadQueries } from './officials/load.ts';
import { officialQueries } from './officials/officials.ts';
import { pilotQueries } from './pilots/routes.ts';
import { procedureReviewQueries } from './procedureReviews/routes.ts';
import { procedureQueries } from './procedures/routes.ts';
import { regulationQueries } from './regulations/routes.ts';
import type { Plurals } from './server/options.ts';
import type { Query } from './server/query.ts';

/** Every query the server mounts. */
export const allQueries: readonly Query[] = [
  ...assignmentBatchQueries,
  ...auditQueries,
  ...calendarQueries,
  ...centerQueries,
  ...centerPeopleQueries,
  ...counterNeedQueries,
  ...directiveProgressQueries,
  ...directiveQueries,
  ...dossierQueries,
  ...noticeQueries,
  ...equipmentQueries,
  ...pieceQueries,
  ...officialQueries,
  ...officialLoadQueries,
  ...personalDataReadQueries,
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
  duty: 'duties',
  review: 'procedure-reviews',
  inventory: 'inventories',
};
