import { randomUUID } from 'node:crypto';
import { loadUnits } from '#app/settings.ts';
import { loadCalendars, loadDirectives } from '#cli/reference.ts';
import type { AnyEvent } from '#events/all.ts';
import { dutyIdOf } from '#events/duty/events.ts';
import type { NewEvent } from '#events/store/event.ts';
import type { EventStore } from '#events/store/eventStore.ts';

type Data<T extends AnyEvent['type']> = Extract<AnyEvent, { type: T }>['data'];
type Stream = { stream: string; events: NewEvent[] };

const units = loadUnits().map(({ code }) => code);
const issued = loadDirectives(units)[0];
if (issued === undefined) throw new Error('There is no directive.');
const { issuedAt, ...directive } = issued;
/** The directive of June 2025, as it ships. */
export const benchDirective = directive;
/** The first and the last moment at which something happens below. */
export const began = Date.parse(issuedAt);
export const ended = Date.UTC(2025, 6, 20);

/** The n-th of some moments spread over the directive's weeks. */
const momentOf = (n: number, of: number): string => new Date(began + ((ended - began) * n) / of).toISOString();

const event = <T extends AnyEvent['type']>(type: T, data: Data<T>, occurredAt: string, unit?: string): NewEvent => ({
  id: randomUUID(),
  type,
  schemaVersion: 1,
  data,
  occurredAt,
  actor: { id: 'bench', role: 'system' },
  correlationId: randomUUID(),
  causationId: randomUUID(),
  ...(unit !== undefined && { unit }),
});

const act = { number: '01/QĐ-UBND', date: '2025-06-20', signer: 'Chủ tịch UBND phường' };
const because = { stream: 'center-00000', eventId: randomUUID(), type: 'CenterEstablished' };

/** A Center that is set up in June and has most of what it needs. */
const center = (unit: string, n: number): Stream[] => {
  const at = momentOf(n % 60, 100);
  const decision = { act, effectiveOn: '2025-07-01', functions: ['Tiếp nhận'], tasks: ['Trả kết quả'], powers: ['Yêu cầu bổ sung'] };
  const items = ['máy quét', 'máy tính', 'máy lấy số', 'camera'];
  return [
    {
      stream: `center-${unit}`,
      events: [
        event('CenterEstablished', { unit, decision }, at, unit),
        event('PointOpened', { unit, pointId: 'P1', name: 'Trụ sở', address: '1 Đường A', counters: 6, openedOn: '2025-07-01' }, at, unit),
        event('HeadquartersDesignated', { unit, address: '1 Đường A', areaSquareMetres: 120, reusedFrom: [] }, at, unit),
        ...items.map((item) => event('EquipmentNeeded', { unit, item, quantity: 6, ground: 'Kế hoạch' }, at, unit)),
        ...items.map((item) => event('EquipmentAdded', { unit, item, quantity: 5 }, at, unit)),
        event('WorkingRegulationsIssued', { unit, act, effectiveOn: '2025-07-01', basis: 'Nghị định 118/2025/NĐ-CP' }, at, unit),
      ],
    },
    ...(['director', 'receiving-officer'] as const).map((position): Stream => {
      const officialId = `${unit}-${position}`;
      const assignment = { officialId, assignmentId: 'a1', unit, position, basis: 'QĐ 7', from: '2025-07-01' };
      return { stream: `official-${officialId}`, events: [event('OfficialAssigned', assignment, at, unit)] };
    }),
  ];
};

/** What becomes of one duty: fulfilled in time, late, undone and done again, or never. */
const duty = (task: (typeof directive.tasks)[number], party: string, n: number): Stream => {
  const { taskId, title, deadline, fulfilment, escalateTo } = task;
  const unit = /^\d/.test(party) ? party : undefined;
  const which = {
    dutyId: dutyIdOf(directive.directiveId, taskId, party),
    directiveId: directive.directiveId,
    taskId,
    party,
    ...(unit && { unit }),
  };
  const make = <T extends AnyEvent['type']>(type: T, data: object, at: string) => event(type, { ...which, ...data } as Data<T>, at, unit);
  const missing = [{ code: 'director', text: 'Chưa có Giám đốc đủ điều kiện ngày 01/07/2025' }];
  const early = momentOf(n % 45, 100);
  const late = momentOf(60 + (n % 35), 100);
  const fulfilled = (at: string) => make('DutyFulfilled', { by: 'rule', because, lines: ['Đủ điều kiện từ 01/07/2025'] }, at);
  const overdue = make('DutyFellOverdue', { deadline, missing }, deadline);
  const urged = make('DutyUrged', { text: 'Đề nghị khẩn trương hoàn thành' }, new Date(Date.parse(deadline) + 3_600_000).toISOString());
  const courses = [
    ...Array.from({ length: 6 }, () => [fulfilled(early)]),
    [overdue, urged, fulfilled(late)],
    [overdue, fulfilled(late)],
    [fulfilled(early), make('DutyReopened', { because, missing }, momentOf(55, 100)), fulfilled(late)],
    [overdue, urged],
  ];
  const assigned = make('DutyAssigned', { title, deadline, fulfilment, escalateTo }, issuedAt);
  return { stream: `duty-${which.dutyId}`, events: [assigned, ...(courses[n % courses.length] ?? [])] };
};

/** The directive carried out by every unit of the city: calendars, Centers and duties, a few thousand events. */
export const carriedOut = (): Stream[] => [
  ...loadCalendars().map(
    (calendar): Stream => ({ stream: `calendar-${calendar.year}`, events: [event('CalendarPublished', calendar, issuedAt)] }),
  ),
  { stream: `directive-${directive.directiveId}`, events: [event('DirectiveIssued', directive, issuedAt)] },
  ...units.flatMap(center),
  ...directive.tasks.flatMap((task, place) => task.assignees.map((party, n) => duty(task, party, n * 7 + place))),
];

/** Appends streams, some at once. */
export const appendAll = async (store: EventStore, streams: readonly Stream[]): Promise<number> => {
  const queue = streams.values();
  const writer = async () => {
    for (const { stream, events } of queue) await store.append(stream, 'none', events);
  };
  await Promise.all(Array.from({ length: 64 }, writer));
  return streams.reduce((sum, { events }) => sum + events.length, 0);
};
