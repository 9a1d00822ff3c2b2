import type { PreparationTools } from '#commands/handling/command.ts';
import { center, type Established, type Point } from '#domain/center/center.ts';
import { isAgency, receivingForAgencies } from '#domain/dossier/agencies.ts';
import { Rejection } from '#domain/rejections.ts';
import { inForce, namesOf, type Settings } from '#domain/settings.ts';
import type { ProcedureVersion } from '#events/procedure/events.ts';
import { type PilotFacts, type ProcedureFacts, pilotFacts } from './facts.ts';

/** What of a Center says whether it receives. */
export type Place = Pick<Established, 'openedOn'> & {
  points: ReadonlyMap<string, Pick<Point, 'openedOn' | 'closedOn'>>;
  offers?: Established['offers'];
};

/** A Center as far as a reception needs it. */
export const placeOf = async (unit: string, tools: PreparationTools): Promise<Place> => {
  const place = await tools.fold(`center-${unit}`, center);
  return place.status === 'absent' ? { points: new Map(), offers: [] } : place;
};

/** The pilot that a dossier says it is handled in, where it says so. */
export const pilotOf = async (pilot: string | undefined, tools: PreparationTools): Promise<{ pilot?: PilotFacts }> =>
  pilot === undefined ? {} : { pilot: await tools.fold(`pilot-${pilot}`, pilotFacts) };

/** The version in force on a day; a pilot tries the first one before. Throws: procedure unknown, retired, to come. */
export const versionInForce = (
  code: string,
  { catalogued, versions, retiredOn }: ProcedureFacts,
  day: string,
  pilot?: PilotFacts,
): ProcedureVersion => {
  if (!catalogued) throw new Rejection('procedure-not-found', `There is no procedure ${code}.`);
  if (retiredOn !== undefined && retiredOn <= day)
    throw new Rejection('procedure-retired', `Procedure ${code} was retired on ${retiredOn}.`);
  const version = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? (pilot && versions[0]);
  if (version === undefined) throw new Rejection('procedure-not-in-effect', `No version of procedure ${code} is in effect on ${day}.`);
  return version;
};

/** A pilot takes what is handed in at its Centers, of its procedures, on its days, as long as it runs. */
export const requirePiloted = (
  procedure: string,
  unit: string,
  { running, centers, procedures, from, until }: PilotFacts,
  day: string,
): void => {
  const lacking = [
    ...(running ? [] : ['it does not run']),
    ...(centers.includes(unit) ? [] : [`the Center of ${unit} does not take part`]),
    ...(procedures.includes(procedure) ? [] : [`procedure ${procedure} is not tried`]),
    ...(from <= day && day <= until ? [] : [`${day} is not one of its days`]),
  ];
  if (lacking.length > 0) throw new Rejection('not-in-pilot', `The pilot does not take this dossier: ${lacking.join(', ')}.`);
};

/** The Center, and the point if one is named, receive on that day. A pilot's Center does so in it before it opens. */
export const requireReceiving = (
  { placeOfReceipt, pointId, procedure }: { placeOfReceipt: string; pointId?: string | undefined; procedure: string },
  { openedOn, points }: Place,
  pilot: PilotFacts | undefined,
  day: string,
): void => {
  if (pilot !== undefined) requirePiloted(procedure, placeOfReceipt, pilot, day);
  else if (openedOn === undefined || openedOn > day)
    throw new Rejection('center-not-receiving', `The Center of ${placeOfReceipt} does not receive on ${day}.`);
  if (pointId === undefined) return;
  const point = points.get(pointId);
  if (point === undefined) throw new Rejection('point-not-found', `The Center of ${placeOfReceipt} has no point ${pointId}.`);
  if (point.openedOn > day || (point.closedOn !== undefined && point.closedOn <= day))
    throw new Rejection('point-closed', `Point ${pointId} is not open on ${day}.`);
};

/** What an agency settles is taken in where an area team of the city Center sits on the day; before that, everywhere. */
export const requireAreaTeam = (competentUnit: string, placeOfReceipt: string, day: string, settings: Settings): void => {
  const units = receivingForAgencies(settings, day);
  if (!isAgency(competentUnit) || units === undefined || units.includes(placeOfReceipt)) return;
  throw new Rejection(
    'no-area-team',
    `The Center of ${placeOfReceipt} takes in no dossiers of ${namesOf(settings)(competentUnit)} on ${day}: no area team of the city Center sits there, as it does at ${units.join(', ')}.`,
  );
};

/** Neither the Center that takes it nor the one competent has said that it does not offer the procedure. */
export const requireOffered = (procedure: string, places: Readonly<Record<string, Place | undefined>>, day: string): void => {
  for (const [unit, place] of Object.entries(places)) {
    const offer = inForce(place?.offers ?? [], day);
    if (offer?.without.includes(procedure))
      throw new Rejection(
        'procedure-not-offered',
        `The Center of ${unit} has not offered procedure ${procedure} since ${offer.from}. Name a Center that offers it, or refuse the dossier in writing on a legal ground (Form 03).`,
      );
  }
};
