import { momentOf, type WorkingTime, workingMinutesBetween } from '#domain/time/workingTime.ts';
import type { DossierEvent } from '#events/dossier/events.ts';
import type { Holder } from '#events/dossier/terms.ts';
import type { Recorded } from '#events/store/event.ts';
import { stoppedSinceAfter } from './clock.ts';
import { outcomeOf } from './status.ts';

/** How a step was done against the hours that the procedure version gives it; null: it gives none. */
export type StepOutcome = 'early' | 'on-time' | 'late' | 'under-way' | null;

type Events = readonly Recorded<DossierEvent>[];
type Stretch = { from: string; until: string };

/** Stretches of time, up to a moment, in which the clock stood still. */
const stopsIn = (events: Events, moment: string): Stretch[] => {
  const stops: Stretch[] = [];
  let since: string | null = null;
  let dueAt: string | null = null;
  for (const event of events) {
    const next = stoppedSinceAfter(since, dueAt, event);
    if (since !== null && next === null) stops.push({ from: since, until: event.occurredAt });
    since = next;
    if (event.type === 'DossierReceived') dueAt = event.data.appointed.at;
  }
  return since === null ? stops : [...stops, { from: since, until: moment }];
};

type Stay = Stretch & { holder: Holder; step: number | null };

/** Who held the dossier from when until when, and at which step; none before reception. */
const staysIn = (events: Events, moment: string): Stay[] => {
  const begun = events.flatMap(({ type, data, occurredAt: from }): Omit<Stay, 'until'>[] => {
    if (type === 'DossierSubmitted') return [{ from, holder: data.holder, step: null }];
    if (type === 'DossierReceived') return [{ from, holder: data.holder, step: 0 }];
    return type === 'DossierHandedOver' ? [{ from, holder: data.to, step: data.step }] : [];
  });
  const end = events.find((event) => outcomeOf(event) !== undefined)?.occurredAt ?? moment;
  return begun.map((stay, index) => ({ ...stay, until: begun[index + 1]?.from ?? (end > stay.from ? end : stay.from) }));
};

/**
 * How each holder of a dossier kept to the hours of his step: one outcome for each hand-over, the first one included.
 * Working time of the holder's unit counts, less what the clock stood still; holders one after the other at the same
 * step share its hours. What is under way at `moment` is late as soon as its hours are over.
 * Throws `calendar-not-published` for a year without a calendar.
 */
export const stepOutcomes = (
  events: Events,
  hoursOf: (step: number) => number | undefined,
  moment: string,
  timeOf: (unit: string) => WorkingTime,
): StepOutcome[] => {
  const stops = stopsIn(events, moment);
  const ended = events.some((event) => outcomeOf(event) !== undefined);
  const stays = staysIn(events, moment);
  const minutesOf = ({ holder, from, until }: Stay): number => {
    const worked = (first: string, last: string) => workingMinutesBetween(timeOf(holder.unit), momentOf(first), momentOf(last));
    const still = stops.map((stop) => worked(stop.from > from ? stop.from : from, stop.until < until ? stop.until : until));
    return worked(from, until) - still.reduce((sum, minutes) => sum + minutes, 0);
  };
  let minutes = 0;
  return stays.map((stay, index) => {
    minutes = (stay.step !== null && stays[index - 1]?.step === stay.step ? minutes : 0) + minutesOf(stay);
    const hours = stay.step === null ? undefined : hoursOf(stay.step);
    if (hours === undefined) return null;
    const spent = minutes - Math.round(hours * 60);
    if (spent > 0) return 'late';
    if (!ended && index === stays.length - 1) return 'under-way';
    return spent === 0 ? 'on-time' : 'early';
  });
};
