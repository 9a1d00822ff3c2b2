import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { published } from '#events/store/personal.ts';
import { Key } from '#events/terms.ts';

/** What a look at the whole log found; docs/proof.md says what each means. */
const Verdict = z
  .enum(['intact', 'manipulated', 'gap', 'rolled-back', 'unsealed', 'cannot-tell'])
  .meta({ id: 'SealVerdict', description: 'Whether the log is what was sealed.' });

/** Stream `seal-<tree>`: looks at the sealed log, by the hash of its origin. */
export const sealEvents = defineEvents('seal', {
  LogVerified: z
    .strictObject({
      tree: Key,
      origin: published(z.string()).describe('Whose log: the origin of its checkpoints.'),
      size: z.int().min(0).describe('Entries of the checkpoint.'),
      entries: z.int().min(0).describe('Entries that were read again.'),
      verdict: Verdict,
      why: published(z.string()).describe('In a sentence, with the first entry that differs.'),
      unsealed: z.int().min(0).describe('Events recorded since the checkpoint.'),
    })
    .describe('The whole log was read again and compared with what was sealed.'),
});
export type SealEvent = EventOf<typeof sealEvents>;
