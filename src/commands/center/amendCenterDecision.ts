import { isDeepStrictEqual } from 'node:util';
import { existsFromAfter } from '#domain/center/readiness.ts';
import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { checkDates, established } from './rules.ts';

export const amendCenterDecision = centerCommand({
  name: 'AmendCenterDecision',
  summary: 'Replaces the establishment decision by an amended one.',
  input: centerEvents.schemas.CenterDecisionAmended,
  decide: (center, { unit, decision, ground }, { occurredAt }) => {
    const current = established(center, unit);
    if (isDeepStrictEqual(decision, current.decision)) return [];
    checkDates('amended decision', decision, occurredAt);
    if (decision.act.date < current.decision.act.date)
      throw new Rejection('date-out-of-order', `The amended decision is older than the one in force, of ${current.decision.act.date}.`);
    const existsFrom = existsFromAfter(current.existsFrom, decision);
    if (current.openedOn !== undefined && existsFrom > current.openedOn)
      throw new Rejection('date-out-of-order', `The Center opens on ${current.openedOn}; it cannot come to exist later, on ${existsFrom}.`);
    return [{ type: 'CenterDecisionAmended', data: { unit, decision, ground } }];
  },
});
