import type { Settings } from '#domain/settings.ts';

type Rules = Pick<Settings['procedureReview'], 'departmentsByField' | 'overseer'>;

/** Whether a department answers for a sector (lĩnh vực): by the settings, or as the one that oversees all. */
export const answersFor = (department: string, sector: string, { departmentsByField, overseer }: Rules): boolean =>
  department === overseer || department === departmentsByField[sector];

/** The sectors for which these departments answer; `all` where one of them oversees all. */
export const sectorsOf = (departments: readonly string[] | 'all', { departmentsByField, overseer }: Rules): readonly string[] | 'all' => {
  if (departments === 'all' || departments.includes(overseer)) return 'all';
  return Object.keys(departmentsByField).filter((sector) => departments.includes(departmentsByField[sector] ?? ''));
};
