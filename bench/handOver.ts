import { randomUUID } from 'node:crypto';
import type { App } from '#app/app.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { memberIn } from '#simulator/city.ts';
import type { City } from '#simulator/story.ts';
import type { Request } from './client.ts';
import type { Product } from './product.ts';

/** A dossier in process, and the two officials of its Center who pass it to each other. */
export type DossierInHand = { dossierId: string; unit: string; officials: readonly [string, string]; turns: number };

/** What a citizen hands in at this unit's counter. */
export const handedInAt = (unit: string, identityNumber = '079190000001') => ({
  procedure: '1.004873',
  competentUnit: unit,
  placeOfReceipt: unit,
  channel: 'direct' as const,
  owner: { kind: 'citizen' as const, name: 'Nguyễn Thị Đo', identityNumber },
  request: 'Xác nhận tình trạng hôn nhân',
  components: [{ name: 'Tờ khai', originals: 1 }],
});

/** So many dossiers, each received at a counter, spread over the Centers. */
export const receiveDossiers = async ({ execute }: App, { centers }: City, count: number): Promise<DossierInHand[]> => {
  const received: DossierInHand[] = [];
  let next = 0;
  const desk = async () => {
    while (next < count) {
      const center = centers[next++ % centers.length];
      if (center === undefined) throw new Error('a city without Centers');
      const { code: unit } = center.unit;
      const [holder, other] = [memberIn(center, 'receiving-officer').id, memberIn(center, 'specialist').id];
      const dossierId = randomUUID();
      await execute(
        receiveDossier,
        { dossierId, ...handedInAt(unit) },
        {
          actor: { id: holder, role: 'officer', unit, official: holder },
          permit: () => {},
        },
      );
      received.push({ dossierId, unit, officials: [holder, other], turns: 0 });
    }
  };
  await Promise.all(Array.from({ length: 64 }, desk));
  return received;
};

/**
 * The command that passes a dossier from one of two officials to the other: the most frequent one in a dossier's life.
 */
export const handOver = async (product: Product, dossier: DossierInHand): Promise<Request> => {
  const { dossierId, unit, officials } = dossier;
  const [holder, receiver] = dossier.turns++ % 2 === 0 ? officials : officials.toReversed();
  if (holder === undefined || receiver === undefined) throw new Error('nobody to hand over to');
  return {
    method: 'POST',
    path: `/v1/dossiers/${dossierId}/hand-over-dossier`,
    token: await product.token({ roles: ['officer'], units: [unit], official: holder }),
    headers: { 'idempotency-key': randomUUID() },
    body: { to: { unit, official: receiver }, step: 1, note: 'Chuyển bước theo quy trình nội bộ đã được phê duyệt.' },
  };
};
