/**
 * A query text of DuckDB's extensions as Spark SQL. Both suites need two changes only: names in double quotes get backticks (in Spark
 * double quotes hold strings), and the semicolon at the end goes.
 */
export function sparkText(text: string): string {
  const quoted = /'(?:[^']|'')*'|"((?:[^"]|"")*)"/g;
  return text
    .replace(quoted, (whole, name: string | undefined) =>
      name === undefined ? whole : `\`${name.replaceAll('""', '"').replaceAll('`', '``')}\``,
    )
    .replace(/;\s*$/, '');
}

/** The query without the limit at its end, and whether there was one. Where rows tie at the limit any choice is right. */
export function withoutLimit(text: string): string | undefined {
  const without = text.replace(/\s+LIMIT\s+\d+\s*;?\s*$/i, '');
  return without === text ? undefined : without;
}
