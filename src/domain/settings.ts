import { z } from 'zod';
import { Key, LocalDate, LocalTime, PartyId, Position, ProcedureCode, Retention, StepRole, UnitCode } from '#events/terms.ts';

const Positive = z.number().positive();
const Reliance = {
  certainty: z.enum(['source', 'inference', 'memory', 'assumption']),
  provenance: z.string(),
  /** The same in Vietnamese, where answers show it. */ provenanceVi: z.string().optional(),
};

/**
 * What the law or the city may change and the sources leave open; read once at start from `reference/settings.json` (or
 * `SETTINGS_FILE`). Lists with `from` are in order of date; the last one not after the day applies.
 */
export const Settings = z.strictObject({
  /** The units Centers may be set up for. */
  units: z.array(
    z.strictObject({
      code: UnitCode,
      name: z.string(),
      fullName: z.string(),
      fullNameEn: z.string(),
      type: z.enum(['ward', 'commune', 'special_zone']),
    }),
  ),
  /** Departments and offices of the city that may be given duties, by key; addresses are configuration, none ships. */
  parties: z.array(
    z.strictObject({
      key: PartyId,
      name: z.string(),
      nameEn: z.string(),
      email: z.email().optional(),
      /** It settles dossiers that Centers receive, and is handed them; absent: it does not. */
      settlesDossiers: z.boolean().optional(),
      /** Governing body (cơ quan chủ quản), above its name on papers; absent: the city’s, as reports have it. */
      superior: z.string().optional(),
    }),
  ),
  /** Units in whose Centers an area team of the city Center takes in what agencies settle, by date; none: not known. */
  areaTeams: z.array(z.strictObject({ from: LocalDate, units: z.array(UnitCode), provenance: z.string() })),
  /** Dossier code: `{agency}`, `{unit}`, `{yyMMdd}`, `{yyyyMMdd}` and a run of N for the counter. */
  registerPatterns: z
    .array(z.strictObject({ from: LocalDate, pattern: z.string(), firstNumber: z.int().min(1), provenance: z.string() }))
    .min(1),
  /** Electronic identifier of an agency (mã định danh) by unit, where known. */
  agencyIdentifiers: z.record(UnitCode, z.string()),
  /** Positions at a Center in which results, and apologies with an extension (Form 04), are signed, by date. */
  signingPositions: z
    .array(
      z.strictObject({ from: LocalDate, results: z.array(Position).min(1), apologies: z.array(Position).min(1), provenance: z.string() }),
    )
    .min(1),
  /** Offices from which a director may come, by date. */
  directorOffices: z.array(z.strictObject({ from: LocalDate, offices: z.array(z.string()), provenance: z.string() })).min(1),
  /** Whether an outstanding fee stops the agency's clock; what is paid at the counter the same day never does. */
  feeStopsClock: z.boolean(),
  /** Working days within which a submitted dossier must be received. */
  receiveWithinWorkingDays: z.number().positive(),
  /** Working hours of a unit that has set none, until it does. */
  defaultWeek: z.array(z.strictObject({ day: z.int().min(1).max(7), from: z.string(), to: z.string() })).min(1),
  /** An act entered later than this after its true time needs a reason. */
  lateEntryAfterMinutes: z.int().min(0),
  /** Who is told, and how many days before, that the published calendars end; by when the next one is to be there. */
  calendarEnd: z.strictObject({
    announcedDaysBefore: z.int().min(1),
    publishedDaysBefore: z.int().min(1),
    assignee: PartyId,
    escalateTo: PartyId,
    provenance: z.string(),
  }),
  /** Party that passes word on to citizens, by the code of a dossier and without personal data. */
  citizenChannel: z.strictObject({ party: PartyId, provenance: z.string() }),
  /** The same urging of the same within so many minutes is one. */
  urging: z.strictObject({ sameWithinMinutes: z.int().min(0), provenance: z.string() }),
  /** How long the personal data of an official is kept after the last day of service; absent: until a term is set. */
  officialRetention: Retention.optional(),
  /** What the need for counters is computed from; every part says how far it can be relied on. */
  counterNeed: z.strictObject({
    provenance: z.string(),
    residents: z.strictObject({
      ...Reliance,
      byType: z.strictObject({ ward: Positive, commune: Positive, special_zone: Positive }),
      known: z.record(UnitCode, z.strictObject({ value: Positive, ...Reliance })),
    }),
    areaSquareKm: z.record(UnitCode, z.strictObject({ value: Positive, ...Reliance })),
    dossiersPerThousandResidentsADay: z.strictObject({ value: Positive, ...Reliance }),
    /** Share of all dossiers that is handed in at the counter. */
    counterShare: z.strictObject({ value: z.number().min(0).max(1), ...Reliance }),
    /** A busy day's arrivals over a usual day's. */
    busyDay: z.strictObject({ value: z.number().min(1), ...Reliance }),
    /** How the arrivals of a day spread, by the beginning of the half hour, in order. */
    halfHours: z.strictObject({ ...Reliance, weights: z.array(z.tuple([LocalTime, Positive])).min(1) }),
    /** By procedure: its weight among those who come to the counter, and the minutes of serving one citizen. */
    service: z.strictObject({
      ...Reliance,
      variabilityWithin: z.number().min(0),
      procedures: z.record(ProcedureCode, z.tuple([Positive, z.number().min(0.5).max(480)])),
    }),
    target: z.strictObject({ longWaitMinutes: Positive, atMost: z.number().gt(0).max(1), ...Reliance }),
  }),
  /** What papers for citizens and offices say that no event holds. */
  documents: z.strictObject({
    provenance: z.string(),
    /** Symbol after the number of a paper, by form. */
    symbols: z.record(z.string(), z.string()),
    /** Sectors whose Form 01 counts pages and copies. */
    certificationFields: z.array(z.string()),
    /** Where a citizen looks a dossier up; `{code}` in the address stands for its code. */
    lookUp: z.strictObject({ address: z.string(), phone: z.string().nullable(), ...Reliance }),
    /** The copies of a fee receipt, and the number of its form, where one was assigned. */
    feeReceipt: z.strictObject({ copies: z.array(z.string()).min(1), formNumber: z.string().nullable(), ...Reliance }),
    /** Head and foot of the report on a directive: that of the whole city, and that of a party on itself. */
    directiveReport: z.strictObject({
      superior: PartyId,
      issuer: PartyId,
      place: z.string(),
      symbol: z.string(),
      capacity: z.string(),
      recipients: z.array(z.string()),
      own: z.strictObject({ symbol: z.string(), capacity: z.string(), recipients: z.array(z.string()) }),
      ...Reliance,
    }),
  }),
  /** Review of internal and electronic procedures. */
  procedureReview: z.strictObject({
    /** Share of all dossiers whose procedures must have been reviewed, for the duty to be fulfilled. */
    coverageWanted: z.number().min(0).max(1),
    /** With fewer dossiers in the whole city, procedures weigh alike: a pilot's say nothing about volumes. */
    dossiersThatWeigh: z.int().min(1),
    /** Who answers for the review of all procedures; every other party for those of its sectors. */
    overseer: PartyId,
    /** Who reviews the procedures of a sector (lĩnh vực). */
    departmentsByField: z.record(z.string(), PartyId),
    /** Roles at a level of government, from a day until a last one if any; what each does in a dossier's steps. */
    rolesByLevel: z
      .array(
        z.strictObject({
          level: z.enum(['commune', 'district', 'city', 'ministry']),
          role: Key,
          name: z.string(),
          does: StepRole,
          from: LocalDate,
          until: LocalDate.optional(),
          provenance: z.string(),
        }),
      )
      .min(1),
  }),
});
export type Settings = z.infer<typeof Settings>;

/** The entry in force on a day. */
export const inForce = <T extends { from: string }>(entries: readonly T[], day: string): T | undefined =>
  entries.findLast((entry) => entry.from <= day);

/** Names of parties: the full name of a unit, department or office; of any other party, what it is called by. */
export const namesOf = ({ units, parties }: Pick<Settings, 'units' | 'parties'>): ((party: string) => string) => {
  const names = new Map([
    ...units.map(({ code, fullName }) => [code, fullName] as const),
    ...parties.map(({ key, name }) => [key, name] as const),
  ]);
  return (party) => names.get(party) ?? party;
};
