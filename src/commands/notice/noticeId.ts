import type { z } from 'zod';
import { derivedId } from '#commands/handling/ids.ts';
import type { NoticeChannel } from '#events/notice/events.ts';

/** What makes one notice another one. `step`: of the schedule, with the deadline it counts from, or of one urging. */
type Identity = { dutyId: string; step: string; to: string; channel: z.infer<typeof NoticeChannel> };

/** Id of a notice: the same whoever comes to write it, and when. */
export const noticeIdOf = ({ dutyId, step, to, channel }: Identity): string => derivedId('notice', dutyId, step, to, channel);
