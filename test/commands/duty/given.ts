import type { DutyEvent } from '#events/duty/events.ts';

export const dutyId = 'd1.staff.25747';
export const which = { dutyId, directiveId: 'd1', taskId: 'staff', party: '25747', unit: '25747' };
export const deadline = '2025-06-30T10:00:00.000Z';
const assignment = { ...which, title: 'Bố trí nhân sự', deadline, escalateTo: 'office-of-city-committee' };

type Of<T extends DutyEvent['type']> = Extract<DutyEvent, { type: T }>;
/** A duty that a rule recognises, and one that asks for evidence. */
export const assigned: Of<'DutyAssigned'> = {
  type: 'DutyAssigned',
  data: { ...assignment, fulfilment: { kind: 'rule', rule: 'staff-complete', on: '2025-07-01' } },
};
export const askedForEvidence: Of<'DutyAssigned'> = {
  type: 'DutyAssigned',
  data: { ...assignment, fulfilment: { kind: 'evidence', what: 'Báo cáo' } },
};
export const because = { stream: 'official-1', eventId: '00000000-0000-4000-8000-000000000001', type: 'OfficialAssigned' };
export const fulfilled: Of<'DutyFulfilled'> = { type: 'DutyFulfilled', data: { ...which, by: 'rule', because, lines: ['Có Giám đốc'] } };
export const missing = [{ code: 'director', text: 'Chưa có Giám đốc' }];
export const reopened: Of<'DutyReopened'> = { type: 'DutyReopened', data: { ...which, because, missing } };
export const overdue: Of<'DutyFellOverdue'> = { type: 'DutyFellOverdue', data: { ...which, deadline, missing } };
export const handedIn: Of<'EvidenceHandedIn'> = {
  type: 'EvidenceHandedIn',
  data: { ...which, evidenceId: 'e1', text: 'Báo cáo số 1', references: ['12/BC-UBND'] },
};
export const accepted: Of<'EvidenceAccepted'> = { type: 'EvidenceAccepted', data: { ...which, evidenceId: 'e1' } };
export const returned: Of<'EvidenceReturned'> = { type: 'EvidenceReturned', data: { ...which, evidenceId: 'e1', reason: 'Thiếu số liệu' } };
