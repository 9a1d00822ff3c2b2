import { parseArgs } from 'node:util';
import type { AnyCommand, InputOf } from '#commands/handling/command.ts';
import type { Execute } from '#commands/handling/receipt.ts';
import {
  pauseProjection,
  requestProjectionRebuild,
  resumeProjection,
  skipProjectionEvent,
} from '#commands/projectionControl/projection.ts';
import type { ProjectionStatus } from '#domain/projectionStatus.ts';
import { Rejection } from '#domain/rejections.ts';
import type { EventStore } from '#events/store/eventStore.ts';
import { utcOf } from '#http/server/instants.ts';
import { allProjections } from '#projections/all.ts';
import { controlStream } from '#projections/daemon/controls.ts';
import type { Projection } from '#projections/daemon/projection.ts';
import { helpIfAsked } from './help.ts';
import { leaveRowsOf, verifyProjection } from './verifyProjections.ts';
import { withApp } from './withApp.ts';

const usage = `npm run projections -- list
npm run projections -- pause <name> --reason TEXT
npm run projections -- resume <name>
npm run projections -- rebuild <name> --reason TEXT
npm run projections -- rebuild --all --reason TEXT
npm run projections -- skip <name> --position N --reason TEXT
npm run projections -- verify <name> | --all
npm run projections -- verify <name> | --all --at POSITION|INSTANT --into URL

What is decided is recorded in the log, and carried out by the workers that run; without any, as soon as one starts.
rebuild --all is for after a restore or a move of the log: it has every projection built anew, and every process that no operator paused go on.
verify folds the log beside and compares it with the rows in service, at one position, while everything runs: exit code 1 and the first difference where they are not the same. --at leaves the rows of that moment in schema past of the database at --into instead.`;

export type ProjectionsTools = {
  execute: Execute;
  status: () => Promise<readonly ProjectionStatus[]>;
  store: Pick<EventStore, 'readAll' | 'readStream' | 'end'>;
  /** What may be verified, and the read models' address, role motcua_reader. */
  readModels: { projections: readonly Projection[]; url: string };
  print: (line: string) => void;
};

const describe = (one: ProjectionStatus): string => {
  const parts = [
    `${one.name} v${one.version}${one.kind === 'projection' ? ` g${one.generation}` : ''}`.padEnd(40),
    `${one.state}${one.serving ? '' : ' (not in service yet)'}`.padEnd(10),
    `position ${one.position}, ${one.lagPositions} behind (${one.lagSeconds.toFixed(1)} s)`,
    one.owner ? `held by ${one.owner}` : 'held by nobody',
  ];
  if (one.failedPosition !== undefined) parts.push(`at event ${one.failedEventId} of position ${one.failedPosition}`);
  if (one.reason !== undefined) parts.push(one.reason);
  return parts.join('  ');
};

/**
 * Shows projections and processes, or records an operator's decision about one.
 * Returns the exit code: 1 when a rule forbids it, 2 when the arguments are wrong.
 */
export const runProjectionsCommand = async (
  argv: readonly string[],
  { execute, status, store, readModels, print }: ProjectionsTools,
): Promise<number> => {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    print(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { verb, name, reason = '', position, all, at, into } = parsed;
  const wrong = (sentence: string): number => {
    print(`${sentence}\n\n${usage}`);
    return 2;
  };

  if (verb === 'list') {
    const projections = await status();
    for (const one of projections) print(describe(one));
    if (projections.length === 0) print('No projection has run yet.');
    return 0;
  }
  if (verb === undefined || !['pause', 'resume', 'rebuild', 'skip', 'verify'].includes(verb)) return wrong('What is to be done?');
  if (all && verb !== 'rebuild' && verb !== 'verify') return wrong(`--all goes with rebuild and verify, not with ${verb}.`);
  if (all && name !== undefined) return wrong(`Either --all, or ${name}.`);
  if (name === undefined && !all) return wrong('Which one?');
  if (verb === 'verify') {
    const chosen = readModels.projections.filter((one) => all || one.name === name);
    if (chosen.length === 0) return wrong(`There is no read model ${name}.`);
    if ((at === undefined) !== (into === undefined)) return wrong('--at and --into go together.');
    if (at === undefined || into === undefined) return verifyAll(readModels.url, store, chosen, print);
    const instant = utcOf(at);
    if (!/^\d+$/.test(at) && instant === undefined) return wrong('--at is a position of the log, or an instant with its offset from UTC.');
    await leaveRowsOf(into, store, chosen, instant === undefined ? { position: Number(at) } : { at: instant }, print);
    return 0;
  }
  if (verb !== 'resume' && !reason) return wrong(`To ${verb} needs a --reason.`);

  /** Carries out a decision about `name`, or about another one, which is then named in what is printed. */
  const decide = async <C extends AnyCommand>(command: C, input: Omit<InputOf<C>, 'projection'>, other?: string): Promise<number> => {
    const actor = { id: 'command-line', role: 'administrator' } as const;
    try {
      const receipt = await execute(command, { projection: other ?? name, ...input } as InputOf<C>, { actor, permit: () => {} });
      const what = receipt.events.length > 0 ? `Recorded at position ${receipt.position}.` : 'It was already so.';
      print(other === undefined ? what : `${other.padEnd(40)}  ${verbOf(command)}  ${what}`);
      return 0;
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      print(error.message);
      return 1;
    }
  };
  if (all) {
    const followers = new Map((await status()).map((one) => [one.name, one.kind]));
    if (followers.size === 0) print('No projection has run yet: all are built from the first event on when a worker starts.');
    let code = 0;
    for (const [other, kind] of followers) {
      if (kind === 'projection') code ||= await decide(requestProjectionRebuild, { reason }, other);
      else if (await pausedByOperator(store, other)) print(`${other.padEnd(40)}  stays paused, as an operator decided`);
      else code ||= await decide(resumeProjection, {}, other);
    }
    return code;
  }
  switch (verb) {
    case 'pause':
      return decide(pauseProjection, { reason });
    case 'resume':
      return decide(resumeProjection, {});
    case 'rebuild':
      return decide(requestProjectionRebuild, { reason });
    default: {
      if (position === undefined || !/^\d+$/.test(position)) return wrong('To skip needs the --position of the event.');
      const { events } = await store.readAll({ after: Number(position) - 1, limit: 1 });
      const event = events.find((candidate) => candidate.position === Number(position));
      if (!event) return wrong(`There is no event at position ${position}.`);
      return decide(skipProjectionEvent, { position: event.position, eventId: event.id, reason });
    }
  }
};

/** Compares these with the log one by one; the exit code is 1 when one differs, or none of its version is in service. */
const verifyAll = async (
  url: string,
  store: ProjectionsTools['store'],
  projections: readonly Projection[],
  print: (line: string) => void,
): Promise<number> => {
  let code = 0;
  for (const projection of projections) {
    const verdict = await verifyProjection(url, store, projection, print);
    const same = verdict?.differ === 0;
    if (!same) code = 1;
    if (verdict === undefined) print(`${projection.name}: no rows of version ${projection.version} are in service`);
    else if (same) print(`${projection.name}: ${verdict.rows} rows are those of the log at position ${verdict.position}`);
    else
      print(
        `${projection.name}: ${verdict.differ} of ${verdict.rows} rows differ from the log at position ${verdict.position}; first ${verdict.first}`,
      );
  }
  return code;
};

const verbOf = (command: AnyCommand): string => (command === resumeProjection ? 'resume ' : 'rebuild');

/** Whether the last decision about a process was to pause it; its line does not say so while it stands in another history. */
const pausedByOperator = async (store: Pick<EventStore, 'readStream'>, name: string): Promise<boolean> => {
  let paused = false;
  for (let from = 0; ; ) {
    const events = await store.readStream(controlStream(name), { from });
    for (const { type } of events) if (type === 'ProjectionPaused' || type === 'ProjectionResumed') paused = type === 'ProjectionPaused';
    if (events.length === 0) return paused;
    from += events.length;
  }
};

const parse = (argv: readonly string[]) => {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      reason: { type: 'string' },
      position: { type: 'string' },
      at: { type: 'string' },
      into: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  return { verb: positionals[0], name: positionals[1], ...values };
};

if (import.meta.main) {
  helpIfAsked(usage);
  await withApp([], ({ execute, status, store, readModelsUrl }) => {
    const readModels = { projections: allProjections, url: readModelsUrl };
    return runProjectionsCommand(process.argv.slice(2), { execute, status, store, readModels, print: (line) => console.log(line) });
  });
}
