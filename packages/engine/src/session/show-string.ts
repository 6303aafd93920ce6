import { castToSparkString, type InternalValue, internalRowsOf, type RecordBatch, type StructType } from '@kindling/protocol';
import { type LogicalPlan, type ShowString, schemaOf } from '../plan/index.ts';

/** The child of `show`, cut to the rows that are shown and one more, which tells whether there are others. */
export function shownRows(plan: ShowString): LogicalPlan {
  const limit = { kind: 'literal', value: Math.max(0, plan.numRows) + 1, dataType: { kind: 'integer' } } as const;
  return { kind: 'limit', limit, child: plan.child };
}

/** The text that df.show() prints. */
export async function showText(plan: ShowString, batches: AsyncIterable<RecordBatch>, timeZone: string): Promise<string> {
  const schema = schemaOf(plan.child);
  const numRows = Math.max(0, plan.numRows);
  const rows: InternalValue[][] = [];
  for await (const batch of batches) for (const row of internalRowsOf(batch)) if (rows.length <= numRows) rows.push(row);
  const hasMore = rows.length > numRows;
  const cells = rows.slice(0, numRows).map((row) => row.map((value, i) => cellText(value, schema, i, timeZone, plan.truncate)));
  const header = schema.fields.map((field) => escapeControls(field.name));
  if (plan.format === 'html') return htmlText(header, cells, hasMore, numRows);
  const more = hasMore ? `only showing top ${numRows} ${numRows === 1 ? 'row' : 'rows'}\n` : '';
  if (plan.vertical) return verticalText(header, cells) + more;
  return tableText(header, cells, plan.truncate > 0) + more;
}

function cellText(value: InternalValue, schema: StructType, column: number, timeZone: string, truncate: number): string {
  const dataType = schema.fields[column]?.dataType ?? { kind: 'null' };
  const text = value === null ? 'NULL' : (castToSparkString(value, dataType, { timeZone, style: 'show' }) ?? 'NULL');
  return truncated(escapeControls(text), truncate);
}

function truncated(text: string, truncate: number): string {
  const characters = [...text];
  if (truncate <= 0 || characters.length <= truncate) return text;
  return truncate < 4 ? characters.slice(0, truncate).join('') : `${characters.slice(0, truncate - 3).join('')}...`;
}

const controls: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\u000b': '\\v',
  '\u0007': '\\a',
};

function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return text.replace(/[\n\r\t\f\b\u000b\u0007]/g, (control) => controls[control] ?? control);
}

function tableText(header: readonly string[], cells: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, i) => cells.reduce((width, row) => Math.max(width, widthOf(row[i] ?? '')), Math.max(3, widthOf(name))));
  const line = `+${widths.map((width) => '-'.repeat(width)).join('+')}+\n`;
  const row = (values: readonly string[]) => `|${values.map((value, i) => padded(value, widths[i] ?? 0, alignRight)).join('|')}|\n`;
  return `${line}${row(header)}${line}${cells.map(row).join('')}${line}`;
}

function verticalText(header: readonly string[], cells: readonly (readonly string[])[]): string {
  if (cells.length === 0) return '(0 rows)\n';
  const nameWidth = header.reduce((width, name) => Math.max(width, widthOf(name)), 3);
  const valueWidth = cells.reduce((width, row) => row.reduce((inner, value) => Math.max(inner, widthOf(value)), width), 3);
  return cells
    .map((row, i) => {
      const head = `-RECORD ${i}`;
      const fields = row.map(
        (value, column) => ` ${padded(header[column] ?? '', nameWidth, false)} | ${padded(value, valueWidth, false)} \n`,
      );
      return `${head.padEnd(nameWidth + valueWidth + 5, '-')}\n${fields.join('')}`;
    })
    .join('');
}

function htmlText(header: readonly string[], cells: readonly (readonly string[])[], hasMore: boolean, numRows: number): string {
  const row = (tag: string, values: readonly string[]) =>
    `<tr>${values.map((value) => `<${tag}>${escapeHtml(value)}</${tag}>`).join('')}</tr>\n`;
  const more = hasMore ? `only showing top ${numRows} ${numRows === 1 ? 'row' : 'rows'}\n` : '';
  return `<table border='1'>\n${row('th', header)}${cells.map((values) => row('td', values)).join('')}</table>\n${more}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function padded(text: string, width: number, alignRight: boolean): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return alignRight ? gap + text : text + gap;
}

/** Columns of a terminal: East Asian wide and full-width characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6)
  );
}
