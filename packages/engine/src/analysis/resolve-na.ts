import { types } from '@kindling/protocol';
import {
  type Attribute,
  type Expression,
  type LogicalPlan,
  type NaDrop,
  type NaFill,
  type NaReplace,
  outputOf,
  typeOf,
} from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { isNumeric, isText } from './coercion/common-type.ts';
import type { Environment } from './environment.ts';
import type { NameScope } from './name-scope.ts';
import { buildCall } from './resolve-function.ts';

function columnsOf(names: readonly string[], child: LogicalPlan, analyzer: Analyzer, at: LogicalPlan): readonly Attribute[] {
  const scope: NameScope = analyzer.scopeOf(child);
  return names.map((name) => {
    const [match] = scope.resolve([name]);
    const byParts = match ?? scope.resolve(name.split('.'))[0];
    if (byParts === undefined) failAmongAll(name, scope.attributes, at);
    return byParts.attribute;
  });
}

/** Here Spark proposes all columns, as they stand. */
function failAmongAll(name: string, columns: readonly Attribute[], at: LogicalPlan): never {
  const proposal = columns.map((column) => quoteName([column.name])).join(', ');
  fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteName([name]), proposal }, at);
}

/** Replaces NULL (and NaN) by a value of the column's kind; one value goes to all columns that can take it. */
export function resolveNaFill(plan: NaFill, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const output = outputOf(child);
  const chosen = plan.columns.length === 0 ? output : columnsOf(plan.columns, child, analyzer, plan);
  const valueOf = new Map<number, Expression>();
  for (const [i, column] of chosen.entries()) {
    const value = plan.values.length === 1 ? plan.values[0] : plan.values[i];
    if (value && takes(column, value)) valueOf.set(column.id, value);
  }
  const list = output.map((column): Expression => {
    const value = valueOf.get(column.id);
    if (value === undefined) return column;
    const cast = castTo(value, column.dataType, { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone });
    const isFloating = column.dataType.kind === 'double' || column.dataType.kind === 'float';
    const present = isFloating
      ? buildCall('nanvl', [column, { kind: 'literal', value: null, dataType: column.dataType }], analyzer, plan)
      : column;
    return analyzer.alias(buildCall('coalesce', [present, cast], analyzer, plan), column.name);
  });
  return analyzer.project(list, child);
}

function takes(column: Attribute, value: Expression): boolean {
  const type = typeOf(value);
  if (isNumeric(type)) return isNumeric(column.dataType);
  if (isText(type)) return isText(column.dataType);
  return type.kind === column.dataType.kind;
}

/** Keeps rows with at least so many values; NaN counts as none. */
export function resolveNaDrop(plan: NaDrop, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const columns = plan.columns.length === 0 ? outputOf(child) : columnsOf(plan.columns, child, analyzer, plan);
  const least: Expression = { kind: 'literal', value: plan.minNonNulls ?? columns.length, dataType: types.integer };
  return { kind: 'filter', condition: buildCall('at_least_n_non_nulls', [least, ...columns], analyzer, plan), child };
}

export function resolveNaReplace(plan: NaReplace, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const chosen = new Set(
    (plan.columns.length === 0 ? outputOf(child) : columnsOf(plan.columns, child, analyzer, plan)).map((column) => column.id),
  );
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const list = outputOf(child).map((column): Expression => {
    const fitting = chosen.has(column.id)
      ? plan.replacements.filter(
          ({ oldValue, newValue }) => takes(column, oldValue) || (typeOf(oldValue).kind === 'null' && takes(column, newValue)),
        )
      : [];
    if (fitting.length === 0) return column;
    const branches = fitting.flatMap(({ oldValue, newValue }) => [
      buildCall('=', [column, oldValue], analyzer, plan),
      castTo(newValue, column.dataType, settings),
    ]);
    return analyzer.alias(buildCall('when', [...branches, column], analyzer, plan), column.name);
  });
  return analyzer.project(list, child);
}
