import { commandNamed } from '#commands/all.ts';
import { createExecutor } from '#commands/handling/execute.ts';
import { derivedId } from '#commands/handling/ids.ts';
import { Rejection } from '#domain/rejections.ts';
import { type AnyEvent, categories } from '#events/all.ts';
import { createCodec } from '#events/store/codec.ts';
import type { Recorded } from '#events/store/event.ts';
import { carryOutTransfer, finishHandOver, recordItemsTaken } from '#processes/equipment.ts';
import type { Tools } from '#processes/tools.ts';
import { createMemoryStore } from '#test/support/memoryStore.ts';
import { testSettings } from '#test/support/settings.ts';
import { somebody } from '#test/support/spec.ts';

/** Where a process of the service dies: at its n-th append, before or after the log took it. */
type Death = { nth: number; after: boolean };
class Killed extends Error {
  override name = 'Killed';
}

export const item = 'máy quét';
export const units = ['25747', '25750', '25760'] as const;
export const sections = ['phu-cuong', 'phu-loi'] as const;
const decision = {
  act: { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch' },
  effectiveOn: '2025-07-01',
  functions: ['a'],
  tasks: ['b'],
  powers: ['c'],
};

const codec = createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal here')) });
export const transferIds = [1, 2, 3].map((n) => derivedId('transfer', n));

/** A city of three Centers and two sections with pieces, and three transfers asked for, on a log in memory; whoever acts there may die, and workers follow the log. */
export const openCity = async () => {
  const clock = () => '2025-07-02T01:00:00.000Z';
  const store = createMemoryStore(clock);
  const log: Recorded<AnyEvent>[] = [];

  /** A process of its own, which may be doomed. */
  const startProcess = (death?: Death) => {
    let appends = 0;
    const append: typeof store.append = async (stream, expected, events) => {
      appends += 1;
      const dies = death !== undefined && appends === death.nth;
      if (dies && !death.after) throw new Killed();
      const appended = await store.append(stream, expected, events);
      if (!appended.repeated) {
        const added = await store.readStream(stream, { from: appended.revision - events.length + 1, limit: events.length });
        log.push(...added.map((event) => codec.decode(event)));
        log.sort((a, b) => a.position - b.position);
      }
      if (dies) throw new Killed();
      return appended;
    };
    return createExecutor({
      store: { ...store, append },
      codec,
      settings: testSettings,
      answers: new Map(),
      clock,
    });
  };
  const read: Tools['read'] = async (stream) => (await store.readStream(stream)).map((event) => codec.decode(event));

  /** Gives a command at a process of its own. A refusal and a death are no failure of the test. */
  const give = async (command: string, input: object, idempotencyKey: string, death?: Death): Promise<'done' | 'refused' | 'dead'> => {
    try {
      await startProcess(death)(commandNamed(command), input, { actor: somebody, permit: () => undefined, idempotencyKey });
      return 'done';
    } catch (error) {
      if (error instanceof Rejection) return 'refused';
      if (error instanceof Killed) return 'dead';
      throw error;
    }
  };

  /** Follows the log from its beginning until nothing is left to do; true when it lived so long. It is told of every event again, as after a lost checkpoint. */
  const work = async (death?: Death): Promise<boolean> => {
    const execute = startProcess(death);
    const tools = {
      read,
      execute: async (command, input, because, { which = '', at } = {}) => {
        const idempotencyKey = `${command.name} because of ${because.id}${which}`;
        const circumstances = { actor: { id: 'motcua', role: 'system' as const }, permit: () => undefined, idempotencyKey };
        await execute(command, input, { ...circumstances, ...(at !== undefined && { now: at }) });
      },
    } as Partial<Tools> as Tools;
    try {
      for (let place = 0; place < log.length; place += 1) {
        const event = log[place] as Recorded<AnyEvent>;
        for (const process of [recordItemsTaken, finishHandOver, carryOutTransfer])
          if (process.on.includes(event.type)) await process.react(event, tools);
      }
      return true;
    } catch (error) {
      if (error instanceof Killed) return false;
      throw error;
    }
  };

  for (const unit of units) {
    await give('EstablishCenter', { unit, decision }, `establish ${unit}`);
    await give('AddEquipment', { unit, item, quantity: 3 }, `add ${unit}`);
  }
  for (const [n, transferId] of transferIds.entries()) {
    const [from, to] = [units[n], units[(n + 1) % units.length]];
    await give('RequestTransfer', { transferId, from, to, item, quantity: 2, ground: 'Thừa' }, `request ${transferId}`);
  }
  for (const section of sections) {
    const sharedWith = section === 'phu-cuong' ? [...units] : [];
    const opened = { section, unit: units[1], name: section, level: 'commune', sharedWith, items: [{ item, quantity: 5 }] };
    await give('OpenInventory', opened, `open ${section}`);
  }
  return { log, give, work };
};

/** Where all pieces are, told from the events alone. */
export const piecesIn = (log: readonly Recorded<AnyEvent>[]) => {
  const left = new Map<string, number>();
  const held = new Map<string, number>();
  const takings = new Map<string, number>();
  const onTheWay = new Map<string, number>();
  let ever = 0;
  const add = (places: Map<string, number>, place: string, quantity: number) => void places.set(place, (places.get(place) ?? 0) + quantity);
  for (const { type, data } of log)
    switch (type) {
      case 'InventoryOpened':
        for (const { quantity } of data.items) {
          add(left, data.section, quantity);
          ever += quantity;
        }
        break;
      case 'ItemsCountedIn':
        add(left, data.section, data.quantity);
        ever += data.quantity;
        break;
      case 'ItemsWrittenOff':
        add(left, data.section, -data.quantity);
        ever -= data.quantity;
        break;
      case 'ItemsTaken':
        add(left, data.section, -data.quantity);
        add(takings, data.takingId, data.quantity);
        break;
      case 'EquipmentReused':
        add(held, data.unit, data.quantity);
        add(takings, data.takingId ?? 'unnamed', -data.quantity);
        break;
      case 'EquipmentAdded':
        add(held, data.unit, data.quantity);
        ever += data.quantity;
        break;
      case 'EquipmentTakenOut':
        add(held, data.unit, -data.quantity);
        add(onTheWay, data.transferId, data.quantity);
        break;
      case 'EquipmentTakenIn':
      case 'EquipmentGivenBack':
        add(held, data.unit, data.quantity);
        add(onTheWay, data.transferId, -data.quantity);
        break;
      default:
    }
  return { ever, left, held, takings, onTheWay };
};
