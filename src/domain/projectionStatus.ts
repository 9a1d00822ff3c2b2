/** One generation of a projection, or one process, as operators see it. */
export type ProjectionStatus = {
  name: string;
  kind: 'projection' | 'process';
  version: number;
  generation: number;
  /** Whether queries are answered from it. */
  serving: boolean;
  state: 'building' | 'running' | 'paused';
  /** Position of the log up to which it has handled everything. */
  position: number;
  /** Positions of the log after that one. */
  lagPositions: number;
  /** Age in seconds of the oldest event it has not handled, less `delaySeconds`; 0 when it has handled all that is due. */
  lagSeconds: number;
  /** Seconds that a process waits by design before it handles an event; absent when it does not. */
  delaySeconds?: number;
  /** The worker that holds its lease; absent when none does. */
  owner?: string;
  reason?: string;
  failedPosition?: number;
  failedEventId?: string;
};
