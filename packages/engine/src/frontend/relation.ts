import { sparkError } from '@kindling/protocol';
import type { Join as JoinSyntax, LateralView, PivotClause, Relation, Sample, TableAlias, UnpivotClause } from '@kindling/sql';
import type { Expression, Join, LogicalPlan, UnresolvedAttribute } from '../plan/index.ts';
import { ExpressionFrontend, namePartsOf } from './expression.ts';
import { originOf, type SyntaxContext } from './frontend-context.ts';

/** Comma-separated relations: inner joins without a condition, from left to right. */
export function fromOf(
  relations: readonly Relation[],
  lateralViews: readonly LateralView[],
  context: SyntaxContext,
): LogicalPlan | undefined {
  let plan: LogicalPlan | undefined;
  for (const relation of relations) {
    const next = relationOf(relation, context);
    plan = plan
      ? { kind: 'join', joinType: 'inner', left: plan, right: next, ...(relation.kind === 'lateralRelation' ? { lateral: true } : {}) }
      : next;
  }
  return plan && lateralViews.reduce<LogicalPlan>((child, view) => lateralViewOf(view, child, context), plan);
}

function lateralViewOf(view: LateralView, child: LogicalPlan, context: SyntaxContext): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  const origin = originOf(view, context);
  return {
    kind: 'generate',
    generator: {
      kind: 'unresolvedFunction',
      nameParts: view.functionName.parts.map((part) => part.value),
      args: frontend.list(view.arguments),
      origin,
    },
    outer: view.outer,
    tableAlias: view.tableName.value,
    columnNames: view.columns.map((column) => column.value),
    child,
    origin,
  };
}

export function relationOf(syntax: Relation, context: SyntaxContext): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  switch (syntax.kind) {
    case 'tableReference': {
      const nameParts = namePartsOf(syntax.name);
      const table: LogicalPlan = {
        kind: 'unresolvedTable',
        nameParts: nameParts ?? [],
        ...(syntax.name.kind === 'identifierClause' ? { nameExpression: frontend.of(syntax.name.expression) } : {}),
        options: Object.fromEntries(syntax.options.map((option) => [option.key, option.value ?? ''])),
        ...(syntax.stream ? { isStreaming: true } : {}),
        ...(syntax.timeTravel ? { timeTravel: timeTravelOf(syntax.timeTravel, frontend) } : {}),
        origin: originOf(syntax.name, context),
      };
      return aliased(sampled(table, syntax.sample, context), syntax.alias, context);
    }
    case 'subqueryRelation':
      return aliased(sampled({ ...context.queryOf(syntax.query), isDerivedTable: true }, syntax.sample, context), syntax.alias, context);
    case 'parenthesizedRelation':
      return aliased(sampled(relationOf(syntax.relation, context), syntax.sample, context), syntax.alias, context);
    case 'inlineTable': {
      const rows = syntax.rows.map((row) =>
        row.kind === 'rowConstructor' || row.kind === 'structConstructor'
          ? row.fields.map((field) => frontend.named(field))
          : [frontend.of(row)],
      );
      return aliased({ kind: 'inlineTable', rows, origin: originOf(syntax, context) }, syntax.alias, context);
    }
    case 'tableFunction': {
      const nameParts = namePartsOf(syntax.name) ?? [];
      const nameExpression = syntax.name.kind === 'identifierClause' ? { nameExpression: frontend.of(syntax.name.expression) } : {};
      const args = syntax.arguments.map((argument) => frontend.argument(argument));
      const origin = originOf(syntax, context);
      return aliased({ kind: 'unresolvedTableFunction', nameParts, args, origin, ...nameExpression }, syntax.alias, context);
    }
    case 'lateralRelation':
      return relationOf(syntax.relation, context);
    case 'join':
      return joinOf(syntax, relationOf(syntax.left, context), context);
    case 'pivotRelation':
      return pivotOf(syntax.pivot, relationOf(syntax.input, context), context);
    case 'unpivotRelation':
      return unpivotOf(syntax.unpivot, relationOf(syntax.input, context), context);
  }
}

function timeTravelOf(syntax: NonNullable<Extract<Relation, { kind: 'tableReference' }>['timeTravel']>, frontend: ExpressionFrontend) {
  if (syntax.kind === 'timestampAsOf') return { timestamp: frontend.of(syntax.timestamp) };
  return { version: { kind: 'literal', value: syntax.version, dataType: { kind: 'string' } } as const };
}

export function aliased(plan: LogicalPlan, alias: TableAlias | undefined, context: SyntaxContext): LogicalPlan {
  if (!alias) return plan;
  return {
    kind: 'subqueryAlias',
    qualifier: [alias.name.value],
    ...(alias.columns.length > 0 ? { columnNames: alias.columns.map((column) => column.value) } : {}),
    child: plan,
    origin: originOf(alias, context),
  };
}

export function sampled(child: LogicalPlan, sample: Sample | undefined, context: SyntaxContext): LogicalPlan {
  if (!sample) return child;
  const origin = originOf(sample, context);
  const seed = typeof sample.seed === 'number' ? { seed: BigInt(sample.seed) } : {};
  const { method } = sample;
  if (method.kind === 'rows') return { kind: 'limit', limit: new ExpressionFrontend(context).of(method.rows), child, origin };
  const fraction = method.kind === 'percent' ? Number(method.percentage) / 100 : method.numerator / method.denominator;
  if (!(fraction >= 0 && fraction <= 1)) {
    throw sparkError('_LEGACY_ERROR_TEMP_0064', { msg: `Sampling fraction (${fraction}) must be on interval [0, 1]` });
  }
  return { kind: 'sample', lowerBound: 0, upperBound: fraction, withReplacement: false, ...seed, child, origin };
}

export function joinOf(syntax: Omit<JoinSyntax, 'left' | 'kind'>, left: LogicalPlan, context: SyntaxContext): Join {
  const right = relationOf(syntax.right, context);
  const { criteria } = syntax;
  if (criteria?.kind === 'nearestBy') throw sparkError('KINDLING_NOT_SUPPORTED', { feature: 'NEAREST BY join' });
  return {
    kind: 'join',
    joinType: syntax.type,
    left,
    right,
    ...(syntax.right.kind === 'lateralRelation' ? { lateral: true } : {}),
    ...(criteria?.kind === 'on' ? { condition: new ExpressionFrontend(context).of(criteria.condition) } : {}),
    ...(criteria?.kind === 'using' ? { usingColumns: criteria.columns.map((column) => column.value) } : {}),
    ...(criteria?.kind === 'natural' ? { natural: true } : {}),
    origin: originOf(syntax, context),
  };
}

export function pivotOf(syntax: PivotClause, child: LogicalPlan, context: SyntaxContext): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  const origin = originOf(syntax, context);
  const columns = syntax.columns.map(
    (column): UnresolvedAttribute => ({ kind: 'unresolvedAttribute', nameParts: [column.value], origin: originOf(column, context) }),
  );
  const pivotColumn: Expression =
    columns.length === 1 ? (columns[0] as Expression) : { kind: 'unresolvedFunction', nameParts: ['struct'], args: columns, origin };
  const values = syntax.values.map((value): Expression => {
    const expression = frontend.of(value.expression);
    return value.alias ? { kind: 'alias', child: expression, names: [value.alias.value] } : expression;
  });
  const plan: LogicalPlan = {
    kind: 'pivot',
    pivotColumn,
    values,
    aggregates: syntax.aggregates.map((item) => frontend.named(item)),
    child,
    origin,
  };
  return syntax.alias ? { kind: 'subqueryAlias', qualifier: [syntax.alias.value], child: plan } : plan;
}

export function unpivotOf(syntax: UnpivotClause, child: LogicalPlan, context: SyntaxContext): LogicalPlan {
  const plan: LogicalPlan = {
    kind: 'unpivot',
    values: syntax.columnSets.map((set) => ({
      columns: set.columns.map(
        (column) =>
          ({ kind: 'unresolvedAttribute', nameParts: column.parts.map((part) => part.value), origin: originOf(column, context) }) as const,
      ),
      ...(set.alias ? { alias: set.alias.value } : {}),
    })),
    variableColumnName: syntax.nameColumn.value,
    valueColumnNames: syntax.valueColumns.map((column) => column.value),
    includeNulls: syntax.includeNulls,
    child,
    origin: originOf(syntax, context),
  };
  return syntax.alias ? { kind: 'subqueryAlias', qualifier: [syntax.alias.value], child: plan } : plan;
}
