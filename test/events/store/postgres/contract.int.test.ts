import { describeStore } from '#test/events/store/storeContract.ts';
import { openPostgresHome } from '#test/support/postgresHome.ts';

describeStore('PostgreSQL', openPostgresHome);
