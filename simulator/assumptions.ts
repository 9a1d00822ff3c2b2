import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { referenceDir } from '#app/settings.ts';
import { LocalTime, PartyId, ProcedureCode, UnitCode } from '#events/terms.ts';

const Share = z.number().min(0).max(1);
const Weight = z.number().positive();
const provenance = z.string().min(1);

/** What may happen to a dossier out of the ordinary. */
const incidents = [
  'settled-on-paper',
  'received-on-paper',
  'received-after-hours',
  'asked-on-paper',
  'data-corrected',
  'procedure-corrected',
  'result-corrected',
  'result-replaced',
  'reopened',
  'handover-declined',
  'handover-recalled',
] as const;
export type Incident = (typeof incidents)[number];
const feeIncidents = ['replaced', 'cancelled', 'waived', 'reduced', 'in-parts', 'overpaid'] as const;
export type FeeIncident = (typeof feeIncidents)[number];

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
    urged: Share.describe('Of late ones: the head, or the city, urges whoever has it in hand.'),
    handoverAccepted: Share.describe('Of hand-overs: accepted by an act of its own; others by working on it.'),
  }),
  identities: z.strictObject({
    provenance,
    'citizen-card': Share,
    'old-identity-card': Share,
    passport: Share,
    'tax-code': Share,
    'foreigner-paper': Share,
  }),
  incidents: z.strictObject({
    provenance,
    kinds: z.record(z.enum(incidents), Share),
    confirmed: Share.describe('Of late entries that bear on a time.'),
    declined: Share,
  }),
  feeIncidents: z.strictObject({ provenance, kinds: z.record(z.enum(feeIncidents), Share) }),
  keeping: z.strictObject({ provenance, legalHold: Share, legalHoldLifted: Share, erasureAskedTooEarly: Share }),
  batches: z.strictObject({
    provenance,
    fromSize: Weight.describe('Centers of this size and more do many acts at once.'),
    at: z.array(LocalTime).min(1).describe('When they do.'),
    floodedCenters: z.int().min(0),
    floodedOnDay: z.int().min(1).describe('Which working day of the history.'),
    floodedAt: LocalTime,
  }),
  agencies: z.strictObject({
    provenance,
    areaTeams: z.int().min(0).describe('Centers in which an area team of the city Center sits: the biggest.'),
    share: Share.describe('Of these procedures there: what an agency of the city settles.'),
    procedures: z.record(ProcedureCode, PartyId).describe('The agency that settles it then.'),
  }),
  agreedWorkingDays: z.strictObject({ provenance, from: z.int().min(1), to: z.int().min(1) }),
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

const never = <K extends string>(kinds: Readonly<Record<K, number>>): Record<K, number> =>
  Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<K, number>;

/** The same without anything that depends on when an act is entered, or on what was done before. */
export const uneventful = (assumptions: Assumptions): Assumptions => ({
  ...assumptions,
  incidents: { ...assumptions.incidents, kinds: never(assumptions.incidents.kinds) },
  feeIncidents: { ...assumptions.feeIncidents, kinds: never(assumptions.feeIncidents.kinds) },
  keeping: { ...assumptions.keeping, legalHold: 0, erasureAskedTooEarly: 0 },
  batches: { ...assumptions.batches, floodedCenters: 0 },
  agencies: { ...assumptions.agencies, share: 0 },
});
