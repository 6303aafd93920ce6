import { asNullable, type DataType, simpleString, sparkError, types } from '@kindling/protocol';
import { type Attribute, type Expression, type LogicalPlan, outputOf, type ScriptTransformation } from '../plan/index.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { buildCall } from './resolve-function.ts';

/** A command reads and writes text: what goes in becomes text below it, and what comes out gets its types above it. */
export function resolveScriptTransformation(plan: ScriptTransformation, analyzer: Analyzer, environment: Environment): LogicalPlan {
  if (plan.output !== undefined) return { ...plan, child: analyzer.resolve(plan.child, environment) };
  const resolved = analyzer.resolve(plan.child, environment);
  const child = analyzer.project(
    outputOf(resolved).map((column) => analyzer.alias(textOf(column, analyzer, plan), column.name)),
    resolved,
  );
  const output = plan.schema.fields.map(
    ({ name }): Attribute => ({ kind: 'attribute', name, dataType: types.string, nullable: true, id: analyzer.newId(), qualifier: [] }),
  );
  const script: LogicalPlan = { ...plan, output, child };
  const list = plan.schema.fields.map((field, i): Expression => {
    const value = valueOf(output[i] as Attribute, field.dataType, analyzer, plan);
    const alias = analyzer.alias(value, field.name);
    return field.metadata === undefined ? alias : { ...alias, metadata: field.metadata };
  });
  return analyzer.project(list, script);
}

function textOf(column: Attribute, analyzer: Analyzer, plan: ScriptTransformation): Expression {
  switch (column.dataType.kind) {
    case 'array':
    case 'map':
    case 'struct':
      return buildCall('to_json', [column], analyzer, plan);
    default:
      return analyzer.cast(column, types.string);
  }
}

/** Texts that Java reads as a number or a truth value: casts of Spark take more. */
const patterns = {
  integral: '^[+-]?[0-9]+$',
  floating: '^\\s*[+-]?(NaN|Infinity|[0-9.].*)\\s*$',
  decimal: '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$',
} as const;

/** The value of a text; NULL where it is none, but for decimals that are too large. */
function valueOf(text: Attribute, dataType: DataType, analyzer: Analyzer, plan: ScriptTransformation): Expression {
  const call = (name: string, ...args: Expression[]) => buildCall(name, args, analyzer, plan);
  const constant = (value: string | boolean): Expression =>
    typeof value === 'string' ? { kind: 'literal', value, dataType: types.string } : { kind: 'literal', value, dataType: types.boolean };
  const tried: Expression = { kind: 'cast', child: text, dataType, evalMode: 'try', implicit: true, timeZone: analyzer.timeZone };
  const where = (pattern: string, value: Expression) => call('when', call('rlike', text, constant(pattern)), value);
  switch (dataType.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return text;
    case 'boolean': {
      const lower = call('lower', text);
      return call('when', call('=', lower, constant('true')), constant(true), call('=', lower, constant('false')), constant(false));
    }
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return where(patterns.integral, tried);
    case 'float':
    case 'double':
      return where(patterns.floating, tried);
    case 'decimal':
      return where(patterns.decimal, analyzer.cast(text, dataType));
    case 'array':
    case 'map':
    case 'struct':
      return call('from_json', text, constant(simpleString(asNullable(dataType))));
    case 'binary':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time':
    case 'calendar_interval':
    case 'year_month_interval':
    case 'day_time_interval':
      return tried;
    default:
      throw sparkError('_LEGACY_ERROR_TEMP_2265', { dt: objectName(dataType), nodeName: 'SparkScriptTransformation' });
  }
}

/** What Spark's own objects for types without parts are called. */
function objectName(dataType: DataType): string {
  return dataType.kind === 'null' ? 'NullType$' : `${dataType.kind[0]?.toUpperCase()}${dataType.kind.slice(1)}Type$`;
}
