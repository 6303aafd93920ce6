import { type DataType, sparkError, types } from '@kindling/protocol';
import { call as duckCall, nullToken, physicalType, text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, quoted, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { patternOptions } from '../date-time/fields.ts';
import { argType, at, body, type FunctionSpec, foldable, type Lower, optional, param, runtimeCall, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { decimalFor, isNumeric, isString } from '../numeric-types.ts';
import { parseNumberFormat } from '../runtime/index.ts';

const textFunction = (spec: Omit<FunctionSpec, 'family'>): FunctionRecord => scalar({ family: 'string_funcs', ...spec });

const constantText = (arg: Expression | undefined, context: ResolveContext): string | undefined => {
  const value = arg && context.constant(arg)?.value;
  return typeof value === 'string' ? value : undefined;
};

function requireConstant(args: readonly Expression[], index: number, inputName: string, context: ResolveContext): void {
  const arg = args[index];
  if (arg === undefined || context.constant(arg) !== undefined) return;
  mismatch('NON_FOLDABLE_INPUT', args, context, {
    inputName: `\`${inputName}\``,
    inputType: typeText(dataTypeOf(arg)),
    inputExpr: quoted(context.sqlText(arg)),
  });
}

function numberType(args: readonly Expression[], context: ResolveContext): DataType {
  const format = constantText(args[1], context);
  if (format === undefined) return types.decimal();
  const { digitsBefore, digitsAfter } = parseNumberFormat(format);
  return types.decimal(Math.max(1, digitsBefore + digitsAfter), digitsAfter);
}

function toNumber(name: string, since: string, isTry: boolean, summary: string): FunctionRecord {
  return textFunction({
    name,
    since,
    summary,
    examples: [`${name}('12,454.8-', '99,999.9S')`],
    parameters: [param('expr', 'string'), param('fmt', 'string')],
    check: (args, context) => requireConstant(args, 1, 'attributereference', context),
    returns: numberType,
    ...(isTry ? { nullable: true } : {}),
    lower: body(name),
  });
}

/** What kind of value is written. */
function subject(args: readonly Expression[]): 'time' | 'bytes' | 'number' {
  switch (dataTypeOf(args[0] as Expression).kind) {
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return 'time';
    case 'binary':
      return 'bytes';
    default:
      return 'number';
  }
}

function coerceToChar(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const [value, format] = args as [Expression, Expression];
  const type = dataTypeOf(value);
  if (subject(args) !== 'number') return type.kind === 'date' ? [context.cast(value, types.timestamp), format] : args;
  if (type.kind !== 'null' && !isNumeric(type) && !isString(type)) unexpectedType(args, 0, '"DECIMAL"', context);
  return [context.cast(value, type.kind === 'string' ? types.decimal(38, 18) : decimalFor(type)), format];
}

function checkToChar(args: readonly Expression[], context: ResolveContext): void {
  const kind = subject(args);
  const format = constantText(args[1], context);
  if (kind === 'number') {
    requireConstant(args, 1, 'attributereference', context);
    if (format !== undefined) parseNumberFormat(format);
  }
  if (kind !== 'bytes') return;
  if (format === undefined)
    throw sparkError('NON_FOLDABLE_ARGUMENT', {
      funcName: `\`${context.functionName}\``,
      paramName: '`format`',
      paramType: typeText(dataTypeOf(args[1] as Expression)),
    });
  if (!['base64', 'hex', 'utf-8'].includes(format.toLowerCase())) {
    throw sparkError('INVALID_PARAMETER_VALUE.BINARY_FORMAT', {
      functionName: `\`${context.functionName}\``,
      parameter: '`format`',
      invalidFormat: `'${format}'`,
    });
  }
}

const lowerToChar: Lower = (args, call, context) => {
  switch (subject(call.args)) {
    case 'time':
      return runtimeCall('date_format', args, { ...call, fn: 'date_format' }, context);
    case 'bytes':
      break;
    default:
      return argType(call, 1).kind === 'null' ? nullToken : runtimeCall('to_char', args, call, context);
  }
  const bytes = at(args, 0);
  switch (call.options?.format) {
    case 'hex':
      return duckCall('hex', bytes);
    case 'base64':
      return duckCall('to_base64', bytes);
    default:
      return context.runtime('decode', [bytes, text('utf-8')], [types.binary, types.string], types.string);
  }
};

function toCharText(args: readonly string[], call: Parameters<NonNullable<FunctionRecord['sql']>>[1]): string {
  const [value = '', format = ''] = args;
  switch (subject(call.args)) {
    case 'time':
      return `date_format(${value}, ${format})`;
    case 'number':
      return `to_char(${value}, ${format})`;
    case 'bytes':
      if (format.toLowerCase() === 'hex') return `hex(${value})`;
      if (format.toLowerCase() === 'utf-8') return `decode(${value}, ${format})`;
      return `${call.displayName ?? 'base64'}(${value})`;
  }
}

const BINARY_FORMATS = ['hex', 'utf-8', 'utf8', 'base64'];

function checkToBinary(args: readonly Expression[], context: ResolveContext): void {
  requireConstant(args, 1, 'fmt', context);
  const format = constantText(args[1], context);
  if (format === undefined || BINARY_FORMATS.includes(format.toLowerCase())) return;
  mismatch('INVALID_ARG_VALUE', args, context, {
    inputName: 'fmt',
    requireType: 'case-insensitive "STRING"',
    validValues: "'hex', 'utf-8', 'utf8', or 'base64'",
    inputValue: `'${format}'`,
  });
}

const toBinaryLower =
  (name: string): Lower =>
  (args, call, context) => {
    const format = args[1] ?? text('hex');
    if (args[1] !== undefined && argType(call, 1).kind === 'null')
      return { kind: 'cast', child: nullToken, type: physicalType(types.binary), isTry: false };
    return context.runtime(name, [at(args, 0), format], [types.string, types.string], types.binary);
  };

export const numberFormats: readonly FunctionRecord[] = [
  toNumber('to_number', '3.3.0', false, 'The number that a text in a format stands for.'),
  toNumber('try_to_number', '3.3.0', true, 'The number that a text in a format stands for, or NULL.'),
  textFunction({
    name: 'to_char',
    aliases: ['to_varchar'],
    showsAlias: true,
    since: '3.4.0',
    summary: 'A number, date, timestamp or binary as text in a format.',
    examples: ["to_char(454, '999')"],
    parameters: [param('expr'), param('format', 'string')],
    coercion: coerceToChar,
    check: checkToChar,
    returns: types.string,
    nullable: (args) =>
      anyNullable(args) || (subject(args) === 'bytes' && args[1]?.kind === 'literal' && String(args[1].value).toLowerCase() === 'utf-8'),
    options: (args, context) => ({ format: constantText(args[1], context)?.toLowerCase(), ...patternOptions(args, context) }),
    sql: toCharText,
    lower: lowerToChar,
  }),
  textFunction({
    name: 'to_binary',
    since: '3.3.0',
    summary: 'The bytes that a text stands for: hexadecimal digits, UTF-8 or base 64.',
    examples: ["to_binary('abc', 'utf-8')"],
    parameters: [param('str', 'string'), optional('fmt', 'string')],
    check: checkToBinary,
    returns: types.binary,
    nullable: (args, context) => anyNullable(args) || constantText(args[1], context)?.toLowerCase() !== 'base64',
    lower: toBinaryLower('to_binary'),
  }),
  textFunction({
    name: 'try_to_binary',
    since: '3.3.0',
    summary: 'The bytes that a text stands for, or NULL.',
    examples: ["try_to_binary('a!', 'base64')"],
    parameters: [param('str', 'string'), foldable(optional('fmt', 'string'))],
    returns: types.binary,
    nullable: true,
    lower: toBinaryLower('try_to_binary'),
  }),
];
