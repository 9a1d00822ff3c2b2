import { describe, expect, it } from 'vitest';
import { timeOfAct } from '#commands/handling/lateEntry.ts';
import { testSettings } from '#test/support/settings.ts';

const now = '2025-07-01T03:00:00.000Z';
const at = (occurredAt: string | undefined, reason?: string, last?: string) =>
  timeOfAct({ ...(occurredAt && { occurredAt }), ...(reason && { lateEntryReason: reason }) }, last, now, testSettings);

describe('the time of an act', () => {
  it('is now when nothing else is said', () => expect(at(undefined)).toBe(now));
  it('is the true time, in UTC with milliseconds', () => expect(at('2025-07-01T09:30:00+07:00')).toBe('2025-07-01T02:30:00.000Z'));
  it('is never in the future', () => {
    expect(at('2025-07-01T10:00:00+07:00')).toBe(now);
    expect(() => at('2025-07-01T10:00:00.001+07:00')).toThrow(expect.objectContaining({ code: 'occurred-out-of-order' }));
  });
  it('is not before the last act on record', () => {
    expect(at('2025-07-01T02:30:00Z', undefined, '2025-07-01T02:30:00.000Z')).toBe('2025-07-01T02:30:00.000Z');
    expect(() => at('2025-07-01T02:30:00Z', undefined, '2025-07-01T02:30:00.001Z')).toThrow(
      expect.objectContaining({ code: 'occurred-out-of-order' }),
    );
  });
  it('needs a reason when it lies further back than the configured delay', () => {
    expect(at('2025-07-01T02:00:00Z')).toBe('2025-07-01T02:00:00.000Z');
    expect(() => at('2025-07-01T01:59:59.999Z')).toThrow(expect.objectContaining({ code: 'late-entry-unexplained' }));
    expect(at('2025-07-01T01:00:00Z', 'Mất điện')).toBe('2025-07-01T01:00:00.000Z');
  });
});
