/** A spreadsheet would execute text that begins so (OWASP: CSV injection), some also in full width or after a space. */
const formula = /^\s*[=+\-@|＝＋－＠]|^[\t\r]/;

const field = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A column: the field of each item it holds, what stands above it if not the field's name, and how it is told. */
export type Column = { field: string; heading?: string; tell?: (value: unknown) => unknown };

const line = (values: readonly unknown[]): string => `${values.map(field).join(',')}\r\n`;

/**
 * RFC 4180 with a byte order mark, so that Excel reads Vietnamese. Nested values are JSON; an apostrophe goes before
 * text that a spreadsheet would take for a formula.
 */
export async function* csv(
  columns: readonly Column[],
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${line(columns.map(({ field, heading = field }) => heading))}`;
  const cell = (item: unknown, { field, tell }: Column): unknown => {
    const value = (item as Record<string, unknown>)[field];
    return tell ? tell(value) : value;
  };
  for await (const items of pages) yield items.map((item) => line(columns.map((column) => cell(item, column)))).join('');
}
