import { sparkError } from '@kindling/protocol';
import {
  call,
  cases,
  cast,
  column,
  isNull,
  lambda,
  nullToken,
  operator,
  type Query,
  type Select,
  type Sql,
  structFieldName,
  text,
  token,
} from '../duckdb/sql/index.ts';
import { functionRecord, type Guard, hasCollation, lowerCast, lowerCollated, orderKey } from '../functions/index.ts';
import {
  type Attribute,
  type Call,
  type Expression,
  type LogicalPlan,
  outputOf,
  type Subquery,
  typeOf,
  walkExpressions,
} from '../plan/index.ts';
import { lowerAggregateCall, lowerWindowCall } from './lower-aggregate.ts';
import { lowerLiteral } from './lower-literal.ts';
import type { Lowering } from './lowering.ts';

/** A resolved expression as DuckDB syntax, of exactly the physical type of its data type. */
export function lowerExpression(expression: Expression, lowering: Lowering): Sql {
  switch (expression.kind) {
    case 'literal':
      return lowerLiteral(expression.value, expression.dataType);
    case 'alias':
      return lowering.lower(expression.child);
    case 'cast': {
      const child = lowering.lower(expression.child);
      return lowering.at(expression, () => lowerCast(expression, child, lowering));
    }
    case 'attribute':
      return lowering.attribute(expression);
    case 'outerReference':
      return column(lowering.attributeName(expression.attribute));
    case 'lambdaVariable':
      return column(`v${expression.id}`);
    case 'lambda':
      return lambda(
        (expression.variables ?? []).map((variable) => `v${variable.id}`),
        lowering.lower(expression.body),
      );
    case 'call':
      return lowering.at(expression, () => lowerCall(expression, lowering));
    case 'getStructField':
      return call('struct_extract', lowering.lower(expression.child), text(fieldName(expression.child, expression.ordinal)));
    case 'aggregateCall':
      return lowerAggregateCall(expression, lowering);
    case 'windowCall':
      return lowerWindowCall(expression, lowering);
    case 'subquery':
      return lowerSubquery(expression, lowering);
    default:
      throw sparkError('INTERNAL_ERROR', { message: `An expression of kind ${expression.kind} reached the planner.` });
  }
}

function fieldName(child: Expression, ordinal: number): string {
  const dataType = 'dataType' in child ? child.dataType : undefined;
  if (dataType?.kind === 'variant') return ordinal === 0 ? 'value' : 'metadata';
  return structFieldName(ordinal);
}

function lowerCall(expression: Call, lowering: Lowering): Sql {
  const record = functionRecord(expression.fn);
  if (!record?.lower) throw sparkError('INTERNAL_ERROR', { message: `The function ${expression.fn} has no lowering.` });
  const args = expression.args.map((arg) => lowering.lower(arg));
  const collated = lowerCollated(expression, args, lowering, functionRecord);
  if (collated) return collated;
  const { guards } = record;
  if (!guards) return record.lower(args, expression, lowering);
  const probe = guards(args, expression, lowering).filter(
    (guard) => (guard.always || lowering.mode === 'checked') && !isNeverTrue(guard.when),
  );
  if (probe.length === 0) return record.lower(args, expression, lowering);
  const lower = record.lower;
  // Guards repeat the arguments: bind them once where that is more than naming a column.
  if (args.length > 0 && expression.args.every((arg) => arg.kind !== 'lambda')) {
    return lowering.bind(args, (...bound) =>
      guarded(expression, guards(bound, expression, lowering), lower(bound, expression, lowering), lowering),
    );
  }
  return guarded(expression, probe, lower(args, expression, lowering), lowering);
}

export function guarded(expression: Expression, guards: readonly Guard[], value: Sql, lowering: Lowering): Sql {
  const active = guards.filter((guard) => (guard.always || lowering.mode === 'checked') && !isNeverTrue(guard.when));
  if (active.length === 0) return value;
  return cases(
    active.map((guard) => [guard.when, lowering.raise(expression, guard.condition, guard.parameters)] as const),
    value,
  );
}

function lowerSubquery(expression: Subquery, lowering: Lowering): Sql {
  const answer = lowerAnswer(expression, lowering);
  return expression.unknownIs === undefined ? answer : call('coalesce', answer, token(expression.unknownIs ? 'TRUE' : 'FALSE'));
}

function lowerAnswer(expression: Subquery, lowering: Lowering): Sql {
  const query = lowering.lowerSubquery(expression.plan, lowering);
  if (expression.variant === 'in' && (expression.values ?? []).length > 1 && usesOuter(expression.plan))
    return lowerCorrelatedIn(expression, lowering);
  if (expression.variant !== 'in') return { kind: 'subquery', variant: expression.variant === 'exists' ? 'exists' : 'scalar', query };
  const values = (expression.values ?? []).map((value) => orderKey(lowering.lower(value), typeOf(value)));
  const child = values.length === 1 ? (values[0] as Sql) : operator(',', ...values);
  return { kind: 'subquery', variant: 'in', query: withKeys(query, outputOf(expression.plan), lowering), child };
}

/** The query gives what its texts are compared by, if that is not the texts themselves. */
function withKeys(query: Query, output: readonly Attribute[], lowering: Lowering): Query {
  if (!output.some((attribute) => hasCollation(attribute.dataType))) return query;
  const items = output.map((attribute) => {
    const name = lowering.attributeName(attribute);
    return { value: orderKey(column(name), attribute.dataType), as: name };
  });
  return { ctes: [], body: { kind: 'select', items, from: { kind: 'query', query, as: lowering.newName('q') } } };
}

/**
 * DuckDB has no correlated IN of several columns: whether some row is equal, or else may be, is what two aggregates over the rows say.
 */
function lowerCorrelatedIn(expression: Subquery, lowering: Lowering): Sql {
  const output = outputOf(expression.plan);
  const equal = (expression.values ?? [])
    .map((value, i): Sql => {
      const column = output[i] as Attribute;
      return operator('=', orderKey(lowering.lower(value), typeOf(value)), orderKey(lowering.lower(column), column.dataType));
    })
    .reduce((left, right) => operator('AND', left, right));
  const rows = lowering.newName('rows');
  const found = (condition: Sql): Sql => call('coalesce', call('bool_or', condition), token('FALSE'));
  const value = cases(
    [
      [found(equal), token('TRUE')],
      [found(isNull(equal)), cast(nullToken, 'BOOLEAN')],
    ],
    token('FALSE'),
  );
  const names = output.map((column) => lowering.attributeName(column));
  const body: Select = {
    kind: 'select',
    items: [{ value }],
    from: { kind: 'query', query: lowering.lowerSubquery(expression.plan, lowering), as: rows, columns: names },
  };
  return { kind: 'subquery', variant: 'scalar', query: { ctes: [], body } };
}

function usesOuter(plan: LogicalPlan): boolean {
  let found = false;
  walkExpressions(plan, (item) => {
    found ||= item.kind === 'outerReference';
  });
  return found;
}

/** A guard over constants that cannot hold, such as a divisor written as 2 being 0, is left out. */
function isNeverTrue(sql: Sql): boolean {
  if (sql.kind === 'token') return sql.text === 'FALSE';
  if (sql.kind !== 'operator') return false;
  if (sql.operator === 'AND') return sql.args.some(isNeverTrue);
  if (sql.operator === 'OR') return sql.args.every(isNeverTrue);
  if (sql.operator !== '=') return false;
  const [left, right] = sql.args.map(constantNumber);
  return left !== undefined && right !== undefined && left !== right;
}

function constantNumber(sql: Sql): number | undefined {
  if (sql.kind === 'cast')
    return /^(?:TINYINT|SMALLINT|INTEGER|BIGINT|DOUBLE|FLOAT|DECIMAL)/.test(sql.type) ? constantNumber(sql.child) : undefined;
  if (sql.kind !== 'token') return undefined;
  const text = sql.text.replace(/^'(.*)'$/, '$1').replace(/^\((-\d+)\)$/, '$1');
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
