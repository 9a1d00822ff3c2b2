import { Rejection } from '#domain/rejections.ts';
import { localDay } from '#domain/time/localDay.ts';
import { officialEvents } from '#events/official/events.ts';
import { officialCommand } from './official.ts';
import { registered } from './rules.ts';

export const eraseOfficialPersonalData = officialCommand({
  name: 'EraseOfficialPersonalData',
  summary: 'Has the key of an official’s personal data deleted; refused while the official serves or is to serve.',
  input: officialEvents.schemas.OfficialPersonalDataErased,
  unit: () => undefined,
  decide: (official, { officialId, ground }, { occurredAt }) => {
    const { status, assignments } = registered(official, officialId);
    if (status === 'erased') return [];
    const today = localDay(occurredAt);
    const serving = assignments.find(({ from, until }) => until === undefined || (until >= today && until >= from));
    if (serving !== undefined)
      throw new Rejection('retention-not-over', `The official serves at ${serving.unit} until ${serving.until ?? 'further notice'}.`);
    return [{ type: 'OfficialPersonalDataErased', data: { officialId, ground } }];
  },
});
