/** A table as benchmarks print and keep it: cells are text, and all but the first column stand right. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to understand the figures. */
  readonly notes?: readonly string[];
}

/** Milliseconds with three figures, `–` when there was nothing to measure. */
export function ms(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** How many times as long. */
export function ratio(value: number, of: number): string {
  return Number.isFinite(value / of) ? `${(value / of).toFixed(2)}×` : '–';
}

/** The table for a terminal. */
export function printTable({ title, columns, rows, notes = [] }: Table): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [title, line(columns), rule, ...rows.map(line), ...notes].join('\n');
}

/** The table for a page. */
export function markdownTable({ title, columns, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${columns.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`;
  return [`### ${title}`, '', line(columns), rule, ...rows.map(line), ...notes.flatMap((note) => ['', note])].join('\n');
}
