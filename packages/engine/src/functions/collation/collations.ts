import { checkedCollation, INDETERMINATE, sparkError, types } from '@kindling/protocol';
import { text } from '../../duckdb/sql/index.ts';
import type { Expression } from '../../plan/index.ts';
import { mismatch, typeText } from '../data-type-mismatch.ts';
import { argType, at, foldable, param, scalar } from '../define.ts';
import { anyNullable, dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';

function collationOf(args: readonly Expression[], context: ResolveContext): string {
  const name = args[1] as Expression;
  const type = dataTypeOf(name);
  if (type.kind !== 'string' && type.kind !== 'null')
    throw sparkError('UNEXPECTED_INPUT_TYPE', {
      functionName: '`collate`',
      paramIndex: 'first',
      requiredType: '"STRING"',
      inputSql: `"${context.sqlText(name)}"`,
      inputType: typeText(type),
    });
  const value = context.constant(name)?.value;
  if (typeof value !== 'string')
    mismatch('UNEXPECTED_NULL', args, context, { exprName: '`collation`', sqlExpr: `"${context.sqlText(name)}"` });
  return checkedCollation(value).name;
}

const collated = { ...param('expr', 'string'), exact: true };

export const collationFunctions: readonly FunctionRecord[] = [
  scalar({
    name: 'collate',
    family: 'string_funcs',
    since: '4.0.0',
    summary: 'A text that compares by a collation.',
    examples: ["collation(collate('Spark SQL', 'UTF8_LCASE'))"],
    parameters: [collated, foldable(param('collation'))],
    returns: (args, context) => types.collatedString(collationOf(args, context)),
    nullable: (args) => anyNullable(args.slice(0, 1)),
    lower: (args) => at(args, 0),
  }),
  scalar({
    name: 'collation',
    family: 'string_funcs',
    since: '4.0.0',
    summary: 'The collation by which a text compares.',
    examples: ["collation('Spark SQL')"],
    parameters: [collated],
    returns: types.string,
    nullable: false,
    lower: (_, call) => {
      const type = argType(call, 0);
      const name = type.kind === 'string' ? (type.collation ?? 'UTF8_BINARY') : 'UTF8_BINARY';
      return text(name === INDETERMINATE ? name : `SYSTEM.BUILTIN.${name}`);
    },
  }),
];
