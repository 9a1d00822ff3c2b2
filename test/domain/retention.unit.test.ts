import { describe, expect, it } from 'vitest';
import { classObstacles, keptUntil, retentionOf, statedTerm } from '#domain/retention.ts';
import type { Retention } from '#events/terms.ts';

const years = (n: number): Retention => ({ kind: 'years', years: n, ground: 'test', certainty: 'sourced' });
const permanent: Retention = { kind: 'permanent', ground: 'test', certainty: 'sourced' };
const none: Retention = { kind: 'none', ground: 'test', certainty: 'sourced' };

describe('the retention class of a dossier', () => {
  const versions = [
    { version: 1, effectiveFrom: '2025-07-01' },
    { version: 2, effectiveFrom: '2025-09-01', retention: years(2) },
    { version: 3, effectiveFrom: '2026-01-01', retention: permanent },
  ];
  it('is that of the version it is bound to', () => {
    expect(retentionOf(versions, 2, '2025-09-05')).toEqual(years(2));
    expect(retentionOf(versions, 3, '2026-01-05')).toEqual(permanent);
  });
  it('is the first one set later where its version states none', () => expect(retentionOf(versions, 1, '2025-07-05')).toEqual(years(2)));
  it('is that of the version in force when it came in, where it was never received', () => {
    expect(retentionOf(versions, null, '2025-10-01')).toEqual(years(2));
    expect(retentionOf(versions, null, '2026-10-01')).toEqual(permanent);
    expect(retentionOf(versions, null, '2025-06-01')).toEqual(years(2));
  });
  it('is not known where none was ever set', () => {
    expect(retentionOf([{ version: 1, effectiveFrom: '2025-07-01' }], 1, '2025-07-05')).toBeUndefined();
    expect(retentionOf([], null, '2025-07-05')).toBeUndefined();
  });
});

describe('a term', () => {
  it('of years ends with the same day of its last year, in leap years too', () => {
    expect(keptUntil([years(2)], '2025-07-10')).toBe('2027-07-10');
    expect(keptUntil([years(1)], '2028-02-29')).toBe('2029-02-28');
  });
  it('that is longest applies', () => {
    expect(keptUntil([years(2), years(20)], '2025-07-10')).toBe('2045-07-10');
    expect(keptUntil([years(2), permanent], '2025-07-10')).toBe('permanent');
    expect(keptUntil([none], '2025-07-10')).toBeNull();
  });
  it.each([
    ['Vĩnh viễn', { kind: 'permanent' }],
    ['lưu VĨNH VIỄN theo quy định'.normalize('NFD'), { kind: 'permanent' }],
    ['20 năm', { kind: 'years', years: 20 }],
    ['Lưu 5 năm kể từ ngày kết thúc', { kind: 'years', years: 5 }],
    ['Theo quy định của pháp luật chuyên ngành', undefined],
    ['0 năm', undefined],
  ])('was stated in words: %s', (text, term) => expect(statedTerm(text)).toEqual(term));
});

describe('what stands in the way of an erasure', () => {
  const on = (retention: Retention | undefined, today: string, text?: string) =>
    classObstacles(retention, { stated: text === undefined ? undefined : statedTerm(text), since: '2025-07-10', today }).map(
      ({ code, detail }) => `${code}: ${detail}`,
    );
  it('is the class as long as it runs, with the last day', () => {
    expect(on(years(2), '2027-07-10')).toEqual(['retention-running: It is kept until the end of 2027-07-10.']);
    expect(on(years(2), '2027-07-11')).toEqual([]);
    expect(on(permanent, '2999-01-01')).toEqual(['retention-running: It is kept permanently.']);
    expect(on(none, '2025-07-10')).toEqual([]);
  });
  it('is that nobody has set a class', () => {
    expect(on(undefined, '2999-01-01')).toMatchObject([expect.stringContaining('retention-class-missing')]);
    expect(on(undefined, '2999-01-01', '5 năm')).toMatchObject([expect.stringContaining('retention-class-missing')]);
  });
  it('is also what was stated in words before there were classes', () => {
    expect(on(none, '2999-01-01', 'Vĩnh viễn')).toEqual(['retention-running: It is kept permanently.']);
    expect(on(years(2), '2030-01-01', '20 năm')).toEqual(['retention-running: It is kept until the end of 2045-07-10.']);
  });
});
