import type { Fold, PreparationTools } from '#commands/handling/command.ts';
import { center } from '#domain/center/center.ts';
import type { Settings } from '#domain/settings.ts';
import { calendar } from '#domain/time/calendar.ts';
import { momentOf, type WorkingTime } from '#domain/time/workingTime.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import { type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import type { TimeLimit } from '#events/terms.ts';

/** What decisions about a dossier need of other streams, and no more. */

export type ProcedureFacts = { catalogued: boolean; versions: readonly ProcedureVersion[]; retiredOn?: string };

export const procedureFacts: Fold<ProcedureFacts, ProcedureEvent> = {
  category: procedureEvents.category,
  initial: { catalogued: false, versions: [] },
  evolve: (facts, event) => {
    switch (event.type) {
      case 'ProcedureCatalogued':
        return { ...facts, catalogued: true };
      case 'ProcedureVersionPublished': {
        const { code: _, ...version } = event.data;
        return { ...facts, versions: [...facts.versions, version] };
      }
      case 'ProcedureRetired':
        return { ...facts, retiredOn: event.data.retiredOn };
      case 'PortalEntryRecorded':
        return facts;
    }
  },
};

/** Which dossiers a pilot takes; it takes none before it starts and after it ends. */
export type PilotFacts = { running: boolean; centers: readonly string[]; procedures: readonly string[]; from: string; until: string };

export const pilotFacts: Fold<PilotFacts, PilotEvent> = {
  category: pilotEvents.category,
  initial: { running: false, centers: [], procedures: [], from: '', until: '' },
  evolve: (facts, event) => {
    switch (event.type) {
      case 'PilotPlanned': {
        const { centers, procedures, from, until } = event.data;
        return { ...facts, centers, procedures, from, until };
      }
      case 'PilotStarted':
      case 'PilotConcluded':
        return { ...facts, running: event.type === 'PilotStarted' };
      case 'PilotIssueFound':
      case 'PilotIssueResolved':
        return facts;
    }
  },
};

/** Days after which a time limit has certainly ended, with room for Tết and for half-days. */
export const longestDays = (limit: TimeLimit): number => {
  switch (limit.kind) {
    case 'same-day':
    case 'unpublished':
      return 60;
    case 'working-days':
      return Math.ceil(limit.days * 4) + 60;
    case 'working-hours':
      return Math.ceil(limit.hours / 2) + 60;
    case 'calendar-days':
      return limit.days + 60;
  }
};

/** When a unit works, for days from an instant. A year without a calendar is left out: counting in it is refused. */
export const workingTimeOf = async (
  tools: PreparationTools,
  settings: Settings,
  unit: string,
  span: { from: string; until: string; days: number },
): Promise<WorkingTime> => {
  const first = momentOf(span.from).date.year;
  const last = momentOf(span.until).date.add({ days: span.days }).year;
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const [place, ...folded] = await Promise.all([
    tools.fold(`center-${unit}`, center),
    ...years.map(async (year) => ({ year, ...(await tools.fold(`calendar-${year}`, calendar)) })),
  ]);
  const published = folded.filter((one) => one.status === 'published');
  return {
    weeks: place.status === 'absent' ? [] : place.weeks,
    defaultWeek: settings.defaultWeek,
    calendars: new Map(published.map(({ year, days }) => [year, days])),
    closures: published.flatMap(({ closures }) =>
      closures
        .values()
        .filter((one) => one.unit === unit && one.lifted === undefined)
        .toArray(),
    ),
  };
};
