import type { AlterColumnAction, AlterColumnSpec, AlterTable, AlterTableAction, AlterView, IdentifierReference } from '../ast/index.ts';
import { parseColumnAddition, parseColumnPosition, parseDefault } from './column-definition.ts';
import { parseTableConstraint, startsTableConstraint } from './constraint.ts';
import { parseIfExists, parseIfNotExists } from './create-table.ts';
import { acceptNotNull, parseColumnType, parseDataTypeRule } from './data-type.ts';
import {
  parseErrorCapturingIdentifier,
  parseIdentifier,
  parseIdentifierReference,
  parseMultipartIdentifierRule,
  parseMultipartIdentifiers,
  parseParenthesizedSequence,
  parseSequence,
} from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseFullPartitionSpec, parseOptionalPartitionSpec } from './partition.ts';
import { parsePropertiesWithValues, parsePropertyKeys } from './property.ts';
import { parseStringValue } from './string-literal.ts';
import { parseClusterBy, parseDefaultCollation } from './table-clauses.ts';
import { refuseNativeAlter } from './unsupported-command.ts';
import { parseAlterViewAction } from './view.ts';

/** Behind `ALTER TABLE`. */
export function parseAlterTable(parser: Parser, start: number): AlterTable {
  const name = parseIdentifierReference(parser);
  const action = parseAction(parser, start);
  return { kind: 'alterTable', name, action, start, stop: parser.stop };
}

function reportInvalid(parser: Parser, start: number, operation: string): void {
  parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation }, { start, stop: parser.stop });
}

function parseAction(parser: Parser, start: number): AlterTableAction {
  const next = parser.peek();
  switch (parser.type) {
    case 'ADD':
      parser.next();
      return parseAdd(parser);
    case 'RENAME':
      parser.next();
      if (parser.accept('TO')) return { kind: 'rename', newName: parseMultipartIdentifierRule(parser) };
      parser.expect('COLUMN');
      return parseRenameColumn(parser);
    case 'DROP':
      parser.next();
      return parseDrop(parser);
    case 'SET':
      if (next === 'TBLPROPERTIES') {
        parser.next();
        parser.next();
        return { kind: 'setProperties', properties: parsePropertiesWithValues(parser, start) };
      }
      return parseOfPartition(parser, start);
    case 'UNSET': {
      parser.expectAll('UNSET', 'TBLPROPERTIES');
      const ifExists = parseIfExists(parser);
      return { kind: 'unsetProperties', ifExists, keys: parsePropertyKeys(parser, start) };
    }
    case 'ALTER':
    case 'CHANGE':
      return parseAlterColumn(parser, start);
    case 'RECOVER':
      parser.expectAll('RECOVER', 'PARTITIONS');
      return { kind: 'recoverPartitions' };
    case 'CLUSTER':
      if (parser.acceptAll('CLUSTER', 'BY', 'NONE')) return { kind: 'clusterBy', clusterBy: 'none' };
      return { kind: 'clusterBy', clusterBy: parseClusterBy(parser) };
    case 'DEFAULT':
      return { kind: 'setCollation', collation: parseDefaultCollation(parser) };
    case 'PARTITION':
    case 'REPLACE':
      return parseOfPartition(parser, start);
    default:
      return refuseNativeAlter(parser, start);
  }
}

function parseAdd(parser: Parser): AlterTableAction {
  if (startsTableConstraint(parser)) return { kind: 'addConstraint', constraint: parseTableConstraint(parser) };
  if (parser.at('COLUMN') || parser.at('COLUMNS')) {
    parser.next();
    const columns = parser.at('(') ? parseParenthesizedSequence(parser, parseColumnAddition) : parseSequence(parser, parseColumnAddition);
    return { kind: 'addColumns', columns };
  }
  return parseAddPartitions(parser);
}

/** Behind ADD. */
export function parseAddPartitions(parser: Parser): AlterTableAction & { kind: 'addPartitions' } {
  const ifNotExists = parseIfNotExists(parser);
  const partitions = [];
  do {
    const partitionStart = parser.start;
    const partition = parseFullPartitionSpec(parser);
    const location = parser.accept('LOCATION') ? parseStringValue(parser) : undefined;
    partitions.push({ kind: 'partitionLocation', partition, location, start: partitionStart, stop: parser.stop } as const);
  } while (parser.at('PARTITION'));
  return { kind: 'addPartitions', ifNotExists, partitions };
}

function parseRenameColumn(parser: Parser): AlterTableAction {
  const column = parseMultipartIdentifierRule(parser);
  parser.expect('TO');
  return { kind: 'renameColumn', column, newName: parseErrorCapturingIdentifier(parser) };
}

function parseDrop(parser: Parser): AlterTableAction {
  if (parser.at('COLUMN') || parser.at('COLUMNS')) {
    parser.next();
    const ifExists = parseIfExists(parser);
    const columns = parser.at('(') ? parseParenthesizedSequence(parser, parseMultipartIdentifierRule) : parseMultipartIdentifiers(parser);
    return { kind: 'dropColumns', ifExists, columns };
  }
  if (parser.accept('CONSTRAINT')) {
    const ifExists = parseIfExists(parser);
    const name = parseIdentifier(parser);
    const cascade = parser.accept('CASCADE');
    if (!cascade) parser.accept('RESTRICT');
    return { kind: 'dropConstraint', ifExists, name, cascade };
  }
  return parseDropPartitions(parser);
}

/** Behind DROP. */
export function parseDropPartitions(parser: Parser): AlterTableAction & { kind: 'dropPartitions' } {
  const ifExists = parseIfExists(parser);
  const partitions = parseSequence(parser, parseFullPartitionSpec);
  const purge = parser.accept('PURGE');
  return { kind: 'dropPartitions', ifExists, partitions, purge };
}

/** Actions that may name a partition before them. */
function parseOfPartition(parser: Parser, start: number): AlterTableAction {
  const startToken = parser.offset;
  const partition = parseOptionalPartitionSpec(parser);
  const hasPartition = parser.offset > startToken;
  if (partition !== undefined && parser.accept('RENAME')) {
    parser.expect('TO');
    return { kind: 'renamePartition', from: partition, to: parseFullPartitionSpec(parser) };
  }
  if (parser.at('CHANGE')) {
    const action = parseAlterColumn(parser, start);
    if (hasPartition) reportInvalid(parser, start, 'ALTER TABLE ... PARTITION ... CHANGE COLUMN');
    return action;
  }
  if (parser.at('REPLACE')) {
    parser.expectAll('REPLACE', 'COLUMNS');
    const columns = parseParenthesizedSequence(parser, parseColumnAddition);
    if (hasPartition) reportInvalid(parser, start, 'ALTER TABLE ... PARTITION ... REPLACE COLUMNS');
    refuseReplacedColumns(parser, columns, start);
    return { kind: 'replaceColumns', columns };
  }
  if (!parser.at('SET')) return refuseNativeAlter(parser, start);
  switch (parser.peek()) {
    case 'SERDE': {
      parser.expectAll('SET', 'SERDE');
      const serde = parseStringValue(parser);
      const properties = parser.acceptAll('WITH', 'SERDEPROPERTIES') ? parsePropertiesWithValues(parser, start) : [];
      return { kind: 'setSerde', partition, serde, properties };
    }
    case 'SERDEPROPERTIES':
      parser.expectAll('SET', 'SERDEPROPERTIES');
      return { kind: 'setSerde', partition, serde: undefined, properties: parsePropertiesWithValues(parser, start) };
    case 'LOCATION':
      parser.expectAll('SET', 'LOCATION');
      return { kind: 'setLocation', partition, location: parseStringValue(parser) };
    default:
      return refuseNativeAlter(parser, start);
  }
}

/** Hive's REPLACE COLUMNS takes top-level columns with type and comment, and nothing else. */
function refuseReplacedColumns(parser: Parser, columns: readonly ReturnType<typeof parseColumnAddition>[], start: number): void {
  for (const column of columns) {
    const operation =
      column.name.parts.length > 1
        ? 'Replacing with a nested column'
        : !column.nullable
          ? 'NOT NULL'
          : column.position !== undefined
            ? 'Column position'
            : column.default !== undefined
              ? 'DEFAULT'
              : undefined;
    if (operation === undefined) continue;
    const parameters = { operation, command: 'REPLACE COLUMNS', msg: '' };
    parser.report('_LEGACY_ERROR_TEMP_0034', parameters, { start, stop: parser.stop });
  }
}

/** `ALTER COLUMN a TYPE INT, b COMMENT '…'`, or Hive's `CHANGE COLUMN a a INT`. */
function parseAlterColumn(parser: Parser, start: number): AlterTableAction {
  const isChange = parser.next().type === 'CHANGE';
  if (parser.at('COLUMN') && parser.isName(parser.peek())) parser.next();
  const specStart = parser.start;
  const column = parseMultipartIdentifierRule(parser);
  if (isHiveChange(parser)) {
    const definition = parseColumnType(parser);
    const position = parseColumnPosition(parser);
    const range = { start, stop: parser.stop };
    if (definition.name.value.toLowerCase() !== column.parts.at(-1)?.value.toLowerCase()) {
      const parameters = { operation: 'Renaming column', command: 'ALTER COLUMN', msg: ', please run RENAME COLUMN instead' };
      parser.report('_LEGACY_ERROR_TEMP_0034', parameters, range);
    }
    if (!definition.nullable) {
      const msg = ', please run ALTER COLUMN ... SET/DROP NOT NULL instead';
      parser.report('_LEGACY_ERROR_TEMP_0034', { operation: 'NOT NULL', command: 'ALTER COLUMN', msg }, range);
    }
    return { kind: 'changeColumn', column, definition, position };
  }
  const word = isChange ? 'CHANGE' : 'ALTER';
  const columns: AlterColumnSpec[] = [parseSpec(parser, column, specStart, start, word)];
  while (parser.accept(',')) {
    const nextStart = parser.start;
    columns.push(parseSpec(parser, parseMultipartIdentifierRule(parser), nextStart, start, word));
  }
  const names = columns.map((spec) => spec.column.parts.map(({ value }) => value).join('.'));
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) {
    const columnName = duplicate
      .split('.')
      .map((part) => `\`${part}\``)
      .join('.');
    parser.report('NOT_SUPPORTED_CHANGE_SAME_COLUMN', { table: '', fieldName: columnName }, { start, stop: parser.stop });
  }
  return { kind: 'alterColumns', columns };
}

const actionWords: ReadonlySet<string> = new Set(['TYPE', 'COMMENT', 'FIRST', 'AFTER', 'SET', 'DROP']);

/** A second name and a type, where an action would have one word of its own. */
function isHiveChange(parser: Parser): boolean {
  if (!parser.isName(parser.type)) return false;
  const next = parser.peek();
  if (next === 'eof' || next === ';' || next === ',') return false;
  return !actionWords.has(parser.type);
}

function parseSpec(parser: Parser, column: AlterColumnSpec['column'], specStart: number, start: number, word: string): AlterColumnSpec {
  const action = parseColumnAction(parser) ?? refuseNoAction(parser, start, word);
  const range = { start: specStart, stop: parser.stop };
  return { kind: 'alterColumnSpec', column, action, ...range };
}

/** Stands where no action was, until the end of the text raises the refusal. */
function refuseNoAction(parser: Parser, start: number, word: string): AlterColumnAction {
  const message = `ALTER TABLE table ${word} COLUMN requires a TYPE, a SET/DROP, a COMMENT, or a FIRST/AFTER`;
  parser.report('_LEGACY_ERROR_TEMP_0035', { message }, { start, stop: parser.stop });
  return { kind: 'dropDefault' };
}

function parseColumnAction(parser: Parser): AlterColumnAction | undefined {
  switch (parser.type) {
    case 'TYPE':
      parser.next();
      return { kind: 'setType', dataType: parseDataTypeRule(parser) };
    case 'COMMENT':
      parser.next();
      return { kind: 'setComment', comment: parseStringValue(parser) };
    case 'FIRST':
    case 'AFTER': {
      const position = parseColumnPosition(parser);
      return position === undefined ? undefined : { kind: 'setPosition', position };
    }
    case 'SET':
      parser.next();
      if (acceptNotNull(parser)) return { kind: 'setNotNull' };
      return { kind: 'setDefault', default: parseDefault(parser) };
    case 'DROP':
      parser.next();
      if (acceptNotNull(parser)) return { kind: 'dropNotNull' };
      parser.expect('DEFAULT');
      return { kind: 'dropDefault' };
    default:
      return undefined;
  }
}

/** Behind `ALTER VIEW`. */
export function parseAlterView(parser: Parser, start: number): AlterView {
  const name: IdentifierReference = parseIdentifierReference(parser);
  if (parser.at('ADD') || parser.at('DROP')) {
    const word = parser.next().type;
    if (word === 'ADD') parseAddPartitions(parser);
    else parseDropPartitions(parser);
    throw parser.error('INVALID_STATEMENT_OR_CLAUSE', { operation: `ALTER VIEW ... ${word} PARTITION` }, { start, stop: parser.stop });
  }
  const action = parseAlterViewAction(parser, start);
  return { kind: 'alterView', name, action, start, stop: parser.stop };
}
