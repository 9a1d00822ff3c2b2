import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Settings } from '#domain/settings.ts';

/** The reference data that comes with the program: units, procedures, calendars, settings. */
export const referenceDir = path.join(import.meta.dirname, '..', '..', 'reference');

const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));

/** The 168 units of the city. */
export const loadUnits = (dir: string = referenceDir): Settings['units'] =>
  z.array(Settings.shape.units.element.strip()).parse(read(path.join(dir, 'units.json')).units);

/**
 * What the law or the city may change, from a settings file; units, parties, what counters are planned by and papers say
 * come from `units.json`, `parties.json`, `counter-need.json` and `documents.json` unless the file has its own; who is told
 * of the end of the calendars, what is the same urging, how citizens are told, who signs and where area teams sit, from the file that
 * comes with the program. Throws when the file is not valid.
 */
export const loadSettings = (file: string = path.join(referenceDir, 'settings.json')): Settings => {
  const { provenance: _said, ...settings } = read(file);
  const shipped = read(path.join(referenceDir, 'settings.json'));
  const parsed = Settings.parse({
    ...settings,
    units: settings.units ?? loadUnits(),
    parties: settings.parties ?? read(path.join(referenceDir, 'parties.json')).parties,
    calendarEnd: settings.calendarEnd ?? shipped.calendarEnd,
    citizenChannel: settings.citizenChannel ?? shipped.citizenChannel,
    urging: settings.urging ?? shipped.urging,
    signingPositions: settings.signingPositions ?? shipped.signingPositions,
    areaTeams: settings.areaTeams ?? shipped.areaTeams,
    counterNeed: settings.counterNeed ?? read(path.join(referenceDir, 'counter-need.json')),
    documents: settings.documents ?? read(path.join(referenceDir, 'documents.json')),
  });
  const codes = new Set(parsed.units.map(({ code }) => code));
  const strange = parsed.areaTeams.flatMap(({ units }) => units).filter((unit) => !codes.has(unit));
  if (strange.length > 0) throw new Error(`${file}: areaTeams names units that there are not: ${strange.join(', ')}.`);
  return parsed;
};
