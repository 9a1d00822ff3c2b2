import { isDeepStrictEqual } from 'node:util';
import type { Stated } from '#domain/dossier/correction.ts';
import type { Correction } from '#events/dossier/terms.ts';
import { isSealed, type Sealed } from '#events/store/personal.ts';

type Fields = Record<string, unknown>;
const valueOf = (fields: object | undefined, name: string): unknown => (fields as Fields | undefined)?.[name];

/** What sealed values hold; a value of which nothing is known differs from every other. */
export type Opened = (sealed: Sealed) => unknown;

/** Whether a value is the one on record, whose personal parts are sealed; null is the same as none. */
export const isOnRecord = (value: unknown, recorded: unknown, opened: Opened): boolean =>
  isDeepStrictEqual(value ?? undefined, withOpened(recorded, opened));

const withOpened = (recorded: unknown, opened: Opened): unknown => {
  if (typeof recorded !== 'object' || recorded === null) return recorded ?? undefined;
  if (isSealed(recorded)) return opened(recorded);
  if (Array.isArray(recorded)) return recorded.map((one) => withOpened(one, opened));
  return Object.fromEntries(Object.entries(recorded).map(([name, one]) => [name, withOpened(one, opened)]));
};

/** The fields that a change alters, and how they stood. */
const altered = <C extends object>(change: C, stated: object | undefined, opened: Opened): { before: C; after: C } => {
  const names = Object.keys(change).filter(
    (name) => valueOf(change, name) !== undefined && !isOnRecord(valueOf(change, name), valueOf(stated, name), opened),
  );
  const pick = (from: object | undefined) =>
    Object.fromEntries(names.flatMap((name) => (valueOf(from, name) === undefined ? [] : [[name, valueOf(from, name)]]))) as C;
  return { before: pick(stated), after: pick(change) };
};

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0;

/** What a correction alters in what was stated, before and after; undefined where all was so already. */
export const correctionOf = (stated: Stated, asked: Correction, opened: Opened): { before: Correction; after: Correction } | undefined => {
  const before: Fields = {};
  const after: Fields = {};
  for (const part of ['owner', 'submitter'] as const) {
    const change = asked[part];
    if (change === undefined) continue;
    const fields = altered<object>(change, stated[part], opened);
    if (isEmpty(fields.after)) continue;
    if (stated[part] !== undefined) before[part] = fields.before;
    after[part] = fields.after;
  }
  const { owner: _, submitter: __, ...others } = asked;
  const whole = altered<object>(others, stated, opened);
  return isEmpty(after) && isEmpty(whole.after)
    ? undefined
    : { before: { ...before, ...whole.before }, after: { ...after, ...whole.after } };
};
