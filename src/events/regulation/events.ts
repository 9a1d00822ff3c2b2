import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Article, LegalAct, LocalDate, PartyId, PublicText } from '#events/terms.ts';

/** Stream `regulation-model`: the model working regulations (quy chế làm việc mẫu); each Center's are in its stream. */
export const regulationEvents = defineEvents('regulation', {
  ModelRegulationsPublished: z
    .strictObject({
      regulationId: z.literal('model'),
      version: z.int().min(1),
      publisher: PartyId.describe('Who publishes it: the Office of the City People’s Committee.'),
      title: PublicText,
      act: LegalAct,
      effectiveOn: LocalDate,
      note: PublicText.describe('What the text is, or what is new in it and why.'),
      articles: z.array(Article).min(1).max(200),
    })
    .describe('A version of the model text was published; it takes the place of the one before.'),
});
export type RegulationEvent = EventOf<typeof regulationEvents>;
