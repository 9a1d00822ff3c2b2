import { type Position, START } from '#events/store/event.ts';

/** How far the projections that run in this process are: known here at once, without asking the database. */
export type Progress = {
  report: (name: string, generation: number, position: Position) => void;
  /** This generation no longer runs here. */
  forget: (name: string, generation: number) => void;
  /** Lowest position of these names; `START` when one of them does not run here. */
  lowest: (names: readonly string[]) => Position;
  /** Calls back after every report until the returned function is called. */
  onReport: (listener: () => void) => () => void;
};

export const createProgress = (): Progress => {
  const positions = new Map<string, { generation: number; position: Position }>();
  const listeners = new Set<() => void>();
  return {
    report: (name, generation, position) => {
      positions.set(name, { generation, position });
      for (const listener of listeners) listener();
    },
    forget: (name, generation) => {
      if (positions.get(name)?.generation === generation) positions.delete(name);
    },
    lowest: (names) => Math.min(...names.map((name) => positions.get(name)?.position ?? START)),
    onReport: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
