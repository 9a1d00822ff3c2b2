import { dutyFigures } from '#http/directiveProgress/dutyFigures.ts';

/** A figure of an answer and where the duties behind it are listed. */
export type LinkedFigure = { place: string; figure: string; said: unknown; link: string };

/** Every figure with a link in an answer, however deep; a figure of duties without one has none, which the caller checks. */
export const figuresIn = (answer: unknown, place = ''): LinkedFigure[] => {
  if (typeof answer !== 'object' || answer === null) return [];
  const { links, counts, ...others } = answer as { links?: Record<string, string>; counts?: object };
  const figures = (counts ?? others) as Record<string, unknown>;
  return [
    ...Object.entries(links ?? {}).map(([figure, link]) => ({ place, figure, said: figures[figure], link })),
    ...Object.entries(others).flatMap(([name, one]) => figuresIn(one, `${place}/${name}`)),
  ];
};

/** Places with counts of duties of which some figure has no link. */
export const unlinkedIn = (answer: unknown, place = ''): string[] => {
  if (typeof answer !== 'object' || answer === null) return [];
  const { links = {}, counts } = answer as { links?: Record<string, string>; counts?: object };
  const missing = counts !== undefined && dutyFigures.some((figure) => links[figure] === undefined);
  return [...(missing ? [place] : []), ...Object.entries(answer).flatMap(([name, one]) => unlinkedIn(one, `${place}/${name}`))];
};
