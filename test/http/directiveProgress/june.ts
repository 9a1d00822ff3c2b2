import {
  assigned,
  assignmentEnded,
  calendarPublished,
  directiveId,
  directiveIssued,
  dutyAssigned,
  dutyFellOverdue,
  dutyFulfilled,
  dutyReopened,
  dutyUrged,
  established,
  evidenceAccepted,
  evidenceHandedIn,
  evidenceReturned,
  type Happened,
  noticeDispatched,
  noticeSent,
  noticeWritten,
  officialRegistered,
  otherUnit,
  pilotEvidence,
  unit,
} from '#test/support/events.ts';

/** A time in June or July 2025 in Vietnam, as the log has it. */
export const local = (day: string, time = '08:00'): string =>
  Temporal.ZonedDateTime.from(`2025-${day}T${time}[Asia/Ho_Chi_Minh]`).toInstant().toString({ smallestUnit: 'millisecond' });

const assignedAt = local('06-10', '09:00');
const decision = {
  title: 'Ban hành quyết định',
  fulfilment: { kind: 'rule' as const, rule: 'decision-in-effect' as const, on: '2025-07-01' },
};
const urging = { noticeId: 'n-1', dutyId: `${directiveId}.staff.${otherUnit}`, unit: otherUnit };
const pilot = 'science-and-technology';

/**
 * June 2025 at two units and a department. The first unit does everything in time, loses its director on 2 July and has one again on 3 July; the second one decides on
 * 3 July and never has people; the pilot's evidence is returned once and accepted on 26 June, a day late.
 */
export const june: readonly Happened[] = [
  {
    ...calendarPublished({ days: [{ date: '2025-07-04', kind: 'off', name: 'Nghỉ', official: true, ground: 'test' }] }),
    at: local('06-02'),
  },
  { ...directiveIssued(), at: assignedAt },
  ...[unit, otherUnit].flatMap((party): Happened[] => [
    { ...dutyAssigned('decision', party, decision), at: assignedAt },
    { ...dutyAssigned('staff', party), at: assignedAt },
  ]),
  {
    ...dutyAssigned('pilot', pilot, { title: 'Thí điểm', fulfilment: pilotEvidence, deadline: local('06-25', '17:00') }),
    at: assignedAt,
  },
  { ...officialRegistered(), at: local('06-12') },
  { ...officialRegistered({ officialId: 'official-3' }), at: local('06-12') },
  { ...established(), at: local('06-20') },
  { ...dutyFulfilled('decision', unit, { lines: ['Quyết định có hiệu lực từ 01/07/2025'] }), at: local('06-20') },
  { ...evidenceHandedIn('pilot', pilot), at: local('06-23') },
  { ...evidenceReturned('pilot', pilot), at: local('06-24') },
  { ...assigned({ from: '2025-06-25' }), at: local('06-25') },
  { ...dutyFellOverdue('pilot', pilot, { deadline: local('06-25', '17:00'), missing: [] }), at: local('06-25', '17:00') },
  { ...evidenceHandedIn('pilot', pilot, { evidenceId: 'mc-2', text: 'Báo cáo 13' }), at: local('06-26', '09:00') },
  { ...evidenceAccepted('pilot', pilot, { evidenceId: 'mc-2' }), at: local('06-26', '10:00') },
  { ...dutyFulfilled('pilot', pilot, { by: 'evidence', lines: ['Minh chứng mc-2 được chấp nhận'] }), at: local('06-26', '10:00') },
  { ...assigned({ officialId: 'official-3', assignmentId: 'a3', position: 'receiving-officer', from: '2025-06-25' }), at: local('06-27') },
  { ...dutyFulfilled('staff', unit), at: local('06-27') },
  {
    ...dutyFellOverdue('decision', otherUnit, { missing: [{ code: 'decision-in-effect', text: 'Chưa có quyết định' }] }),
    at: local('06-30', '17:00'),
  },
  { ...dutyFellOverdue('staff', otherUnit), at: local('06-30', '17:00') },
  { ...dutyUrged('staff', otherUnit), at: local('07-01', '10:00') },
  {
    ...noticeWritten({ ...urging, kind: 'urging', to: otherUnit, dueAt: local('07-01', '10:00') }),
    at: local('07-01', '10:00'),
  },
  { ...noticeDispatched(urging), at: local('07-01', '10:01') },
  { ...noticeSent(urging), at: local('07-01', '10:02') },
  { ...assignmentEnded({ lastDay: '2025-07-01' }), at: local('07-02') },
  { ...dutyReopened('staff', unit), at: local('07-02') },
  { ...established({ unit: otherUnit }), at: local('07-03', '09:00') },
  { ...dutyFulfilled('decision', otherUnit), at: local('07-03', '09:00') },
  { ...assigned({ assignmentId: 'a4', from: '2025-07-03' }), at: local('07-03', '10:00') },
  { ...dutyFulfilled('staff', unit), at: local('07-03', '10:00') },
];
export { directiveId, pilot };
