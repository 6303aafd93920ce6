import { type DataType, equalTypes, types } from '@kindling/protocol';
import { cast, call as duckCall, number, operator, physicalType, type Sql, token } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { at, param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { isIntegral } from '../numeric-types.ts';
import { wrap } from './exact-integers.ts';

const own = (args: readonly Expression[]) => dataTypeOf(args[0] as Expression);

function commonIntegral(args: readonly Expression[], context: ResolveContext): DataType {
  const [left, right] = args.map(dataTypeOf) as [DataType, DataType];
  if (!equalTypes(left, right)) mismatch('BINARY_OP_DIFF_TYPES', args, context, { left: typeText(left), right: typeText(right) });
  if (!isIntegral(left) && left.kind !== 'null')
    mismatch('BINARY_OP_WRONG_TYPE', args, context, { inputType: '"INTEGRAL"', actualDataType: typeText(left) });
  return left;
}

function bitwise(name: string, summary: string, combine: (left: Sql, right: Sql) => Sql): FunctionRecord {
  return scalar({
    name,
    family: 'bitwise_funcs',
    since: '1.4.0',
    summary,
    examples: [`3 ${name} 5`],
    parameters: [param('expr1', 'integral'), param('expr2', 'integral')],
    coercion: 'arithmetic',
    returns: commonIntegral,
    sql: ([left, right]) => `(${left} ${name} ${right})`,
    lower: (args, call) => cast(combine(at(args, 0), at(args, 1)), physicalType(call.dataType)),
  });
}

/** Java takes the shift's lowest 5 or 6 bits, and keeps the lowest bits of what is shifted left. */
function shift(name: string, symbol: string, summary: string): FunctionRecord {
  return scalar({
    name,
    aliases: [symbol],
    showsAlias: true,
    family: 'bitwise_funcs',
    since: '1.5.0',
    summary,
    examples: [`${name}(2, 1)`],
    parameters: [param('base', { oneOf: [types.integer, types.long] }), param('shift', types.integer)],
    returns: own,
    sql: ([base, by], call) => (call.displayName === symbol ? `(${base} ${symbol} ${by})` : `${name}(${base}, ${by})`),
    lower: (args, call) => {
      const { dataType } = call;
      const width = dataType.kind === 'long' ? 64 : 32;
      const by = operator('&', at(args, 1), number(width - 1));
      if (symbol === '>>') return cast(operator('>>', at(args, 0), by), physicalType(dataType));
      const base = cast(at(args, 0), 'HUGEINT');
      if (symbol === '<<') return wrap(operator('*', base, cast(duckCall('pow', number(2), by), 'HUGEINT')), dataType);
      const unsigned = operator('&', base, token(`${2n ** BigInt(width) - 1n}::HUGEINT`));
      return wrap(operator('>>', unsigned, cast(by, 'HUGEINT')), dataType);
    },
  });
}

export const bitwiseOperators: readonly FunctionRecord[] = [
  bitwise('&', 'Bits that are set in both numbers.', (left, right) => operator('&', left, right)),
  bitwise('|', 'Bits that are set in either number.', (left, right) => operator('|', left, right)),
  bitwise('^', 'Bits that are set in one of the numbers only.', (left, right) => duckCall('xor', left, right)),
  scalar({
    name: '~',
    family: 'bitwise_funcs',
    since: '1.4.0',
    summary: 'The number with every bit turned over.',
    examples: ['~ 0'],
    parameters: [param('expr', 'integral')],
    returns: own,
    sql: ([value]) => `~${value}`,
    lower: (args, call) => cast(operator('~', at(args, 0)), physicalType(call.dataType)),
  }),
  shift('shiftleft', '<<', 'The number with its bits moved to the left.'),
  shift('shiftright', '>>', 'The number with its bits moved to the right, keeping the sign.'),
  shift('shiftrightunsigned', '>>>', 'The number with its bits moved to the right, filled with zeros.'),
  scalar({
    name: 'bit_count',
    family: 'bitwise_funcs',
    since: '3.0.0',
    summary: 'How many bits are set in the two-complement form of a number.',
    examples: ['bit_count(0)'],
    parameters: [param('expr', { oneOf: ['integral', 'boolean'] })],
    returns: types.integer,
    lower: (args) => cast(duckCall('bit_count', cast(at(args, 0), 'BIGINT')), 'INTEGER'),
  }),
  scalar({
    name: 'getbit',
    aliases: ['bit_get'],
    showsAlias: true,
    family: 'bitwise_funcs',
    since: '3.2.0',
    summary: 'The bit at a position, counted from the right and from 0.',
    examples: ['getbit(11, 0)'],
    parameters: [param('expr', 'integral'), param('pos', types.integer)],
    returns: types.byte,
    lower: (args) => cast(operator('&', operator('>>', cast(at(args, 0), 'BIGINT'), at(args, 1)), number(1)), 'TINYINT'),
    guards: (args, call) => [
      {
        when: operator(
          'OR',
          operator('<', at(args, 1), number(0)),
          operator('>=', at(args, 1), number(bitWidth(call.args[0] as Expression))),
        ),
        condition: 'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE',
        parameters: {
          functionName: '`getbit`',
          parameter: '`pos`',
          upper: String(bitWidth(call.args[0] as Expression)),
          invalidValue: cast(at(args, 1), 'VARCHAR'),
        },
        always: true,
      },
    ],
  }),
];

function bitWidth(value: Expression): number {
  return { byte: 8, short: 16, integer: 32 }[dataTypeOf(value).kind as 'byte'] ?? 64;
}
