import { type AsOf, asOfText } from '#http/server/parameters.ts';
import { figureIn, figureNames } from '#projections/dossierList/figures.ts';
import type { WorkloadGroup } from '#projections/dossierList/workload.ts';

type Asked = {
  groupBy: WorkloadGroup;
  unit?: string | undefined;
  procedure?: string | undefined;
  from: string;
  to: string;
  asOf?: AsOf | undefined;
};

/** Where the dossiers behind each figure of a line of the workload are listed; none for a figure that is not asked there. */
export const figureLinks = (line: { key: string }, { groupBy, unit, procedure, from, to, asOf }: Asked): Record<string, string> => {
  const asked = {
    unit,
    procedure,
    from,
    to,
    asOf: asOf && asOfText(asOf),
    ...(groupBy === 'day' ? { from: line.key, to: line.key } : { [groupBy]: line.key }),
  };
  const stated = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(
    figureNames
      .filter((figure) => figureIn(line, figure) !== null)
      .map((figure) => [figure, `/v1/dossiers/counted?${new URLSearchParams([['figure', figure], ...stated]).toString()}`]),
  );
};
