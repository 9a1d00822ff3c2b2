import { isPersonal } from '#events/store/personal.ts';
import type { AnyCommand, Fold } from './command.ts';
import type { Seen } from './streams.ts';

// `any`: streams of several categories
type Folded = readonly [stream: string, fold: Fold<any, any>];
type Read = <S>(fold: Fold<S, any>, stream: string) => Promise<Seen<S>>;

/**
 * Reads streams that a command will ask for together with its own, in one round trip instead of one after the other.
 * Each answer is taken once: whoever folds a stream again wants to know what became of it meanwhile.
 */
export const readAhead = (streams: readonly Folded[], read: Read) => {
  const known = new Map(
    streams.map(([stream, fold]) => {
      const seen = read(fold, stream);
      // perhaps nobody asks: the command is refused before
      seen.catch(() => {});
      return [stream, { fold, seen }] as const;
    }),
  );
  return {
    take: <S>(stream: string, fold: Fold<S, any>): Promise<Seen<S>> | undefined => {
      const one = known.get(stream);
      if (one?.fold !== fold) return undefined;
      known.delete(stream);
      return one.seen as Promise<Seen<S>>;
    },
    /** After an act on another stream nothing that was read before it is new any more. */
    forget: () => known.clear(),
  };
};

const personalInputs = new WeakMap<AnyCommand, readonly string[]>();

/**
 * Whether the command has something to seal in a stream that has a key, as far as its input shows. Then the keys are
 * asked while streams are read. What creates a stream makes its key.
 */
export const asksForKey = (command: AnyCommand, input: Record<string, unknown>): boolean => {
  if (command.creates) return false;
  let fields = personalInputs.get(command);
  if (fields === undefined) {
    fields = Object.entries(command.input.shape).flatMap(([name, field]) => (isPersonal(field as never) ? [name] : []));
    personalInputs.set(command, fields);
  }
  return fields.some((name) => input[name] !== undefined);
};
