import { status } from '@grpc/grpc-js';

/** What clients ask of the server. `append` is both ways of appending, `subscribe` both kinds of subscription, `delete` tombstones too. */
export type Method = 'append' | 'readStream' | 'readAll' | 'subscribe' | 'delete' | 'features' | 'gossip';

/**
 * What the server does instead of answering. An append may have happened all the same (`happened`). On reads and subscriptions a fault
 * strikes before the next message, or after `after` events.
 */
export type Fault =
  | { kind: 'silent'; happened: boolean; after: number }
  | { kind: 'end'; happened: boolean; after: number }
  | { kind: 'fail'; happened: boolean; after: number; code: status; details: string; metadata: Record<string, string> }
  | { kind: 'kill'; happened: boolean; after: number }
  | { kind: 'conflict'; actual: number | 'none' | undefined }
  | { kind: 'timeout'; happened: boolean }
  | { kind: 'twice'; after: number }
  | { kind: 'delay'; until: number | Promise<unknown>; after: number };

type When = { happened?: boolean; after?: number };
const when = ({ happened = false, after = 0 }: When) => ({ happened, after });

/** Takes the call and never answers it. */
export const silent = (options: When = {}): Fault => ({ kind: 'silent', ...when(options) });
/** Ends the call as if all were well. A call that owes one answer fails instead, as it has no clean end. */
export const end = (options: When = {}): Fault => ({ kind: 'end', ...when(options) });
/** Ends the call with a status: UNAVAILABLE when none is named. */
export const fail = ({
  code = status.UNAVAILABLE,
  details = 'Server Is Not Ready',
  metadata = {},
  ...options
}: FailOptions = {}): Fault => ({
  kind: 'fail',
  code,
  details,
  metadata,
  ...when(options),
});
type FailOptions = When & { code?: status; details?: string; metadata?: Record<string, string> };
/** Destroys the connection on which the call came, and with it every call on it. */
export const kill = (options: When = {}): Fault => ({ kind: 'kill', ...when(options) });
/** Answers that another writer was first; `actual` is the stream's own last revision when none is named. */
export const conflict = (actual?: number | 'none'): Fault => ({ kind: 'conflict', actual });
/** Answers that the write was not confirmed in time, as a server does that lost its followers: it may have happened or not. */
export const timeout = ({ happened = false }: { happened?: boolean } = {}): Fault => ({ kind: 'timeout', happened });
/** Delivers an event of a subscription twice. */
export const twice = ({ after = 0 }: { after?: number } = {}): Fault => ({ kind: 'twice', after });
/** Answers later: after so many milliseconds, or when a promise settles. */
export const delay = (until: number | Promise<unknown>, { after = 0 }: { after?: number } = {}): Fault => ({ kind: 'delay', until, after });
/** Refuses who asks, as for want of a right. */
export const deny = (options: When = {}): Fault =>
  fail({ code: status.PERMISSION_DENIED, details: 'Access Denied', metadata: { exception: 'access-denied' }, ...options });
/** Refuses who asks, as for a wrong password. */
export const unauthenticated = (options: When = {}): Fault =>
  fail({ code: status.UNAUTHENTICATED, details: 'Unauthenticated', ...options });
/** Sends the client to another node. */
export const notLeader = (host: string, port: number): Fault =>
  fail({
    code: status.NOT_FOUND,
    details: 'Leader info available',
    metadata: { exception: 'not-leader', 'leader-endpoint-host': host, 'leader-endpoint-port': String(port) },
  });

/** A fault that was planned. `struck` resolves when it strikes first. */
export type Planned = { readonly struck: Promise<void>; readonly strikes: number; heal(): void };

type Plan = { fault: Fault; left: number; strikes: number; strike: () => void };

/** Which faults wait for which method: the first one planned strikes first. */
export class Faults {
  readonly #plans = new Map<Method, Set<Plan>>();

  /** Plans a fault for the next calls of a method: one, unless `times` says more (`Infinity`: until healed). */
  plan(method: Method, fault: Fault, times: number): Planned {
    const { promise: struck, resolve } = Promise.withResolvers<void>();
    const plan: Plan = { fault, left: times, strikes: 0, strike: resolve };
    const plans = this.#plans.get(method) ?? new Set();
    this.#plans.set(method, plans.add(plan));
    return {
      struck,
      get strikes() {
        return plan.strikes;
      },
      heal: () => plans.delete(plan),
    };
  }

  /** The fault that strikes now, if one does. `sent` is how many events the call has sent; `atEvent`, whether it is about to send another. */
  take(method: Method, sent = 0, atEvent = false): Fault | undefined {
    const plans = this.#plans.get(method);
    if (!plans) return undefined;
    for (const plan of plans) {
      if ('after' in plan.fault && plan.fault.after > sent) continue;
      if (plan.fault.kind === 'twice' && !atEvent) continue;
      plan.left -= 1;
      if (plan.left <= 0) plans.delete(plan);
      plan.strikes += 1;
      plan.strike();
      return plan.fault;
    }
    return undefined;
  }

  heal(): void {
    this.#plans.clear();
  }
}
