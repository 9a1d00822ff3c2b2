import type { Progress } from '#cli/progress.ts';
import { loadCalendars, loadDirectives, loadProcedures } from '#cli/reference.ts';
import { acceptDossierBatch } from '#commands/bulk/dossierBatch.ts';
import type { Execute, Receipt } from '#commands/handling/receipt.ts';
import type { Settings } from '#domain/settings.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { watchDuties } from '#processes/watcher.ts';
import { type RemindTools, remind } from '#processes/writeNotices.ts';
import type { Act } from './act.ts';
import { areaTeamActs } from './agencies.ts';
import { type Assumptions, loadAssumptions } from './assumptions.ts';
import { inBatches } from './batches.ts';
import { simulatedCity } from './city.ts';
import { planDossiers, receivable, workingDays } from './dossiers.ts';
import { dutyActs, seeingActs, watchMoments } from './duties.ts';
import { equipmentActs } from './equipment.ts';
import { periodActs } from './periods.ts';
import { pilotActs } from './pilot.ts';
import { pointActs } from './points.ts';
import { followingActs, modelRegulationActs } from './regulations.ts';
import { reviewActs } from './reviews.ts';
import { type Ran, runActs } from './runActs.ts';
import { headOf, setUpActs } from './setUp.ts';
import { staffActs } from './staff.ts';
import type { City, Days } from './story.ts';
import { at, dayOf, instant, plusDays, workingClock } from './workingClock.ts';

type Running = {
  /** What is supposed; what ships when absent. */
  assumptions?: Assumptions;
  execute: Execute;
  settings: Settings;
  watchTools: RemindTools;
  progress?: Progress;
  signal?: AbortSignal;
};

/** The short history with which an empty store begins. */
export const firstHistory: Days = { seed: '1', dossiers: 1500, from: '2025-07-01', days: 6 };

/** The simulated city on a day: Centers, people, procedures that can be received, and when people work. */
export const cityOn = (settings: Settings, day: string, assumptions: Assumptions = loadAssumptions()): City => {
  const days = loadCalendars().flatMap((calendar) => calendar.days);
  return {
    centers: simulatedCity(settings.units, assumptions),
    procedures: receivable(loadProcedures(), assumptions, day),
    clock: workingClock(settings.defaultWeek, days),
    assumptions,
  };
};

/** The acts that set up every Center of a city, and before them the model text on which regulations are based. */
export const setUpPlan = ({ centers }: City, settings: Settings): Act[] => [
  ...modelRegulationActs(),
  ...centers.flatMap((center) => {
    const acts = setUpActs(center, settings);
    return [...acts, ...pointActs(center, acts)];
  }),
];

/** How dossiers stand after the run, by the last thing that happened to them. */
const standing: Readonly<Record<string, string>> = {
  SubmitDossier: 'waiting for reception',
  RequestSupplement: 'waiting for a supplement',
  RefuseDossier: 'refused',
  RefuseAtCounter: 'refused',
  WithdrawDossier: 'withdrawn',
  StopDossier: 'stopped',
  SettleDossier: 'settled',
  ReturnResult: 'returned',
  ArchiveDossier: 'returned and archived',
};

/** What ran, and how many dossiers stand how; `in process` where no name fits better. */
export type Summary = Ran & { dossiers: Record<string, number> };

const summarized = (ran: Ran): Summary => {
  const dossiers: Record<string, number> = {};
  for (const [lane, last] of ran.lastOf) {
    if (!lane.startsWith('dossier-')) continue;
    const stands = standing[last] ?? 'in process';
    dossiers[stands] = (dossiers[stands] ?? 0) + 1;
  }
  return { ...ran, dossiers };
};

/** Asks until read models and processes have come so far; `undefined`: it was aborted before. */
const patiently = async <T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> => {
  while (!signal?.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
  return undefined;
};

/**
 * Judges lateness and sends reminders at a simulated moment, once read models and processes have seen all earlier acts.
 */
const watchAt = async (tools: RemindTools, moment: number, lastDay: string): Promise<void> => {
  await watchDuties(tools, instant(moment), lastDay);
  await remind(tools, instant(moment));
};

/** Plays the whole history in order of time: setting up, duties, dossiers. Late Centers open while others receive. */
export const simulateHistory = async (
  { settings, watchTools, assumptions, ...running }: Running,
  wanted: Days = firstHistory,
): Promise<Summary> => {
  const city = cityOn(settings, wanted.from, assumptions);
  const plan = planDossiers(city, wanted);
  const directives = loadDirectives(settings.units.map(({ code }) => code));
  const end = at(plusDays(workingDays(wanted, city.clock).at(-1) ?? wanted.from, 1), '00:00');
  const last = Math.min(end, wanted.until ?? end);
  const acts = [
    ...setUpPlan(city, settings),
    ...dutyActs(directives, city.centers, (center) => setUpActs(center, settings)),
    ...seeingActs(directives, city.centers),
    ...equipmentActs(city.centers, (center) => setUpActs(center, settings)),
    ...areaTeamActs(city.centers),
    ...staffActs(city.centers, city.procedures),
    ...pilotActs(city),
    ...followingActs(city.centers, headOf),
    ...reviewActs(city, settings),
    ...periodActs(city, last),
    ...plan.flatMap((dossier) => dossier.acts),
  ];
  let lastDay: string | undefined;
  const pauses = {
    moments: watchMoments(directives, wanted.from, last),
    pause: async (moment: number): Promise<void> => {
      // nobody has begun yet on the first day: what there is was judged when it was assigned
      await patiently(() => watchAt(watchTools, moment, lastDay ?? dayOf(moment)), running.signal);
      lastDay = dayOf(moment);
    },
  };
  const refusedLater = async ({ command, input }: Act, { position }: Receipt): Promise<readonly string[]> => {
    if (command !== acceptDossierBatch.name) return [];
    return (await patiently(() => watchTools.lookup.linesRefused(String(input.batchId), position), running.signal)) ?? [];
  };
  return summarized(await runActs({ ...running, acts: inBatches(acts), pauses, refusedLater }));
};
