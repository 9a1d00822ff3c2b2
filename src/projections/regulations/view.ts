import { z } from 'zod';
import { regulationEvents } from '#events/regulation/events.ts';
import { type Article, Instant, type LegalAct } from '#events/terms.ts';

/** A version of the model text, as answers show it. */
export const ModelVersion = z
  .object({ ...regulationEvents.schemas.ModelRegulationsPublished.omit({ regulationId: true }).shape, publishedAt: Instant })
  .meta({ id: 'ModelRegulations' });
export type ModelVersion = z.infer<typeof ModelVersion>;

/** Working regulations as a Center issued them. */
export type Issued = {
  act: z.infer<typeof LegalAct>;
  effectiveOn: string;
  basis: string;
  modelVersion: number | null;
  articles: Article[] | null;
  issuedAt: string;
};
