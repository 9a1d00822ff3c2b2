import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pMap from 'p-map';
import { z } from 'zod';
import { loadUnits, referenceDir } from '#app/settings.ts';
import { amendCalendar, publishCalendar } from '#commands/calendar/calendar.ts';
import { issueDirective } from '#commands/directive/directive.ts';
import type { AnyCommand, InputOf } from '#commands/handling/command.ts';
import type { Execute, Execution } from '#commands/handling/receipt.ts';
import { publishNorms } from '#commands/norm/norm.ts';
import { catalogueProcedure, publishProcedureVersion } from '#commands/procedure/procedure.ts';
import { Rejection, type RejectionCode } from '#domain/rejections.ts';
import { categories } from '#events/all.ts';
import { calendarEvents } from '#events/calendar/events.ts';
import { DirectiveTask, directiveEvents } from '#events/directive/events.ts';
import { normEvents } from '#events/norm/events.ts';
import { ProcedureVersion, procedureEvents } from '#events/procedure/events.ts';
import { createCodec } from '#events/store/codec.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { helpIfAsked } from './help.ts';
import { type Progress, progressOn } from './progress.ts';
import { withApp } from './withApp.ts';

const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));

const Procedure = procedureEvents.schemas.ProcedureCatalogued.extend({
  row: z.int().min(1).describe('Row of the survey from which it was taken.'),
  versions: z.array(ProcedureVersion).min(1),
});
/** The catalogue of procedures with their versions, oldest first. */
export const loadProcedures = (dir: string = referenceDir): z.infer<typeof Procedure>[] =>
  z.array(Procedure).parse(read(path.join(dir, 'procedures.json')).procedures);

/** The calendars of all years there are, oldest first. */
export const loadCalendars = (dir: string = referenceDir): z.infer<typeof calendarEvents.schemas.CalendarPublished>[] =>
  readdirSync(dir)
    .filter((name) => /^calendar-\d{4}\.json$/.test(name))
    .toSorted()
    .map((name) => calendarEvents.schemas.CalendarPublished.parse(read(path.join(dir, name))));

const Norms = normEvents.schemas.NormsPublished.omit({ version: true });
/** Norms for premises and equipment, version by version, oldest first. */
export const loadNorms = (dir: string = referenceDir): z.infer<typeof Norms>[] =>
  z.array(Norms).parse(read(path.join(dir, 'norms.json')).norms);

const Directive = directiveEvents.schemas.DirectiveIssued.omit({ tasks: true }).extend({
  provenance: z.string(),
  issuedAt: Instant,
  tasks: z.array(
    DirectiveTask.omit({ assignees: true }).extend({
      assignees: z.array(z.union([z.literal('every-unit'), PartyId])).min(1),
      assumption: z.string().optional().describe('What of it the text does not say.'),
    }),
  ),
});
/** The directives from above, oldest first, addressed to these units where they are to every one. */
export const loadDirectives = (units: readonly string[], dir: string = referenceDir) =>
  readdirSync(path.join(dir, 'directives'))
    .toSorted()
    .map((name) => {
      const { provenance: _said, tasks, ...directive } = Directive.parse(read(path.join(dir, 'directives', name)));
      return {
        ...directive,
        tasks: tasks.map(({ assumption: _assumed, assignees, ...task }) => ({
          ...task,
          assignees: assignees.flatMap((party) => (party === 'every-unit' ? units : party)),
        })),
      };
    });

const actor = { id: 'reference-data', role: 'system' } as const;
// calendars are not personal: nothing is ever sealed here
const codec = createCodec(categories, { seal: () => Promise.reject(new Error('nothing personal is written here')) });

const execution = (key: string, body: unknown): Execution => ({
  actor,
  permit: () => {},
  // the body's fingerprint is part of the key: the same file changes nothing, an edited one is a new act
  idempotencyKey: `reference:${key}:${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}`,
});

/** Days of a published year that somebody else than the reference data has set or taken out since. */
const setByHand = async (store: Pick<EventStore, 'readStream'>, year: number): Promise<ReadonlySet<string>> => {
  const days = new Set<string>();
  for (let from = 0; ; ) {
    const page = await store.readStream(`calendar-${year}`, { from });
    if (page.length === 0) return days;
    from += page.length;
    for (const event of page.map(codec.decode)) {
      if (event.type !== 'CalendarAmended' || event.actor.id === actor.id) continue;
      for (const date of [...event.data.removed, ...event.data.set.map((day) => day.date)]) days.add(date);
    }
  }
};

/** Procedures that are entered side by side, so that the log commits them in groups. */
const AT_ONCE = 16;

/**
 * Publishes calendars and norms, catalogues procedures and issues directives through the commands, as the system.
 * A second run with the same files changes nothing. Of an edited file, new procedures, versions and years are added,
 * and changed days of a year are amended, except those that somebody has amended by hand: `store` tells which. What was
 * published is never rewritten, and appointed times stay as they are.
 * Returns how many acts were recorded, and the keys of what stayed as published before.
 */
export const loadReference = async ({
  execute,
  store,
  dir = referenceDir,
  units = loadUnits(dir).map(({ code }) => code),
  progress = () => {},
  signal,
}: {
  execute: Execute;
  store?: Pick<EventStore, 'readStream'>;
  dir?: string;
  /** The units of the city, by code. */
  units?: readonly string[];
  progress?: Progress;
  /** Aborted, what is left is left out; the next run adds it. */
  signal?: AbortSignal;
}): Promise<{ added: number; kept: string[] }> => {
  const procedures = loadProcedures(dir);
  const calendars = loadCalendars(dir);
  const norms = loadNorms(dir);
  const directives = loadDirectives(units, dir);
  const total =
    norms.length + calendars.length + directives.length + procedures.reduce((sum, { versions }) => sum + 1 + versions.length, 0);
  const kept: string[] = [];
  let added = 0;
  let done = 0;

  const publish = async <C extends AnyCommand>(command: C, key: string, body: InputOf<C>, known: RejectionCode): Promise<boolean> => {
    if (signal?.aborted) return true;
    try {
      const receipt = await execute(command, body, execution(key, body));
      if (!receipt.repeated && receipt.events.length > 0) added += 1;
      return true;
    } catch (error) {
      if (error instanceof Rejection && error.code === known) return false;
      throw error;
    }
  };

  for (const calendar of calendars) {
    const { year, days, ground } = calendar;
    if (!(await publish(publishCalendar, `calendar-${year}`, calendar, 'calendar-already-published'))) {
      const byHand = store === undefined ? new Set() : await setByHand(store, year);
      const set = days.filter(({ date }) => !byHand.has(date));
      if (!(await publish(amendCalendar, `calendar-${year}`, { year, set, removed: [], ground }, 'calendar-day-invalid')))
        kept.push(`calendar ${year}`);
    }
    progress((done += 1), total, `calendar ${year}`);
  }
  for (const version of norms) {
    const name = `${version.normsId} from ${version.effectiveFrom}`;
    if (!(await publish(publishNorms, `norms-${name}`, version, 'norms-out-of-order'))) kept.push(name);
    progress((done += 1), total, `norms ${name}`);
  }
  const catalogue = async ({ row: _row, versions, ...procedure }: (typeof procedures)[number]): Promise<void> => {
    const { code } = procedure;
    if (!(await publish(catalogueProcedure, `procedure-${code}`, procedure, 'procedure-already-catalogued'))) kept.push(code);
    progress((done += 1), total, `procedure ${code}`);
    for (const { version, ...published } of versions) {
      const key = `procedure-${code}-v${version}`;
      if (!(await publish(publishProcedureVersion, key, { code, ...published }, 'procedure-version-out-of-order')))
        kept.push(`${code} v${version}`);
      progress((done += 1), total, `procedure ${code}`);
    }
  };
  await pMap(procedures, catalogue, { concurrency: AT_ONCE });
  for (const { issuedAt, ...directive } of directives) {
    const { directiveId } = directive;
    const late = { occurredAt: issuedAt, lateEntryReason: 'Nhập từ văn bản đã ban hành' };
    if (!(await publish(issueDirective, `directive-${directiveId}`, { ...directive, ...late }, 'directive-already-issued')))
      kept.push(directiveId);
    progress((done += 1), total, `directive ${directiveId}`);
  }
  return { added, kept };
};

const usage = `npm run reference

Loads the calendars, norms, procedures and directives of reference/ into the log. A repeat changes nothing; of an edited file what is new is added, and days of a published calendar are amended unless somebody amended them by hand.`;

if (import.meta.main) {
  helpIfAsked(usage);
  await withApp([], async ({ execute, store, settings }) => {
    const units = settings.units.map(({ code }) => code);
    const { added, kept } = await loadReference({ execute, store, units, progress: progressOn(process.stderr, 'reference data') });
    console.log(`${added} acts recorded, ${kept.length} stayed as published before.`);
    return 0;
  });
}
