import { sameType, types } from '@kindling/protocol';
import { cases, cast, call as duckCall, physicalType, type Sql } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, ordinal, quoted, typeText, unexpectedType } from '../data-type-mismatch.ts';
import { at, param, scalar, variadic } from '../define.ts';
import { dataTypeOf, isNullable } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

/** Positions of the values among a CASE's arguments: condition, value, …, and the last when nothing else is left. */
const isBranchValue = (index: number, count: number): boolean => index % 2 === 1 || index === count - 1;

function branchesToCommonType(args: readonly Expression[], context: ResolveContext): readonly Expression[] {
  const common = context.commonType(args.filter((_, i) => isBranchValue(i, args.length)).map(dataTypeOf));
  return common === undefined ? args : args.map((arg, i) => (isBranchValue(i, args.length) ? context.cast(arg, common) : arg));
}

function caseSql(args: readonly string[]): string {
  const branches: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) branches.push(`WHEN ${args[i]} THEN ${args[i + 1]}`);
  return `CASE ${branches.join(' ')}${args.length % 2 === 1 ? ` ELSE ${args[args.length - 1]}` : ''} END`;
}

const ifSql = (args: readonly string[]): string => `(IF(${args.join(', ')}))`;

/** Refuses values that found no common type. */
function checkSameType(
  functionName: string,
  values: readonly Expression[],
  args: readonly Expression[],
  context: ResolveContext,
  sql: (args: readonly string[]) => string,
): void {
  const [head, ...rest] = values.map(dataTypeOf);
  if (head === undefined || rest.every((type) => sameType(head, type, { nullability: true }))) return;
  const parameters = {
    sqlExpr: quoted(sql(args.map((arg) => context.sqlText(arg)))),
    functionName: `\`${functionName}\``,
    dataType: `[${values.map((value) => typeText(dataTypeOf(value))).join(', ')}]`,
  };
  mismatch('DATA_DIFF_TYPES', args, context, parameters);
}

function checkBranches(args: readonly Expression[], context: ResolveContext): void {
  args.forEach((arg, i) => {
    const type = dataTypeOf(arg);
    if (!isBranchValue(i, args.length) && type.kind !== 'boolean' && type.kind !== 'null') {
      mismatch('UNEXPECTED_INPUT_TYPE', args, context, {
        paramIndex: ordinal(Math.floor(i / 2)),
        requiredType: '"BOOLEAN"',
        inputSql: quoted(context.sqlText(arg)),
        inputType: typeText(type),
      });
    }
  });
  checkSameType(
    'casewhen',
    args.filter((_, i) => isBranchValue(i, args.length)),
    args,
    context,
    caseSql,
  );
}

const first = (args: readonly Expression[]) => dataTypeOf(args[0] as Expression);
const lastOf = (args: readonly Expression[]) => args[args.length - 1] as Expression;

export const conditionals: readonly FunctionRecord[] = [
  scalar({
    name: 'when',
    family: 'conditional_funcs',
    since: '1.0.1',
    summary: 'The value of the first condition that holds.',
    examples: ['CASE WHEN 1 > 0 THEN 1 ELSE 2 END'],
    parameters: [param('condition'), param('value'), variadic('branches')],
    coercion: branchesToCommonType,
    returns: (args) => dataTypeOf(args[1] as Expression),
    check: checkBranches,
    nullable: (args) => args.length % 2 === 0 || args.some((arg, i) => isBranchValue(i, args.length) && isNullable(arg)),
    sql: caseSql,
    lower: (args, call) => {
      const branches: [Sql, Sql][] = [];
      for (let i = 0; i + 1 < args.length; i += 2) branches.push([at(args, i), at(args, i + 1)]);
      const value = cases(branches, args.length % 2 === 1 ? at(args, args.length - 1) : undefined);
      return call.dataType.kind === 'null' ? cast(value, physicalType(call.dataType)) : value;
    },
  }),
  scalar({
    name: 'if',
    aliases: ['iff'],
    family: 'conditional_funcs',
    since: '1.4.0',
    summary: 'One of two values, as a condition says.',
    examples: ["if(1 < 2, 'a', 'b')"],
    parameters: [param('condition', 'boolean'), param('whenTrue'), param('whenFalse')],
    coercion: ([condition, ...values], context) => {
      const common = context.commonType(values.map(dataTypeOf));
      return [condition as Expression, ...values.map((value) => (common ? context.cast(value, common) : value))];
    },
    returns: (args) => dataTypeOf(args[1] as Expression),
    check: (args, context) => {
      const [condition] = args as [Expression];
      const type = dataTypeOf(condition);
      if (type.kind !== 'boolean' && type.kind !== 'null') unexpectedType(args, 0, '"BOOLEAN"', context);
      checkSameType('if', args.slice(1), args, context, ifSql);
    },
    nullable: (args) => args.slice(1).some(isNullable),
    sql: ifSql,
    lower: (args) => cases([[at(args, 0), at(args, 1)]], at(args, 2)),
  }),
  scalar({
    name: 'coalesce',
    family: 'conditional_funcs',
    since: '1.0.0',
    summary: 'The first value that is not NULL.',
    examples: ['coalesce(NULL, 1, NULL)'],
    parameters: [variadic('expr')],
    coercion: 'common',
    returns: first,
    nullable: (args) => args.every(isNullable),
    lower: (args) => (args.length === 1 ? at(args, 0) : duckCall('coalesce', ...args)),
  }),
  nvl('nvl', '2.0.0'),
  nvl('ifnull', '2.0.0'),
  scalar({
    name: 'nvl2',
    family: 'conditional_funcs',
    since: '2.0.0',
    summary: 'One of two values, as the first is NULL or not.',
    examples: ['nvl2(NULL, 2, 1)'],
    parameters: [param('expr1'), param('expr2'), param('expr3')],
    coercion: 'none',
    returns: (args) => dataTypeOf(args[1] as Expression),
    rewrite: ([value, present, absent], _, context) =>
      context.call('if', context.call('isnotnull', value as Expression), present as Expression, absent as Expression),
  }),
  scalar({
    name: 'nullif',
    family: 'conditional_funcs',
    since: '2.0.0',
    summary: 'NULL when both values are equal, otherwise the first.',
    examples: ['nullif(2, 2)'],
    parameters: [param('expr1'), param('expr2')],
    coercion: 'none',
    returns: first,
    nullable: true,
    rewrite: ([left, right], _, context) =>
      context.call(
        'if',
        context.call('=', left as Expression, right as Expression),
        { kind: 'literal', value: null, dataType: first([left as Expression]) },
        left as Expression,
      ),
  }),
  nullIfZero(),
  zeroIfNull(),
];

function nvl(name: string, since: string): FunctionRecord {
  return scalar({
    name,
    family: 'conditional_funcs',
    since,
    summary: 'The first value, or the second where it is NULL.',
    examples: [`${name}(NULL, 1)`],
    parameters: [param('expr1'), param('expr2')],
    coercion: 'none',
    returns: (args) => dataTypeOf(lastOf(args)),
    rewrite: (args, _, context) => context.call('coalesce', ...args),
  });
}

function nullIfZero(): FunctionRecord {
  return scalar({
    name: 'nullifzero',
    family: 'conditional_funcs',
    since: '4.0.0',
    summary: 'NULL in place of zero.',
    examples: ['nullifzero(0)'],
    parameters: [param('expr')],
    coercion: 'none',
    returns: first,
    nullable: true,
    rewrite: ([value], _, context) =>
      context.call(
        'if',
        context.call('=', value as Expression, { kind: 'literal', value: 0, dataType: types.integer }),
        { kind: 'literal', value: null, dataType: first([value as Expression]) },
        value as Expression,
      ),
  });
}

function zeroIfNull(): FunctionRecord {
  return scalar({
    name: 'zeroifnull',
    family: 'conditional_funcs',
    since: '4.0.0',
    summary: 'Zero in place of NULL.',
    examples: ['zeroifnull(NULL)'],
    parameters: [param('expr')],
    coercion: 'none',
    returns: first,
    rewrite: ([value], _, context) => context.call('coalesce', value as Expression, { kind: 'literal', value: 0, dataType: types.integer }),
  });
}
