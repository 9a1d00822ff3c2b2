import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { type AuditFilters, listAudit } from '#projections/auditTrail/queries.ts';
import {
  calendarPublished,
  centerOpened,
  established,
  handedOver,
  otherUnit,
  personalDataRead,
  received,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';

let models: ReadModels;
beforeAll(async () => {
  models = await createReadModels([auditTrail]);
  await models.feed(
    { ...established(), unit, at: '2025-06-20T01:00:00.000Z', actor: { id: 'head-1', role: 'center-head' }, command: 'EstablishCenter' },
    { ...centerOpened(), unit, at: '2025-07-01T00:00:00.000Z', actor: { id: 'head-1', role: 'center-head' } },
    { ...received(), unit: otherUnit, at: '2025-07-01T01:00:00.000Z', correlationId: 'c-1' },
    { ...handedOver(), unit: otherUnit, at: '2025-07-01T02:00:00.000Z', correlationId: 'c-1' },
    { ...personalDataRead(), unit: otherUnit, at: '2025-07-01T03:00:00.000Z', actor: { id: 'reader', role: 'supervisor' } },
    { ...calendarPublished(), at: '2025-07-02T00:00:00.000Z', actor: { id: 'admin', role: 'administrator' } },
  );
});
afterAll(() => models.drop());

const list = async (filters: Partial<AuditFilters>, page: { limit: number; after?: number } = { limit: 50 }) =>
  (await listAudit(models.db, { units: 'all', readings: true, ...filters }, page)).map(({ position }) => position);

describe('the audit trail', () => {
  it('leaves out who read whose personal data, unless that is to be shown', async () => {
    expect(await list({ category: 'access' })).toEqual([4]);
    expect(await list({ readings: false })).toEqual([5, 3, 2, 1, 0]);
    expect(await list({ readings: false, category: 'access' })).toEqual([]);
  });
  it.each<[string, Partial<AuditFilters>, number[]]>([
    ['nothing: the latest first', {}, [5, 4, 3, 2, 1, 0]],
    ['stream', { stream: `center-${unit}` }, [1, 0]],
    ['category', { category: 'dossier' }, [3, 2]],
    ['unit', { unit: otherUnit }, [4, 3, 2]],
    ['actor', { actor: 'head-1' }, [1, 0]],
    ['role', { role: 'administrator' }, [5]],
    ['type', { type: 'DossierHandedOver' }, [3]],
    ['command', { command: 'EstablishCenter' }, [0]],
    ['correlation', { correlation: 'c-1' }, [3, 2]],
    ['when it happened', { occurredFrom: '2025-07-01T00:00:00.000Z', occurredBefore: '2025-07-01T02:00:00.000Z' }, [2, 1]],
    ['when it was recorded', { recordedFrom: '2025-07-01T02:01:00.000Z', recordedBefore: '2025-07-01T03:00:00.000Z' }, [3]],
  ])('filters by %s', async (_, filters, expected) => {
    expect(await list(filters)).toEqual(expected);
  });

  it('shows a reader of some units their events, and events of no unit to nobody of them', async () => {
    expect(await list({ units: [unit] })).toEqual([1, 0]);
    expect(await list({ units: [unit], unit: otherUnit })).toEqual([]);
    expect(await list({ units: [] })).toEqual([]);
  });

  it('pages by position', async () => {
    expect(await list({}, { limit: 2 })).toEqual([5, 4]);
    expect(await list({}, { limit: 2, after: 3 })).toEqual([2, 1]);
    expect(await list({}, { limit: 2, after: 1 })).toEqual([0]);
  });
});
