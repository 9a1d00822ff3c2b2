import { z } from 'zod';
import { LocalDate } from '#events/terms.ts';

/** What stands above every official document (Decree 30/2020/NĐ-CP, Annex I). */
export const Head = z
  .object({
    superior: z.string().nullable().describe('Governing body (cơ quan chủ quản).'),
    issuer: z.string().describe('Issuing body (cơ quan ban hành).'),
    number: z.string().nullable().describe('Number, before its symbol; null: left open for the clerk.'),
    symbol: z.string().nullable().describe('Symbol of the kind of document, after the number; null: the document bears no number.'),
    place: z.string(),
    date: LocalDate.nullable().describe('Null: the document bears no date of its own.'),
  })
  .meta({ id: 'PaperHead', description: 'Issuing body, number, place and date.' });
export type Head = z.infer<typeof Head>;

export const Signature = z
  .object({
    capacity: z.string().describe('In what capacity it is signed.'),
    hint: z.string().describe('How it is signed.'),
    name: z.string().nullable().describe('Who signs, where that is on record.'),
  })
  .meta({ id: 'PaperSignature' });
export type Signature = z.infer<typeof Signature>;

/** Where something is still to be filled in. */
export const dotted = '……';

/** "ngày 01 tháng 7 năm 2025": days below 10 and the first two months have a zero (Decree 30/2020/NĐ-CP). */
export const longDay = (day: string): string => {
  const [year = '', month = '', date = ''] = day.split('-');
  return `ngày ${date} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
};

/** The name of a body, a title or a step as papers have it, without the short form UBND; numbers of documents stay. */
export const writtenOut = (text: string): string => text.replaceAll(/(?<![\p{L}\d/-])UBND(?![\p{L}-])/gu, 'Ủy ban nhân dân');

/** "Số: 12/BC-VP"; dots where the number is still to be given. */
export const numberText = ({ number, symbol }: Pick<Head, 'number' | 'symbol'>): string => `Số: ${number ?? dotted}/${symbol ?? dotted}`;
