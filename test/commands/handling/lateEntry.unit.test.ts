import { describe, expect, it } from 'vitest';
import { lateEntryFields, timeOfAct } from '#commands/handling/lateEntry.ts';
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
  it('is in the future also where the offset carries it over the last year that is written with four digits', () => {
    expect(() => at('9999-12-31T23:59:59-10:00')).toThrow(expect.objectContaining({ code: 'occurred-out-of-order' }));
  });
  it('is written as a time that can be computed with', () => {
    const read = (text: string) => lateEntryFields.occurredAt.safeParse(text).success;
    for (const text of ['2025-07-01T09:00:00Z', '2025-07-01T09:00:00.123456789+07:00', '2025-07-01T09:00:00.1Z'])
      expect(read(text)).toBe(true);
    for (const text of ['2025-07-01T09:00:00.1234567890Z', '0000-01-01T00:00:00Z', '2025-06-31T00:00:00Z']) expect(read(text)).toBe(false);
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
