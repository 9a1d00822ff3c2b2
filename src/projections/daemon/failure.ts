import { UndecodableEvent } from '#events/store/codec.ts';
import type { RecordedEvent } from '#events/store/event.ts';
import { isTransient } from '#events/store/retry.ts';

/** Another worker holds the lease, or an operator took it away: this worker must not write any more. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** An event that a projection or process cannot handle. */
export class Unhandled extends Error {
  override name = 'Unhandled';
  readonly recorded: RecordedEvent;
  constructor({ recorded }: { recorded: RecordedEvent }, cause: unknown) {
    super('an event could not be handled', { cause });
    this.recorded = recorded;
  }
}

/** A row does not fit its table. The message names the fault, mostly with table and column, and never the value. */
export class RowRefused extends Error {
  override name = 'RowRefused';
}

/** The cause of a failure for operators: kinds and places, never values, which messages quote. */
export const describeFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  if (error instanceof RowRefused || error instanceof UndecodableEvent) return error.message;
  const known = error as Error & { code?: string; schema?: string; table?: string; column?: string; constraint?: string; issues?: unknown };
  const parts = [error.name];
  if (typeof known.code === 'string') parts.push(known.code);
  // The driver's own few sentences about a connection, which name nothing.
  else if (known.name === 'Error' && isTransient(known)) parts.push(known.message);
  for (const part of ['table', 'column', 'constraint'] as const) if (known[part]) parts.push(`${part} ${known[part]}`);
  if (Array.isArray(known.issues)) {
    for (const { path, code } of known.issues.slice(0, 5) as { path?: unknown[]; code?: string }[])
      parts.push(`${path?.join('.') ?? ''} ${code ?? ''}`.trim());
  }
  const place = /\/((?:src|test)\/[^\s):]+:\d+)/.exec(error.stack?.slice(error.message.length) ?? '')?.[1];
  return parts.join(', ') + (place ? ` at ${place}` : '');
};
