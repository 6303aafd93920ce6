import { castToSparkString, type InternalValue } from '@kindling/protocol';
import {
  type Aggregate,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  outputOf,
  type Pivot,
  rewriteExpression,
  typeOf,
  walkExpression,
} from '../plan/index.ts';
import { aggregateOver, unaliased } from './aggregate-over.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { widerType } from './coercion/common-type.ts';
import { constantValue } from './constant.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, sqlText } from './expression-sql.ts';
import { buildCall } from './resolve-function.ts';
import { named, resolveSelectList } from './select-list.ts';

/** PIVOT: one aggregate per value, over the rows that have it. */
export function resolvePivot(plan: Pivot, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const column = resolver.resolve(plan.pivotColumn);
  const aggregates = plan.aggregates.map(resolver.resolve);
  for (const aggregate of aggregates) checkAggregate(aggregate);
  if (plan.values === undefined) fail('INTERNAL_ERROR', { message: 'The values of a pivot were not collected before analysis.' }, plan);
  const values = plan.values.map((value) => pivotValue(resolver.resolve(value), column, analyzer));
  const grouping = plan.grouping
    ? resolveSelectList(plan.grouping, child, analyzer, environment)
    : implicitGrouping(child, column, aggregates).map((item) => named(item, analyzer));
  const cells = values.flatMap(({ name, value }) =>
    aggregates.map((aggregate) => {
      const cellName = aggregates.length === 1 ? name : `${name}_${aggregate.kind === 'alias' ? aggregate.names[0] : sqlText(aggregate)}`;
      return analyzer.alias(filtered(unaliased(aggregate), buildCall('<=>', [column, value], analyzer, plan)), cellName);
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

function checkAggregate(aggregate: Expression): void {
  if (existsInExpression(aggregate, (item) => item.kind === 'aggregateCall')) return;
  fail('_LEGACY_ERROR_TEMP_1006', { sql: sqlText(unaliased(aggregate)) }, aggregate);
}

/** Aggregates see only the rows of one value. */
function filtered(aggregate: Expression, condition: Expression): Expression {
  return rewriteExpression(aggregate, (item) =>
    item.kind === 'aggregateCall' && item.filter === undefined ? { ...item, filter: condition } : undefined,
  );
}

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
  const common = widerType(typeOf(bare), typeOf(column), analyzer.rules);
  if (common === undefined) {
    fail('PIVOT_VALUE_DATA_TYPE_MISMATCH', { value: sqlText(bare), valueType: typeOf(bare).kind, pivotType: typeOf(column).kind }, value);
  }
  const constant = constantValue(bare, analyzer.timeZone);
  if (constant === undefined && existsInExpression(bare, (item) => item.kind === 'attribute'))
    fail('NON_LITERAL_PIVOT_VALUES', { expression: quotedSql(bare) }, value);
  const cast = castTo(bare, typeOf(column), { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
  const name =
    value.kind === 'alias'
      ? (value.names[0] as string)
      : constant
        ? String(castToSparkString(constant.value as InternalValue, constant.dataType, { timeZone: analyzer.timeZone, style: 'cast' }))
        : sqlText(bare);
  return { name, value: cast };
}
