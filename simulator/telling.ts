import { derivedId } from '#commands/handling/ids.ts';
import type { Actor } from '#events/store/event.ts';
import type { Act } from './act.ts';
import { laneOf, type Member, type SimulatedCenter } from './city.ts';
import { type Random, seeded } from './random.ts';
import type { Story } from './story.ts';
import { at, dayOf, instant, plusDays, type WorkingClock } from './workingClock.ts';

export const portal: Actor = { id: 'sim-national-portal', role: 'integrator', simulated: true };
/** The Office of the City People's Committee, which sees to its Centers. */
export const office: Actor = { id: 'sim-office-of-city-committee', role: 'supervisor', simulated: true };

export const officer = ({ id }: Member, { unit }: SimulatedCenter): Actor => ({
  id,
  official: id,
  role: 'officer',
  unit: unit.code,
  simulated: true,
});

/** Acts that record two events. */
const twofold = new Set(['RefuseAtCounter', 'DeclineHandover', 'RecallHandover', 'ReplaceFee']);

/** Acts that do not change how the dossier stands. */
const asides = new Set([
  'HandOverDossier',
  'AcceptHandover',
  'DeclineHandover',
  'RecallHandover',
  'CorrectDossier',
  'CorrectResult',
  'ReplaceResult',
  'ConfirmLateEntry',
  'DeclineLateEntry',
  'UrgeDossier',
  'PlaceDossierLegalHold',
  'LiftDossierLegalHold',
  'EraseDossierPersonalData',
]);

/** How an act is done: for which unit together with others, entered later than it happened, or expected to be refused. */
export type Manner = Pick<Act, 'together' | 'refusals'> & { happenedAt?: number; reason?: string; outsideHours?: true };

/** The acts of one dossier as they are told, one after the other, each at `now`. */
export type Telling = {
  story: Story;
  clock: WorkingClock;
  random: Random;
  dossierId: string;
  acts: Act[];
  now: number;
  /** Lets working minutes pass. */
  wait: (minutes: number) => void;
  /** Tells an act; its place in the dossier's life is returned. */
  act: (command: string, input: object, actor: Actor, manner?: Manner) => number;
  /** The next time of the day at which a Center does together what there is. */
  nextTogether: () => number;
};

/** Begins to tell a dossier's life when the citizen comes or sends it. */
export const beginTelling = (story: Story, clock: WorkingClock): Telling => {
  const { seed, index, receiving, competent } = story;
  const random = seeded(seed, 'course', index);
  const dossierId = derivedId('simulator', seed, index);
  const after = [...new Set([laneOf(receiving), laneOf(competent)])];
  let place = 0;
  const telling: Telling = {
    story,
    clock,
    random,
    dossierId,
    acts: [],
    now: story.arrivesAt,
    wait: (minutes) => {
      telling.now = clock.plus(telling.now, minutes) + random.int(1, 59) * 1000;
    },
    act: (command, input, actor, { happenedAt, reason, outsideHours, ...how } = {}) => {
      const late = happenedAt !== undefined && { occurredAt: instant(happenedAt), lateEntryReason: reason };
      telling.acts.push({
        at: telling.now,
        lane: `dossier-${dossierId}`,
        after,
        key: `dossier:${seed}:${index}:${telling.acts.length}`,
        command,
        input: { dossierId, ...input, ...late, ...(outsideHours && { outsideHours }) },
        actor,
        ...(asides.has(command) && { aside: true as const }),
        ...how,
      });
      const revision = place;
      if (how.refusals === undefined) place += twofold.has(command) ? 2 : 1;
      return revision;
    },
    nextTogether: () => {
      for (let day = dayOf(telling.now); ; day = plusDays(day, 1)) {
        if (!clock.isWorkingDay(day)) continue;
        const next = story.togetherAt.map((time) => at(day, time)).find((moment) => moment >= telling.now);
        if (next !== undefined) return next;
      }
    },
  };
  return telling;
};
