import type { Fold } from '#commands/handling/command.ts';
import { balanceOf, demandedBy, needOf, normsOn, placesOn } from '#domain/equipment/need.ts';
import { type Norm, type NormEvent, normEvents } from '#events/norm/events.ts';
import type { Established } from './center.ts';

type Version = { effectiveFrom: string; norms: readonly Norm[] };

/** The versions of a set of norms, as far as a need depends on them. */
export const normFacts: Fold<readonly Version[], NormEvent> = {
  category: normEvents.category,
  initial: [],
  evolve: (versions, { data }) => [...versions, data],
};

/** Pieces that a Center has beyond its need on a day. */
export const surplusOf = ({ holdings, needs, points }: Established, item: string, versions: readonly Version[], day: string): number => {
  const byNorm = demandedBy(normsOn(versions, day), placesOn(points.values(), day));
  return balanceOf(needOf(needs.get(item), byNorm.get(item)).needed, holdings.get(item) ?? 0).surplus;
};
