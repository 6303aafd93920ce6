import type { Mark, Scored } from './mark.ts';

const marks: readonly Mark[] = ['exact', 'value', 'sign', 'wrong'];

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

function countsOf(scored: readonly Scored[]): Record<Mark, number> {
  const counts: Record<Mark, number> = { exact: 0, value: 0, sign: 0, wrong: 0 };
  for (const one of scored) counts[one.mark] += 1;
  return counts;
}

function row(name: string, scored: readonly Scored[]): string {
  const counts = countsOf(scored);
  return `| ${name} | ${scored.length} | ${share(counts.exact, scored.length)} | ${marks.map((mark) => counts[mark]).join(' | ')} |`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Why queries are not exact, without what differs from query to query, so that equal reasons can be counted. */
function reasonOf(scored: Scored): string {
  const condition = /^\[?([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)?)\b/.exec(scored.why)?.[1];
  if (condition !== undefined) {
    const subject = /`[^`]{1,60}`/.exec(scored.why)?.[0].slice(1, -1);
    return subject === undefined ? condition : `${condition}: ${subject}`;
  }
  if (scored.mark === 'value') return 'the schema differs';
  return scored.why.startsWith('timeout') || scored.why === 'no error' ? scored.why : 'the rows differ';
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function gapTable(scored: readonly Scored[]): string[] {
  const reasons = groupBy(
    scored.filter((one) => one.mark !== 'exact'),
    reasonOf,
  );
  const largest = [...reasons].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1)).slice(0, 60);
  if (largest.length === 0) return [];
  const rows = largest.map(([reason, queries]) => {
    const groups = [...new Set(queries.map((query) => query.group))].slice(0, 3).join(', ');
    return `| ${queries.length} | ${cell(reason)} | ${cell(groups)} |`;
  });
  return ['', '### Gaps', '', '| queries | reason | where, for example |', '|---|---|---|', ...rows];
}

/** docs/reference/conformance.md: per set, per file or family, and the reasons of what is missing. */
export function conformanceReport(scored: readonly Scored[]): string {
  const sets = groupBy(scored, (one) => one.set);
  const head = '| | queries | exact | exact | value | sign | wrong |';
  const rule = '|---|---|---|---|---|---|---|';
  const parts = [
    '# Conformance with Apache Spark 4.2',
    '',
    'Written by `npm run conformance`. *Exact*: schema with names and types (and nullability, for the examples) and rows are those of Apache Spark,',
    'or the error condition is. *Value*: the rows agree, the schema does not. *Sign*: it failed as in Spark, with another condition. *Wrong*: anything',
    'else. Queries that Apache Spark itself does not reproduce over the wire are left out.',
    '',
    head,
    rule,
    ...[...sets].map(([name, ofSet]) => row(name, ofSet)),
  ];
  for (const [name, ofSet] of sets) {
    const groups = [...groupBy(ofSet, (one) => one.group)].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    parts.push('', `## ${name}`, '', head, rule, ...groups.map(([group, ofGroup]) => row(group, ofGroup)), ...gapTable(ofSet));
  }
  return `${parts.join('\n')}\n`;
}
