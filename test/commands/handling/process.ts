import { staffServing } from '#commands/center/decision.ts';
import { correctionLookups } from '#commands/dossier/corrections.ts';
import { type AnyCommand, answer } from '#commands/handling/command.ts';
import { createExecutor, type ExecutorOptions } from '#commands/handling/execute.ts';
import type { Execution, Receipt } from '#commands/handling/receipt.ts';
import { servingLookups } from '#commands/handling/serving.ts';
import { namesByWords } from '#domain/text/searchForm.ts';
import { categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import { connectPersonalData } from '#events/store/keys/connectPersonalData.ts';
import type { MasterKeys } from '#events/store/keys/masterKeys.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import type { createTestDatabases } from '#test/support/database.ts';
import { testSettings } from '#test/support/settings.ts';
import { somebody } from '#test/support/spec.ts';

/** `Execute` for tests, which also give what no command takes. */
export type AnyExecute = (command: AnyCommand, input: unknown, execution: Execution) => Promise<Receipt>;
type Databases = Awaited<ReturnType<typeof createTestDatabases>>;

/** An executor with connections and memory of its own: what a second process of the service has. */
export const startProcess = async (dbs: Databases, masterKeys: MasterKeys, overrides: Partial<ExecutorOptions> = {}) => {
  const store = await connectPostgresStore({ url: dbs.log.appUrl });
  const personalData = await connectPersonalData({ url: dbs.keys.appUrl, masterKeys, formsOf: namesByWords });
  const options: ExecutorOptions = {
    store,
    codec: createCodec(categories, personalData),
    settings: testSettings,
    clock: () => new Date().toISOString(),
    ...overrides,
    answers: new Map([
      answer(correctionLookups.opened, async (values) => personalData.open(values)),
      ...(overrides.answers ?? [answer(staffServing, async () => []), answer(servingLookups.standIn, async () => undefined)]),
    ]),
  };
  return {
    store,
    personalData,
    /** An executor of this process whose store misbehaves. */
    executeOn: (unruly: Partial<ExecutorOptions['store']>): AnyExecute =>
      createExecutor({
        ...options,
        store: {
          append: (...append) => unruly.append?.(...append) ?? store.append(...append),
          readStream: (...read) => unruly.readStream?.(...read) ?? store.readStream(...read),
        },
      }),
    execute: createExecutor(options) as AnyExecute,
    close: async () => {
      await store.close();
      await personalData.close();
    },
  };
};

/** Permits everything. */
export const by = (execution: Partial<Execution> = {}): Execution => ({ actor: somebody, permit: () => undefined, ...execution });
