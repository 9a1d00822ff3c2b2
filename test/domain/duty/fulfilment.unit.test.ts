import { describe, expect, it } from 'vitest';
import type { CenterOn, ReviewCoverage } from '#domain/duty/fulfilment.ts';
import { judgeCenter, judgeReview } from '#domain/duty/fulfilment.ts';

describe('rules about a Center', () => {
  const codes = ['decision-in-effect', 'director', 'receiving-officer', 'open-point', 'working-regulations', 'headquarters', 'equipment'];
  const center = (lacking: readonly string[], more: Partial<CenterOn> = {}): CenterOn => ({
    day: '2025-07-01',
    conditions: codes.map((code) => ({ code, since: lacking.includes(code) ? null : '2025-07-01' })),
    equipment: [{ item: 'máy quét', stated: 3, statedGap: lacking.includes('equipment') ? 2 : 0 }],
    pointsFixed: [{ act: { number: '12/QĐ-UBND' }, effectiveOn: '2025-07-01', points: 1, counters: 4 }],
    headquartersArea: 80,
    openedOn: '2025-07-01',
    ...more,
  });
  const lacks = (...parameters: Parameters<typeof judgeCenter>) => judgeCenter(...parameters).missing.map(({ code }) => code);

  it('find nothing missing at a Center that has everything, and say what there is', () => {
    for (const rule of [
      'decision-in-effect',
      'points-fixed',
      'staff-complete',
      'headquarters-and-equipment-complete',
      'working-regulations-issued',
      'center-open',
    ] as const) {
      const { missing: found, lines } = judgeCenter(rule, center([]));
      expect(found).toEqual([]);
      expect(lines.length).toBeGreaterThan(0);
    }
  });
  it('name everything that is missing, not only the first thing', () => {
    expect(lacks('staff-complete', center(['director', 'receiving-officer']))).toEqual(['director', 'receiving-officer']);
    expect(lacks('headquarters-and-equipment-complete', center(['headquarters', 'equipment'], { headquartersArea: null }))).toEqual([
      'headquarters',
      'equipment',
    ]);
  });
  it('look only at what is theirs', () => {
    expect(lacks('decision-in-effect', center(codes.slice(1)))).toEqual([]);
    expect(lacks('points-fixed', center(['director']))).toEqual([]);
  });
  it('ask for the decision on points as well as for a point', () => {
    const decided = (effectiveOn: string) => [{ act: { number: '12/QĐ-UBND' }, effectiveOn, points: 1, counters: 4 }];
    expect(lacks('points-fixed', center(['open-point'], { pointsFixed: [] }))).toEqual(['points-fixed', 'open-point']);
    expect(lacks('points-fixed', center([], { pointsFixed: decided('2025-07-02') }))).toEqual(['points-fixed']);
    expect(judgeCenter('points-fixed', center([])).lines[0]).toBe('Quyết định 12/QĐ-UBND: 1 điểm, 4 quầy, từ 01/07/2025');
  });
  it('ask for the area of the headquarters, and for the pieces that are missing', () => {
    expect(lacks('headquarters-and-equipment-complete', center([], { headquartersArea: null }))).toEqual(['headquarters-area']);
    expect(judgeCenter('headquarters-and-equipment-complete', center(['equipment'])).missing).toEqual([
      { code: 'equipment', text: 'Còn thiếu: 2 máy quét' },
    ]);
  });
  it('see a Center as open from its day on', () => {
    expect(lacks('center-open', center([], { openedOn: '2025-07-03' }))).toEqual(['opening']);
    expect(lacks('center-open', center([], { openedOn: '2025-07-03', day: '2025-07-03' }))).toEqual([]);
    expect(lacks('center-open', center([], { openedOn: null }))).toEqual(['opening']);
  });
});

const coverage = (more: Partial<ReviewCoverage> = {}): ReviewCoverage => ({
  share: 0.7,
  wanted: 0.8,
  weighedBy: 'dossiers',
  procedures: 10,
  coveredProcedures: 2,
  open: ['1', '2', '3', '4', '5', '6'].map((last) => ({ code: `1.00000${last}`, name: 'x' })),
  ...more,
});

describe('the rule that procedures have been reviewed', () => {
  it('says what share is missing, and which procedures come first', () =>
    expect(judgeReview(coverage()).missing).toEqual([
      {
        code: 'procedures-reviewed',
        text: 'Đã rà soát 2/10 thủ tục, chiếm 70 % số hồ sơ, cần 80 %; chưa rà soát: 1.000001, 1.000002, 1.000003, 1.000004, 1.000005, …',
      },
    ]));
  it('is fulfilled from the wanted share on, and never by rounding up', () => {
    expect(judgeReview(coverage({ share: 0.8 }))).toMatchObject({ missing: [], lines: [expect.stringContaining('80 %')] });
    expect(judgeReview(coverage({ share: 0.79999 })).missing[0]?.text).toContain('79,9 %');
  });
  it('has nothing to ask of a party without procedures', () =>
    expect(judgeReview(coverage({ share: null, procedures: 0, open: [] }))).toMatchObject({ missing: [] }));
});
