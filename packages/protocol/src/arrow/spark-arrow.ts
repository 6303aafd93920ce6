import type { DataType, StructField, StructType } from '../types/index.ts';
import { types } from '../types/index.ts';
import { ArrowError } from './arrow-error.ts';
import type { ArrowField, ArrowType } from './arrow-field.ts';

const NO_CHILDREN: readonly ArrowField[] = [];

function field(
  name: string,
  type: ArrowType,
  nullable: boolean,
  children = NO_CHILDREN,
  metadata?: Readonly<Record<string, string>>,
): ArrowField {
  const base = { name, nullable, type, children };
  return metadata === undefined ? base : { ...base, metadata: new Map(Object.entries(metadata)) };
}

/** The struct that stands for a geometry; its second field says what it is. */
function geoChildren(kind: 'geometry' | 'geography', srid: number | 'ANY'): readonly ArrowField[] {
  const metadata = { [kind]: 'true', srid: srid === 'ANY' ? '-1' : String(srid) };
  return [field('srid', { kind: 'int', bits: 32, signed: true }, false), field('wkb', { kind: 'binary' }, false, NO_CHILDREN, metadata)];
}

const INTEGER_BITS = { byte: 8, short: 16, integer: 32, long: 64 } as const;

/**
 * The Arrow field in which Spark sends a column of a type; the session's time zone is part of the type of timestamps.
 * Names and metadata are those of Apache Spark 4.2.
 */
export function arrowFieldOf(name: string, type: DataType, nullable: boolean, timeZone: string): ArrowField {
  switch (type.kind) {
    case 'null':
      return field(name, { kind: 'null' }, nullable);
    case 'boolean':
      return field(name, { kind: 'bool' }, nullable);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return field(name, { kind: 'int', bits: INTEGER_BITS[type.kind], signed: true }, nullable);
    case 'float':
      return field(name, { kind: 'float', bits: 32 }, nullable);
    case 'double':
      return field(name, { kind: 'float', bits: 64 }, nullable);
    case 'decimal':
      return field(name, { kind: 'decimal', precision: type.precision, scale: type.scale, bits: 128 }, nullable);
    case 'string':
    case 'char':
    case 'varchar':
      return field(name, { kind: 'utf8' }, nullable);
    case 'binary':
      return field(name, { kind: 'binary' }, nullable);
    case 'date':
      return field(name, { kind: 'date', unit: 'day' }, nullable);
    case 'timestamp':
      return field(name, { kind: 'timestamp', unit: 'microsecond', timeZone }, nullable);
    case 'timestamp_ntz':
      return field(name, { kind: 'timestamp', unit: 'microsecond' }, nullable);
    case 'time':
      return field(name, { kind: 'time', unit: 'nanosecond', bits: 64 }, nullable);
    case 'calendar_interval':
      return field(name, { kind: 'interval', unit: 'month_day_nano' }, nullable);
    case 'year_month_interval':
      return field(name, { kind: 'interval', unit: 'year_month' }, nullable);
    case 'day_time_interval':
      return field(name, { kind: 'duration', unit: 'microsecond' }, nullable);
    case 'array':
      return field(name, { kind: 'list' }, nullable, [arrowFieldOf('element', type.elementType, type.containsNull, timeZone)]);
    case 'map':
      return field(name, { kind: 'map', keysSorted: false }, nullable, [
        field('entries', { kind: 'struct' }, false, [
          arrowFieldOf('key', type.keyType, false, timeZone),
          arrowFieldOf('value', type.valueType, type.valueContainsNull, timeZone),
        ]),
      ]);
    case 'struct':
      return field(name, { kind: 'struct' }, nullable, arrowFieldsOf(type, timeZone));
    case 'variant':
      return field(name, { kind: 'struct' }, nullable, [
        field('value', { kind: 'binary' }, false),
        field('metadata', { kind: 'binary' }, false, NO_CHILDREN, { variant: 'true' }),
      ]);
    case 'geometry':
    case 'geography':
      return field(name, { kind: 'struct' }, nullable, geoChildren(type.kind, type.srid));
    case 'udt':
      return arrowFieldOf(name, type.sqlType, nullable, timeZone);
  }
}

export function arrowFieldsOf(schema: StructType, timeZone: string): readonly ArrowField[] {
  return schema.fields.map(({ name, dataType, nullable }) => arrowFieldOf(name, dataType, nullable, timeZone));
}

function integerType(bits: number, signed: boolean): DataType {
  switch (signed ? bits : bits * 2) {
    case 8:
      return types.byte;
    case 16:
      return types.short;
    case 32:
      return types.integer;
    case 64:
      return types.long;
    default:
      return types.decimal(20, 0);
  }
}

function structType(arrow: ArrowField): DataType {
  const [first, second] = arrow.children;
  if (arrow.children.length === 2) {
    if (second?.metadata?.get('variant') === 'true' && second.name === 'metadata' && first?.name === 'value') return types.variant;
    const srid = second?.metadata?.get('srid');
    if (srid !== undefined && second?.name === 'wkb' && first?.name === 'srid') {
      const value = srid === '-1' ? 'ANY' : Number(srid);
      if (second.metadata?.get('geometry') === 'true') return types.geometry(value);
      if (second.metadata?.get('geography') === 'true') return types.geography(value);
    }
  }
  return types.struct(arrow.children.map(structFieldOfArrow));
}

function elementOf(arrow: ArrowField): ArrowField {
  const element = arrow.children[0];
  if (element === undefined) throw new ArrowError(`the list '${arrow.name}' has no element type`);
  return element;
}

/** The Spark type that a column of any Arrow client has; unsigned integers become the next larger type. */
export function dataTypeOfArrow(arrow: ArrowField): DataType {
  const { type } = arrow;
  switch (type.kind) {
    case 'null':
      return types.null;
    case 'bool':
      return types.boolean;
    case 'int':
      return integerType(type.bits, type.signed);
    case 'float':
      return type.bits === 64 ? types.double : types.float;
    case 'decimal':
      return types.decimal(type.precision, type.scale);
    case 'utf8':
    case 'large_utf8':
    case 'utf8_view':
      return types.string;
    case 'binary':
    case 'large_binary':
    case 'binary_view':
    case 'fixed_binary':
      return types.binary;
    case 'date':
      return types.date;
    case 'time':
      return types.time();
    case 'timestamp':
      return type.timeZone === undefined ? types.timestampNtz : types.timestamp;
    case 'duration':
      return types.dayTimeInterval();
    case 'interval':
      if (type.unit === 'year_month') return types.yearMonthInterval();
      return type.unit === 'day_time' ? types.dayTimeInterval() : types.calendarInterval;
    case 'list':
    case 'large_list':
    case 'fixed_list': {
      const element = elementOf(arrow);
      return types.array(dataTypeOfArrow(element), element.nullable);
    }
    case 'map': {
      const [key, value] = elementOf(arrow).children;
      if (key === undefined || value === undefined) throw new ArrowError(`the map '${arrow.name}' has no key and value types`);
      return types.map(dataTypeOfArrow(key), dataTypeOfArrow(value), value.nullable);
    }
    case 'struct':
      return structType(arrow);
    case 'unsupported':
      throw new ArrowError(`the column '${arrow.name}' has the Arrow type ${type.name}, which has no Spark type`);
  }
}

export function structFieldOfArrow(arrow: ArrowField): StructField {
  return types.field(arrow.name, dataTypeOfArrow(arrow), arrow.nullable);
}
