import type {
  BucketSpec,
  ClusterBySpec,
  FileFormat,
  Identifier,
  PartitionField,
  RowFormat,
  SortedColumn,
  TableClauses,
  TransformArgument,
} from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseColumnType } from './data-type.ts';
import {
  parseErrorCapturingIdentifier,
  parseIdentifier,
  parseIdentifierList,
  parseMultipartIdentifierRule,
  parseParenthesizedSequence,
} from './identifier.ts';
import { parseIntegerValue } from './parameter.ts';
import type { Parser } from './parser.ts';
import { parseConstant } from './partition.ts';
import { parseExpressionProperties, parseProperties } from './property.ts';
import { parseStringValue } from './string-literal.ts';
import { parseRowFormat } from './transform.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ReadClauses {
  readonly clauses: TableClauses;
  /** Names of clauses that were written twice, in the order in which Spark looks for them. */
  readonly duplicates: readonly string[];
  readonly isSkewed: boolean;
}

type ClauseName =
  | 'TBLPROPERTIES'
  | 'OPTIONS'
  | 'PARTITIONED BY'
  | 'STORED AS/BY'
  | 'ROW FORMAT'
  | 'COMMENT'
  | 'CLUSTERED BY'
  | 'CLUSTER BY'
  | 'LOCATION'
  | 'DEFAULT COLLATION'
  | 'SKEWED BY';

/** `[USING provider]` and the clauses behind it, in any order. */
export function parseTableClauses(parser: Parser): ReadClauses {
  const provider = parser.accept('USING') ? parseMultipartIdentifierRule(parser) : undefined;
  const clauses: Mutable<TableClauses> = {
    provider,
    options: [],
    partitionedBy: [],
    clusterBy: undefined,
    bucketSpec: undefined,
    rowFormat: undefined,
    fileFormat: undefined,
    location: undefined,
    comment: undefined,
    collation: undefined,
    properties: [],
  };
  const seen = new Set<ClauseName>();
  const duplicates: string[] = [];
  for (let name = parseClause(parser, clauses); name !== undefined; name = parseClause(parser, clauses)) {
    if (seen.has(name)) duplicates.push(name);
    seen.add(name);
  }
  return { clauses, duplicates, isSkewed: seen.has('SKEWED BY') };
}

function parseClause(parser: Parser, clauses: Mutable<TableClauses>): ClauseName | undefined {
  const next = parser.peek();
  switch (parser.type) {
    case 'OPTIONS':
      parser.next();
      clauses.options = parseExpressionProperties(parser);
      return 'OPTIONS';
    case 'PARTITIONED':
      parser.expectAll('PARTITIONED', 'BY');
      clauses.partitionedBy = parseParenthesizedSequence(parser, parsePartitionField);
      return 'PARTITIONED BY';
    case 'SKEWED':
      parseSkew(parser);
      return 'SKEWED BY';
    case 'CLUSTER':
      clauses.clusterBy = parseClusterBy(parser);
      return 'CLUSTER BY';
    case 'CLUSTERED':
      clauses.bucketSpec = parseBucketSpec(parser);
      return 'CLUSTERED BY';
    case 'ROW':
      clauses.rowFormat = parseRowFormat(parser);
      return clauses.rowFormat === undefined ? undefined : 'ROW FORMAT';
    case 'STORED':
      clauses.fileFormat = parseFileFormat(parser);
      return 'STORED AS/BY';
    case 'LOCATION':
      parser.next();
      clauses.location = parseStringValue(parser);
      return 'LOCATION';
    case 'COMMENT':
      parser.next();
      clauses.comment = parseStringValue(parser);
      return 'COMMENT';
    case 'DEFAULT':
      if (next !== 'COLLATION') return undefined;
      clauses.collation = parseDefaultCollation(parser);
      return 'DEFAULT COLLATION';
    case 'TBLPROPERTIES':
      parser.next();
      clauses.properties = parseProperties(parser);
      return 'TBLPROPERTIES';
    default:
      return undefined;
  }
}

/** `DEFAULT COLLATION name`. */
export function parseDefaultCollation(parser: Parser): Identifier {
  parser.expectAll('DEFAULT', 'COLLATION');
  return parseIdentifier(parser);
}

/** A column, a transform such as `bucket(4, a)`, or a column with its type. */
function parsePartitionField(parser: Parser): PartitionField {
  const start = parser.start;
  const next = parser.peek();
  if (next === '(') {
    const name = parseIdentifier(parser);
    const list = parseParenthesizedSequence(parser, parseTransformArgument);
    return { kind: 'partitionTransform', name, arguments: list, start, stop: parser.stop };
  }
  if (next === ',' || next === ')' || next === '.') return parseMultipartIdentifierRule(parser);
  return parseColumnType(parser);
}

function parseTransformArgument(parser: Parser): TransformArgument {
  const next = parser.peek();
  const isName = parser.isName(parser.type) && (next === ',' || next === ')' || next === '.') && !isConstantWord(parser.type);
  return isName ? parseMultipartIdentifierRule(parser) : parseConstant(parser);
}

function isConstantWord(type: TokenType): boolean {
  return type === 'NULL' || type === 'TRUE' || type === 'FALSE';
}

/** Hive's SKEWED BY: read, so that the refusal names the clause. */
function parseSkew(parser: Parser): void {
  parser.expectAll('SKEWED', 'BY');
  parseIdentifierList(parser);
  parser.expect('ON');
  parseParenthesizedSequence(parser, (p) => (p.at('(') ? parseParenthesizedSequence(p, parseConstant) : parseConstant(p)));
  parser.acceptAll('STORED', 'AS', 'DIRECTORIES');
}

/** `CLUSTER BY (a, b.c)`. */
export function parseClusterBy(parser: Parser): ClusterBySpec {
  const start = parser.start;
  parser.expectAll('CLUSTER', 'BY');
  const columns = parseParenthesizedSequence(parser, parseMultipartIdentifierRule);
  return { kind: 'clusterBySpec', columns, start, stop: parser.stop };
}

function parseBucketSpec(parser: Parser): BucketSpec {
  const start = parser.start;
  parser.expectAll('CLUSTERED', 'BY');
  const columns = parseIdentifierList(parser);
  const sortedBy = parser.acceptAll('SORTED', 'BY') ? parseParenthesizedSequence(parser, parseSortedColumn) : [];
  parser.expect('INTO');
  const buckets = parseIntegerValue(parser);
  parser.expect('BUCKETS');
  const range = { start, stop: parser.stop };
  const descending = sortedBy.find(({ direction }) => direction === 'desc');
  if (descending !== undefined) {
    const word = parser.textOf(descending).split(/\s+/).at(-1) ?? '';
    parser.report('_LEGACY_ERROR_TEMP_0035', { message: `Column ordering must be ASC, was '${word}'` }, range);
  }
  return { kind: 'bucketSpec', columns, sortedBy, buckets, ...range };
}

function parseSortedColumn(parser: Parser): SortedColumn {
  const start = parser.start;
  const name = parseErrorCapturingIdentifier(parser);
  const direction = parser.accept('ASC') ? 'asc' : parser.accept('DESC') ? 'desc' : undefined;
  return { kind: 'sortedColumn', name, direction, start, stop: parser.stop };
}

/** `STORED AS orc`, `STORED AS INPUTFORMAT … OUTPUTFORMAT …`, `STORED BY …`. */
export function parseFileFormat(parser: Parser): FileFormat | undefined {
  if (parser.type !== 'STORED') return undefined;
  const start = parser.start;
  parser.next();
  if (parser.accept('BY')) {
    const handler = parseStringValue(parser);
    const properties = parser.acceptAll('WITH', 'SERDEPROPERTIES') ? parseProperties(parser) : [];
    return { kind: 'storedBy', handler, properties, start, stop: parser.stop };
  }
  parser.expect('AS');
  if (parser.at('INPUTFORMAT') && parser.isString(parser.peek())) {
    parser.next();
    const inputFormat = parseStringValue(parser);
    parser.expect('OUTPUTFORMAT');
    const outputFormat = parseStringValue(parser);
    return { kind: 'storedAsFormats', inputFormat, outputFormat, start, stop: parser.stop };
  }
  const format = parseIdentifier(parser).value;
  return { kind: 'storedAs', format, start, stop: parser.stop };
}

/** How Spark names the row and file format in a refusal. */
export function describeFormat(rowFormat: RowFormat | undefined, fileFormat: FileFormat | undefined): string {
  let serde = '';
  if (rowFormat !== undefined) {
    serde = rowFormat.kind === 'rowFormatSerde' ? `ROW FORMAT SERDE ${textOf(rowFormat.name)}` : 'ROW FORMAT DELIMITED';
  }
  if (fileFormat?.kind === 'storedAs') return `STORED AS ${fileFormat.format} ${serde}`.toUpperCase();
  if (fileFormat?.kind === 'storedAsFormats') {
    return `STORED AS INPUTFORMAT ${textOf(fileFormat.inputFormat)} OUTPUTFORMAT ${textOf(fileFormat.outputFormat)} ${serde}`.toUpperCase();
  }
  return serde.toUpperCase();
}

function textOf(value: string | object): string {
  return typeof value === 'string' ? value : '?';
}
