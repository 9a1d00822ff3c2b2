import type { Fold, PreparationTools } from '#commands/handling/command.ts';
import type { Settings } from '#domain/settings.ts';
import { type Closure, momentOf, type WorkingTime } from '#domain/time/workingTime.ts';
import { type CalendarDay, type CalendarEvent, calendarEvents } from '#events/calendar/events.ts';
import { type CenterEvent, centerEvents } from '#events/center/events.ts';
import { type OfficialEvent, officialEvents } from '#events/official/events.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import { type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import { type RegisterEvent, registerEvents } from '#events/register/events.ts';
import type { Recorded } from '#events/store/event.ts';
import type { TimeLimit } from '#events/terms.ts';

/** What decisions about a dossier need of other streams, and no more. */

export type ProcedureFacts = { catalogued: boolean; versions: readonly ProcedureVersion[]; retiredOn?: string };

const procedureEvolve = (facts: ProcedureFacts, event: Recorded<ProcedureEvent>): ProcedureFacts => {
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
};

export const procedureFacts: Fold<ProcedureFacts, ProcedureEvent> = {
  category: procedureEvents.category,
  initial: { catalogued: false, versions: [] },
  evolve: procedureEvolve,
};

type CenterFacts = {
  openedOn?: string;
  points: ReadonlyMap<string, { openedOn: string; closedOn?: string }>;
  weeks: WorkingTime['weeks'];
};

const centerEvolve = (facts: CenterFacts, event: Recorded<CenterEvent>): CenterFacts => {
  switch (event.type) {
    case 'CenterOpened':
      return { ...facts, openedOn: event.data.openedOn };
    case 'PointOpened':
      return { ...facts, points: new Map(facts.points).set(event.data.pointId, { openedOn: event.data.openedOn }) };
    case 'PointClosed': {
      const { pointId, closedOn } = event.data;
      return { ...facts, points: new Map(facts.points).set(pointId, { openedOn: closedOn, ...facts.points.get(pointId), closedOn }) };
    }
    case 'WorkingHoursSet': {
      const { effectiveFrom: from, week } = event.data;
      const others = facts.weeks.filter((other) => other.from !== from);
      return { ...facts, weeks: [...others, { from, week }].sort((a, b) => (a.from < b.from ? -1 : 1)) };
    }
    case 'CenterEstablished':
    case 'CenterDecisionAmended':
    case 'PointsFixed':
    case 'HeadquartersDesignated':
    case 'EquipmentNeeded':
    case 'EquipmentReused':
    case 'EquipmentAdded':
    case 'EquipmentTakenOut':
    case 'EquipmentTakenIn':
    case 'EquipmentGivenBack':
    case 'WorkingRegulationsIssued':
    case 'StaffNeeded':
    case 'OfferLimited':
      return facts;
  }
};

export const centerFacts: Fold<CenterFacts, CenterEvent> = {
  category: centerEvents.category,
  initial: { points: new Map(), weeks: [] },
  evolve: centerEvolve,
};

type CalendarFacts = {
  published: boolean;
  days: ReadonlyMap<string, CalendarDay>;
  closures: readonly (Closure & { closureId: string; unit: string })[];
};

const calendarEvolve = (facts: CalendarFacts, event: Recorded<CalendarEvent>): CalendarFacts => {
  switch (event.type) {
    case 'CalendarPublished':
      return { ...facts, published: true, days: new Map(event.data.days.map((day) => [day.date, day])) };
    case 'CalendarAmended': {
      const removed = new Set(event.data.removed);
      const kept = [...facts.days].filter(([date]) => !removed.has(date));
      return { ...facts, days: new Map([...kept, ...event.data.set.map((day) => [day.date, day] as const)]) };
    }
    case 'UnitClosed': {
      const { closureId, unit, date, from, to, ground } = event.data;
      return { ...facts, closures: [...facts.closures, { closureId, unit, date, from, to, ground }] };
    }
    case 'UnitClosureLifted':
      return { ...facts, closures: facts.closures.filter(({ closureId }) => closureId !== event.data.closureId) };
  }
};

export const calendarFacts: Fold<CalendarFacts, CalendarEvent> = {
  category: calendarEvents.category,
  initial: { published: false, days: new Map(), closures: [] },
  evolve: calendarEvolve,
};

type Service = { assignmentId: string; unit: string; from: string; until?: string | undefined };
type OfficialFacts = { registered: boolean; service: readonly Service[] };

const officialEvolve = (facts: OfficialFacts, event: Recorded<OfficialEvent>): OfficialFacts => {
  switch (event.type) {
    case 'OfficialRegistered':
      return { ...facts, registered: true };
    case 'OfficialAssigned':
    case 'OfficialSubstituted': {
      const { assignmentId, unit, from, until } = event.data;
      return { ...facts, service: [...facts.service, { assignmentId, unit, from, until }] };
    }
    case 'AssignmentEnded': {
      const { assignmentId, lastDay } = event.data;
      return { ...facts, service: facts.service.map((one) => (one.assignmentId === assignmentId ? { ...one, until: lastDay } : one)) };
    }
    case 'OfficeHeld':
    case 'TaskGroupsGiven':
    case 'OfficialPersonalDataErased':
      return facts;
  }
};

export const officialFacts: Fold<OfficialFacts, OfficialEvent> = {
  category: officialEvents.category,
  initial: { registered: false, service: [] },
  evolve: officialEvolve,
};

/** Whether an official serves at a unit on a day, as assigned or as a substitute. */
export const servesAt = ({ service }: OfficialFacts, unit: string, day: string): boolean =>
  service.some((one) => one.unit === unit && one.from <= day && (one.until === undefined || day <= one.until));

/** Which dossiers a pilot takes; it takes none before it starts and after it ends. */
export type PilotFacts = { running: boolean; centers: readonly string[]; procedures: readonly string[]; from: string; until: string };

const pilotEvolve = (facts: PilotFacts, event: Recorded<PilotEvent>): PilotFacts => {
  switch (event.type) {
    case 'PilotPlanned': {
      const { centers, procedures, from, until } = event.data;
      return { ...facts, centers, procedures, from, until };
    }
    case 'PilotStarted':
      return { ...facts, running: true };
    case 'PilotConcluded':
      return { ...facts, running: false };
    case 'PilotIssueFound':
    case 'PilotIssueResolved':
      return facts;
  }
};

export const pilotFacts: Fold<PilotFacts, PilotEvent> = {
  category: pilotEvents.category,
  initial: { running: false, centers: [], procedures: [], from: '', until: '' },
  evolve: pilotEvolve,
};

type NumberFacts = readonly { dossierId: string; code: string; unused: boolean }[];

const numbersEvolve = (numbers: NumberFacts, event: Recorded<RegisterEvent>): NumberFacts => {
  switch (event.type) {
    case 'NumberTaken':
      return [...numbers, { dossierId: event.data.dossierId, code: event.data.code, unused: false }];
    case 'NumberUnused':
      return numbers.map((taken) => (taken.code === event.data.code ? { ...taken, unused: true } : taken));
  }
};

/** Codes taken for dossiers in one register; one that was explained as unused is never borne. */
export const registerFacts: Fold<NumberFacts, RegisterEvent> = { category: registerEvents.category, initial: [], evolve: numbersEvolve };

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

/** When a unit works, from one instant to a number of days after another. Years without a calendar are left out; whoever counts through one is refused. */
export const workingTimeOf = async (
  tools: PreparationTools,
  settings: Settings,
  unit: string,
  span: { from: string; until: string; days: number },
): Promise<WorkingTime> => {
  const first = momentOf(span.from).date.year;
  const last = momentOf(span.until).date.add({ days: span.days }).year;
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const [{ weeks }, ...folded] = await Promise.all([
    tools.fold(`center-${unit}`, centerFacts),
    ...years.map(async (year) => ({ year, ...(await tools.fold(`calendar-${year}`, calendarFacts)) })),
  ]);
  return {
    weeks,
    defaultWeek: settings.defaultWeek,
    calendars: new Map(folded.filter(({ published }) => published).map(({ year, days }) => [year, days])),
    closures: folded.flatMap(({ closures }) => closures.filter((closure) => closure.unit === unit)),
  };
};
