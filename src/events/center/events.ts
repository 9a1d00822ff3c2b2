import { z } from 'zod';
import { defineEvents, type EventOf } from '#events/store/defineEvents.ts';
import { Article, Dong, Key, LegalAct, LocalDate, LocalTime, Position, ProcedureCode, Text, UnitCode } from '#events/terms.ts';
import { CounterFigures } from './counterFigures.ts';

const Decision = z.strictObject({
  act: LegalAct,
  effectiveOn: LocalDate.describe('Day from which the Center exists in law.'),
  functions: z.array(Text).min(1).max(200).describe('Functions (chức năng).'),
  tasks: z.array(Text).min(1).max(200).describe('Tasks (nhiệm vụ).'),
  powers: z.array(Text).min(1).max(200).describe('Powers (quyền hạn).'),
});

/** One stretch of opening hours; `day` is ISO: 1 = Monday … 7 = Sunday. */
export const Shift = z.strictObject({ day: z.int().min(1).max(7), from: LocalTime, to: LocalTime }).meta({ id: 'Shift' });
export type Shift = z.infer<typeof Shift>;

const Quantity = z.int().min(1).max(100_000);
const Item = z.string().trim().min(1).max(120).describe('Kind of equipment, for example "máy quét".');

/** Stream `center-<unit code>`: how one Center (Trung tâm phục vụ hành chính công cấp xã) came to be and works. */
export const centerEvents = defineEvents('center', {
  CenterEstablished: z
    .strictObject({ unit: UnitCode, decision: Decision })
    .describe('The commune People’s Committee decided functions, tasks and powers.'),
  CenterDecisionAmended: z
    .strictObject({ unit: UnitCode, decision: Decision, ground: Text })
    .describe('The decision was replaced by an amended one.'),
  PointOpened: z
    .strictObject({
      unit: UnitCode,
      pointId: Key,
      name: Text,
      address: Text,
      counters: z.int().min(1).max(500),
      openedOn: LocalDate,
    })
    .describe('A reception-and-return point (điểm tiếp nhận và trả kết quả) was fixed.'),
  PointsFixed: z
    .strictObject({
      unit: UnitCode,
      act: LegalAct,
      effectiveOn: LocalDate,
      points: z
        .array(z.strictObject({ name: Text, counters: z.int().min(1).max(60) }))
        .min(1)
        .max(20)
        .describe('How many points there are to be, and the counters of each.'),
      figures: CounterFigures,
    })
    .describe('The commune People’s Committee fixed the number of points and counters, on these figures; a later decision replaces it.'),
  PointClosed: z.strictObject({ unit: UnitCode, pointId: Key, closedOn: LocalDate, ground: Text }).describe('A point no longer receives.'),
  HeadquartersDesignated: z
    .strictObject({
      unit: UnitCode,
      address: Text,
      areaSquareMetres: z.number().positive().optional(),
      waitingAreaSquareMetres: z.number().positive().optional(),
      reusedFrom: z
        .array(z.strictObject({ section: Text.describe('The former one-stop section (bộ phận một cửa).'), what: Text }))
        .max(200)
        .describe('Premises and equipment taken over.'),
    })
    .describe('The headquarters was designated.'),
  EquipmentNeeded: z
    .strictObject({ unit: UnitCode, item: Item, quantity: z.int().min(0).max(100_000).describe('Total needed from now on.'), ground: Text })
    .describe('A need was stated.'),
  EquipmentReused: z
    .strictObject({
      unit: UnitCode,
      item: Item,
      quantity: Quantity,
      from: Text,
      section: Key.optional().describe('One-stop section from whose inventory it was taken.'),
      takingId: z.uuid().optional().describe('The same as in the event of that inventory.'),
    })
    .describe('Equipment of a one-stop section was taken over.'),
  EquipmentAdded: z
    .strictObject({
      unit: UnitCode,
      item: Item,
      quantity: Quantity,
      priceDong: Dong.optional().describe('Price of all pieces together; absent: granted, or not known.'),
    })
    .describe('Equipment was bought or granted.'),
  EquipmentTakenOut: z
    .strictObject({ unit: UnitCode, transferId: z.uuid(), to: UnitCode, item: Item, quantity: Quantity })
    .describe('Pieces left this Center for another one.'),
  EquipmentTakenIn: z
    .strictObject({ unit: UnitCode, transferId: z.uuid(), from: UnitCode, item: Item, quantity: Quantity })
    .describe('Pieces of another Center belong to this one.'),
  EquipmentGivenBack: z
    .strictObject({ unit: UnitCode, transferId: z.uuid(), item: Item, quantity: Quantity })
    .describe('Pieces that had left this Center came back: the transfer did not come to pass.'),
  WorkingRegulationsIssued: z
    .strictObject({
      unit: UnitCode,
      act: LegalAct,
      effectiveOn: LocalDate,
      basis: Text,
      modelVersion: z.int().min(1).optional().describe('Version of the city’s model text on whose basis they were written.'),
      articles: z.array(Article).min(1).max(200).optional().describe('The text; absent: it was not entered.'),
    })
    .describe('Working regulations (quy chế làm việc) were issued; they take the place of those before.'),
  WorkingHoursSet: z
    .strictObject({ unit: UnitCode, effectiveFrom: LocalDate, week: z.array(Shift).min(1).max(28), ground: Text })
    .describe('Opening hours from a day on.'),
  StaffNeeded: z
    .strictObject({
      unit: UnitCode,
      position: Position,
      count: z.int().min(0).max(1_000).describe('How many are needed in this position from the day on, in total.'),
      from: LocalDate,
      ground: Text,
    })
    .describe('A need for people was stated; it replaces the one before from its day on.'),
  OfferLimited: z
    .strictObject({
      unit: UnitCode,
      without: z.array(ProcedureCode).max(500).describe('Procedures that this Center does not offer; all others it does.'),
      from: LocalDate,
      ground: Text,
    })
    .describe('Which procedures of commune level the Center does not offer from a day on; it replaces what was said before.'),
  CenterOpened: z.strictObject({ unit: UnitCode, openedOn: LocalDate }).describe('The Center receives dossiers from this day.'),
});
export type CenterEvent = EventOf<typeof centerEvents>;
