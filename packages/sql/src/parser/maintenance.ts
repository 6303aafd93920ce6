import type {
  AnalyzeTable,
  AnalyzeTables,
  CacheTable,
  CommentOn,
  CreateIndex,
  DropIndex,
  IndexColumn,
  LoadData,
  ManageResource,
  RefreshFunction,
  RefreshResource,
  RefreshTable,
  RepairTable,
  TruncateTable,
} from '../ast/index.ts';
import { parseIfExists, parseIfNotExists } from './create-table.ts';
import {
  parseIdentifier,
  parseIdentifierReference,
  parseIdentifierSequence,
  parseMultipartIdentifierRule,
  parseParenthesizedSequence,
} from './identifier.ts';
import { isNamespaceWord } from './namespace.ts';
import type { Parser } from './parser.ts';
import { parseOptionalPartitionSpec } from './partition.ts';
import { parseProperties, parsePropertiesWithValues } from './property.ts';
import { startsQuery } from './query-start.ts';
import { parseString, parseStringValue } from './string-literal.ts';

/** `ANALYZE TABLE t COMPUTE STATISTICS …`, `ANALYZE TABLES …`. */
export function parseAnalyze(parser: Parser): AnalyzeTable | AnalyzeTables {
  const start = parser.start;
  parser.expect('ANALYZE');
  if (parser.accept('TABLES')) {
    const namespace = parser.accept('FROM') || parser.accept('IN') ? parseIdentifierReference(parser) : undefined;
    parser.expectAll('COMPUTE', 'STATISTICS');
    const noScan = parseNoScan(parser, start);
    return { kind: 'analyzeTables', namespace, noScan, start, stop: parser.stop };
  }
  parser.expect('TABLE');
  const name = parseIdentifierReference(parser);
  const partition = parseOptionalPartitionSpec(parser);
  parser.expectAll('COMPUTE', 'STATISTICS');
  if (parser.acceptAll('FOR', 'ALL', 'COLUMNS')) {
    return { kind: 'analyzeTable', name, partition, noScan: false, columns: 'all', start, stop: parser.stop };
  }
  if (parser.acceptAll('FOR', 'COLUMNS')) {
    const columns = parseIdentifierSequence(parser);
    return { kind: 'analyzeTable', name, partition, noScan: false, columns, start, stop: parser.stop };
  }
  const noScan = parseNoScan(parser, start);
  return { kind: 'analyzeTable', name, partition, noScan, columns: undefined, start, stop: parser.stop };
}

/** NOSCAN is no keyword: any name may stand there, and all others are refused. */
function parseNoScan(parser: Parser, start: number): boolean {
  if (!parser.isName(parser.type)) return false;
  const word = parseIdentifier(parser).value.toUpperCase();
  if (word === 'NOSCAN') return true;
  parser.report('INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN', { ctx: word }, { start, stop: parser.stop });
  return false;
}

/** `REFRESH TABLE t`, `REFRESH FUNCTION f`, `REFRESH path`. */
export function parseRefresh(parser: Parser): RefreshTable | RefreshFunction | RefreshResource {
  const start = parser.start;
  parser.expect('REFRESH');
  if (parser.at('TABLE') && parser.isName(parser.peek())) {
    parser.next();
    return { kind: 'refreshTable', name: parseIdentifierReference(parser), start, stop: parser.stop };
  }
  if (parser.at('FUNCTION') && parser.isName(parser.peek())) {
    parser.next();
    return { kind: 'refreshFunction', name: parseIdentifierReference(parser), start, stop: parser.stop };
  }
  if (parser.isString(parser.type)) return { kind: 'refreshResource', path: parseString(parser), start, stop: parser.stop };
  parser.skipRest();
  const range = { start, stop: parser.stop };
  const path = parser.textOf(range).slice('refresh'.length).trim();
  const refuse = (msg: string): void => parser.report('_LEGACY_ERROR_TEMP_0064', { msg }, range);
  if (path === '') refuse('Resource paths cannot be empty in REFRESH statements. Use / to match everything');
  if (/[ \n\r\t]/.test(path)) refuse("REFRESH statements cannot contain ' ', '\\n', '\\r', '\\t' inside unquoted resource paths");
  return { kind: 'refreshResource', path, start, stop: parser.stop };
}

/** `CACHE [LAZY] TABLE t [OPTIONS (…)] [[AS] query]`. */
export function parseCache(parser: Parser): CacheTable {
  const start = parser.start;
  parser.expect('CACHE');
  const lazy = parser.accept('LAZY');
  parser.expect('TABLE');
  const name = parseIdentifierReference(parser);
  const options = parser.accept('OPTIONS') ? parsePropertiesWithValues(parser, start) : [];
  const query = parser.accept('AS') || startsQuery(parser, 0) ? parser.rules.query(parser) : undefined;
  const range = { start, stop: parser.stop };
  if (query !== undefined && name.kind === 'multipartIdentifier' && name.parts.length > 1) {
    const quoted = name.parts.slice(0, -1).map(({ value }) => (/^\w+$/.test(value) ? value : `\`${value}\``));
    parser.report('_LEGACY_ERROR_TEMP_0037', { quoted: quoted.join('.') }, range);
  }
  return { kind: 'cacheTable', lazy, name, options, query, ...range };
}

/** `LOAD DATA [LOCAL] INPATH '…' [OVERWRITE] INTO TABLE t`. */
export function parseLoad(parser: Parser): LoadData {
  const start = parser.start;
  parser.expectAll('LOAD', 'DATA');
  const local = parser.accept('LOCAL');
  parser.expect('INPATH');
  const path = parseStringValue(parser);
  const overwrite = parser.accept('OVERWRITE');
  parser.expectAll('INTO', 'TABLE');
  const table = parseIdentifierReference(parser);
  const partition = parseOptionalPartitionSpec(parser);
  return { kind: 'loadData', local, path, overwrite, table, partition, start, stop: parser.stop };
}

export function parseTruncate(parser: Parser): TruncateTable {
  const start = parser.start;
  parser.expectAll('TRUNCATE', 'TABLE');
  const name = parseIdentifierReference(parser);
  const partition = parseOptionalPartitionSpec(parser);
  return { kind: 'truncateTable', name, partition, start, stop: parser.stop };
}

/** `[MSCK] REPAIR TABLE t [ADD | DROP | SYNC PARTITIONS]`. */
export function parseRepair(parser: Parser): RepairTable {
  const start = parser.start;
  parser.accept('MSCK');
  parser.expectAll('REPAIR', 'TABLE');
  const name = parseIdentifierReference(parser);
  let option: RepairTable['option'];
  if (parser.at('ADD') || parser.at('DROP') || parser.at('SYNC')) {
    const word = parser.next().type;
    option = word === 'ADD' ? 'add' : word === 'DROP' ? 'drop' : 'sync';
    parser.expect('PARTITIONS');
  }
  return { kind: 'repairTable', name, option, start, stop: parser.stop };
}

/** Behind `CREATE INDEX`. */
export function parseCreateIndex(parser: Parser, start: number): CreateIndex {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifier(parser);
  parser.expect('ON');
  if (parser.at('TABLE') && parser.isName(parser.peek())) parser.next();
  const table = parseIdentifierReference(parser);
  const method = parser.accept('USING') ? parseIdentifier(parser) : undefined;
  const columns = parseParenthesizedSequence(parser, parseIndexColumn);
  const options = parser.accept('OPTIONS') ? parsePropertiesWithValues(parser, start) : [];
  return { kind: 'createIndex', ifNotExists, name, table, method, columns, options, start, stop: parser.stop };
}

function parseIndexColumn(parser: Parser): IndexColumn {
  const start = parser.start;
  const name = parseMultipartIdentifierRule(parser);
  const options = parser.accept('OPTIONS') ? parseProperties(parser) : [];
  return { kind: 'indexColumn', name, options, start, stop: parser.stop };
}

/** Behind `DROP INDEX`. */
export function parseDropIndex(parser: Parser, start: number): DropIndex {
  const ifExists = parseIfExists(parser);
  const name = parseIdentifier(parser);
  parser.expect('ON');
  if (parser.at('TABLE') && parser.isName(parser.peek())) parser.next();
  const table = parseIdentifierReference(parser);
  return { kind: 'dropIndex', ifExists, name, table, start, stop: parser.stop };
}

/** `COMMENT ON TABLE t IS '…'`. */
export function parseCommentOn(parser: Parser): CommentOn {
  const start = parser.start;
  parser.expectAll('COMMENT', 'ON');
  const target = isNamespaceWord(parser.type) ? 'namespace' : 'table';
  if (target === 'namespace') parser.next();
  else parser.expect('TABLE');
  const name = parseIdentifierReference(parser);
  parser.expect('IS');
  const comment = parser.accept('NULL') ? undefined : parseStringValue(parser);
  return { kind: 'commentOn', target, name, comment, start, stop: parser.stop };
}

const resourceTypes: ReadonlySet<string> = new Set(['FILE', 'FILES', 'JAR', 'JARS', 'ARCHIVE', 'ARCHIVES']);

/** `ADD JAR path`, `LIST FILES`: what follows the type is no SQL. */
export function parseManageResource(parser: Parser): ManageResource {
  const start = parser.start;
  const operation = parser.expectOneOf('ADD', 'LIST') === 'ADD' ? 'add' : 'list';
  const word = parseIdentifier(parser);
  parser.skipRest();
  const range = { start, stop: parser.stop };
  const type = word.value.toUpperCase();
  if (!resourceTypes.has(type)) {
    parser.report('_LEGACY_ERROR_TEMP_0035', { message: `${operation.toUpperCase()} with resource type '${word.value}'` }, range);
  }
  const rest = parser.text.slice(word.stop + 1, range.stop + 1).trim();
  return { kind: 'manageResource', operation, type, arguments: rest, ...range };
}
