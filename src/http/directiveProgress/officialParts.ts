import { namesOf, type Settings } from '#domain/settings.ts';
import type { Report } from './directiveProgressAnswers.ts';

type OfficialParts = Pick<Report, 'party' | 'head' | 'recipients' | 'signatures'>;

/**
 * Head and foot of a report: the Office's on the whole city, or that of the parties whom its reader may ask about on
 * themselves. `date`: the day it tells of last.
 */
export const officialParts = (
  settings: Pick<Settings, 'documents' | 'units' | 'parties'>,
  { units, number, date }: { units: readonly string[] | 'all'; number: string | null; date: string },
): OfficialParts => {
  const { superior, issuer, place, symbol, capacity, recipients, own } = settings.documents.directiveReport;
  const nameOf = namesOf(settings);
  const hint = '(Ký, ghi rõ họ tên và đóng dấu)';
  if (units === 'all')
    return {
      party: null,
      head: { superior: nameOf(superior), issuer: nameOf(issuer), number, symbol, place, date },
      recipients,
      signatures: [{ capacity, hint, name: null }],
    };
  const unit = settings.units.find(({ code }) => units.length === 1 && code === units[0]);
  const governing = unit === undefined ? nameOf(superior) : `Ủy ban nhân dân ${unit.fullName}`;
  return {
    party: units.length === 1 ? (units[0] ?? null) : null,
    head: {
      superior: governing,
      issuer: unit === undefined ? units.map(nameOf).join(', ') : 'Trung tâm Phục vụ hành chính công',
      number,
      symbol: own.symbol,
      place: unit?.name ?? place,
      date,
    },
    recipients: own.recipients,
    signatures: [{ capacity: own.capacity, hint, name: null }],
  };
};
