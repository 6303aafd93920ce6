import type { Insert, InsertBranch, InsertTarget, MultiInsert, Query, WithClause } from '../ast/index.ts';
import { parseIfNotExists } from './create-table.ts';
import { parseFromClause } from './from-clause.ts';
import { parseIdentifierList, parseIdentifierReference, parseMultipartIdentifierRule } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseOptionalPartitionSpec } from './partition.ts';
import { parsePropertiesWithValues } from './property.ts';
import { parseOrganization } from './query.ts';
import { startsQuery } from './query-start.ts';
import { refuseFormats } from './refuse-formats.ts';
import { parseOptions } from './relation.ts';
import { parseFromBranch } from './select.ts';
import { parseStringValue } from './string-literal.ts';
import { parseTableAlias } from './table-alias.ts';
import { parseFileFormat } from './table-clauses.ts';
import { parseRowFormat } from './transform.ts';

/** `INSERT … query`. */
export function parseInsert(parser: Parser, withClause: WithClause | undefined): Insert {
  const start = withClause?.start ?? parser.start;
  const target = parseInsertTarget(parser);
  if (parser.at('(') && startsQuery(parser, 1)) {
    const query = parser.rules.query(parser);
    const isWhole = query.body.kind === 'query' && query.with === undefined && parser.textOf(query).startsWith('(');
    const sourceAlias = isWhole ? parseTableAlias(parser) : undefined;
    return { kind: 'insert', with: withClause, target, query, sourceAlias, start, stop: parser.stop };
  }
  const query = parser.rules.query(parser);
  return { kind: 'insert', with: withClause, target, query, sourceAlias: undefined, start, stop: parser.stop };
}

/** `FROM t INSERT INTO a SELECT … INSERT INTO b SELECT …`. */
export function parseMultiInsert(parser: Parser, withClause: WithClause | undefined): MultiInsert {
  const start = withClause?.start ?? parser.start;
  const { from, lateralViews } = parseFromClause(parser);
  const branches: InsertBranch[] = [];
  do {
    const branchStart = parser.start;
    const target = parseInsertTarget(parser);
    const query: Query = parseFromBranch(parser, parseOrganization);
    branches.push({ kind: 'insertBranch', target, query, start: branchStart, stop: parser.stop });
  } while (parser.at('INSERT'));
  return { kind: 'multiInsert', with: withClause, from, lateralViews, branches, start, stop: parser.stop };
}

export function parseInsertTarget(parser: Parser): InsertTarget {
  const start = parser.start;
  parser.expect('INSERT');
  const schemaEvolution = parser.acceptAll('WITH', 'SCHEMA', 'EVOLUTION');
  const overwrite = parser.expectOneOf('INTO', 'OVERWRITE') === 'OVERWRITE';
  if (overwrite && (parser.at('DIRECTORY') || (parser.at('LOCAL') && parser.peek() === 'DIRECTORY'))) return parseDirectory(parser, start);
  if (parser.at('TABLE') && parser.isName(parser.peek())) parser.next();
  const table = parseIdentifierReference(parser);
  if (!overwrite && startsReplace(parser)) return parseReplace(parser, start, schemaEvolution, table);
  const options = parseOptions(parser);
  const partition = parseOptionalPartitionSpec(parser);
  const ifPartitionNotExists = parseIfNotExists(parser);
  const byName = parser.acceptAll('BY', 'NAME');
  const columns = !byName && parser.at('(') && !startsQuery(parser, 1) ? parseIdentifierList(parser) : [];
  const range = { start, stop: parser.stop };
  if (ifPartitionNotExists) {
    if (!overwrite) parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'INSERT INTO ... IF NOT EXISTS' }, range);
    const dynamic = partition?.values.filter(({ value }) => value === undefined).map(({ name }) => name.value) ?? [];
    if (dynamic.length > 0) {
      parser.report('_LEGACY_ERROR_TEMP_0035', { message: `IF NOT EXISTS with dynamic partitions: ${dynamic.join(', ')}` }, range);
    }
  }
  const base = { kind: 'insertTable', overwrite, schemaEvolution, table, options, partition } as const;
  return { ...base, ifPartitionNotExists, byName, columns, ...range };
}

/** Whether REPLACE follows, perhaps behind an alias, options and BY NAME. */
function startsReplace(parser: Parser): boolean {
  for (let at = 0; ; at++) {
    const type = parser.peek(at);
    if (type === 'REPLACE') {
      const next = parser.peek(at + 1);
      return next === 'WHERE' || next === 'ON' || next === 'USING';
    }
    if (type === 'eof' || type === 'SELECT' || type === 'VALUES' || type === 'FROM' || type === 'TABLE' || type === 'PARTITION')
      return false;
  }
}

function parseReplace(
  parser: Parser,
  start: number,
  schemaEvolution: boolean,
  table: ReturnType<typeof parseIdentifierReference>,
): InsertTarget {
  const alias = parseTableAlias(parser);
  const options = parseOptions(parser);
  const byName = parser.acceptAll('BY', 'NAME');
  parser.expect('REPLACE');
  const base = { kind: 'insertReplace', schemaEvolution, table, alias, options, byName } as const;
  const word = parser.expectOneOf('WHERE', 'ON', 'USING');
  if (word === 'USING') {
    const columns = parseIdentifierList(parser);
    return { ...base, by: { kind: 'using', columns }, start, stop: parser.stop };
  }
  const condition = parser.rules.expression(parser);
  const range = { start, stop: parser.stop };
  if (word === 'WHERE' && alias !== undefined) parser.report('INSERT_REPLACE_WHERE_TABLE_ALIAS_NOT_ALLOWED', {}, range);
  return { ...base, by: { kind: word === 'WHERE' ? 'where' : 'on', condition }, ...range };
}

/** Behind `INSERT OVERWRITE`. */
function parseDirectory(parser: Parser, start: number): InsertTarget {
  const local = parser.accept('LOCAL');
  parser.expect('DIRECTORY');
  const path = parser.isString(parser.type) ? parseStringValue(parser) : undefined;
  const base = { kind: 'insertDirectory', local, path } as const;
  if (parser.accept('USING')) {
    const provider = parseMultipartIdentifierRule(parser);
    const options = parser.accept('OPTIONS') ? parsePropertiesWithValues(parser, start) : [];
    const range = { start, stop: parser.stop };
    const hasPathOption = options.some(({ key }) => key.toLowerCase() === 'path');
    if (hasPathOption === (path !== undefined)) parser.report('_LEGACY_ERROR_TEMP_0049', {}, range);
    if (local) parser.report('_LEGACY_ERROR_TEMP_0050', {}, range);
    return { ...base, provider, options, rowFormat: undefined, fileFormat: undefined, ...range };
  }
  if (path === undefined) parser.refuse();
  const rowFormat = parseRowFormat(parser);
  const fileFormat = parseFileFormat(parser);
  const range = { start, stop: parser.stop };
  refuseFormats(parser, rowFormat, fileFormat, range);
  return { ...base, provider: undefined, options: [], rowFormat, fileFormat, ...range };
}
