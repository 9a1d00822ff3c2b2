import { z } from 'zod';
import { defineEvents, type EventOf, eventsOf } from '#events/store/defineEvents.ts';
import {
  Article,
  Dong,
  Item,
  Key,
  LegalAct,
  LocalDate,
  LocalTime,
  Position,
  ProcedureCode,
  PublicText,
  Quantity,
  UnitCode,
} from '#events/terms.ts';
import { CounterFigures } from './counterFigures.ts';

const Decision = z.strictObject({
  act: LegalAct,
  effectiveOn: LocalDate.describe('Day from which the Center exists in law.'),
  functions: z.array(PublicText).min(1).max(200).describe('Functions (chức năng).'),
  tasks: z.array(PublicText).min(1).max(200).describe('Tasks (nhiệm vụ).'),
  powers: z.array(PublicText).min(1).max(200).describe('Powers (quyền hạn).'),
});

/** One stretch of opening hours; `day` is ISO: 1 = Monday … 7 = Sunday. */
export const Shift = z.strictObject({ day: z.int().min(1).max(7), from: LocalTime, to: LocalTime }).meta({ id: 'Shift' });
export type Shift = z.infer<typeof Shift>;

const event = eventsOf({ unit: UnitCode });

/** Stream `center-<unit code>`: how one Center (Trung tâm phục vụ hành chính công cấp xã) came to be and works. */
export const centerEvents = defineEvents('center', {
  CenterEstablished: event('The commune People’s Committee decided functions, tasks and powers.', { decision: Decision }),
  CenterDecisionAmended: event('The decision was replaced by an amended one.', { decision: Decision, ground: PublicText }),
  PointOpened: event('A reception-and-return point (điểm tiếp nhận và trả kết quả) was fixed.', {
    pointId: Key,
    name: PublicText,
    address: PublicText,
    counters: z.int().min(1).max(500),
    openedOn: LocalDate,
  }),
  PointsFixed: event(
    'The commune People’s Committee fixed the number of points and counters, on these figures; a later decision replaces it.',
    {
      act: LegalAct,
      effectiveOn: LocalDate,
      points: z
        .array(z.strictObject({ name: PublicText, counters: z.int().min(1).max(60) }))
        .min(1)
        .max(20)
        .describe('How many points there are to be, and the counters of each.'),
      figures: CounterFigures,
    },
  ),
  PointClosed: event('A point no longer receives.', { pointId: Key, closedOn: LocalDate, ground: PublicText }),
  HeadquartersDesignated: event('The headquarters was designated.', {
    address: PublicText,
    areaSquareMetres: z.number().positive().optional(),
    waitingAreaSquareMetres: z.number().positive().optional(),
    reusedFrom: z
      .array(z.strictObject({ section: PublicText.describe('The former one-stop section (bộ phận một cửa).'), what: PublicText }))
      .max(200)
      .describe('Premises and equipment taken over.'),
  }),
  EquipmentNeeded: event('A need was stated.', {
    item: Item,
    quantity: z.int().min(0).max(100_000).describe('Total needed from now on.'),
    ground: PublicText,
  }),
  EquipmentReused: event('Equipment of a one-stop section was taken over.', {
    item: Item,
    quantity: Quantity,
    from: PublicText,
    section: Key.optional().describe('One-stop section from whose inventory it was taken.'),
    takingId: z.uuid().optional().describe('The same as in the event of that inventory.'),
  }),
  EquipmentAdded: event('Equipment was bought or granted.', {
    item: Item,
    quantity: Quantity,
    priceDong: Dong.optional().describe('Price of all pieces together; absent: granted, or not known.'),
  }),
  EquipmentTakenOut: event('Pieces left this Center for another one.', {
    transferId: z.uuid(),
    to: UnitCode,
    item: Item,
    quantity: Quantity,
  }),
  EquipmentTakenIn: event('Pieces of another Center belong to this one.', {
    transferId: z.uuid(),
    from: UnitCode,
    item: Item,
    quantity: Quantity,
  }),
  EquipmentGivenBack: event('Pieces that had left this Center came back: the transfer did not come to pass.', {
    transferId: z.uuid(),
    item: Item,
    quantity: Quantity,
  }),
  WorkingRegulationsIssued: event('Working regulations (quy chế làm việc) were issued; they take the place of those before.', {
    act: LegalAct,
    effectiveOn: LocalDate,
    basis: PublicText,
    modelVersion: z.int().min(1).optional().describe('Version of the city’s model text on whose basis they were written.'),
    articles: z.array(Article).min(1).max(200).optional().describe('The text; absent: it was not entered.'),
  }),
  WorkingHoursSet: event('Opening hours from a day on.', {
    effectiveFrom: LocalDate,
    week: z.array(Shift).min(1).max(28),
    ground: PublicText,
  }),
  StaffNeeded: event('A need for people was stated; it replaces the one before from its day on.', {
    position: Position,
    count: z.int().min(0).max(1_000).describe('How many are needed in this position from the day on, in total.'),
    from: LocalDate,
    ground: PublicText,
  }),
  OfferLimited: event('Which procedures of commune level the Center does not offer from a day on; it replaces what was said before.', {
    without: z.array(ProcedureCode).max(500).describe('Procedures that this Center does not offer; all others it does.'),
    from: LocalDate,
    ground: PublicText,
  }),
  CenterOpened: event('The Center receives dossiers from this day.', { openedOn: LocalDate }),
});
export type CenterEvent = EventOf<typeof centerEvents>;
