import type {
  CreatePipelineDataset,
  CreateTable,
  CreateTableLike,
  CreateTemporaryViewUsing,
  IdentifierReference,
  PartitionField,
  Query,
  ReplaceTable,
  StructFieldType,
  TableElement,
} from '../ast/index.ts';
import { parseTableElements } from './column-definition.ts';
import { parseErrorCapturingNot } from './data-type.ts';
import { parseIdentifierReference, parseMultipartIdentifierRule } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parsePropertiesWithValues } from './property.ts';
import { startsQuery } from './query-start.ts';
import { refuseFormats } from './refuse-formats.ts';
import { parseStringValue } from './string-literal.ts';
import { describeFormat, parseFileFormat, parseTableClauses, type ReadClauses } from './table-clauses.ts';
import { parseRowFormat } from './transform.ts';

/** `IF NOT EXISTS`. */
export function parseIfNotExists(parser: Parser): boolean {
  if (!parser.at('IF') || (parser.peek() !== 'NOT' && parser.peek() !== '!')) return false;
  parser.next();
  parseErrorCapturingNot(parser);
  parser.expect('EXISTS');
  return true;
}

/** `IF EXISTS`. */
export function parseIfExists(parser: Parser): boolean {
  return parser.acceptAll('IF', 'EXISTS');
}

interface TableBody extends ReadClauses {
  readonly elements: readonly TableElement[];
  readonly query: Query | undefined;
}

function parseBody(parser: Parser): TableBody {
  let elements: readonly TableElement[] = [];
  if (parser.at('(') && !startsQuery(parser, 1)) {
    parser.next();
    elements = parseTableElements(parser);
    parser.expect(')');
  }
  const read = parseTableClauses(parser);
  const hasQuery = parser.accept('AS') || startsQuery(parser, 0);
  return { ...read, elements, query: hasQuery ? parser.rules.query(parser) : undefined };
}

/** Behind `CREATE [TEMPORARY] [EXTERNAL] TABLE`. */
export function parseCreateTable(
  parser: Parser,
  start: number,
  temporary: boolean,
  external: boolean,
): CreateTable | CreateTableLike | CreateTemporaryViewUsing {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifierReference(parser);
  if (!temporary && !external && parser.at('LIKE')) return parseCreateTableLike(parser, start, ifNotExists, name);
  const body = parseBody(parser);
  const { clauses, elements, query } = body;
  const range = { start, stop: parser.stop };
  if (temporary) return toTemporaryView(parser, name, ifNotExists, body, range);
  refuseBody(parser, 'CREATE', body, range);
  return { kind: 'createTable', external, ifNotExists, name, elements, ...clauses, query, ...range };
}

/** Behind `[CREATE OR] REPLACE TABLE`. */
export function parseReplaceTable(parser: Parser, start: number, orCreate: boolean): ReplaceTable {
  const name = parseIdentifierReference(parser);
  const body = parseBody(parser);
  const { clauses, elements, query } = body;
  const range = { start, stop: parser.stop };
  refuseBody(parser, 'REPLACE', body, range);
  return { kind: 'replaceTable', orCreate, name, elements, ...clauses, query, ...range };
}

interface Range {
  readonly start: number;
  readonly stop: number;
}

function refuseBody(parser: Parser, operation: 'CREATE' | 'REPLACE', body: TableBody, range: Range): void {
  const { clauses, elements, query } = body;
  const first = body.duplicates[0];
  if (first !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: first }, range);
  if (body.isSkewed) parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'CREATE TABLE ... SKEWED BY' }, range);
  const notAllowed = (message: string): void => parser.report('_LEGACY_ERROR_TEMP_0035', { message }, range);
  const withoutValue = clauses.properties.filter(({ value }) => value === undefined).map(({ key }) => key);
  if (withoutValue.length > 0) notAllowed(`Values must be specified for key(s): [${withoutValue.join(',')}]`);
  refuseFormats(parser, clauses.rowFormat, clauses.fileFormat, range);
  if (clauses.provider !== undefined && (clauses.rowFormat !== undefined || clauses.fileFormat !== undefined)) {
    const format = describeFormat(clauses.rowFormat, clauses.fileFormat);
    parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: `${operation} TABLE ... USING ... ${format}` }, range);
  }
  if (clauses.clusterBy !== undefined && clauses.partitionedBy.length > 0) {
    parser.report('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED', {}, range);
  }
  if (clauses.clusterBy !== undefined && clauses.bucketSpec !== undefined) {
    parser.report('SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED', {}, range);
  }
  const columns = clauses.partitionedBy.filter((field) => field.kind === 'structField');
  const transforms = clauses.partitionedBy.filter((field) => field.kind !== 'structField');
  const [long, short] = operation === 'CREATE' ? ['Create Table As Select', 'CTAS'] : ['Replace Table As Select', 'RTAS'];
  if (query !== undefined && elements.length > 0) notAllowed(`Schema may not be specified in a ${long} (${short}) statement`);
  if (query !== undefined && columns.length > 0) notAllowed(`Partition column types may not be specified in ${long} (${short})`);
  if (columns.length > 0 && transforms.length > 0) {
    const expressions = transforms.map((field) => describePartition(parser, field)).join(', ');
    const names = columns.map((field) => `${field.name.value} ${parser.textOf(field.dataType).toLowerCase()}`).join(', ');
    const lead = 'PARTITION BY: Cannot mix partition expressions and partition columns:';
    notAllowed(`${lead}\nExpressions: ${expressions}\nColumns: ${names}`);
  }
}

function describePartition(parser: Parser, field: PartitionField): string {
  if (field.kind !== 'partitionTransform') return parser.textOf(field);
  return `${field.name.value}(${field.arguments.map((argument) => parser.textOf(argument)).join(', ')})`;
}

/** `CREATE TEMPORARY TABLE t USING …` is an older way to write a temporary view. */
function toTemporaryView(
  parser: Parser,
  name: IdentifierReference,
  ifNotExists: boolean,
  body: TableBody,
  range: Range,
): CreateTemporaryViewUsing {
  const { clauses, elements, query } = body;
  const first = body.duplicates[0];
  if (first !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: first }, range);
  if (ifNotExists) parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'CREATE TEMPORARY TABLE ... IF NOT EXISTS' }, range);
  if (query !== undefined) {
    parser.report('_LEGACY_ERROR_TEMP_0035', { message: 'CREATE TEMPORARY TABLE ... AS ..., use CREATE TEMPORARY VIEW instead' }, range);
  }
  if (clauses.provider === undefined) throw parser.error('_LEGACY_ERROR_TEMP_0046', {}, range);
  if (name.kind !== 'multipartIdentifier') return parser.refuse();
  const columns = elements.flatMap((element): StructFieldType[] => {
    if (element.kind !== 'columnDefinition') return [];
    const { dataType, nullable, comment, start, stop } = element;
    return [{ kind: 'structField', name: element.name, dataType, nullable, comment, start, stop }];
  });
  const options = clauses.options.map(({ key, value, start, stop }) => {
    const text =
      value?.kind === 'literal' && value.type === 'string' ? value.value : value === undefined ? undefined : parser.textOf(value);
    return { kind: 'property', key, value: text, start, stop } as const;
  });
  return {
    kind: 'createTemporaryViewUsing',
    orReplace: false,
    global: false,
    name,
    columns,
    provider: clauses.provider,
    options,
    ...range,
  };
}

function parseCreateTableLike(parser: Parser, start: number, ifNotExists: boolean, name: IdentifierReference): CreateTableLike {
  parser.expect('LIKE');
  const source = parseIdentifierReference(parser);
  let provider: CreateTableLike['provider'];
  let rowFormat: CreateTableLike['rowFormat'];
  let fileFormat: CreateTableLike['fileFormat'];
  let location: CreateTableLike['location'];
  let properties: CreateTableLike['properties'] = [];
  const seen = new Set<string>();
  let duplicate: string | undefined;
  const note = (clause: string): void => {
    if (seen.has(clause)) duplicate ??= clause;
    seen.add(clause);
  };
  while (true) {
    if (parser.accept('USING')) {
      provider = parseMultipartIdentifierRule(parser);
      note('PROVIDER');
    } else if (parser.at('ROW') && parser.peek() === 'FORMAT') {
      rowFormat = parseRowFormat(parser);
      note('ROW FORMAT');
    } else if (parser.at('STORED')) {
      fileFormat = parseFileFormat(parser);
      note('STORED AS/BY');
    } else if (parser.accept('LOCATION')) {
      location = parseStringValue(parser);
      note('LOCATION');
    } else if (parser.accept('TBLPROPERTIES')) {
      properties = parsePropertiesWithValues(parser, start);
      note('TBLPROPERTIES');
    } else break;
  }
  const range = { start, stop: parser.stop };
  if (duplicate !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: duplicate }, range);
  refuseFormats(parser, rowFormat, fileFormat, range);
  if (provider !== undefined && (rowFormat !== undefined || fileFormat !== undefined)) {
    const operation = `CREATE TABLE LIKE ... USING ... ${describeFormat(rowFormat, fileFormat)}`;
    parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation }, range);
  }
  return { kind: 'createTableLike', ifNotExists, name, source, provider, rowFormat, fileFormat, location, properties, ...range };
}

/** Behind `CREATE MATERIALIZED VIEW` or `CREATE STREAMING TABLE`. */
export function parseCreatePipelineDataset(parser: Parser, start: number, type: CreatePipelineDataset['type']): CreatePipelineDataset {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifierReference(parser);
  let elements: readonly TableElement[] = [];
  if (parser.accept('(')) {
    if (!parser.at(')')) elements = parseTableElements(parser);
    parser.expect(')');
  }
  const { clauses, duplicates } = parseTableClauses(parser);
  const query = parser.accept('AS') ? parser.rules.query(parser) : undefined;
  const range = { start, stop: parser.stop };
  const first = duplicates[0];
  if (first !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: first }, range);
  return { kind: 'createPipelineDataset', type, ifNotExists, name, elements, ...clauses, query, ...range };
}
