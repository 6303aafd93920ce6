/** One query of one of Spark's golden SQL files, with what Spark answered. */
export interface GoldenQuery {
  /** From 0, among the queries of its file. */
  readonly index: number;
  readonly sql: string;
  /** Spark's short form, `struct<a:int>`. */
  readonly schema: string;
  readonly output: string;
  /** The condition that Spark raised, `?` when the file does not name it; undefined when the query succeeded. */
  readonly condition: string | undefined;
}

const raised = /^(org\.apache\.spark|java\.|pyspark|com\.)/;

export function parseGoldenFile(text: string): GoldenQuery[] {
  const queries: GoldenQuery[] = [];
  for (const block of text.split(/^-- !query\n/m).slice(1)) {
    const match = /^([\s\S]*?)\n-- !query schema\n([\s\S]*?)\n-- !query output\n?([\s\S]*)$/.exec(block);
    if (match === null) continue;
    const [, sql = '', schema = '', output = ''] = match;
    const failed = raised.test(output.trim());
    const condition = failed ? (/"(?:errorClass|condition)"\s*:\s*"([^"]+)"/.exec(output)?.[1] ?? '?') : undefined;
    queries.push({ index: queries.length, sql, schema: schema.trim(), output, condition });
  }
  return queries;
}

/** The settings that an input file asks for, from its `--SET k=v,…` lines. */
export function parseSettings(input: string): [key: string, value: string][] {
  const settings: [string, string][] = [];
  for (const line of input.split('\n')) {
    const set = /^--SET (.*)/.exec(line)?.[1]?.trim();
    if (set === undefined) continue;
    for (const pair of set.split(/,(?=spark|[a-z.]+=)/)) {
      const equals = pair.indexOf('=');
      if (equals > 0) settings.push([pair.slice(0, equals), pair.slice(equals + 1)]);
    }
  }
  return settings;
}

export function outputLines(text: string): string[] {
  const trimmed = text.replace(/\n+$/, '');
  return trimmed === '' ? [] : trimmed.split('\n');
}

/** Lines as a multiset, without the ids that Spark gives to expressions. */
export const comparable = (lines: readonly string[]): string =>
  lines
    .map((line) => line.replaceAll(/#\d+/g, '#x').trimEnd())
    .sort()
    .join('\n');
