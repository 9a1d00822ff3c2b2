import type { z } from 'zod';
import type { DutyAtMoment, LateParty } from './answers.ts';

type Duty = z.infer<typeof DutyAtMoment>;
type Late = Duty & { cause: string; lateSince: string; workingDaysLate: number };

const isLate = (duty: Duty): duty is Late => duty.state === 'overdue';
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Parties with overdue duties: by working days late, all their overdue duties together, then by how many those are. */
export const lateParties = (duties: readonly Duty[]): z.infer<typeof LateParty>[] =>
  [...Map.groupBy(duties.filter(isLate), ({ party }) => party)]
    .map(([party, late]) => ({
      party,
      name: late[0]?.name ?? party,
      overdue: late.length,
      workingDaysLate: sum(late.map(({ workingDaysLate }) => workingDaysLate)),
      lateSince: late.map(({ lateSince }) => lateSince).toSorted()[0] ?? '',
      urged: sum(late.map(({ urged }) => urged)),
      causes: late.map(({ title, cause }) => `${title}: ${cause}`),
    }))
    .toSorted((a, b) => b.workingDaysLate - a.workingDaysLate || b.overdue - a.overdue || (a.party < b.party ? -1 : 1))
    .map((party, index) => ({ rank: index + 1, ...party }));
