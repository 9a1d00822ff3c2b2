import { z } from 'zod';
import { accessEvents } from '#events/access/events.ts';
import { categoryOf } from '#events/store/event.ts';
import { maskPersonal } from '#events/store/personalData.ts';
import { Instant, PartyId } from '#events/terms.ts';
import { defineQuery } from '#http/server/query.ts';
import { steppedModels, stepsOf, type Touched } from '#projections/steps.ts';

const Row = z.record(z.string(), z.unknown()).nullable();
const StreamStep = z
  .object({
    revision: z.int(),
    position: z.int(),
    type: z.string(),
    occurredAt: Instant,
    unit: PartyId.nullable().describe('Unit the event is about.'),
    actor: z.string().describe('Who did it: a pseudonymous identifier.'),
    rows: z
      .array(
        z.object({
          table: z.string(),
          key: z.array(z.union([z.string(), z.number()])),
          before: Row.describe('Null: there was no row.'),
          after: Row.describe('Null: the row is gone.'),
          changed: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
        }),
      )
      .describe('Rows of the read model that the event changed, by the events of this stream alone; personal values stay masked.'),
  })
  .meta({ id: 'StreamStep', description: 'One event of a stream, and what it changed in a read model.' });

const getStreamHistory = defineQuery({
  name: 'GetStreamHistory',
  summary:
    'The life of a stream step by step: each event with the rows of a read model before and after it, and the difference by field. Events of units that the reader may not ask about are left out.',
  path: '/streams/:stream/history',
  params: z.object({ stream: z.string().max(200) }),
  query: z.object({
    model: z.enum(steppedModels).default('dossier-list').describe('Read model whose rows are shown.'),
    from: z.coerce.number().int().min(0).default(0).describe('First revision.'),
    limit: z.coerce.number().int().min(1).max(500).default(100).describe('Events at most.'),
  }),
  answer: z
    .object({
      stream: z.string(),
      model: z.string(),
      steps: z.array(StreamStep),
      next: z.int().nullable().describe('`from` of the next ones.'),
    })
    .meta({ id: 'StreamHistory' }),
  projections: [],
  run: async ({ readEvents, units, granted }, { stream, model, from, limit }) => {
    if (categoryOf(stream) === accessEvents.category && !granted('ReadAccessEvents')) return undefined;
    const steps = stepsOf(model, await readEvents(stream));
    const visible = steps?.filter(({ event: { unit } }) => units === 'all' || (unit !== undefined && units.includes(unit))) ?? [];
    if (visible.length === 0) return undefined;
    const following = visible.filter(({ event }) => event.revision >= from);
    return {
      stream,
      model,
      steps: following.slice(0, limit).map(({ event: { revision, position, type, occurredAt, unit = null, actor }, rows }) => ({
        revision,
        position,
        type,
        occurredAt,
        unit,
        actor: actor.id,
        rows: (maskPersonal(rows) as unknown as Touched[]).map((row) => ({ ...row, key: [...row.key] })),
      })),
      next: following[limit]?.event.revision ?? null,
    };
  },
});

export const streamQueries = [getStreamHistory];
