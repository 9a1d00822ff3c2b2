import { UndecodableEvent } from '#events/store/codec.ts';
import { StoreUnavailable } from '#events/store/eventStore.ts';
import { RowRefused } from './rows.ts';

/** Another worker holds the lease by now, or an operator stepped in: whatever this one was about to write must not be written. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

const codeOf = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
};

// SQLSTATE classes: connection, resources, operator intervention, rollback by the server (serialization, deadlock), lock not available.
const passing = /^(08|53|57|40)|^55P03$|^25P0[34]$/;
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether trying the same again later may succeed, whatever the event. */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable) return true;
  const code = codeOf(error);
  if (code !== undefined) return network.has(code) || (code.length === 5 && passing.test(code));
  // pg reports a connection that broke by message only.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/.test(
      error.message,
    )
  );
};

/**
 * Why an event could not be handled, for operators: kinds and places, never values, because messages of engines and databases quote data.
 */
export const describeFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  if (error instanceof RowRefused || error instanceof UndecodableEvent) return error.message;
  const known = error as Error & { code?: string; schema?: string; table?: string; column?: string; constraint?: string; issues?: unknown };
  const parts = [error.name];
  if (typeof known.code === 'string') parts.push(known.code);
  for (const part of ['table', 'column', 'constraint'] as const) if (known[part]) parts.push(`${part} ${known[part]}`);
  if (Array.isArray(known.issues)) {
    for (const { path, code } of known.issues.slice(0, 5) as { path?: unknown[]; code?: string }[])
      parts.push(`${path?.join('.') ?? ''} ${code ?? ''}`.trim());
  }
  const place = /\/((?:src|test)\/[^\s):]+:\d+)/.exec(error.stack?.slice(error.message.length) ?? '')?.[1];
  return parts.join(', ') + (place ? ` at ${place}` : '');
};
