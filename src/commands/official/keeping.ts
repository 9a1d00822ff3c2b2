import type { AnyCommand } from '#commands/handling/command.ts';
import type { Official } from '#domain/center/official.ts';
import { classObstacles, holdObstacles, isHeldBy, requireNewHold, requireNoObstacle } from '#domain/retention.ts';
import type { Settings } from '#domain/settings.ts';
import { localDay } from '#domain/time/localDay.ts';
import { officialEvents } from '#events/official/events.ts';
import type { ErasureObstacle } from '#events/terms.ts';
import { known, officialCommand, registered } from './person.ts';

const { OfficialLegalHoldPlaced, OfficialLegalHoldLifted, OfficialErasureRefused, OfficialPersonalDataErased } = officialEvents.schemas;

/**
 * What stands in the way of the erasure on a day. Acts stay on record under the official's id, and somebody must be able
 * to say who that was: the name is kept for the city's term (`officialRetention`) after the last day of service. Whoever
 * never served has done nothing that is on record.
 */
const erasureObstacles = (official: Official, officialId: string, { officialRetention }: Settings, today: string): ErasureObstacle[] => {
  const { assignments, holds } = registered(official, officialId);
  const served = assignments.filter(({ from, until }) => until === undefined || until >= from);
  const serving = served.find(({ until }) => until === undefined || until >= today);
  if (serving !== undefined) {
    const detail = `The official serves at ${serving.unit} until ${serving.until ?? 'further notice'}.`;
    return [{ code: 'not-ended', detail }, ...holdObstacles(holds)];
  }
  const since = served
    .flatMap(({ until }) => until ?? [])
    .toSorted()
    .at(-1);
  return [...holdObstacles(holds), ...(since === undefined ? [] : classObstacles(officialRetention, { since, today }))];
};

/** Run by a refused erasure; nobody orders it. */
export const recordOfficialErasureRefusal = officialCommand({
  name: 'RecordOfficialErasureRefusal',
  summary: 'Records that the erasure of an official’s personal data was asked for, and on what ground it was refused.',
  input: OfficialErasureRefused,
  unit: () => undefined,
  decide: (official, refusal) => {
    registered(official, refusal.officialId);
    return [{ type: 'OfficialErasureRefused', data: refusal }];
  },
});

export const eraseOfficialPersonalData = officialCommand({
  name: 'EraseOfficialPersonalData',
  summary:
    'Has the key of an official’s personal data deleted; refused while the official serves or is to serve, and for the city’s term after it; a refusal is on record.',
  input: OfficialPersonalDataErased,
  unit: () => undefined,
  prepare: async ({ officialId, ground }, official, { occurredAt, settings }, tools) => {
    if (registered(official, officialId).status === 'erased') return;
    const obstacles = erasureObstacles(official, officialId, settings, localDay(occurredAt));
    if (obstacles.length > 0) await tools.run(recordOfficialErasureRefusal, { officialId, ground, obstacles });
  },
  decide: (official, { officialId, ground }, { occurredAt, settings }) => {
    if (registered(official, officialId).status === 'erased') return [];
    requireNoObstacle(erasureObstacles(official, officialId, settings, localDay(occurredAt)));
    return [{ type: 'OfficialPersonalDataErased', data: { officialId, ground } }];
  },
});

export const placeOfficialLegalHold = officialCommand({
  name: 'PlaceOfficialLegalHold',
  summary: 'Places a legal hold: the official’s personal data is not erased until it is lifted.',
  input: OfficialLegalHoldPlaced,
  unit: () => undefined,
  decide: (official, hold) => {
    requireNewHold(known(official, hold.officialId).holds, hold.holdId);
    return [{ type: 'OfficialLegalHoldPlaced', data: hold }];
  },
});

export const liftOfficialLegalHold = officialCommand({
  name: 'LiftOfficialLegalHold',
  summary: 'Lifts a legal hold, with its ground.',
  input: OfficialLegalHoldLifted,
  unit: () => undefined,
  decide: (official, hold) =>
    isHeldBy(known(official, hold.officialId).holds, hold.holdId) ? [{ type: 'OfficialLegalHoldLifted', data: hold }] : [],
});

/** How long an official's personal data is kept. */
export const officialKeeping: readonly AnyCommand[] = [
  eraseOfficialPersonalData,
  recordOfficialErasureRefusal,
  placeOfficialLegalHold,
  liftOfficialLegalHold,
];
