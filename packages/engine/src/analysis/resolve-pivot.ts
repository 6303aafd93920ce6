import { castToSparkString, type DataType, type InternalValue, simpleString, types } from '@kindling/protocol';
import {
  type Aggregate,
  childExpressions,
  type Expression,
  existsInExpression,
  isNullable,
  type LogicalPlan,
  outputOf,
  type Pivot,
  rewriteExpression,
  typeOf,
  walkExpression,
} from '../plan/index.ts';
import { aggregateOver, unaliased } from './aggregate-over.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { type CoercionRules, widerType } from './coercion/common-type.ts';
import { isOrderable } from './coercion/implicit-cast.ts';
import { constantValue } from './constant.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { qualifiedSql, quotedSql, sqlText } from './expression-sql.ts';
import { buildCall } from './resolve-function.ts';
import { named, resolveSelectList } from './select-list.ts';

/** PIVOT: one aggregate per value, over the rows that have it. */
export function resolvePivot(plan: Pivot, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const column = resolver.resolve(plan.pivotColumn);
  const aggregates = plan.aggregates.map(resolver.resolve);
  for (const aggregate of aggregates) checkAggregate(unaliased(aggregate));
  checkComparable(column);
  if (plan.values === undefined) fail('INTERNAL_ERROR', { message: 'The values of a pivot were not collected before analysis.' }, plan);
  const values = plan.values.map((value) => pivotValue(resolver.resolve(value), column, analyzer));
  const grouping = plan.grouping
    ? resolveSelectList(plan.grouping, child, analyzer, environment)
    : implicitGrouping(child, column, aggregates).map((item) => named(item, analyzer));
  const cells = values.flatMap(({ name, value }) =>
    aggregates.map((aggregate) => {
      const cellName = aggregates.length === 1 ? name : `${name}_${aggregate.kind === 'alias' ? aggregate.names[0] : sqlText(aggregate)}`;
      return analyzer.alias(filtered(unaliased(aggregate), buildCall('<=>', [column, value], analyzer, plan), plan, analyzer), cellName);
    }),
  );
  const list = [...grouping, ...cells];
  const aggregate: Aggregate = {
    kind: 'aggregate',
    grouping: [],
    groupingKind: { kind: 'groupBy' },
    list,
    child,
    ...(plan.origin ? { origin: plan.origin } : {}),
  };
  return aggregateOver(aggregate, grouping.map(unaliased), list, child, analyzer);
}

/** Columns stand inside aggregates. */
function checkAggregate(expression: Expression): void {
  if (expression.kind === 'aggregateCall') return;
  if (expression.kind === 'attribute') fail('_LEGACY_ERROR_TEMP_1006', { sql: qualifiedSql(expression) });
  for (const child of childExpressions(expression)) checkAggregate(child);
}

function checkComparable(column: Expression): void {
  if (isOrderable(typeOf(column))) return;
  fail('INCOMPARABLE_PIVOT_COLUMN', {
    columnName: quoteName(column.kind === 'attribute' ? [...column.qualifier, column.name] : [qualifiedSql(column)]),
  });
}

/** Aggregates see only the rows of one value; where there are none, even a count is NULL. */
function filtered(aggregate: Expression, condition: Expression, plan: Pivot, analyzer: Analyzer): Expression {
  const cell = rewriteExpression(aggregate, (item) => {
    if (item.kind !== 'aggregateCall') return undefined;
    return { ...item, filter: item.filter ? buildCall('and', [item.filter, condition], analyzer, plan) : condition };
  });
  if (isNullable(cell) || !pivotedKinds.has(typeOf(cell).kind)) return cell;
  const one: Expression = { kind: 'literal', value: 1, dataType: types.integer };
  const rows = { ...buildCall('count', [one], analyzer, plan), filter: condition } as Expression;
  const none: Expression = { kind: 'literal', value: null, dataType: typeOf(cell) };
  const zero: Expression = { kind: 'literal', value: 0n, dataType: types.long };
  return buildCall('if', [buildCall('>', [rows, zero], analyzer, plan), cell, none], analyzer, plan);
}

/** Spark aggregates these per value first, and then puts them beside each other. */
const pivotedKinds: ReadonlySet<string> = new Set(['boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'decimal']);

function implicitGrouping(child: LogicalPlan, column: Expression, aggregates: readonly Expression[]): readonly Expression[] {
  const used = new Set<number>();
  for (const expression of [column, ...aggregates]) {
    walkExpression(expression, (item) => {
      if (item.kind === 'attribute') used.add(item.id);
    });
  }
  return outputOf(child).filter((attribute) => !used.has(attribute.id));
}

function pivotValue(value: Expression, column: Expression, analyzer: Analyzer): { readonly name: string; readonly value: Expression } {
  const bare = unaliased(value);
  const [valueType, pivotType] = [typeOf(bare), typeOf(column)];
  if (!fits(valueType, pivotType, analyzer.rules)) {
    const shown = { value: sqlText(bare), valueType: simpleString(valueType), pivotType: simpleString(pivotType) };
    fail('PIVOT_VALUE_DATA_TYPE_MISMATCH', shown);
  }
  if (existsInExpression(bare, (item) => item.kind === 'attribute'))
    fail('NON_LITERAL_PIVOT_VALUES', { expression: quotedSql(bare) }, value);
  const cast = castTo(bare, pivotType, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
  return { name: value.kind === 'alias' ? (value.names[0] as string) : valueText(bare, analyzer), value: cast };
}

/** Fields of structs match by their places. */
function fits(from: DataType, to: DataType, rules: CoercionRules): boolean {
  if (from.kind !== 'struct' || to.kind !== 'struct') return widerType(from, to, rules) !== undefined;
  return (
    from.fields.length === to.fields.length &&
    from.fields.every((field, i) => fits(field.dataType, to.fields[i]?.dataType ?? types.null, rules))
  );
}

/** As a cast to a text shows it. */
function valueText(value: Expression, analyzer: Analyzer): string {
  const constant = constantValue(value, analyzer.timeZone);
  if (constant)
    return String(castToSparkString(constant.value as InternalValue, constant.dataType, { timeZone: analyzer.timeZone, style: 'cast' }));
  if (value.kind !== 'call') return sqlText(value);
  const { kind } = value.dataType;
  const parts = value.args.map((arg) => valueText(arg, analyzer)).join(', ');
  if (value.fn === 'array') return `[${parts}]`;
  return kind === 'struct' && value.fn === 'struct' ? `{${parts}}` : sqlText(value);
}
