import { describe, expect, it } from 'vitest';
import { coverageFor, coverageOf, type Known, type ReviewOnRecord, worklistOf } from '#domain/review/worklist.ts';
import { testSettings } from '#test/support/settings.ts';

const procedure = (code: string, field = 'Chứng thực') => ({ code, name: code, field, retiredOn: null });
const review = (code: string, state: ReviewOnRecord['state'], number = 1): ReviewOnRecord & { code: string } => ({
  code,
  reviewId: `${code}.${number}`,
  department: 'justice',
  state,
  version: null,
  effectiveFrom: null,
  lastActivityAt: '2025-07-01T00:00:00.000Z',
});
const [copies, births, houses] = ['2.000815', '1.001193', '1.013225'];
const known = (volumes: Record<string, number>, ...reviews: ReturnType<typeof review>[]): Known => ({
  catalogue: new Map([procedure(births), procedure(copies), procedure(houses, 'Xây dựng')].map((one) => [one.code, one])),
  reviews: Map.groupBy(reviews, ({ code }) => code),
  volumes: new Map(Object.entries(volumes)),
});
const worklist = (all: Known) => worklistOf(all, testSettings.procedureReview);
const coverage = (all: Known) => coverageOf(worklist(all), testSettings.procedureReview);
const volumes = { [births]: 20, [copies]: 70, [houses]: 10 };

describe('the worklist', () => {
  it('begins with what produces most dossiers, and says what would be covered so far', () =>
    expect(worklist(known(volumes)).map(({ code, rank, share, shareSoFar }) => [code, rank, share, shareSoFar])).toEqual([
      [copies, 1, 0.7, 0.7],
      [births, 2, 0.2, 0.9],
      [houses, 3, 0.1, 1],
    ]));
  it('shows the last review of each, and who should begin one', () =>
    expect(
      worklist(known(volumes, review(copies, 'superseded'), review(copies, 'drafted', 2))).map(
        ({ state, reviewId, covered, department }) => ({
          state,
          reviewId,
          covered,
          department,
        }),
      ),
    ).toEqual([
      { state: 'drafted', reviewId: `${copies}.2`, covered: true, department: 'justice' },
      { state: 'not-opened', reviewId: null, covered: false, department: 'justice' },
      { state: 'not-opened', reviewId: null, covered: false, department: null },
    ]));
});

describe('coverage', () => {
  it('is the share of dossiers whose procedures have a published review', () =>
    expect(coverage(known(volumes, review(copies, 'published'), review(births, 'approved')))).toMatchObject({
      weighedBy: 'dossiers',
      share: 0.7,
      coveredDossiers: 70,
      coveredProcedures: 1,
      departments: [
        { department: null, share: 0 },
        { department: 'justice', dossiers: 90, coveredDossiers: 70, share: 70 / 90 },
      ],
    }));
  it('weighs procedures alike as long as there is no dossier, or too few', () => {
    expect(coverage(known({}, review(births, 'published')))).toMatchObject({ weighedBy: 'procedures', share: 1 / 3 });
    const few = known({ [births]: 4 }, review(births, 'published'));
    expect(coverageOf(worklist(few), { ...testSettings.procedureReview, dossiersThatWeigh: 5 })).toMatchObject({ share: 1 / 3 });
    expect(coverageOf(worklist(few), { ...testSettings.procedureReview, dossiersThatWeigh: 4 })).toMatchObject({ share: 1 });
  });
  it('is unknown where a department has no dossier', () =>
    expect(coverage(known({ [copies]: 5 })).departments).toMatchObject([{ department: null, share: null }, { share: 0 }]));
});

describe('what a party answers for', () => {
  const { procedureReview } = testSettings;
  const all = known({ [copies]: 70, [births]: 20 }, review(copies, 'published'));
  it('is its own procedures for a department, all for the Office', () => {
    expect(coverageFor('justice', worklist(all), procedureReview)).toMatchObject({ share: 7 / 9, open: [{ code: births }] });
    expect(coverageFor(procedureReview.overseer, worklist(all), procedureReview)).toMatchObject({ procedures: 3, share: 7 / 9 });
  });
  it('weighs alike what has no dossier, and is nothing where there is no procedure', () => {
    const building = { ...procedureReview, departmentsByField: { Xây: 'finance', 'Xây dựng': 'construction' } };
    expect(coverageFor('construction', worklistOf(all, building), building)).toMatchObject({ weighedBy: 'procedures', share: 0 });
    expect(coverageFor('tourism', worklist(all), procedureReview)).toMatchObject({ procedures: 0, share: null, open: [] });
  });
});
