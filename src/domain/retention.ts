import type { ErasureObstacle, Retention } from '#events/terms.ts';
import { Rejection } from './rejections.ts';

/** What a retention class says of time, whatever its ground. */
type Term = Pick<Retention, 'kind'> & { years?: number };
type Version = { version: number; effectiveFrom: string; retention?: Retention | undefined };

/** A legal hold (tạm dừng hủy) placed on data; a lifted one no longer holds. */
export type LegalHold = { holdId: string; lifted: boolean };

/**
 * The retention class of a dossier bound to a version or, never received, of the version in force on the day it came in.
 * A version that states none has the class that the first later one states: keeping is asked at the end, not at the
 * beginning. Undefined: nobody has set one.
 */
export const retentionOf = (versions: readonly Version[], bound: number | null, enteredOn: string): Retention | undefined => {
  const index =
    bound === null
      ? versions.findLastIndex(({ effectiveFrom }) => effectiveFrom <= enteredOn)
      : versions.findIndex(({ version }) => version === bound);
  return versions.slice(Math.max(index, 0)).find(({ retention }) => retention !== undefined)?.retention;
};

/** What the words say that archivists typed before there were classes; undefined where no term can be read in them. */
export const statedTerm = (text: string): Term | undefined => {
  const plain = text.normalize('NFC').toLowerCase();
  if (plain.includes('vĩnh viễn')) return { kind: 'permanent' };
  const years = /(\d{1,3})\s*năm/.exec(plain)?.[1];
  return years === undefined || Number(years) === 0 ? undefined : { kind: 'years', years: Number(years) };
};

/** Last day of a term of years that begins on a day. */
const lastDayOf = (since: string, years: number): string => Temporal.PlainDate.from(since).add({ years }).toString();

/**
 * Last day on which data must be kept whose work ended on a day: a day; `permanent`; null where nothing has to be kept.
 * Of several terms the longest applies.
 */
export const keptUntil = (terms: readonly Term[], since: string): string | 'permanent' | null => {
  if (terms.some(({ kind }) => kind === 'permanent')) return 'permanent';
  const days = terms.flatMap(({ kind, years }) => (kind === 'years' && years !== undefined ? [lastDayOf(since, years)] : []));
  return days.toSorted().at(-1) ?? null;
};

/** What of a retention class stands in the way on a day; `retention` undefined: nobody has set a class. */
export const classObstacles = (
  retention: Term | undefined,
  { stated, since, today }: { stated?: Term | undefined; since: string; today: string },
): ErasureObstacle[] => {
  const until = keptUntil(
    [retention, stated].filter((term) => term !== undefined),
    since,
  );
  const running = (detail: string): ErasureObstacle[] => [{ code: 'retention-running', detail }];
  if (until === 'permanent') return running('It is kept permanently.');
  if (until !== null && today <= until) return running(`It is kept until the end of ${until}.`);
  return retention === undefined
    ? [{ code: 'retention-class-missing', detail: 'No retention class is set; until one is, it is kept.' }]
    : [];
};

/** One obstacle for each legal hold in force. */
export const holdObstacles = (holds: readonly LegalHold[]): ErasureObstacle[] =>
  holds.filter(({ lifted }) => !lifted).map(({ holdId }) => ({ code: 'legal-hold', detail: `The legal hold ${holdId} is in force.` }));

/** Refuses an erasure for all that stands in its way. */
export const requireNoObstacle = (obstacles: readonly ErasureObstacle[]): void => {
  if (obstacles.length === 0) return;
  throw new Rejection('retention-not-over', obstacles.map(({ detail }) => detail).join(' '), obstacles);
};

/** The holds after one was placed. */
export const holdsWith = (holds: readonly LegalHold[], holdId: string): LegalHold[] => [...holds, { holdId, lifted: false }];
/** The holds after one was lifted. */
export const holdsWithout = (holds: readonly LegalHold[], holdId: string): LegalHold[] =>
  holds.map((hold) => (hold.holdId === holdId ? { holdId, lifted: true } : hold));

/** Refuses a hold under an id that was used: its ground might be another one. */
export const requireNewHold = (holds: readonly LegalHold[], holdId: string): void => {
  if (holds.some((hold) => hold.holdId === holdId))
    throw new Rejection('legal-hold-already-placed', `A legal hold ${holdId} was placed before; a further one needs an id of its own.`);
};

/** Whether the hold is in force; refuses an id that was never used. */
export const isHeldBy = (holds: readonly LegalHold[], holdId: string): boolean => {
  const hold = holds.find((one) => one.holdId === holdId);
  if (hold === undefined) throw new Rejection('legal-hold-not-found', `There is no legal hold ${holdId}.`);
  return !hold.lifted;
};
