import { type DataType, sqlName, types } from '@kindling/protocol';
import { type Attribute, type Expression, type LogicalPlan, outputOf, type SetOperation } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { ordinal } from './coercion/coerce-arguments.ts';
import { widerType } from './coercion/common-type.ts';
import { isOrderable } from './coercion/implicit-cast.ts';
import type { Environment } from './environment.ts';
import { disjoint } from './fresh-ids.ts';

export function resolveSetOperation(plan: SetOperation, analyzer: Analyzer, environment: Environment): LogicalPlan {
  if (plan.output !== undefined) return plan;
  // A long chain of unions leans to the left: walk down it by a loop.
  const chain: SetOperation[] = [];
  let first: LogicalPlan = plan;
  while (first.kind === 'setOperation' && first.output === undefined) {
    chain.push(first);
    first = first.left;
  }
  let left = analyzer.resolve(first, environment);
  for (let i = chain.length - 1; i >= 0; i--) {
    const operation = chain[i] as SetOperation;
    left = combine(operation, left, analyzer.resolve(operation.right, environment), analyzer);
  }
  return left;
}

function combine(plan: SetOperation, givenLeft: LogicalPlan, givenRight: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const separate = disjoint(givenLeft, givenRight, analyzer);
  const [left, right] = plan.byName ? byName(plan, givenLeft, separate, analyzer) : [givenLeft, separate];
  const leftOutput = outputOf(left);
  const rightOutput = outputOf(right);
  const operator = plan.operation.toUpperCase();
  if (leftOutput.length !== rightOutput.length) {
    fail(
      'NUM_COLUMNS_MISMATCH',
      {
        operator: plan.isAll && plan.operation !== 'union' ? `${operator} ALL` : operator,
        firstNumColumns: String(leftOutput.length),
        invalidOrdinalNum: 'second',
        invalidNumColumns: String(rightOutput.length),
      },
      plan,
    );
  }
  const common = leftOutput.map((column, i) => {
    const other = rightOutput[i] as Attribute;
    const dataType = widerType(column.dataType, other.dataType, analyzer.rules);
    if (dataType === undefined) failIncompatible(plan, i, column.dataType, other.dataType);
    const isCompared = plan.operation !== 'union' || !plan.isAll;
    if (isCompared && !isOrderable(dataType) && dataType.kind !== 'calendar_interval') {
      fail(
        'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE',
        { colName: quoteName([column.name]), dataType: `"${sqlName(dataType)}"` },
        plan,
      );
    }
    return dataType;
  });
  const castLeft = castColumns(left, common, analyzer);
  const castRight = castColumns(right, common, analyzer);
  const other = outputOf(castRight);
  const output = outputOf(castLeft).map(
    (column, i): Attribute => ({
      ...column,
      id: plan.operation === 'union' ? analyzer.newId() : column.id,
      qualifier: [],
      nullable: nullableOf(plan.operation, column.nullable, other[i]?.nullable ?? true),
      dataType: plan.operation === 'union' ? mergedNullability(column.dataType, other[i]?.dataType ?? column.dataType) : column.dataType,
    }),
  );
  return { ...plan, byName: false, allowMissingColumns: false, left: castLeft, right: castRight, output };
}

function nullableOf(operation: SetOperation['operation'], left: boolean, right: boolean): boolean {
  if (operation === 'union') return left || right;
  return operation === 'intersect' ? left && right : left;
}

/** Nested parts are nullable when they are so on either side. */
function mergedNullability(left: DataType, right: DataType): DataType {
  if (left.kind === 'array' && right.kind === 'array')
    return types.array(mergedNullability(left.elementType, right.elementType), left.containsNull || right.containsNull);
  if (left.kind === 'map' && right.kind === 'map') {
    return types.map(
      mergedNullability(left.keyType, right.keyType),
      mergedNullability(left.valueType, right.valueType),
      left.valueContainsNull || right.valueContainsNull,
    );
  }
  if (left.kind === 'struct' && right.kind === 'struct') {
    return types.struct(
      left.fields.map((field, i) => {
        const other = right.fields[i] ?? field;
        return { ...field, dataType: mergedNullability(field.dataType, other.dataType), nullable: field.nullable || other.nullable };
      }),
    );
  }
  return left;
}

function castColumns(plan: LogicalPlan, target: readonly DataType[], analyzer: Analyzer): LogicalPlan {
  const output = outputOf(plan);
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const list = output.map((column, i): Expression => {
    const cast = castTo(column, target[i] as DataType, settings);
    return cast === column || cast.kind !== 'cast' ? column : analyzer.alias(cast, column.name);
  });
  return list.every((item, i) => item === output[i]) ? plan : analyzer.project(list, plan);
}

function failIncompatible(plan: SetOperation, index: number, first: DataType, second: DataType): never {
  fail(
    'INCOMPATIBLE_COLUMN_TYPE',
    {
      operator: plan.operation.toUpperCase(),
      columnOrdinalNumber: ordinal(index),
      tableOrdinalNumber: 'second',
      dataType1: `"${sqlName(second)}"`,
      dataType2: `"${sqlName(first)}"`,
      hint: '',
    },
    plan,
  );
}

/** UNION BY NAME: the right side's columns in the left one's order, missing ones as NULL when that is allowed. */
function byName(plan: SetOperation, left: LogicalPlan, right: LogicalPlan, analyzer: Analyzer): readonly [LogicalPlan, LogicalPlan] {
  const leftOutput = outputOf(left);
  const rightOutput = outputOf(right);
  checkDuplicates(leftOutput, plan, analyzer);
  checkDuplicates(rightOutput, plan, analyzer);
  const rightByName = new Map(rightOutput.map((column) => [analyzer.nameKey(column.name), column]));
  const leftNames = new Set(leftOutput.map((column) => analyzer.nameKey(column.name)));
  const ordered = leftOutput.map((column): Expression => {
    const match = rightByName.get(analyzer.nameKey(column.name));
    if (match) return match;
    if (!plan.allowMissingColumns) {
      fail(
        'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES',
        { colName: column.name, fieldNames: rightOutput.map((item) => item.name).join(', ') },
        plan,
      );
    }
    return analyzer.alias({ kind: 'literal', value: null, dataType: column.dataType }, column.name);
  });
  const extra = rightOutput.filter((column) => !leftNames.has(analyzer.nameKey(column.name)));
  if (extra.length > 0 && !plan.allowMissingColumns) {
    fail(
      'NUM_COLUMNS_MISMATCH',
      {
        operator: 'UNION',
        firstNumColumns: String(leftOutput.length),
        invalidOrdinalNum: 'second',
        invalidNumColumns: String(rightOutput.length),
      },
      plan,
    );
  }
  const newLeft =
    extra.length === 0
      ? left
      : analyzer.project(
          [
            ...leftOutput,
            ...extra.map((column) => analyzer.alias({ kind: 'literal', value: null, dataType: column.dataType }, column.name)),
          ],
          left,
        );
  return [newLeft, analyzer.project([...ordered, ...extra], right)];
}

function checkDuplicates(output: readonly Attribute[], plan: SetOperation, analyzer: Analyzer): void {
  const seen = new Set<string>();
  for (const { name } of output) {
    const key = analyzer.nameKey(name);
    if (seen.has(key)) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteName([key]) }, plan);
    seen.add(key);
  }
}
