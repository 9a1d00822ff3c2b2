import { isDeepStrictEqual } from 'node:util';
import type { AnyEvent } from '#events/all.ts';
import type { Recorded } from '#events/store/event.ts';
import { allProjections } from './all.ts';
import { foldedTables } from './daemon/fold.ts';
import type { Key } from './daemon/projection.ts';
import type { Row } from './daemon/rows.ts';

/** Not those that have a row for each event. */
const models = allProjections.filter(({ tables }) => !Object.values(tables).every(({ onlyGrows }) => onlyGrows));
/** Names of the read models whose rows can be stepped through. */
export const steppedModels = models.map(({ name }) => name) as [string, ...string[]];

/** A row that an event touched: before it, after it, and the fields that it changed. Personal values are sealed. */
export type Touched = {
  table: string;
  key: Key;
  before: Row | null;
  after: Row | null;
  changed: { field: string; before: unknown; after: unknown }[];
};
export type Step = { event: Recorded<AnyEvent>; rows: Touched[] };

const changedIn = (before: Row | undefined, after: Row | undefined): Touched['changed'] =>
  Object.keys({ ...before, ...after }).flatMap((field) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null];
    return isDeepStrictEqual(was, is) ? [] : [{ field, before: was, after: is }];
  });

/**
 * The life of a stream event by event, each with the rows of a read model that it touched, by the fold of that read model.
 * The rows are as the events of this stream alone make them. `undefined`: there is no such read model.
 */
export const stepsOf = (model: string, events: readonly Recorded<AnyEvent>[]): Step[] | undefined => {
  const projection = models.find(({ name }) => name === model);
  if (projection === undefined) return undefined;
  const tables = foldedTables(projection).filter(({ derivedFrom }) => derivedFrom === undefined);
  const rows = new Map(tables.map(({ name }) => [name, new Map<string, Row>()]));
  return events.map((event) => {
    const touched = tables
      .filter(({ types }) => types.has(event.type))
      .flatMap(({ name, form, table }): Touched[] => {
        const held = rows.get(name) ?? new Map<string, Row>();
        // `any`: each table's functions expect its own rows
        return (table.keys as (event: any) => readonly Key[])(event).flatMap((key): Touched[] => {
          const id = form.keyOf(key);
          const before = held.get(id);
          const evolved = (table.evolve as (row: any, event: any, key: Key) => Row | undefined)(before, event, key);
          if (evolved === before) return [];
          const after = evolved && form.canonical(evolved, before, key);
          if (after === undefined) held.delete(id);
          else held.set(id, after);
          return [{ table: name, key, before: before ?? null, after: after ?? null, changed: changedIn(before, after) }];
        });
      });
    return { event, rows: touched };
  });
};
