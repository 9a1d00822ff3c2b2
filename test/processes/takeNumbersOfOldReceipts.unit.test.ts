import { beforeEach, describe, expect, it } from 'vitest';
import { createExecutor } from '#commands/handling/execute.ts';
import { takeReceiptNumber } from '#commands/receipt/receipt.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { takeNumbersOfOldReceipts } from '#processes/housekeeping.ts';
import type { Tools } from '#processes/tools.ts';
import { by } from '#test/commands/handling/process.ts';
import { feePaid, logOf, unit } from '#test/support/events.ts';
import { createMemoryStore } from '#test/support/memoryStore.ts';
import { testSettings } from '#test/support/settings.ts';

const dossierOf = (n: number) => `0197bf3e-1c00-7a10-8b00-00000000000${n}`;
const clock = () => '2025-08-01T00:00:00.000Z';
const codec = createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal')) });
let store: ReturnType<typeof createMemoryStore>;
let execute: ReturnType<typeof createExecutor>;
beforeEach(() => {
  store = createMemoryStore(clock);
  execute = createExecutor({ store, codec, settings: testSettings, answers: new Map(), clock });
});

/** Payments as the log of an older program holds them: the envelope alone says where. */
const payments = logOf([
  { ...feePaid({ dossierId: dossierOf(1), receiptNumber: 'BL-1' }), unit },
  { ...feePaid({ dossierId: dossierOf(2), receiptNumber: 'bl-1' }), unit },
  { ...feePaid({ dossierId: dossierOf(3), receiptNumber: 'BL-3', unit }), unit },
]);
const deliver = async (event: Recorded<AnyEvent>) => {
  const tools = {
    execute: async (command: typeof takeReceiptNumber, input: never, { id }: { id: string }) =>
      void (await execute(command, input, by({ actor: { id: 'motcua', role: 'system' }, idempotencyKey: id }))),
  } as unknown as Tools;
  await takeNumbersOfOldReceipts.react(event as never, tools);
};
const bearersOf = async (number: string) =>
  (await store.readStream(`receipt-${unit}//${number}`)).map(({ data }) => (data as { dossierId: string }).dossierId);

describe('numbers of receipts that older payments bear', () => {
  it('are taken for the first dossier that bears them, whenever and however often they are delivered', async () => {
    for (const event of [...payments, ...payments]) await deliver(event);
    expect(await bearersOf('BL-1')).toEqual([dossierOf(1)]);
    // it says where it was paid: its number was taken before it was recorded
    expect(await bearersOf('BL-3')).toEqual([]);
  });
  it('serve no dossier any more', async () => {
    for (const event of payments) await deliver(event);
    const again = { unit, number: 'BL-1', dossierId: dossierOf(9) };
    await expect(execute(takeReceiptNumber, again, by())).rejects.toMatchObject({ code: 'receipt-number-used' });
  });
});
