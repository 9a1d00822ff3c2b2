import { derivedId } from '#commands/handling/ids.ts';
import type { Act } from './act.ts';

/** Lines of a batch at most, as the simulated Centers hand them in. */
const LINES = 100;

const batchOf = (unit: string, acts: readonly [Act, ...Act[]]): Act => {
  const [{ at, command, actor }] = acts;
  const keys = acts.map(({ key }) => key);
  return {
    at,
    lane: `batch-${keys.join()}`,
    after: [...new Set(acts.flatMap(({ after = [] }) => after))],
    also: { lanes: acts.map(({ lane }) => lane), does: command },
    key: `batch:${keys.join()}`,
    command: 'AcceptDossierBatch',
    input: { batchId: derivedId('simulator-batch', ...keys), unit, act: command, lines: acts.map(({ input }) => input) },
    actor,
  };
};

/** The same acts, those handed in together as one batch each: of one actor, of one kind, at one time. */
export const inBatches = (acts: readonly Act[]): Act[] => {
  const alone = acts.filter(({ together }) => together === undefined);
  const groups = Map.groupBy(
    acts.filter(({ together }) => together !== undefined),
    ({ at, actor, command, together }) => [at, actor.id, command, together].join(),
  );
  const batches = [...groups.values()].flatMap((group) => {
    if (group.length === 1) return group;
    const pages = Array.from({ length: Math.ceil(group.length / LINES) }, (_, page) => group.slice(page * LINES, (page + 1) * LINES));
    return pages.map((page) => batchOf(page[0]?.together ?? '', page as [Act, ...Act[]]));
  });
  return [...alone, ...batches];
};
