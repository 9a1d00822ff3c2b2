import { isDeepStrictEqual } from 'node:util';
import { type AnyCommand, commandOn } from '#commands/handling/command.ts';
import { norms } from '#domain/equipment/need.ts';
import { Rejection } from '#domain/rejections.ts';
import { normEvents } from '#events/norm/events.ts';

const normCommand = commandOn(norms, { idField: 'normsId' });

export const publishNorms = normCommand({
  name: 'PublishNorms',
  summary: 'Publishes norms for premises and equipment, in force from a day on; a later version replaces them.',
  input: normEvents.schemas.NormsPublished.omit({ version: true }),
  unit: () => undefined,
  decide: (versions, published) => {
    const last = versions.at(-1);
    if (last !== undefined && isDeepStrictEqual({ ...published, version: last.version }, last)) return [];
    if (last !== undefined && published.effectiveFrom < last.effectiveFrom)
      throw new Rejection(
        'norms-out-of-order',
        `Version ${last.version} is in force from ${last.effectiveFrom} on; none can be put before it.`,
      );
    return [{ type: 'NormsPublished', data: { ...published, version: versions.length + 1 } }];
  },
});

/** What a Center must have at least. */
export const normCommands: readonly AnyCommand[] = [publishNorms];
