import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { Key, LocalDate, PublicText } from '#events/terms.ts';

const Origin = {
  legalGround: PublicText.describe('The provision it rests on.'),
  certainty: z
    .enum(['sourced', 'memory', 'assumed'])
    .describe('Read at a source; remembered and not checked; chosen where the law names no figure or none was found.'),
  note: PublicText.optional().describe('What exactly is how certain, and where it was read.'),
};

/** What a Center must have at least. */
export const Norm = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('area'), squareMetres: z.number().positive().max(100_000), ...Origin }),
    z.strictObject({
      kind: z.literal('waiting-share'),
      share: z.number().positive().max(1).describe('Part of the area kept for those who wait.'),
      ...Origin,
    }),
    z.strictObject({
      kind: z.literal('equipment'),
      item: published(z.string().trim().min(1).max(120)).describe('Kind of equipment, worded as in statements of need.'),
      quantity: z.int().min(1).max(1000),
      per: z.enum(['counter', 'point', 'center']).describe('Pieces for each counter, each point, or the Center as a whole.'),
      ...Origin,
    }),
  ])
  .meta({
    id: 'Norm',
    description: 'A norm (định mức, tiêu chuẩn) for premises or equipment, with its legal ground and how certain it is.',
  });
export type Norm = z.infer<typeof Norm>;

/** Stream `norm-<id>`: one set of norms, version by version. */
export const normEvents = defineEvents('norm', {
  NormsPublished: z
    .strictObject({
      normsId: Key,
      title: PublicText,
      version: z.int().min(1),
      effectiveFrom: LocalDate.describe('In force from this day until that of the next version.'),
      norms: z.array(Norm).min(1).max(200),
      ground: PublicText.describe('Why this version is published.'),
    })
    .describe('A version of a set of norms was published; one that begins on the same day replaces the version before.'),
});
export type NormEvent = EventOf<typeof normEvents>;
