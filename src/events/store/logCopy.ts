import type { RecordedEvent } from './event.ts';

/** A home of the log that takes over events of another log as they are: ids, revisions, times, envelope and body; only positions are its own. */
export interface CopyTarget {
  /**
   * Takes over what follows in the other log, in its order. However it ends, the home holds an unbroken beginning of what it was given;
   * what it holds already is not taken over again.
   */
  copy(events: readonly RecordedEvent[]): Promise<void>;
  /** Releases connections. */
  close(): Promise<void>;
}
