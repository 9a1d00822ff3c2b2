import { z } from 'zod';
import { categories } from '#events/all.ts';
import { categoryOf } from '#events/store/event.ts';
import { choiceIn, unknownIn } from './text/choice.ts';

/** What `type` of a CloudEvent has before the type of the event. */
export const TYPE_PREFIX = 'vn.motcua.';

/** One of these names; another is refused by name, with what may be meant. */
export const oneOf = (what: 'type of event' | 'category of streams' | 'command', names: readonly string[]) =>
  z.enum(names, {
    error: ({ input }) => {
      if (typeof input !== 'string') return undefined;
      const choice = choiceIn(names, input);
      return unknownIn(what, input, 'near' in choice ? choice.near : [choice.found]);
    },
  });

/** A type of event by its name, or as it stands in `type` of a CloudEvent. */
export const EventType = z.preprocess(
  (value) => (typeof value === 'string' && value.startsWith(TYPE_PREFIX) ? value.slice(TYPE_PREFIX.length) : value),
  oneOf(
    'type of event',
    categories.flatMap(({ schemas }) => Object.keys(schemas)),
  ),
);
export const Category = oneOf(
  'category of streams',
  categories.map(({ category }) => category),
);
/** A stream by its name, of a category that there is. It may be one that has no events yet. */
export const StreamName = z
  .string()
  .max(200)
  .superRefine((stream, context) => {
    for (const { message } of Category.safeParse(stream.includes('-') ? categoryOf(stream) : stream).error?.issues ?? [])
      context.addIssue({ code: 'custom', message });
    if (!stream.includes('-')) context.addIssue({ code: 'custom', message: 'must be a category and an id, joined by a dash' });
  });
