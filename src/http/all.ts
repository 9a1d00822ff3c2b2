import { assignmentBatchQueries } from './assignmentBatches/routes.ts';
import { auditQueries, personalDataReadQueries } from './audit/auditQueries.ts';
import { calendarQueries } from './calendars/routes.ts';
import { centerPeopleQueries } from './centers/people.ts';
import { centerQueries } from './centers/routes.ts';
import { counterNeedQueries } from './counterNeed/routes.ts';
import { directiveProgressQueries } from './directiveProgress/routes.ts';
import { directiveQueries } from './directives/routes.ts';
import { dossierQueries, registerQueries, workloadQueries } from './dossiers/routes.ts';
import { equipmentQueries } from './equipment/routes.ts';
import { inventoryQueries } from './inventories/routes.ts';
import { normQueries } from './norms/routes.ts';
import { noticeQueries } from './notices/routes.ts';
import { officialLoadQueries } from './officials/load.ts';
import { officialQueries } from './officials/routes.ts';
import { pilotQueries } from './pilots/routes.ts';
import { procedureReviewQueries } from './procedureReviews/routes.ts';
import { procedureQueries } from './procedures/routes.ts';
import { regulationQueries } from './regulations/routes.ts';
import type { Plurals } from './server/options.ts';
import type { Query } from './server/query.ts';
import { transferQueries } from './transfers/routes.ts';
import { unitQueries } from './units/routes.ts';

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
  ...inventoryQueries,
  ...normQueries,
  ...officialQueries,
  ...officialLoadQueries,
  ...personalDataReadQueries,
  ...pilotQueries,
  ...procedureReviewQueries,
  ...procedureQueries,
  ...registerQueries,
  ...regulationQueries,
  ...transferQueries,
  ...unitQueries,
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
