import { quoteIfNeeded, sqlName } from '@kindling/protocol';
import { functionRecord } from '../functions/index.ts';
import {
  type Expression,
  type FrameBound,
  type LogicalPlan,
  rewriteExpression,
  type SortOrder,
  typeOf,
  type WindowCall,
  type WindowFrame,
  walkExpressions,
} from '../plan/index.ts';
import { literalSql } from './literal-sql.ts';

/**
 * Spark's SQL text of an expression, as in generated column names and error parameters: columns by their bare names,
 * texts without quotes, casts of coercion left out.
 */
export function sqlText(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      if (expression.displaySql !== undefined) return expression.displaySql;
      return literalSql(expression.value, expression.dataType, expression.timeZone);
    case 'attribute':
      return expression.name;
    case 'lambdaVariable':
      return 'namedlambdavariable()';
    case 'unresolvedAttribute':
    case 'unresolvedLambdaVariable':
      return expression.nameParts.map(quoteIfNeeded).join('.');
    case 'outerReference':
      return `outer(${[...expression.attribute.qualifier, expression.attribute.name].join('.')})`;
    case 'alias':
      return `${sqlText(expression.child)} AS ${expression.names.length === 1 ? quoteIfNeeded(expression.names[0] as string) : `(${expression.names.join(', ')})`}`;
    case 'cast':
      return castSql(expression);
    case 'call':
    case 'generatorCall':
      return callSql(expression);
    case 'aggregateCall':
      return aggregateSql(expression);
    case 'windowCall':
      return windowSql(expression);
    case 'sortOrder':
      return sortOrderSql(expression);
    case 'lambda':
      return `lambdafunction(${[expression.body, ...(expression.variables ?? [])].map(sqlText).join(', ')})`;
    case 'getStructField':
      return `${sqlText(expression.child)}.${expression.name}`;
    case 'groupingId':
      return expression.single
        ? `grouping(${expression.args.map(sqlText).join(', ')})`
        : `grouping_id(${expression.args.map(sqlText).join(', ')})`;
    case 'subquery':
      return subquerySql(expression);
    case 'userFunctionCall':
      return `${expression.definition.name}(${expression.args.map(sqlText).join(', ')})`;
    case 'namedArgument':
      return `${expression.name} => ${sqlText(expression.value)}`;
    case 'unresolvedFunction':
      return `${expression.nameParts.join('.')}(${expression.args.map(sqlText).join(', ')})`;
    case 'unresolvedStar':
      return expression.target ? `${expression.target.map(quoteIfNeeded).join('.')}.*` : '*';
    default:
      return expression.kind;
  }
}

function castSql(cast: Expression & { kind: 'cast' }): string {
  if (cast.displaySql !== undefined) return cast.displaySql;
  const child = sqlText(cast.child);
  // Spark forgets that casts to nested types were written.
  const isNested = cast.dataType.kind === 'array' || cast.dataType.kind === 'map' || cast.dataType.kind === 'struct';
  if (cast.implicit || isNested) return child;
  return `${cast.evalMode === 'try' ? 'TRY_CAST' : 'CAST'}(${child} AS ${sqlName(cast.dataType)})`;
}

function callSql(call: Expression & { kind: 'call' | 'generatorCall' }): string {
  if (call.kind === 'call' && call.displaySql !== undefined) return call.displaySql;
  const args = call.args.map(sqlText);
  const record = functionRecord(call.fn);
  if (record?.sql) return record.sql(args, call);
  return `${('displayName' in call && call.displayName) || call.fn}(${args.join(', ')})`;
}

function aggregateSql(call: Expression & { kind: 'aggregateCall' }): string {
  const args = call.args.map(sqlText);
  const record = functionRecord(call.fn);
  const name = call.displayName ?? call.fn;
  const distinct = call.isDistinct ? 'DISTINCT ' : '';
  const filter = call.filter ? ` FILTER (WHERE ${sqlText(call.filter)})` : '';
  const orderBy = call.orderBy && call.orderBy.length > 0 ? ` WITHIN GROUP (ORDER BY ${call.orderBy.map(sqlText).join(', ')})` : '';
  const plain = record?.sql ? record.sql(args, call).replace('(', `(${distinct}`) : `${name}(${distinct}${args.join(', ')})`;
  return `${plain}${orderBy}${filter}`;
}

function sortOrderSql(order: SortOrder): string {
  return `${sqlText(order.child)} ${order.direction === 'ascending' ? 'ASC' : 'DESC'} NULLS ${order.nulls === 'first' ? 'FIRST' : 'LAST'}`;
}

function windowSql(call: WindowCall): string {
  const parts: string[] = [];
  if (call.partitionBy.length > 0) parts.push(`PARTITION BY ${call.partitionBy.map(sqlText).join(', ')}`);
  if (call.orderBy.length > 0) parts.push(`ORDER BY ${call.orderBy.map(sqlText).join(', ')}`);
  parts.push(frameSql(call.frame));
  return `${sqlText(call.function)} OVER (${parts.join(' ')})`;
}

export function frameSql(frame: WindowFrame): string {
  return `${frame.unit.toUpperCase()} BETWEEN ${boundSql(frame.lower)} AND ${boundSql(frame.upper)}`;
}

export function boundSql(bound: FrameBound): string {
  switch (bound.kind) {
    case 'unboundedPreceding':
      return 'UNBOUNDED PRECEDING';
    case 'unboundedFollowing':
      return 'UNBOUNDED FOLLOWING';
    case 'currentRow':
      return 'CURRENT ROW';
    case 'preceding':
      if (bound.isCast) return `(- ${sqlText(bound.value)}) FOLLOWING`;
      return `${sqlText(bound.value)} PRECEDING`;
    default:
      return `${sqlText(bound.value)} FOLLOWING`;
  }
}

function subquerySql(subquery: Expression & { kind: 'subquery' }): string {
  const outer = outerNames(subquery.plan).join(', ');
  if (subquery.variant === 'exists') return `exists(${outer})`;
  if (subquery.variant === 'in') {
    const { values = [] } = subquery;
    const parts = values.map(
      (value, i) => `'${value.kind === 'attribute' ? value.name : isShownBare(value) ? sqlText(value) : `_${i}`}', ${sqlText(value)}`,
    );
    return `(${values.length > 1 ? `named_struct(${parts.join(', ')})` : values.map(sqlText).join('')} IN (listquery(${outer})))`;
  }
  return `scalarsubquery(${outer})`;
}

/** Columns of enclosing queries that a subquery uses, each as often as it does. */
function outerNames(plan: LogicalPlan): readonly string[] {
  const names: string[] = [];
  walkExpressions(plan, (expression) => {
    if (expression.kind === 'outerReference') names.push(expression.attribute.name);
  });
  return names;
}

/** The text with columns under their tables' names. */
export function qualifiedSql(expression: Expression): string {
  return sqlText(
    rewriteExpression(expression, (item) => {
      // An outer column shows its qualifier anyway.
      if (item.kind === 'outerReference') return item;
      return item.kind === 'attribute' && item.qualifier.length > 0
        ? { ...item, name: [...item.qualifier, item.name].join('.') }
        : undefined;
    }),
  );
}

/** In error parameters: the text in double quotes. */
export function quotedSql(expression: Expression): string {
  return `"${sqlText(expression)}"`;
}

/** The name that an unnamed expression gets in a select list. */
export function generatedName(expression: Expression): string {
  if (expression.kind === 'cast' && !expression.implicit) {
    const { child } = expression;
    if (child.kind === 'attribute' || child.kind === 'getStructField') return child.name;
    // A path into a variant is called by its last field.
    if (child.kind === 'alias') return child.names.join();
  }
  return sqlText(expression);
}

/** Type of an expression as error messages show it. */
export function quotedType(expression: Expression): string {
  return `"${sqlName(typeOf(expression))}"`;
}

/** Numbers, texts and NULL stand in a heading like names, which also name the fields of a row. */
const isShownBare = (value: Expression): boolean =>
  value.kind === 'literal' &&
  ['string', 'byte', 'short', 'integer', 'long', 'float', 'double', 'decimal', 'null'].includes(value.dataType.kind);
