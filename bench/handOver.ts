import { randomUUID } from 'node:crypto';
import type { App } from '#app/app.ts';
import { receiveDossier } from '#commands/dossier/intake.ts';
import { memberIn } from '#simulator/city.ts';
import type { City } from '#simulator/story.ts';
import type { Request } from './client.ts';
import type { Product } from './product.ts';

/** A dossier in process, and the two officials of its Center who pass it to each other. */
export type DossierInHand = { dossierId: string; unit: string; officials: readonly [string, string]; turns: number };

/** As long as the stream of a dossier gets in its life. */
export const handOversEach = 16;

/** The dossier in hand, or a fresh one once its life is over, as long as there are any. */
export const nextInHand = <D extends { turns: number }>(inHand: D | undefined, fresh: D[]): D => {
  const next = inHand === undefined || inHand.turns >= handOversEach ? (fresh.pop() ?? inHand) : inHand;
  if (next === undefined) throw new Error('There is no dossier at hand.');
  return next;
};

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

/** Who passes the dossier to whom next. */
export const nextHolders = (dossier: DossierInHand): { holder: string; receiver: string } => {
  const [first, second] = dossier.officials;
  return dossier.turns++ % 2 === 0 ? { holder: first, receiver: second } : { holder: second, receiver: first };
};

/** What passes the dossier on with a note. */
export const handOverTo = ({ dossierId, unit }: DossierInHand, receiver: string, token: string): Request => ({
  method: 'POST',
  path: `/v1/dossiers/${dossierId}/hand-over-dossier`,
  token,
  headers: { 'idempotency-key': randomUUID() },
  body: { to: { unit, official: receiver }, step: 1, note: 'Chuyển bước theo quy trình nội bộ đã được phê duyệt.' },
});

/**
 * The command that passes a dossier from one of two officials to the other: the most frequent one in a dossier's life.
 */
export const handOver = async (product: Product, dossier: DossierInHand): Promise<Request> => {
  const { holder, receiver } = nextHolders(dossier);
  return handOverTo(dossier, receiver, await product.token({ roles: ['officer'], units: [dossier.unit], official: holder }));
};
