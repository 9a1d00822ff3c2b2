import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categories } from '#events/all.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import type { AnyTable } from '#projections/daemon/rows.ts';
import { officialRegistered, received, unit } from '#test/support/events.ts';
import { folded, onlyRow } from '#test/support/fold.ts';

describe('the audit trail', () => {
  it('says who did what, when, for which unit and by which command', async () => {
    const row = await onlyRow(auditTrail, 'audit_trail', [
      {
        ...received(),
        at: '2025-07-01T02:00:00.000Z',
        unit,
        command: 'ReceiveDossier',
        lateEntryReason: 'Mất điện',
        enteredLate: { at: '2025-07-01T04:00:00.000Z', outsideHours: true },
        correlationId: 'c-1',
        actor: { id: 'user-7', role: 'officer', unit, official: 'official-1', onBehalfOf: 'user-8', simulated: true },
      },
    ]);
    expect(row).toEqual({
      position: 0,
      event_id: expect.any(String),
      type: 'DossierReceived',
      schema_version: 1,
      category: 'dossier',
      stream: 'dossier-00000000-0000-4000-8000-000000000001',
      revision: 0,
      unit,
      actor_id: 'user-7',
      actor_role: 'officer',
      actor_unit: unit,
      actor_official: 'official-1',
      on_behalf_of: 'user-8',
      simulated: true,
      command: 'ReceiveDossier',
      occurred_at: '2025-07-01T02:00:00.000Z',
      recorded_at: '2025-07-01T02:01:00.000Z',
      late_entry_reason: 'Mất điện',
      entered_at: '2025-07-01T04:00:00.000Z',
      outside_hours: true,
      after_closing: false,
      correlation_id: 'c-1',
      causation_id: 'c-1',
    });
  });

  it('has a row for an event of every type there is', () => {
    const table = auditTrail.tables.audit_trail as AnyTable & { kind: 'events' };
    const types = categories.flatMap(({ schemas }) => Object.keys(schemas));
    expect([...table.on].toSorted()).toEqual(types.toSorted());
  });

  it('takes nothing out of the body, personal or not', async () => {
    for (const event of [received(), officialRegistered()]) {
      const { audit_trail: rows } = await folded(auditTrail, [event]);
      expect(JSON.stringify(rows)).not.toContain('sealed');
    }
  });

  it('reads every frozen sample', () => {
    const { evolve } = auditTrail.tables.audit_trail as AnyTable & { kind: 'events' };
    const samples = readdirSync('test/samples').filter((file) => file.endsWith('.json'));
    expect(samples.length).toBeGreaterThan(0);
    for (const file of samples) {
      const event = JSON.parse(readFileSync(`test/samples/${file}`, 'utf8'));
      expect(evolve(undefined, event, [event.position])).toMatchObject({
        position: event.position,
        type: event.type,
        stream: event.stream,
      });
    }
  });
});
