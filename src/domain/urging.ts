import type { Settings } from './settings.ts';

/** The last urging on record: in whose name, in which words, when. */
export type Urging = { by: string; text: string; at: string };

/** Whether an urging only says again what the same person said a short time ago. */
export const isUrgedAlready = (last: Urging | undefined, { by, text, at }: Urging, { urging }: Pick<Settings, 'urging'>): boolean =>
  last !== undefined &&
  last.by === by &&
  last.text === text &&
  Temporal.Instant.compare(at, Temporal.Instant.from(last.at).add({ minutes: urging.sameWithinMinutes })) <= 0;
