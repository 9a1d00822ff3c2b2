import { localDay } from '#domain/time/localDay.ts';
import type { AsOf } from './parameters.ts';

/** A name that every file system and browser takes as it is; letters lose their marks. */
export const plainName = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');

type Asked = { unit?: string; on?: string; from?: string; to?: string; asOf?: AsOf } & Record<string, unknown>;

const dayOf = ({ on, asOf }: Asked, now: string): string => on ?? localDay(asOf !== undefined && 'at' in asOf ? asOf.at : now);

/**
 * Name of a file of an answer, without ending: the path asked for, the unit and the days asked about, where the path
 * does not say them. `path`: in Fastify's style, under `/v1`.
 */
export const fileNameOf = (path: string, asked: Asked, now: string): string => {
  const parts = path.split('/').filter(Boolean);
  const said = parts.map((part) => (part.startsWith(':') ? asked[part.slice(1)] : part)).filter((part) => typeof part === 'string');
  const unit = parts.includes(':unit') ? undefined : asked.unit;
  const period = [asked.from, asked.to].filter((day) => day !== undefined);
  const days = parts.includes(':day') ? [] : period.length > 0 ? period : [dayOf(asked, now)];
  return plainName([...said, unit, ...days].filter(Boolean).join('-'));
};
