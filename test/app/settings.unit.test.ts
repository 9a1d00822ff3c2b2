import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, referenceDir } from '#app/settings.ts';
import { receivingForAgencies } from '#domain/dossier/agencies.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'motcua-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const shipped = JSON.parse(readFileSync(path.join(referenceDir, 'settings.json'), 'utf8'));
const written = (change: object): string => {
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ ...shipped, ...change }));
  return file;
};
const teams = (...units: string[]) => ({ areaTeams: [{ from: '2025-12-27', units, provenance: 'Quyết định của Thành phố' }] });

describe('where area teams of the city Center sit', () => {
  it('is not known as it ships: every Center takes in what agencies settle', () =>
    expect(receivingForAgencies(loadSettings(), '2026-01-05')).toBeUndefined());
  it('is what an installation names, from its day', () => {
    const settings = loadSettings(written(teams('25747', '25750')));
    expect(receivingForAgencies(settings, '2025-12-26')).toBeUndefined();
    expect(receivingForAgencies(settings, '2025-12-27')).toEqual(['25747', '25750']);
  });
  it('is as it ships in a file from before there were area teams', () =>
    expect(loadSettings(written({ areaTeams: undefined })).areaTeams).toEqual(shipped.areaTeams));
  it('is refused by name for a unit that the city does not have', () =>
    expect(() => loadSettings(written(teams('25747', '99999')))).toThrow(/areaTeams names units that there are not: 99999\.$/));
});

it('departments, police and tax settle dossiers, offices do not', () => {
  const settling = new Map(loadSettings().parties.map(({ key, settlesDossiers }) => [key, settlesDossiers === true]));
  for (const key of ['justice', 'construction', 'city-police', 'city-tax']) expect([key, settling.get(key)]).toEqual([key, true]);
  for (const key of ['city-peoples-committee', 'office-of-city-committee']) expect([key, settling.get(key)]).toEqual([key, false]);
});
