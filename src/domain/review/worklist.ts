import type { ReviewCoverage } from '#domain/duty/fulfilment.ts';
import type { Settings } from '#domain/settings.ts';
import { keyForm } from '#domain/text/searchForm.ts';
import { type ReviewState, wasPublished } from './state.ts';

/** What the worklist shows of a review. */
export type ReviewOnRecord = {
  reviewId: string;
  state: ReviewState;
  department: string;
  version: number | null;
  effectiveFrom: string | null;
  lastActivityAt: string;
};
/** What the worklist is made of, all of one moment. */
export type Known = {
  catalogue: ReadonlyMap<string, { code: string; name: string; field: string; retiredOn: string | null }>;
  /** Reviews of each procedure, in their order. */
  reviews: ReadonlyMap<string, readonly ReviewOnRecord[]>;
  /** Dossiers that came in, by procedure. */
  volumes: ReadonlyMap<string, number>;
};

type Rules = Settings['procedureReview'];

/** Procedures are weighed by their dossiers, or alike as long as there are too few dossiers (those of a pilot, say). */
type Weight = 'dossiers' | 'procedures';
const weightOf = (dossiers: Iterable<number>, { dossiersThatWeigh }: Pick<Rules, 'dossiersThatWeigh'>): Weight =>
  [...dossiers].reduce((sum, some) => sum + some, 0) >= dossiersThatWeigh ? 'dossiers' : 'procedures';

/**
 * Every procedure of the catalogue, those that produce most dossiers first, with its last review. `share`: of all
 * dossiers (of all procedures, as long as there are too few dossiers); `shareSoFar`: with all that rank before it.
 */
export const worklistOf = ({ catalogue, reviews, volumes }: Known, rules: Rules) => {
  const weight = weightOf(volumes.values(), rules);
  const departments = new Map(Object.entries(rules.departmentsByField).map(([field, party]) => [keyForm(field), party]));
  const unranked = [...catalogue.values()].map(({ code, name, field, retiredOn }) => {
    const all = reviews.get(code) ?? [];
    const last = all.at(-1);
    return {
      code,
      name,
      field,
      department: last?.department ?? departments.get(keyForm(field)) ?? null,
      dossiers: volumes.get(code) ?? 0,
      covered: all.some(({ state }) => wasPublished(state)),
      state: last?.state ?? ('not-opened' as const),
      reviewId: last?.reviewId ?? null,
      version: last?.version ?? null,
      effectiveFrom: last?.effectiveFrom ?? null,
      retiredOn,
      lastActivityAt: last?.lastActivityAt ?? null,
    };
  });
  const weigh = ({ dossiers }: { dossiers: number }) => (weight === 'dossiers' ? dossiers : 1);
  const total = unranked.reduce((sum, item) => sum + weigh(item), 0);
  let soFar = 0;
  return unranked
    .toSorted((a, b) => b.dossiers - a.dossiers || (a.code < b.code ? -1 : 1))
    .map((item, index) => {
      soFar += weigh(item);
      return { rank: index + 1, ...item, share: weigh(item) / total, shareSoFar: soFar / total };
    });
};

export type WorklistItem = ReturnType<typeof worklistOf>[number];
const dossiersOf = (items: readonly WorklistItem[]): number[] => items.map(({ dossiers }) => dossiers);

const counted = (items: readonly WorklistItem[]) => ({
  dossiers: items.reduce((sum, { dossiers }) => sum + dossiers, 0),
  coveredDossiers: items.reduce((sum, { dossiers, covered }) => sum + (covered ? dossiers : 0), 0),
  procedures: items.length,
  coveredProcedures: items.filter(({ covered }) => covered).length,
});

/** What of the work is done; null where there is nothing to be done. */
const shareOf = (
  { dossiers, coveredDossiers, procedures, coveredProcedures }: ReturnType<typeof counted>,
  weight: Weight,
): number | null => {
  if (weight === 'procedures') return procedures === 0 ? null : coveredProcedures / procedures;
  return dossiers === 0 ? null : coveredDossiers / dossiers;
};

/** How much is done, in the city and by department: a published review covers the dossiers of its procedure. */
export const coverageOf = (items: readonly WorklistItem[], rules: Rules) => {
  const weight = weightOf(dossiersOf(items), rules);
  const withShare = (some: readonly WorklistItem[]) => {
    const count = counted(some);
    return { ...count, share: shareOf(count, weight) };
  };
  const byDepartment = Map.groupBy(items, ({ department }) => department ?? '');
  return {
    weighedBy: weight,
    wanted: rules.coverageWanted,
    ...withShare(items),
    departments: [...byDepartment]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([department, some]) => ({ department: department === '' ? null : department, ...withShare(some) })),
  };
};

/**
 * How much a party has done of what it is to review: a department of its own procedures, the one that oversees the
 * review of all. Where none of them has a dossier, they weigh alike. `open`: what is not covered, most dossiers first.
 */
export const coverageFor = (party: string, items: readonly WorklistItem[], rules: Rules): ReviewCoverage => {
  const own = party === rules.overseer ? items : items.filter(({ department }) => department === party);
  const hasDossiers = own.some(({ dossiers }) => dossiers > 0);
  const weighedBy = hasDossiers ? weightOf(dossiersOf(items), rules) : 'procedures';
  const count = counted(own);
  const open = own.filter(({ covered }) => !covered).map(({ code, name }) => ({ code, name }));
  return { ...count, weighedBy, wanted: rules.coverageWanted, share: shareOf(count, weighedBy), open };
};
