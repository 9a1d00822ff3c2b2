import { describeModel } from '#test/events/store/storeModel.ts';
import { openPostgresHome } from '#test/support/postgresHome.ts';

describeModel('PostgreSQL', openPostgresHome);
