import { inForce, type Settings } from '#domain/settings.ts';

/** Whether a party is an agency above the communes (department, police, tax), whose people and hours are not kept here. */
export const isAgency = (party: string): boolean => !/^\d{5}$/.test(party);

/**
 * Units whose Centers take in dossiers that agencies settle on a day, because an area team (tổ địa bàn) of the city
 * Center sits there; undefined: every Center does, as before there were teams, or as long as it is not known where.
 */
export const receivingForAgencies = ({ areaTeams }: Pick<Settings, 'areaTeams'>, day: string): readonly string[] | undefined => {
  const units = inForce(areaTeams, day)?.units ?? [];
  return units.length === 0 ? undefined : units;
};
