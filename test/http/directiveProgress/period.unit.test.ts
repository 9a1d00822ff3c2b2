import { describe, expect, it } from 'vitest';
import { dayPlus } from '#domain/time/localDay.ts';
import { firstDayOf } from '#http/directiveProgress/period.ts';
import { MOST_DAYS } from '#http/server/periods.ts';

const recent = { issuedAt: '2025-06-06T02:00:00.000Z' };
const old = { issuedAt: '1993-01-05T02:00:00.000Z' };
const to = '2026-11-30';
const earliest = dayPlus(to, 1 - MOST_DAYS);

const refused = (from: string, directive = recent) => {
  try {
    return firstDayOf(directive, { from, to });
  } catch (error) {
    return (error as { extra: { errors: unknown } }).extra.errors;
  }
};

describe('the period of a directive', () => {
  it('begins with the day asked for, and never before the directive', () => {
    expect(firstDayOf(recent, { from: '2025-07-01', to })).toBe('2025-07-01');
    expect(firstDayOf(recent, { from: '2025-06-01', to })).toBe('2025-06-06');
    expect(firstDayOf(recent, { from: '1000-01-01', to })).toBe('2025-06-06');
    expect(firstDayOf(recent, { to })).toBe('2025-06-06');
  });

  it('has ten years at most: of an older directive the last ones, and more is refused by name', () => {
    expect(firstDayOf(old, { to })).toBe(earliest);
    expect(firstDayOf(old, { from: earliest, to })).toBe(earliest);
    expect(refused('1993-02-01', old)).toEqual([
      { in: 'query', pointer: '/from', detail: `a period has ${MOST_DAYS} days at most: from ${earliest} on` },
    ]);
  });

  it('is refused by name where it begins after its end', () => {
    expect(refused('2026-12-01')).toEqual([{ in: 'query', pointer: '/from', detail: `comes after to (${to})` }]);
  });
});
