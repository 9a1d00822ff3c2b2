import type { AnyCommand } from './command.ts';
import type { Execution } from './receipt.ts';
import type { Seen } from './streams.ts';

/** Whether the actor may not know that there is such a stream. What creates one has to say that it is there. */
export const isHidden = (
  command: AnyCommand,
  input: unknown,
  { state, revision }: Seen<unknown>,
  { covers }: Execution,
  now: string,
): boolean => {
  if (covers === undefined || command.creates || revision < 0) return false;
  const unit: string | undefined = command.unit(input, state, now);
  const units = command.knownTo?.(input, state) ?? (unit === undefined ? [] : [unit]);
  return units.length > 0 && !units.some(covers);
};

/**
 * Whether the rules may say first why an act is refused that the actor may not do: of what is not there, and of what a
 * unit of the actor may know of. Where no rule refuses it, it is refused as forbidden.
 */
export const isToldTheRule = (
  command: AnyCommand,
  input: unknown,
  unit: string | undefined,
  seen: Seen<unknown>,
  execution: Execution,
): boolean => {
  if (command.creates) return false;
  if (seen.revision < 0) return unit === undefined;
  const { covers = () => false } = execution;
  return (command.knownTo?.(input, seen.state) ?? []).some(covers);
};

/** What forbids the act to this actor, if anything does. */
export const forbiddenBy = (permit: Execution['permit'], unit: string | undefined): { error: unknown } | undefined => {
  try {
    permit(unit);
    return undefined;
  } catch (error) {
    return { error };
  }
};
