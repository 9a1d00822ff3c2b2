import type { Message } from '#processes/notices/channel.ts';

/** A message to the first test unit. */
export const message: Message = {
  noticeId: '6d6f7463-0000-5000-8000-000000000001',
  dutyId: 'chi-thi-1.staff.25747',
  kind: 'urging',
  to: '25747',
  dueAt: '2025-06-25T01:00:00.000Z',
  subject: 'Đôn đốc: Bố trí nhân sự',
  text: 'Đề nghị hoàn thành trước ngày 30/6.\nTrân trọng.',
};
