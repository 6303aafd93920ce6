import type {
  ColumnAddition,
  ColumnDefinition,
  ColumnPosition,
  ConstraintDefinition,
  DataType,
  ExpressionWithText,
  IdentityDefinition,
  StringValue,
  TableElement,
} from '../ast/index.ts';
import { parseColumnConstraint, parseTableConstraint, startsColumnConstraint, startsTableConstraint } from './constraint.ts';
import { acceptNotNull, parseDataTypeRule } from './data-type.ts';
import { parseErrorCapturingIdentifier, parseMultipartIdentifierRule, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseStringValue } from './string-literal.ts';

export function parseTableElements(parser: Parser): TableElement[] {
  const start = parser.start;
  const elements = parseSequence(
    parser,
    (p): TableElement => (startsTableConstraint(p) ? parseTableConstraint(p) : parseColumnDefinition(p)),
  );
  refuseSecondPrimaryKey(parser, elements, start);
  return elements;
}

function refuseSecondPrimaryKey(parser: Parser, elements: readonly TableElement[], start: number): void {
  const keys: string[] = [];
  for (const element of elements) {
    const constraint = element.kind === 'constraint' ? element : element.constraint;
    if (constraint?.body.kind !== 'primaryKey') continue;
    const columns = element.kind === 'constraint' ? constraint.body.columns : [element.name];
    keys.push(`(${columns.map(({ value }) => value).join(', ')})`);
  }
  if (keys.length > 1) parser.report('MULTIPLE_PRIMARY_KEYS', { columns: keys.join(', ') }, { start, stop: parser.stop });
}

/** `name type [NOT NULL] [DEFAULT …] [GENERATED ALWAYS AS …] [COMMENT '…'] [constraint]`, the options in any order. */
export function parseColumnDefinition(parser: Parser): ColumnDefinition {
  const start = parser.start;
  const name = parseErrorCapturingIdentifier(parser);
  const dataType = parseDataTypeRule(parser);
  let nullable = true;
  let defaultValue: ExpressionWithText | undefined;
  let generated: ExpressionWithText | IdentityDefinition | undefined;
  let comment: StringValue | undefined;
  let constraint: ConstraintDefinition | undefined;
  let duplicate: string | undefined;
  while (true) {
    if (acceptNotNull(parser)) {
      if (!nullable) duplicate ??= 'NOT NULL';
      nullable = false;
    } else if (parser.at('DEFAULT') && parser.peek() !== 'COLLATION') {
      const value = parseDefault(parser);
      if (defaultValue !== undefined) duplicate ??= 'DEFAULT';
      defaultValue = value;
    } else if (parser.at('GENERATED')) {
      const value = parseGenerated(parser);
      if (generated !== undefined) duplicate ??= 'GENERATED ALWAYS AS';
      generated = value;
    } else if (parser.at('COMMENT')) {
      parser.next();
      const value = parseStringValue(parser);
      if (comment !== undefined) duplicate ??= 'COMMENT';
      comment = value;
    } else if (startsColumnConstraint(parser)) {
      const value = parseColumnConstraint(parser);
      if (constraint !== undefined) duplicate ??= 'CONSTRAINT';
      constraint = value;
    } else break;
  }
  const range = { start, stop: parser.stop };
  if (duplicate !== undefined) {
    const parameters = { columnName: name.value, optionName: duplicate };
    parser.report('CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE', parameters, range);
  }
  const identity = generated?.kind === 'identity' ? generated : undefined;
  if (identity !== undefined) refuseIdentityType(parser, dataType, range);
  const generatedAs = generated?.kind === 'expressionWithText' ? generated : undefined;
  return {
    kind: 'columnDefinition',
    name,
    dataType,
    nullable,
    default: defaultValue,
    generatedAs,
    identity,
    comment,
    constraint,
    ...range,
  };
}

function parseWithText(parser: Parser): ExpressionWithText {
  const start = parser.start;
  const expression = parser.rules.expression(parser);
  const range = { start, stop: parser.stop };
  return { kind: 'expressionWithText', expression, text: parser.textOf(range), ...range };
}

/** `DEFAULT expression`. */
export function parseDefault(parser: Parser): ExpressionWithText {
  parser.expect('DEFAULT');
  return parseWithText(parser);
}

/** A default where Spark also takes an equals sign. */
export function parseVariableDefault(parser: Parser): ExpressionWithText | undefined {
  if (!parser.accept('DEFAULT') && !parser.accept('=')) return undefined;
  return parseWithText(parser);
}

function parseGenerated(parser: Parser): ExpressionWithText | IdentityDefinition {
  const start = parser.start;
  parser.expect('GENERATED');
  let always = true;
  if (parser.accept('BY')) {
    parser.expect('DEFAULT');
    always = false;
  } else parser.expect('ALWAYS');
  parser.expect('AS');
  if (!parser.at('IDENTITY')) {
    if (!always) parser.refuse();
    parser.expect('(');
    const expression = parseWithText(parser);
    parser.expect(')');
    return expression;
  }
  parser.next();
  let startWith: bigint | undefined;
  let incrementBy: bigint | undefined;
  let duplicate: string | undefined;
  if (parser.accept('(')) {
    while (!parser.at(')')) {
      if (parser.acceptAll('START', 'WITH')) {
        if (startWith !== undefined) duplicate ??= 'START';
        startWith = parseSignedInteger(parser);
      } else {
        parser.expectAll('INCREMENT', 'BY');
        if (incrementBy !== undefined) duplicate ??= 'STEP';
        incrementBy = parseSignedInteger(parser);
      }
    }
    parser.next();
  }
  const range = { start, stop: parser.stop };
  if (duplicate !== undefined) {
    parser.report('IDENTITY_COLUMNS_DUPLICATED_SEQUENCE_GENERATOR_OPTION', { sequenceGeneratorOption: duplicate }, range);
  }
  if (incrementBy === 0n) parser.report('IDENTITY_COLUMNS_ILLEGAL_STEP', {}, range);
  return { kind: 'identity', always, startWith, incrementBy, ...range };
}

function parseSignedInteger(parser: Parser): bigint {
  const negative = parser.accept('-');
  const token = parser.token;
  if (!parser.at('integer') && !parser.at('bigint')) parser.refuse();
  parser.next();
  const magnitude = BigInt(parser.textOf(token).replace(/l$/i, ''));
  return negative ? -magnitude : magnitude;
}

const sparkTypeNames: Readonly<Record<string, string>> = {
  tinyint: 'ByteType',
  smallint: 'ShortType',
  timestamp_ltz: 'TimestampType',
  timestamp_ntz: 'TimestampNTZType',
  void: 'NullType',
};

function refuseIdentityType(parser: Parser, dataType: DataType, range: { start: number; stop: number }): void {
  const name = dataType.kind === 'simpleType' ? dataType.name : dataType.kind;
  if (name === 'int' || name === 'bigint') return;
  const sparkName = sparkTypeNames[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}${name.endsWith('Type') ? '' : 'Type'}`;
  parser.report('IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE', { dataType: sparkName }, range);
}

export function parseColumnPosition(parser: Parser): ColumnPosition | undefined {
  if (parser.accept('FIRST')) return { kind: 'first' };
  return parser.accept('AFTER') ? { kind: 'after', column: parseErrorCapturingIdentifier(parser) } : undefined;
}

/** A column of ALTER TABLE … ADD COLUMNS. */
export function parseColumnAddition(parser: Parser): ColumnAddition {
  const start = parser.start;
  const name = parseMultipartIdentifierRule(parser);
  const dataType = parseDataTypeRule(parser);
  let nullable = true;
  let defaultValue: ExpressionWithText | undefined;
  let comment: StringValue | undefined;
  let position: ColumnPosition | undefined;
  let duplicate: string | undefined;
  while (true) {
    if (acceptNotNull(parser)) {
      if (!nullable) duplicate ??= 'NOT NULL';
      nullable = false;
    } else if (parser.at('DEFAULT')) {
      const value = parseDefault(parser);
      if (defaultValue !== undefined) duplicate ??= 'DEFAULT';
      defaultValue = value;
    } else if (parser.accept('COMMENT')) {
      const value = parseStringValue(parser);
      if (comment !== undefined) duplicate ??= 'COMMENT';
      comment = value;
    } else if (parser.at('FIRST') || parser.at('AFTER')) {
      const value = parseColumnPosition(parser);
      if (position !== undefined) duplicate ??= 'FIRST|AFTER';
      position = value;
    } else break;
  }
  const range = { start, stop: parser.stop };
  if (duplicate !== undefined) {
    const parameters = { type: 'ADD', columnName: name.parts.map(({ value }) => value).join('.'), optionName: duplicate };
    parser.report('ALTER_TABLE_COLUMN_DESCRIPTOR_DUPLICATE', parameters, range);
  }
  return { kind: 'columnAddition', name, dataType, nullable, default: defaultValue, comment, position, ...range };
}
