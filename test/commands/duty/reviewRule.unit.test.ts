import { describe, expect, it } from 'vitest';
import { judge, judgeReview } from '#commands/duty/fulfilment.ts';
import type { DutyLookups } from '#commands/duty/lookups.ts';
import type { ReviewCoverage } from '#domain/duty/facts.ts';
import { lookupsOf } from '#test/support/lookups.ts';

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
  it('is judged for the party of the duty, at its moment', async () => {
    const asked: unknown[] = [];
    const lookup = lookupsOf<DutyLookups>({
      reviewCoverage: async (...question) => {
        asked.push(question);
        return coverage({ share: 1 });
      },
    });
    const which = { dutyId: 'd', directiveId: 'x', taskId: 'procedures', party: 'justice' };
    const rule = { kind: 'rule', rule: 'procedures-reviewed' } as const;
    expect(await judge({ which, fulfilment: rule }, '2025-06-30T10:00:00.000Z', 7, lookup)).toMatchObject({ missing: [] });
    expect(asked).toEqual([['justice', '2025-06-30T10:00:00.000Z', 7]]);
  });
});
