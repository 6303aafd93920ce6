import { type DataType, type StructType, sqlName, types } from '@kindling/protocol';
import { elementNullable } from '../functions/index.ts';
import { type Expression, isNullable, typeOf } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { isIntegral } from './coercion/common-type.ts';
import { implicitType } from './coercion/implicit-cast.ts';
import { constantValue } from './constant.ts';
import { quotedSql, quotedType, sqlText } from './expression-sql.ts';

/** Takes field after field from a value. */
export function extractNested(base: Expression, fields: readonly string[], analyzer: Analyzer, at: HasOrigin): Expression {
  return fields.reduce<Expression>(
    (child, field) => extractValue(child, { kind: 'literal', value: field, dataType: types.string }, analyzer, at, at),
    base,
  );
}

/**
 * `value[key]` and `value.name`: a struct's field, an array's element, a map's value. Spark tells where a field is missing only when it
 * stands in a name, `refusedAt`.
 */
export function extractValue(
  child: Expression,
  extraction: Expression,
  analyzer: Analyzer,
  at: HasOrigin,
  refusedAt: HasOrigin = {},
): Expression {
  const type = typeOf(child);
  const name = extraction.kind === 'literal' && extraction.dataType.kind === 'string' ? (extraction.value as string) : undefined;
  if (type.kind === 'struct' && name !== undefined) return structField(child, findField(type, name, analyzer, refusedAt), type, at);
  if (type.kind === 'array') {
    if (type.elementType.kind === 'struct' && name !== undefined)
      return arrayStructField(child, findField(type.elementType, name, analyzer, refusedAt), type, type.elementType, at);
    return arrayItem(child, type.elementType, extraction, analyzer, at);
  }
  if (type.kind === 'map') return mapValue(child, type, extraction, analyzer, at);
  if (type.kind === 'null') return ofNull(child, extraction);
  if (type.kind === 'struct') fail('INVALID_EXTRACT_FIELD_TYPE', { extraction: quotedSql(extraction) }, refusedAt);
  fail('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: quotedSql(child), other: quotedType(child) }, refusedAt);
}

/** NULL has no fields, and each of them is NULL. */
function ofNull(child: Expression, extraction: Expression): Expression {
  const text = `${sqlText(child)}[${sqlText(extraction)}]`;
  return { kind: 'call', fn: 'coalesce', args: [child], dataType: types.null, nullable: true, displaySql: text };
}

export function findField(struct: StructType, name: string, analyzer: Analyzer, at: HasOrigin): number {
  const found = struct.fields.flatMap((field, i) => (analyzer.sameName(field.name, name) ? [i] : []));
  if (found.length === 1) return found[0] as number;
  const fields = struct.fields.map((field) => quoteName([field.name])).join(', ');
  if (found.length === 0) fail('FIELD_NOT_FOUND', { fieldName: quoteName([name]), fields }, at);
  fail('AMBIGUOUS_REFERENCE_TO_FIELDS', { field: quoteName([name]), count: String(found.length) }, at);
}

function structField(child: Expression, ordinal: number, struct: StructType, at: HasOrigin): Expression {
  const field = struct.fields[ordinal] as StructType['fields'][number];
  const nullable = isNullable(child) || field.nullable;
  return { kind: 'getStructField', child, ordinal, name: field.name, dataType: field.dataType, nullable, ...origin(at) };
}

function arrayStructField(
  child: Expression,
  ordinal: number,
  array: DataType & { kind: 'array' },
  struct: StructType,
  at: HasOrigin,
): Expression {
  const field = struct.fields[ordinal] as StructType['fields'][number];
  return {
    kind: 'call',
    fn: 'get_array_struct_fields',
    args: [child],
    dataType: types.array(field.dataType, array.containsNull || field.nullable),
    nullable: isNullable(child),
    options: { ordinal, name: field.name },
    displayName: `${sqlText(child)}.${field.name}`,
    ...origin(at),
  };
}

function arrayItem(child: Expression, dataType: DataType, extraction: Expression, analyzer: Analyzer, at: HasOrigin): Expression {
  const type = typeOf(extraction);
  if (!isIntegral(type) && type.kind !== 'null') {
    fail(
      'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
      {
        sqlExpr: `"${sqlText(child)}[${sqlText(extraction)}]"`,
        paramIndex: 'second',
        inputSql: quotedSql(extraction),
        inputType: quotedType(extraction),
        requiredType: '"INTEGRAL"',
      },
      at,
    );
  }
  const index = isIntegral(type) ? extraction : castTo(extraction, types.integer, settings(analyzer, at));
  return {
    kind: 'call',
    fn: 'get_array_item',
    args: [child, index],
    dataType,
    nullable: elementNullable(child, index, 0, analyzer.rules.ansi, constantValue(index, analyzer.timeZone)?.value),
    evalMode: analyzer.rules.ansi ? 'ansi' : 'legacy',
    ...origin(at),
  };
}

function mapValue(
  child: Expression,
  map: DataType & { kind: 'map' },
  extraction: Expression,
  analyzer: Analyzer,
  at: HasOrigin,
): Expression {
  const keyType = implicitType(typeOf(extraction), map.keyType, analyzer.rules);
  if (keyType === undefined) {
    fail(
      'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
      {
        sqlExpr: `"${sqlText(child)}[${sqlText(extraction)}]"`,
        paramIndex: 'second',
        inputSql: quotedSql(extraction),
        inputType: quotedType(extraction),
        requiredType: `"${sqlName(map.keyType)}"`,
      },
      at,
    );
  }
  const key = castTo(extraction, keyType, settings(analyzer, at));
  return { kind: 'call', fn: 'get_map_value', args: [child, key], dataType: map.valueType, nullable: true, ...origin(at) };
}

function settings(analyzer: Analyzer, at: HasOrigin) {
  return { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone, at };
}

function origin(at: HasOrigin): HasOrigin {
  return at.origin ? { origin: at.origin } : {};
}
