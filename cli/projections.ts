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
import { helpIfAsked } from './help.ts';
import { withApp } from './withApp.ts';

const usage = `npm run projections -- list
npm run projections -- pause <name> --reason TEXT
npm run projections -- resume <name>
npm run projections -- rebuild <name> --reason TEXT
npm run projections -- skip <name> --position N --reason TEXT

What is decided is recorded in the log, and carried out by the workers that run; without any, as soon as one starts.`;

export type ProjectionsTools = {
  execute: Execute;
  status: () => Promise<readonly ProjectionStatus[]>;
  store: Pick<EventStore, 'readAll'>;
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
  { execute, status, store, print }: ProjectionsTools,
): Promise<number> => {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    print(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { verb, name, reason = '', position } = parsed;
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
  if (verb === undefined || !['pause', 'resume', 'rebuild', 'skip'].includes(verb)) return wrong('What is to be done?');
  if (name === undefined) return wrong('Which one?');
  if (verb !== 'resume' && !reason) return wrong(`To ${verb} needs a --reason.`);

  const decide = async <C extends AnyCommand>(command: C, input: Omit<InputOf<C>, 'projection'>): Promise<number> => {
    const actor = { id: 'command-line', role: 'administrator' } as const;
    try {
      const receipt = await execute(command, { projection: name, ...input } as InputOf<C>, { actor, permit: () => {} });
      print(receipt.events.length > 0 ? `Recorded at position ${receipt.position}.` : 'It was already so.');
      return 0;
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      print(error.message);
      return 1;
    }
  };
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

const parse = (argv: readonly string[]) => {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { reason: { type: 'string' }, position: { type: 'string' } },
  });
  return { verb: positionals[0], name: positionals[1], ...values };
};

if (import.meta.main) {
  helpIfAsked(usage);
  await withApp([], ({ execute, status, store }) =>
    runProjectionsCommand(process.argv.slice(2), { execute, status, store, print: (line) => console.log(line) }),
  );
}
