import { dayBefore } from '#domain/time/localDay.ts';

/** Office held from a day on; the first one on record has always been held. */
export type HeldOffice = { office: string; from: string | null };
/** Offices from which a director may come, in order of the day the rule begins; settings, not events. */
export type DirectorRule = { from: string; offices: readonly string[] };
type Service = { from: string; until: string | null };

export const officeOn = (offices: readonly HeldOffice[], day: string): string | undefined =>
  offices.findLast(({ from }) => from === null || from <= day)?.office;

const mayDirect = (offices: readonly HeldOffice[], rules: readonly DirectorRule[], day: string): boolean =>
  rules.findLast(({ from }) => from <= day)?.offices.includes(officeOn(offices, day) ?? '') ?? false;

/** The stretches of a director's service in which the office held allowed it. It changes only where an office or a rule begins. */
export const eligibleStretches = ({ from, until }: Service, offices: readonly HeldOffice[], rules: readonly DirectorRule[]): Service[] => {
  const turns = [...offices, ...rules].flatMap((turn) => (turn.from !== null && turn.from > from ? [turn.from] : []));
  const starts = [from, ...new Set(turns)].toSorted().filter((start) => until === null || start <= until);
  return starts
    .map((start, index) => {
      const next = starts[index + 1];
      return { from: start, until: next === undefined ? until : dayBefore(next) };
    })
    .filter((stretch) => mayDirect(offices, rules, stretch.from));
};
