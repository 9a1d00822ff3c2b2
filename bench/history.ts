import { randomUUID } from 'node:crypto';
import { loadSettings } from '#app/settings.ts';
import type { NewEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { connectPostgresStore } from '#events/store/postgres/store.ts';
import type { BenchServer } from './server.ts';

const sealed = (length: number) => ({ sealed: 'x'.repeat(length) });
const lines = ['Tiếp nhận 01/07/2025 09:12', 'Thời hạn 2 ngày làm việc', 'Hẹn trả 03/07/2025 17:00'];
const due = { at: '2025-07-03T10:00:00.000Z', lines };

const units = loadSettings().units.map(({ code }) => code);
/** Units of the lives below. */
export const historyUnit = (number: number): string => units[number % units.length] as string;

/** The life of one dossier: eight events of the size our own have. */
export const life = (number: number): { stream: string; events: NewEvent[] } => {
  const dossierId = randomUUID();
  const unit = historyUnit(number);
  const holder = (desk: number) => ({ unit, official: `official-${unit}-${desk}` });
  const handedOver = (step: number) => ({
    dossierId,
    from: holder(step - 1),
    to: holder(step),
    step,
    stepName: 'Thẩm tra hồ sơ, kiểm tra tính hợp lệ của giấy tờ',
  });
  const bodies: [string, object][] = [
    [
      'DossierReceived',
      {
        dossierId,
        procedure: '2.000815',
        competentUnit: unit,
        owner: { kind: 'citizen', name: sealed(66), identityNumber: sealed(56), phone: sealed(54) },
        request: sealed(96),
        components: [{ name: 'Bản chính Giấy khai sinh', originals: 1, photocopies: 2 }],
        channel: 'direct',
        code: `H29.${unit}-250701-${String(number).padStart(6, '0')}`,
        procedureVersion: 1,
        limit: { kind: 'same-day', cutoff: '15:00' },
        steps: [
          { name: 'Tiếp nhận', role: 'receiving-officer', hours: 0.5 },
          { name: 'Ký chứng thực', role: 'leader', hours: 1.5 },
        ],
        placeOfReceipt: unit,
        holder: holder(0),
        appointed: due,
      },
    ],
    ['DossierHandedOver', handedOver(1)],
    ['FeeRequested', { dossierId, items: [{ name: 'Phí chứng thực', kind: 'fee', dong: 20_000 }], totalDong: 20_000, stopsClock: true }],
    ['FeePaid', { dossierId, totalDong: 20_000, method: 'transfer', receiptNumber: 'BL-0000001', pausedWorkingMinutes: 30, due }],
    ['DossierHandedOver', handedOver(2)],
    ['DossierHandedOver', handedOver(3)],
    [
      'DossierSettled',
      { dossierId, result: { number: '12/CT', date: '2025-07-02', abstract: sealed(80), signer: 'Chủ tịch UBND phường' }, onTime: true },
    ],
    ['ResultReturned', { dossierId, means: 'counter', unit }],
  ];
  const start = Date.UTC(2025, 6, 1) + (number % 10_000) * 60_000;
  return {
    stream: `dossier-${dossierId}`,
    events: bodies.map(([type, data], index) => ({
      id: randomUUID(),
      type,
      schemaVersion: 1,
      data,
      occurredAt: new Date(start + index * 3_600_000).toISOString(),
      actor: { id: `officer-${unit}`, role: 'officer', unit, official: `official-${unit}-0` },
      correlationId: randomUUID(),
      causationId: randomUUID(),
      unit,
    })),
  };
};

/** Lives of dossiers, interleaved as in the real log: about three hundred are open at any time. */
export const fill = async (store: EventStore, events: number): Promise<void> => {
  const dossiers = Math.ceil(events / 8);
  let next = 0;
  const clerk = async () => {
    while (next < dossiers) {
      const { stream, events: lifeOf } = life(next++);
      await store.append(stream, 'none', lifeOf.slice(0, 4));
      await new Promise(setImmediate);
      await store.append(stream, 3, lifeOf.slice(4));
    }
  };
  await Promise.all(Array.from({ length: 300 }, clerk));
};

const logs = new WeakMap<BenchServer, Map<number, Promise<string>>>();

/** URL of a log of about `events` events, as role motcua_log. It is made on the first call and then shared. */
export const logOf = (server: BenchServer, events: number): Promise<string> => {
  const known = logs.get(server) ?? new Map<number, Promise<string>>();
  logs.set(server, known);
  const log = known.get(events) ?? filledLog(server, events);
  known.set(events, log);
  return log;
};

const filledLog = async (server: BenchServer, events: number): Promise<string> => {
  const { app: url } = await server.database(`bench_history_${events}`, 'log', 'motcua_log');
  const store = await connectPostgresStore({ url });
  await fill(store, events);
  await store.close();
  return url;
};
