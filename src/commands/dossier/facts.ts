import { defineLookup, type Fold, type PreparationTools } from '#commands/handling/command.ts';
import { center } from '#domain/center/center.ts';
import type { Settings } from '#domain/settings.ts';
import { calendar } from '#domain/time/calendar.ts';
import { momentOf, type WorkingTime } from '#domain/time/workingTime.ts';
import type { Owner } from '#events/dossier/terms.ts';
import { type PilotEvent, pilotEvents } from '#events/pilot/events.ts';
import { type ProcedureEvent, type ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import { isTransient } from '#events/store/retry.ts';
import type { TimeLimit, Warning } from '#events/terms.ts';

/** What decisions about a dossier need of other streams, and no more. */

export type ProcedureFacts = {
  catalogued: boolean;
  versions: readonly ProcedureVersion[];
  retiredOn?: string;
  /** How many components the portal's catalogue lists; undefined where it says nothing. */
  components?: number;
};

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
        return { ...facts, components: event.data.entry.components.length };
    }
  },
};

/** Another dossier of the same owner and procedure on the same day; `code` once it was received. */
export type Alike = { dossierId: string; code: string | null /** Known by the name alone. */; byName?: true };
export type LikeWhat = {
  /** Whose number or, without one, whose name is compared; as stated or as sealed. */
  owner: Pick<Owner, 'identityNumber' | 'name'>;
  procedure: string;
  day: string;
  /** Where it comes in: only dossiers of this unit are compared by name. */
  unit: string;
  besides: string;
};

/** Asked without waiting: a warning may miss what is seconds old. */
export const intakeLookups = { alike: defineLookup<(like: LikeWhat) => Promise<readonly Alike[]>>('dossiersAlike') };
export type IntakeTools = PreparationTools<typeof intakeLookups>;

/** `unknown`: nobody could say, because what is asked is away. Nobody is turned away for that. */
export type AlikeOrUnknown = readonly Alike[] | 'unknown';

/** Those dossiers, and whether anybody could say. */
export const alikeTo = async (like: LikeWhat, { lookup }: IntakeTools): Promise<AlikeOrUnknown> => {
  try {
    return await lookup.alike(like);
  } catch (error) {
    if (isTransient(error)) return 'unknown';
    throw error;
  }
};

/** One warning of all of them: it names the first, and how many more there are. */
const alikeIn = ([first, ...others]: readonly Alike[]): Warning[] => {
  if (first === undefined) return [];
  const { dossierId, code, byName } = first;
  if (byName) {
    const detail =
      others.length === 0
        ? `Dossier ${code ?? dossierId} (${dossierId}) of an owner of the same name came in here on the same day for the same procedure.`
        : `Dossier ${code ?? dossierId} (${dossierId}) of an owner of the same name came in here on the same day for the same procedure, and so did ${others.length} more.`;
    return [{ code: 'same-name-and-procedure', detail }];
  }
  const detail =
    others.length === 0
      ? `Dossier ${code ?? dossierId} (${dossierId}) of the same owner and procedure came in on the same day.`
      : `Dossier ${code ?? dossierId} (${dossierId}) of the same owner and procedure came in on the same day, and so did ${others.length} more.`;
  return [{ code: 'same-owner-and-procedure', detail }];
};

/** Where nothing was handed in, though the procedure asks for something. */
const componentsMissing = (components: readonly unknown[], procedure: ProcedureFacts): Warning[] =>
  components.length === 0 && (procedure.components ?? 0) > 0
    ? [{ code: 'components-missing', detail: `No component was named; the procedure asks for ${procedure.components}.` }]
    : [];

/** A field of warnings; none where there are none. */
export const withWarnings = (warnings: Warning[]): { warnings?: Warning[] } => (warnings.length === 0 ? {} : { warnings });

/** What calls for a look when the components are corrected. */
export const warnedOfComponents = (components: readonly unknown[] | undefined, procedure: ProcedureFacts): { warnings?: Warning[] } =>
  withWarnings(components === undefined ? [] : componentsMissing(components, procedure));

/** Fees asked under one procedure, of a dossier that is bound to another; none where they are the fee published with it. */
export const warnedOfFees = (
  { procedure: earlier, fees: { askedDong } }: { procedure: string; fees: { askedDong: number } },
  { fee }: Pick<ProcedureVersion, 'fee'>,
  procedure: string,
): { warnings?: Warning[] } => {
  const published = fee.text === '' ? undefined : fee.dong;
  if (askedDong === 0 || askedDong === published) return {};
  const detail =
    published === undefined
      ? `${askedDong} đồng were asked for procedure ${earlier}; procedure ${procedure} is published without one amount.`
      : `${askedDong} đồng were asked for procedure ${earlier}; the fee of ${procedure} is ${published} đồng.`;
  return withWarnings([{ code: 'fee-of-other-procedure', detail }]);
};

/** What calls for a look before a dossier goes its way; no field where nothing does. */
export const warned = (
  components: readonly unknown[],
  { alike = [], procedure }: { alike?: AlikeOrUnknown; procedure: ProcedureFacts },
): { warnings?: Warning[] } => {
  const warnings = [
    ...(alike === 'unknown'
      ? [{ code: 'alike-not-checked', detail: 'Whether the owner handed in the same that day could not be looked up.' }]
      : alikeIn(alike)),
    ...componentsMissing(components, procedure),
  ];
  return withWarnings(warnings);
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
