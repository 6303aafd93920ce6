import { type DataType, type StructType, sqlName, types } from '@kindling/protocol';
import { type Expression, isNullable, typeOf } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { isIntegral } from './coercion/common-type.ts';
import { implicitType } from './coercion/implicit-cast.ts';
import { quotedSql, quotedType, sqlText } from './expression-sql.ts';

/** Takes field after field from a value. */
export function extractNested(base: Expression, fields: readonly string[], analyzer: Analyzer, at: HasOrigin): Expression {
  return fields.reduce<Expression>(
    (child, field) => extractValue(child, { kind: 'literal', value: field, dataType: types.string }, analyzer, at),
    base,
  );
}

/** `value[key]` and `value.name`: a struct's field, an array's element, a map's value. */
export function extractValue(child: Expression, extraction: Expression, analyzer: Analyzer, at: HasOrigin): Expression {
  const type = typeOf(child);
  const name = extraction.kind === 'literal' && extraction.dataType.kind === 'string' ? (extraction.value as string) : undefined;
  if (type.kind === 'struct' && name !== undefined) return structField(child, type, name, analyzer, at);
  if (type.kind === 'array') {
    if (type.elementType.kind === 'struct' && name !== undefined)
      return arrayStructField(child, type, type.elementType, name, analyzer, at);
    return arrayItem(child, type.containsNull, type.elementType, extraction, analyzer, at);
  }
  if (type.kind === 'map') return mapValue(child, type, extraction, analyzer, at);
  if (type.kind === 'struct') fail('INVALID_EXTRACT_FIELD_TYPE', { extraction: quotedSql(extraction) }, at);
  fail('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: quotedSql(child), other: quotedType(child) }, at);
}

export function findField(struct: StructType, name: string, analyzer: Analyzer, at: HasOrigin): number {
  const found = struct.fields.flatMap((field, i) => (analyzer.sameName(field.name, name) ? [i] : []));
  if (found.length === 1) return found[0] as number;
  const fields = struct.fields.map((field) => quoteName([field.name])).join(', ');
  if (found.length === 0) fail('FIELD_NOT_FOUND', { fieldName: quoteName([name]), fields }, at);
  fail('AMBIGUOUS_REFERENCE_TO_FIELDS', { field: quoteName([name]), count: String(found.length) }, at);
}

function structField(child: Expression, struct: StructType, name: string, analyzer: Analyzer, at: HasOrigin): Expression {
  const ordinal = findField(struct, name, analyzer, at);
  const field = struct.fields[ordinal] as StructType['fields'][number];
  const nullable = isNullable(child) || field.nullable;
  return { kind: 'getStructField', child, ordinal, name: field.name, dataType: field.dataType, nullable, ...origin(at) };
}

function arrayStructField(
  child: Expression,
  array: DataType & { kind: 'array' },
  struct: StructType,
  name: string,
  analyzer: Analyzer,
  at: HasOrigin,
): Expression {
  const ordinal = findField(struct, name, analyzer, at);
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

function arrayItem(
  child: Expression,
  containsNull: boolean,
  dataType: DataType,
  extraction: Expression,
  analyzer: Analyzer,
  at: HasOrigin,
): Expression {
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
  const index = isIntegral(type) ? extraction : castTo(extraction, types.integer, settings(analyzer));
  return {
    kind: 'call',
    fn: 'get_array_item',
    args: [child, index],
    dataType,
    nullable: arrayItemNullable(child, containsNull, index, analyzer),
    evalMode: analyzer.rules.ansi ? 'ansi' : 'legacy',
    ...origin(at),
  };
}

/** In ANSI mode an index beyond the end raises, so only the element itself can be NULL. */
function arrayItemNullable(child: Expression, containsNull: boolean, index: Expression, analyzer: Analyzer): boolean {
  if (analyzer.rules.ansi) return isNullable(child) || isNullable(index) || containsNull;
  if (child.kind === 'call' && child.fn === 'array' && index.kind === 'literal' && index.value !== null) {
    const element = child.args[Number(index.value)];
    return element === undefined || isNullable(element);
  }
  return true;
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
  const key = castTo(extraction, keyType, settings(analyzer));
  return { kind: 'call', fn: 'get_map_value', args: [child, key], dataType: map.valueType, nullable: true, ...origin(at) };
}

function settings(analyzer: Analyzer) {
  return { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
}

function origin(at: HasOrigin): HasOrigin {
  return at.origin ? { origin: at.origin } : {};
}
