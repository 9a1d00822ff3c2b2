import { isDeepStrictEqual } from 'node:util';
import { commandOn, type Fold } from '#commands/handling/command.ts';
import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { type RegulationEvent, regulationEvents } from '#events/regulation/events.ts';

/** The versions of the model text, in order. */
type Model = readonly RegulationEvent['data'][];

export const regulation: Fold<Model, RegulationEvent> = {
  category: regulationEvents.category,
  initial: [],
  evolve: (versions, { data }) => [...versions, data],
};
const regulationCommand = commandOn(regulation, { idField: 'regulationId' });

export const publishModelRegulations = regulationCommand({
  name: 'PublishModelRegulations',
  summary: 'Publishes a version of the model text of the working regulations; every Center is told what changed.',
  input: regulationEvents.schemas.ModelRegulationsPublished.omit({ version: true }),
  unit: ({ publisher }) => publisher,
  decide: (versions, published, { occurredAt }) => {
    const { act, effectiveOn, articles } = published;
    const last = versions.at(-1);
    if (last !== undefined && isDeepStrictEqual({ ...published, version: last.version }, last)) return [];
    const today = localDay(occurredAt);
    if (act.date > today) throw new Rejection('date-out-of-order', `The model text is dated ${act.date}, after today (${today}).`);
    if (effectiveOn < act.date || (last !== undefined && effectiveOn < last.effectiveOn))
      throw new Rejection('date-out-of-order', `${effectiveOn} is before the day of the document, or of the version before.`);
    if (articles.some(({ number }, index) => number !== index + 1))
      throw new Rejection('articles-not-numbered', 'Articles are numbered from 1 on, without a gap.');
    return [{ type: 'ModelRegulationsPublished', data: { ...published, version: versions.length + 1 } }];
  },
});

export const regulationCommands = [publishModelRegulations];
