import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { referenceDir } from '#app/settings.ts';
import { LocalTime, ProcedureCode, UnitCode } from '#events/terms.ts';

const Share = z.number().min(0).max(1);
const Weight = z.number().positive();
const provenance = z.string().min(1);

const Assumptions = z.strictObject({
  provenance,
  procedureWeights: z.strictObject({ provenance, weights: z.record(ProcedureCode, Weight) }),
  onlineShares: z.strictObject({ provenance, certification: Share, other: Share, postal: Share }),
  shares: z.strictObject({
    provenance,
    late: Share.describe('Settled after the appointed time.'),
    receivedLate: Share.describe('Of online dossiers: not received within one working day.'),
    receivedElsewhere: Share.describe('Received by another Center than the competent one.'),
    supplement: Share,
    supplementNeverGiven: Share.describe('Of those with a supplement requested.'),
    refused: Share,
    verified: Share.describe('Of procedures that know verification.'),
    extended: Share,
    withdrawn: Share,
    stopped: Share,
    centerMorningsWithOutage: Share.describe('What comes to the counter then is written on paper and entered in the afternoon.'),
    returnedElectronically: Share.describe('Of online ones.'),
    archived: Share.describe('Of returned ones: filed the same week.'),
  }),
  arrivals: z.strictObject({
    provenance,
    counter: z
      .array(z.tuple([LocalTime, Weight]))
      .min(1)
      .describe('Half-hours by their beginning.'),
    online: z.array(z.tuple([LocalTime, Weight])).min(1),
    monday: Weight,
    firstDay: Weight,
  }),
  unitSizes: z.strictObject({
    provenance,
    sigma: Weight,
    ward: Weight,
    commune: Weight,
    special_zone: Weight,
    known: z.record(UnitCode, Weight).describe('Population over the mean of the city.'),
  }),
  lateCenters: z.strictObject({
    provenance,
    noDirector: z.int().min(0),
    noRegulations: z.int().min(0),
    noPoint: z.int().min(0),
    noHeadquarters: z.int().min(0),
  }),
});
export type Assumptions = z.infer<typeof Assumptions>;

/** What the simulator supposes about volumes and behaviour; `simulation.json` says why. */
export const loadAssumptions = (dir: string = referenceDir): Assumptions =>
  Assumptions.parse(JSON.parse(readFileSync(path.join(dir, 'simulation.json'), 'utf8')));
