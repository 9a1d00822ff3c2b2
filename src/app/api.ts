import { commands } from '#commands/all.ts';
import { access } from '#http/access.ts';
import { allQueries, plurals } from '#http/all.ts';
import { assignmentFileRoute } from '#http/assignmentBatches/assignmentBatchQueries.ts';
import { eventSchemaRoutes } from '#http/feeds/cloudEvents.ts';
import { pullFeed } from '#http/feeds/pullFeed.ts';
import { pushFeed } from '#http/feeds/pushFeed.ts';
import { exportRoute } from '#http/seal/exportRoute.ts';
import { sealRoutes } from '#http/seal/sealRoutes.ts';
import type { Api } from '#http/server/options.ts';

/** Everything the server mounts: commands and queries with who may use them, feeds, and files that come in. */
export const api: Api = {
  access,
  commands,
  plurals,
  queries: allQueries,
  others: [eventSchemaRoutes, pullFeed, pushFeed, assignmentFileRoute, sealRoutes, exportRoute],
};
