import { compareNames } from '#domain/text/order.ts';
import { inputProblem } from './problems.ts';
import type { Placed } from './unitOrder.ts';

const refused = (detail: string) => inputProblem([{ in: 'query', pointer: '/order', detail }]);

/** The one unit whose people are ordered by name. Throws `input-invalid` where several are asked about. */
export const oneUnit = (unitsAsked: readonly string[] | 'all'): string => {
  const [unit] = unitsAsked === 'all' ? [] : unitsAsked;
  if (unit === undefined || unitsAsked.length > 1) throw refused('by name needs unit: the people of one unit are ordered so');
  return unit;
};

/** A name to order by: that of nobody known comes last. Throws `input-invalid` for one that is masked. */
const plainName = (name: unknown): string => {
  if (typeof name === 'string') return name;
  if (typeof name === 'object' && name !== null && 'masked' in name)
    throw refused('by name needs the right to read names, and their purpose in X-Purpose');
  return '\uFFFF';
};

/** People in the order of Vietnamese lists, by the names they were opened with; null: not to be seen, these come last. */
export const inNameOrder = <T>(people: readonly { item: T; name: unknown }[]): Placed<T>[] =>
  people
    .map(({ item, name }) => ({ item, name: plainName(name) }))
    .toSorted((a, b) => compareNames(a.name, b.name))
    .map(({ item }, place) => ({ place, item }));
