import { type DataType, sqlName, types } from '@kindling/protocol';
import { type Attribute, type Expression, isNullable, type LogicalPlan, outputOf, typeOf, type Unpivot } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { widerTypeWithoutText } from './coercion/common-type.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { sqlText } from './expression-sql.ts';
import { buildCall } from './resolve-function.ts';
import { expandStar } from './resolve-star.ts';
import { named } from './select-list.ts';

interface ValueGroup {
  readonly name: string;
  readonly columns: readonly Expression[];
}

/** UNPIVOT: every row once per group of value columns. */
export function resolveUnpivot(plan: Unpivot, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const resolveAll = (items: readonly Expression[]): readonly Expression[] =>
    items.flatMap((item) =>
      item.kind === 'unresolvedStar' || item.kind === 'unresolvedRegex' ? expandStar(item, resolver) : [resolver.resolve(item)],
    );
  const written = plan.values?.map((value): ValueGroup => {
    const columns = resolveAll(value.columns);
    return { name: value.alias ?? columns.map(nameOf).join('_'), columns };
  });
  const givenIds = plan.ids && resolveAll(plan.ids);
  const ids =
    givenIds ??
    without(
      child,
      (written ?? []).flatMap((group) => group.columns),
    );
  const groups = (written ?? without(child, ids).map((column): ValueGroup => ({ name: nameOf(column), columns: [column] }))).flatMap(
    splitStar(plan),
  );
  if (groups.length === 0) fail('UNPIVOT_REQUIRES_VALUE_COLUMNS', {}, plan);
  const width = plan.valueColumnNames.length;
  if (groups.some((group) => group.columns.length !== width)) fail('UNPIVOT_VALUE_SIZE_MISMATCH', { names: String(width) }, plan);
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const valueTypes = plan.valueColumnNames.map((_, i) => {
    // Texts do not become numbers for it, nor numbers texts.
    const dataType = groups
      .map((group): DataType | undefined => typeOf(group.columns[i] as Expression))
      .reduce((left, right) => left && right && widerTypeWithoutText(left, right, analyzer.rules));
    if (dataType === undefined) failTypes(groups);
    return dataType;
  });
  const idNames = ids.map((id) => named(id, analyzer));
  const attribute = (name: string, dataType: DataType, nullable: boolean): Attribute => ({
    kind: 'attribute',
    name,
    dataType,
    nullable,
    id: analyzer.newId(),
    qualifier: [],
  });
  const output = [
    ...idNames.map((id) => attribute(nameOf(id), typeOf(id), isNullable(id))),
    attribute(plan.variableColumnName, types.string, false),
    ...plan.valueColumnNames.map((name, i) =>
      attribute(
        name,
        valueTypes[i] as DataType,
        groups.some((group) => isNullable(group.columns[i] as Expression)),
      ),
    ),
  ];
  const projections = groups.map((group) => [
    ...idNames.map((id) => (id.kind === 'alias' ? id.child : id)),
    { kind: 'literal', value: group.name, dataType: types.string } as const,
    ...group.columns.map((column, i) => castTo(column, valueTypes[i] as DataType, settings)),
  ]);
  const expand: LogicalPlan = { kind: 'expand', projections, output, child };
  if (plan.includeNulls) return expand;
  const present = output.slice(-width).map((column) => buildCall('isnotnull', [column], analyzer, plan));
  const condition = present.reduce((left, right) => buildCall('or', [left, right], analyzer, plan));
  return { kind: 'filter', condition, child: expand };
}

function nameOf(expression: Expression): string {
  if (expression.kind === 'attribute') return expression.name;
  return expression.kind === 'alias' ? (expression.names[0] ?? '') : sqlText(expression);
}

function without(child: LogicalPlan, used: readonly Expression[]): readonly Expression[] {
  const ids = new Set(used.flatMap((expression) => (expression.kind === 'attribute' ? [expression.id] : [])));
  return outputOf(child).filter((column) => !ids.has(column.id));
}

/** A star among the values of a single value column stands for one value per column. */
function splitStar(plan: Unpivot): (group: ValueGroup) => readonly ValueGroup[] {
  return (group) => {
    if (plan.valueColumnNames.length !== 1 || group.columns.length <= 1) return [group];
    return group.columns.map((column) => ({ name: nameOf(column), columns: [column] }));
  };
}

function failTypes(groups: readonly ValueGroup[]): never {
  const byType = new Map<string, string[]>();
  for (const column of groups.flatMap((group) => group.columns)) {
    const type = `"${sqlName(typeOf(column))}"`;
    byType.set(type, [...(byType.get(type) ?? []), `\`${nameOf(column)}\``]);
  }
  fail('UNPIVOT_VALUE_DATA_TYPE_MISMATCH', {
    types: [...byType]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, names]) => `${type} (${names.join(', ')})`)
      .join(', '),
  });
}
