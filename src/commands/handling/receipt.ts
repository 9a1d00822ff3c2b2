import { z } from 'zod';
import type { Actor } from '#events/store/event.ts';
import type { AnyCommand, InputOf } from './command.ts';

/** What a command answers: where its events stand in the log. Never state. */
export const Receipt = z
  .strictObject({
    stream: z.string(),
    revision: z.int().describe('Revision of the stream after the command; -1 when it does not exist.'),
    position: z.int().describe('Position in the log; give it to a query as `after`.'),
    events: z
      .array(z.strictObject({ id: z.string(), type: z.string(), revision: z.int() }))
      .describe('What the command recorded; empty when it was already so.'),
    repeated: z.boolean().describe('True when the same Idempotency-Key had been answered before.'),
  })
  .meta({ id: 'Receipt', description: 'Receipt of a command.' });
export type Receipt = z.infer<typeof Receipt>;

/** Circumstances of one execution. */
export type Execution = {
  actor: Actor;
  /** Throws when the actor may not, for this unit (undefined: none). Called between reading the stream and deciding. */
  permit: (unit: string | undefined) => void;
  /** Whether the actor may act for a unit in any of the roles; absent: for every unit. */
  covers?: (unit: string) => boolean;
  /** Scope of repetition: the same key of the same actor is the same command. */
  idempotencyKey?: string;
  /**
   * The key is a client's, who repeats what got no answer: a command that changed nothing is recorded too, so that its
   * repeat is never carried out on what others did since. What processes do again is to be judged anew.
   */
  remembered?: boolean;
  /** Expected revision (`If-Match`), or `any` of a stream that exists; `RevisionMismatch` when it stands elsewhere. */
  ifMatch?: number | 'any';
  correlationId?: string;
  causationId?: string;
  /** Decides, and records nothing: for commands whose preparation only reads. The receipt says where the stream is. */
  dryRun?: boolean;
  /** Overrides the clock: for the simulator's history only. */
  now?: string;
};

/**
 * Executes a command. Throws ZodError (input), Rejection (rule), RevisionMismatch (If-Match), IdempotencyKeyReused,
 * StoreUnavailable, and whatever `permit` throws.
 */
export type Execute = <C extends AnyCommand>(command: C, input: InputOf<C>, execution: Execution) => Promise<Receipt>;
