import { sparkError } from '@kindling/protocol';
import type {
  FromStatement,
  GroupBy,
  NamedWindow,
  PipeOperator,
  Query,
  QueryOrganization,
  QueryTerm,
  Select,
  TableArgument,
  WithClause,
} from '@kindling/sql';
import type { Expression, LogicalPlan, Origin } from '../plan/index.ts';
import { ExpressionFrontend, namePartsOf } from './expression.ts';
import { originOf, type SyntaxContext } from './frontend-context.ts';
import { groupingOf } from './grouping.ts';
import { fromOf, joinOf, pivotOf, relationOf, sampled, unpivotOf } from './relation.ts';
import { transformOf } from './transform.ts';

export function queryOf(query: Query, context: SyntaxContext, from?: LogicalPlan): LogicalPlan {
  const organized = organize(termOf(query.body, context, from), query, context);
  return query.with ? withCtes(organized, query.with, context, query) : organized;
}

export function withCtes(
  child: LogicalPlan,
  syntax: WithClause,
  context: SyntaxContext,
  query?: { readonly start: number; readonly stop: number },
): LogicalPlan {
  return {
    kind: 'withCte',
    ...(query ? { origin: originOf(query, context) } : {}),
    ctes: syntax.tables.map((table) => ({
      id: context.newCteId(),
      name: table.name.value,
      ...(table.columns.length > 0 ? { columnNames: table.columns.map((column) => column.value) } : {}),
      plan: queryOf(table.query, context),
      ...(syntax.recursive ? { isRecursive: true } : {}),
      ...(typeof table.maxRecursionLevel === 'number'
        ? { maxRecursionLevel: { kind: 'literal', value: table.maxRecursionLevel, dataType: { kind: 'integer' } } as const }
        : {}),
    })),
    child,
  };
}

/** ORDER BY and its kin, named windows, OFFSET and LIMIT, in Spark's order. */
function organize(plan: LogicalPlan, syntax: QueryOrganization, context: SyntaxContext): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  let result = plan;
  const origin = syntax.organization ? { origin: originOf(syntax.organization, context) } : {};
  const { orderBy, sortBy, distributeBy, clusterBy } = syntax;
  if (orderBy.length > 0) result = sortOf(orderBy, true, result, frontend, origin);
  else if (clusterBy.length > 0) {
    const expressions = frontend.list(clusterBy);
    const order = expressions.map((child) => ({ kind: 'sortOrder', child, direction: 'ascending', nulls: 'first' }) as const);
    result = {
      kind: 'sort',
      order,
      isGlobal: false,
      child: { kind: 'repartition', shuffle: true, expressions, byRange: false, child: result },
    };
  } else {
    if (distributeBy.length > 0)
      result = { kind: 'repartition', shuffle: true, expressions: frontend.list(distributeBy), byRange: false, child: result };
    if (sortBy.length > 0) result = sortOf(sortBy, false, result, frontend, origin);
  }
  result = withWindows(result, syntax.windows, context);
  if (syntax.offset)
    result = { kind: 'offset', offset: frontend.of(syntax.offset), child: result, origin: originOf(syntax.offset, context) };
  if (syntax.limit) result = { kind: 'limit', limit: frontend.of(syntax.limit), child: result, origin: originOf(syntax.limit, context) };
  return result;
}

function sortOf(
  items: QueryOrganization['orderBy'],
  isGlobal: boolean,
  child: LogicalPlan,
  frontend: ExpressionFrontend,
  origin: { readonly origin?: Origin },
): LogicalPlan {
  const [only] = items;
  const expression = only?.expression;
  if (
    items.length === 1 &&
    only &&
    expression?.kind === 'columnReference' &&
    expression.parts.length === 1 &&
    !expression.parts[0]?.quoted &&
    expression.parts[0]?.value.toLowerCase() === 'all'
  ) {
    const { direction, nulls } = frontend.sortOrder(only);
    return { kind: 'sort', order: [], isGlobal, orderByAll: { direction, nulls }, child };
  }
  return { kind: 'sort', order: items.map((item) => frontend.sortOrder(item)), isGlobal, child, ...origin };
}

function withWindows(child: LogicalPlan, windows: readonly NamedWindow[], context: SyntaxContext): LogicalPlan {
  if (windows.length === 0) return child;
  const frontend = new ExpressionFrontend(context);
  const nothing: Expression = { kind: 'literal', value: null, dataType: { kind: 'null' } };
  return {
    kind: 'withWindows',
    windows: windows.map((window) => ({ name: window.name.value, window: frontend.window(window.window, nothing, window) })),
    child,
  };
}

export function termOf(term: QueryTerm, context: SyntaxContext, from?: LogicalPlan): LogicalPlan {
  switch (term.kind) {
    case 'query':
      return queryOf(term, context, from);
    case 'select':
      return selectOf(term, context, from);
    case 'fromStatement':
      return fromStatementOf(term, context);
    case 'tableQuery': {
      const nameParts = namePartsOf(term.name);
      const nameExpression =
        term.name.kind === 'identifierClause' ? { nameExpression: new ExpressionFrontend(context).of(term.name.expression) } : {};
      return { kind: 'unresolvedTable', nameParts: nameParts ?? [], ...nameExpression, options: {}, origin: originOf(term.name, context) };
    }
    case 'inlineTable':
      return relationOf(term, context);
    case 'setOperation': {
      const left = termOf(term.left, context);
      const right = termOf(term.right, context);
      return {
        kind: 'setOperation',
        operation: term.operator,
        isAll: term.all,
        byName: false,
        allowMissingColumns: false,
        left,
        right,
        origin: originOf(term, context),
      };
    }
    case 'pipe':
      return pipeOf(term.operator, { ...termOf(term.input, context, from), isPipeInput: true }, context, originOf(term, context));
    case 'transform':
      return transformOf(term, context, (select) => selectOf(select, context, from));
  }
}

function fromStatementOf(syntax: FromStatement, context: SyntaxContext): LogicalPlan {
  const from = fromOf(syntax.from, syntax.lateralViews, context) ?? { kind: 'oneRow' };
  const [first, ...rest] = syntax.branches.map((branch) => queryOf(branch, context, from));
  if (!first) return from;
  return rest.reduce<LogicalPlan>(
    (left, right) => ({ kind: 'setOperation', operation: 'union', isAll: true, byName: false, allowMissingColumns: false, left, right }),
    first,
  );
}

function selectOf(select: Select, context: SyntaxContext, input?: LogicalPlan): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  const origin = originOf(select, context);
  let plan: LogicalPlan = fromOf(select.from, select.lateralViews, context) ?? input ?? { kind: 'oneRow' };
  if (select.where) plan = { kind: 'filter', condition: frontend.of(select.where), child: plan, origin };
  const list = select.projection.map((item) => frontend.named(item));
  if (select.groupBy)
    plan = { kind: 'aggregate', ...groupingOf(select.groupBy, frontend), list, child: plan, origin: originOf(select.groupBy, context) };
  else if (select.having) plan = { kind: 'aggregate', grouping: [], groupingKind: { kind: 'groupBy' }, list, child: plan, origin };
  else plan = { kind: 'project', list, child: plan, origin };
  if (select.having)
    plan = { kind: 'filter', condition: frontend.of(select.having), isHaving: true, child: plan, origin: originOf(select.having, context) };
  if (select.qualify)
    plan = { kind: 'qualify', condition: frontend.of(select.qualify), child: plan, origin: originOf(select.qualify, context) };
  if (select.quantifier === 'distinct') plan = { kind: 'deduplicate', child: plan, origin };
  plan = withWindows(plan, select.windows, context);
  for (const hint of [...select.hints].reverse()) {
    const parameters = hint.parameters.map((parameter) => frontend.of(parameter));
    plan = { kind: 'hint', name: hint.name, parameters, child: plan, origin: originOf(hint, context) };
  }
  return plan;
}

/** The relation of TABLE(t) or TABLE(SELECT …) as an argument. */
export function tableArgumentPlan(argument: TableArgument, context: SyntaxContext): LogicalPlan {
  const { table } = argument;
  if (table.kind === 'query') return queryOf(table, context);
  const nameParts = namePartsOf(table);
  const nameExpression = table.kind === 'identifierClause' ? { nameExpression: new ExpressionFrontend(context).of(table.expression) } : {};
  return { kind: 'unresolvedTable', nameParts: nameParts ?? [], ...nameExpression, options: {}, origin: originOf(table, context) };
}

function pipeOf(operator: PipeOperator, child: LogicalPlan, context: SyntaxContext, whole: Origin): LogicalPlan {
  const frontend = new ExpressionFrontend(context);
  const origin = originOf(operator, context);
  switch (operator.kind) {
    case 'pipeSelect':
      return selectOf(operator.select, context, child);
    case 'pipeExtend':
      return {
        kind: 'project',
        list: [{ kind: 'unresolvedStar' }, ...withoutStars(operator.expressions.map((item) => frontend.named(item)))],
        pipeClause: 'EXTEND',
        child,
        origin,
      };
    case 'pipeSet':
      return operator.assignments.reduce<LogicalPlan>(
        (plan, assignment) => ({
          kind: 'withColumns',
          aliases: [
            {
              kind: 'alias',
              child: frontend.of(assignment.value),
              names: [assignment.target.parts.map((part) => part.value).join('.')],
              origin: originOf(assignment, context),
            },
          ],
          pipeClause: 'SET',
          child: plan,
          origin: whole,
        }),
        child,
      );
    case 'pipeDrop':
      return {
        kind: 'project',
        list: [{ kind: 'unresolvedStar', except: operator.columns.map((column) => column.parts.map((part) => part.value)), origin: whole }],
        child,
        origin,
      };
    case 'pipeAs':
      return { kind: 'subqueryAlias', qualifier: [operator.name.value], child, origin };
    case 'pipeWhere':
      return withWindows({ kind: 'filter', condition: frontend.of(operator.condition), child, origin }, operator.windows, context);
    case 'pipePivot':
      return pivotOf(operator.pivot, child, context);
    case 'pipeUnpivot':
      return unpivotOf(operator.unpivot, child, context);
    case 'pipeSample':
      return sampled(child, operator.sample, context);
    case 'pipeJoin':
      return joinOf(operator.join, child, context);
    case 'pipeSetOperation':
      return {
        kind: 'setOperation',
        operation: operator.operator,
        isAll: operator.all,
        byName: false,
        allowMissingColumns: false,
        left: child,
        right: termOf(operator.right, context),
        origin,
      };
    case 'pipeOrganization':
      return organize(child, operator, context);
    case 'pipeAggregate':
      return pipeAggregateOf(
        withoutStars(operator.aggregates.map((item) => frontend.named(item))),
        operator.groupBy,
        child,
        frontend,
        origin,
      );
  }
}

/** What a pipe operator computes has no stars. */
function withoutStars(list: readonly Expression[]): readonly Expression[] {
  if (list.some((item) => item.kind === 'unresolvedStar'))
    throw sparkError('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: "'*'", prettyName: 'expression `pipeexpression`' });
  return list;
}

function pipeAggregateOf(
  list: readonly Expression[],
  groupBy: GroupBy | undefined,
  child: LogicalPlan,
  frontend: ExpressionFrontend,
  origin: ReturnType<typeof originOf>,
): LogicalPlan {
  const grouping = groupBy ? groupingOf(groupBy, frontend) : { grouping: [], groupingKind: { kind: 'groupBy' } as const };
  return { kind: 'aggregate', ...grouping, list, includeGrouping: true, isPiped: true, child, origin };
}
