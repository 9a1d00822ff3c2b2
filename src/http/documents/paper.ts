import { z } from 'zod';
import { Instant, LocalDate } from '#events/terms.ts';
import { Head, Signature } from './official.ts';

/** What stands in a cell of a table: text, a number, a time or a day; null: nothing. */
export const Cell = z
  .union([z.string(), z.number(), z.object({ at: Instant }), z.object({ on: LocalDate })])
  .nullable()
  .meta({ id: 'PaperCell', description: 'Text, a number, `{ at }` an instant, `{ on }` a day; null: nothing.' });
export type Cell = z.infer<typeof Cell>;

const PaperTable = z.object({
  kind: z.literal('table'),
  columns: z.array(z.object({ title: z.string(), width: z.number().describe('Share of the whole width.') })),
  rows: z.array(z.array(Cell)),
});
export type PaperTable = z.infer<typeof PaperTable>;

/** One part of a paper, from top to bottom. */
const Block = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('field'), label: z.string(), value: z.string() }),
    z.object({ kind: z.literal('text'), text: z.string() }),
    PaperTable,
  ])
  .meta({ id: 'PaperBlock' });
export type Block = z.infer<typeof Block>;

/** A paper in Vietnamese: what is on it, whatever it is drawn on. */
export const Paper = z
  .object({
    form: z.string().describe('Which paper it is.'),
    head: Head,
    title: z.string(),
    subtitle: z.string().nullable(),
    moment: Instant.describe('When it came to say what it says: time of the act, or of the reprint.'),
    asOf: Instant.nullable().describe('Reprint (bản in lại) of what was on record at this moment; null: the paper as it is issued.'),
    landscape: z.boolean(),
    codes: z.array(z.object({ caption: z.string(), text: z.string() })).describe('QR codes: what is under them, and what they say.'),
    blocks: z.array(Block),
    copies: z.array(z.string()).describe('What each copy (liên) is called, where the paper is written in several; empty: in one.'),
    recipients: z.array(z.string()).describe('Nơi nhận; empty where the paper names none.'),
    signatures: z.array(Signature),
    proof: z
      .string()
      .nullable()
      .describe('What proves without Motcua that the act is on record (docs/proof.md), attached to the PDF; null where it is not sealed.'),
    fileName: z.string().describe('Name of the paper’s file, without its ending.'),
  })
  .meta({ id: 'Paper', description: 'A paper in Vietnamese, part by part.' });
export type Paper = z.infer<typeof Paper>;

export const field = (label: string, value: string): Block => ({ kind: 'field', label, value });
export const paragraph = (text: string): Block => ({ kind: 'text', text });
/** A table of columns, each with its share of the width. */
export const tableOf = (columns: readonly (readonly [title: string, width: number])[], rows: readonly (readonly Cell[])[]): PaperTable => ({
  kind: 'table',
  columns: columns.map(([title, width]) => ({ title, width })),
  rows: rows.map((row) => [...row]),
});
