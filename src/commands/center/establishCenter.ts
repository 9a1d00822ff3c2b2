import { Rejection } from '#domain/rejections.ts';
import { centerEvents } from '#events/center/events.ts';
import { centerCommand } from './center.ts';
import { checkDates } from './rules.ts';

export const establishCenter = centerCommand({
  name: 'EstablishCenter',
  summary: 'Records the decision by which the commune People’s Committee establishes its Center.',
  input: centerEvents.schemas.CenterEstablished,
  creates: true,
  decide: (center, { unit, decision }, { occurredAt, settings }) => {
    if (!settings.units.some(({ code }) => code === unit)) throw new Rejection('unit-unknown', `The city has no unit ${unit}.`);
    if (center.status === 'established')
      throw new Rejection('center-already-established', `The Center of ${unit} was established by ${center.decision.act.number}.`);
    checkDates('decision', decision, occurredAt);
    return [{ type: 'CenterEstablished', data: { unit, decision } }];
  },
});
