import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directiveProgressQueries } from '#http/directiveProgress/directiveProgressQueries.ts';
import type { AsOf } from '#http/server/parameters.ts';
import { ask as askQuery, type RequestTools } from '#http/server/query.ts';
import { auditTrail } from '#projections/auditTrail/projection.ts';
import { centerReadiness } from '#projections/centerReadiness/projection.ts';
import { duties } from '#projections/duties/projection.ts';
import { notices } from '#projections/notices/projection.ts';
import { workingCalendar } from '#projections/workingCalendar/projection.ts';
import {
  assigned,
  assignmentEnded,
  directiveIssued,
  dutyAssigned,
  dutyDeadlineMoved,
  dutyFellOverdue,
  dutyFulfilled,
  dutyReopened,
  dutyUrged,
  established,
  evidenceAccepted,
  evidenceHandedIn,
  evidenceReturned,
  type Happened,
  otherUnit,
  pilotEvidence,
  unit,
} from '#test/support/events.ts';
import { createReadModels, type ReadModels } from '#test/support/readModels.ts';
import { testSettings } from '#test/support/settings.ts';

let models: ReadModels;
/** Events in the log so far. */
let fed = 0;
beforeAll(async () => {
  models = await createReadModels([auditTrail, centerReadiness, duties, notices, workingCalendar]);
});
afterAll(() => models?.drop());

const ends = '2999-01-01T00:00:00.000Z';
/** What the report says, every duty, the late and the progress by day included, and a unit's page. */
const answers = async (directiveId: string, asOf: AsOf) => {
  const tools = { db: models.db, settings: testSettings, now: ends, units: 'all' } as unknown as RequestTools;
  const ask = (name: string, input: object) => {
    const query = directiveProgressQueries.find((one) => one.name === name);
    return query && askQuery(query, tools, { directiveId, asOf, ...input });
  };
  return { report: await ask('GetDirectiveReport', {}), page: await ask('GetDirectiveParty', { party: unit }) };
};

const step = fc.record({
  what: fc.constantFrom(
    'fulfilled',
    'reopened',
    'fell overdue',
    'moved',
    'urged',
    'handed in',
    'returned',
    'accepted',
    'established',
    'assigned',
    'ended',
  ),
  party: fc.constantFrom(unit, otherUnit),
  task: fc.constantFrom('staff', 'pilot'),
  hours: fc.integer({ min: 0, max: 40 }),
  /** Entered so many hours after it happened. */
  late: fc.constantFrom(0, 0, 0, 30),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const eventOf = ({ what, party, task }: Step): Happened => {
  switch (what) {
    case 'fulfilled':
      return dutyFulfilled(task, party);
    case 'reopened':
      return dutyReopened(task, party);
    case 'fell overdue':
      return dutyFellOverdue(task, party);
    case 'moved':
      return dutyDeadlineMoved(task, party);
    case 'urged':
      return dutyUrged(task, party);
    case 'handed in':
      return evidenceHandedIn(task, party);
    case 'returned':
      return evidenceReturned(task, party);
    case 'accepted':
      return evidenceAccepted(task, party);
    case 'established':
      return established({ unit: party });
    case 'assigned':
      return assigned({ unit: party, officialId: `o-${party}`, assignmentId: `a-${party}`, from: '2025-06-25' });
    case 'ended':
      return assignmentEnded({ unit: party, officialId: `o-${party}`, assignmentId: `a-${party}`, lastDay: '2025-06-28' });
  }
};

const begin = Date.parse('2025-06-20T01:00:00.000Z');
const instant = (hours: number): string => new Date(begin + hours * 3_600_000).toISOString();

/** The events of one run, of a directive of its own; each happened not before the one before it, unless it was entered late. */
const story = (run: number, steps: readonly Step[]): { directiveId: string; events: Happened[] } => {
  const directiveId = `run-${run}`;
  const its = (event: Happened): Happened => {
    const { data } = event;
    if (!('directiveId' in data)) return event;
    const own = 'dutyId' in data ? { dutyId: `${directiveId}.${data.taskId}.${data.party}` } : {};
    return { ...event, data: { ...data, directiveId, ...own } } as Happened;
  };
  let now = run * 2_000;
  const acts = steps.map((one): Happened => {
    now += one.hours;
    return { ...eventOf(one), at: instant(now - one.late) };
  });
  const opening = [
    directiveIssued(),
    ...[unit, otherUnit].flatMap((party): Happened[] => [
      dutyAssigned('staff', party),
      dutyAssigned('pilot', party, { fulfilment: pilotEvidence, deadline: '2025-06-25T10:00:00.000Z' }),
    ]),
  ].map((event): Happened => ({ ...event, at: instant(run * 2_000) }));
  return { directiveId, events: [...opening, ...acts].map(its) };
};

/** Feeds a story event by event; after each one, what the answers say of it, with nothing later in the read models. */
const live = async <A extends AsOf>({ directiveId, events }: ReturnType<typeof story>, asOfOf: (position: number, at: string) => A) => {
  const told: { asOf: A; said: unknown }[] = [];
  for (const event of events) {
    await models.feed(event);
    const asOf = asOfOf(fed, event.at ?? '');
    fed += 1;
    told.push({ asOf, said: await answers(directiveId, asOf) });
  }
  return told;
};

let run = 0;

it('as of a position, every answer is what it was when the log ended there, however late some events were entered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      const told = story((run += 1), steps);
      for (const { asOf, said } of await live(told, (position) => ({ position })))
        expect(await answers(told.directiveId, asOf)).toEqual(said);
    }),
    { numRuns: 2 },
  );
});

it('as of an instant, every answer is what it was when the log ended there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      const told = story(
        (run += 1),
        steps.map((one) => ({ ...one, late: 0, hours: one.hours + 1 })),
      );
      // the opening acts share one moment: the last of them stands for it
      for (const { asOf, said } of (await live(told, (_, at) => ({ at }))).slice(4))
        expect(await answers(told.directiveId, asOf)).toEqual(said);
    }),
    { numRuns: 2 },
  );
});
