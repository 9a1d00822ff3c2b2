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

/** Departments and offices of the city. */
const loadParties = (dir: string): Settings['parties'] =>
  z.array(Settings.shape.parties.element).parse(read(path.join(dir, 'parties.json')).parties);

/** What the need for counters is computed from. */
const loadCounterNeed = (dir: string): Settings['counterNeed'] =>
  Settings.shape.counterNeed.parse(read(path.join(dir, 'counter-need.json')));

/**
 * What the law or the city may change, from a settings file; units, parties and what counters are planned by come from `units.json`, `parties.json` and
 * `counter-need.json` unless the file has its own.
 * Throws when the file is not valid.
 */
export const loadSettings = (file: string = path.join(referenceDir, 'settings.json')): Settings => {
  const { provenance: _said, units, parties, counterNeed, ...settings } = read(file);
  return Settings.parse({
    ...settings,
    units: units ?? loadUnits(),
    parties: parties ?? loadParties(referenceDir),
    counterNeed: counterNeed ?? loadCounterNeed(referenceDir),
  });
};
