import { Rejection } from '#domain/rejections.ts';
import type { Notice, Written } from './notice.ts';

/** The notice, or the rejection `notice-not-found`. */
export const written = (notice: Notice, noticeId: string): Written => {
  if (notice.status === 'absent') throw new Rejection('notice-not-found', `There is no notice ${noticeId}.`);
  return notice;
};
