import { describe, expect, it } from 'vitest';
import { requestFee } from '#commands/dossier/fees.ts';
import { Dong, Instant, LocalDate, OfficialId, TimeLimit } from '#events/terms.ts';

describe('a day', () => {
  it('is one of the calendar', () => {
    for (const day of ['2024-02-29', '1945-09-02', '9999-12-31']) expect(LocalDate.safeParse(day).success).toBe(true);
    for (const day of ['2025-02-30', '2025-02-29', '2025-6-1', '٢٠٢٥-06-01']) expect(LocalDate.safeParse(day).success).toBe(false);
  });
  it('is of a year that every store writes alike', () => {
    expect(LocalDate.safeParse('0000-01-01').success).toBe(false);
    expect(Instant.safeParse('0999-12-31T23:59:59.999Z').success).toBe(false);
  });
});

it('an id of an official goes into addresses: it holds no space', () => {
  for (const id of ['tn-01', 'a@b', 'Đỗ.An']) expect(OfficialId.safeParse(id).success).toBe(true);
  for (const id of ['', ' ', 'a b', 'a\n', 'x'.repeat(65)]) expect(OfficialId.safeParse(id).success).toBe(false);
});

it('the cutoff of a day is a time of day', () => {
  expect(TimeLimit.safeParse({ kind: 'same-day', cutoff: '15:00' }).success).toBe(true);
  expect(TimeLimit.safeParse({ kind: 'same-day', cutoff: '3 pm' }).success).toBe(false);
});

it('the dearest fee that can be asked for still adds up to an amount', () => {
  const items = (dong: number) => Array.from({ length: 50 }, () => ({ name: 'x', kind: 'fee', dong }));
  const ask = (dong: number) =>
    requestFee.input.safeParse({ dossierId: '0197c000-0000-7000-8000-000000000001', items: items(dong) }).success;
  const dearest = 1_000_000_000_000;
  expect([ask(dearest), ask(dearest + 1)]).toEqual([true, false]);
  expect(Dong.safeParse(50 * dearest).success).toBe(true);
});
