import { checkedCollation, type DataType, type StructType, sparkError, types } from '@kindling/protocol';
import type { IntegerValue, StructFieldType, DataType as SyntaxDataType } from '@kindling/sql';
import type { TypeContext } from './frontend-context.ts';

const simpleTypes: Readonly<Record<string, DataType>> = {
  boolean: { kind: 'boolean' },
  tinyint: { kind: 'byte' },
  smallint: { kind: 'short' },
  int: { kind: 'integer' },
  bigint: { kind: 'long' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  date: { kind: 'date' },
  timestamp_ltz: { kind: 'timestamp' },
  timestamp_ntz: { kind: 'timestamp_ntz' },
  binary: { kind: 'binary' },
  void: { kind: 'null' },
  variant: { kind: 'variant' },
};

export function dataTypeOf(syntax: SyntaxDataType, context: TypeContext): DataType {
  switch (syntax.kind) {
    case 'simpleType':
      return simpleTypes[syntax.name] as DataType;
    case 'timestampType':
      return { kind: context.timestampType };
    case 'decimalType':
      return { kind: 'decimal', precision: integerValue(syntax.precision ?? 10), scale: integerValue(syntax.scale ?? 0) };
    case 'stringType': {
      const name = syntax.collation?.parts.map((part) => part.value).join('.');
      return stringType(name ?? context.defaultCollation);
    }
    case 'charType':
      return { kind: 'char', length: integerValue(syntax.length) };
    case 'varcharType':
      return { kind: 'varchar', length: integerValue(syntax.length) };
    case 'timeType':
      return { kind: 'time', precision: integerValue(syntax.precision ?? 6) };
    case 'calendarIntervalType':
      return { kind: 'calendar_interval' };
    case 'yearMonthIntervalType':
      return { kind: 'year_month_interval', start: syntax.startField, end: syntax.endField };
    case 'dayTimeIntervalType':
      return { kind: 'day_time_interval', start: syntax.startField, end: syntax.endField };
    case 'geometryType':
      return { kind: 'geometry', srid: syntax.srid === 'any' ? 'ANY' : integerValue(syntax.srid) };
    case 'geographyType':
      return { kind: 'geography', srid: syntax.srid === 'any' ? 'ANY' : integerValue(syntax.srid) };
    case 'arrayType':
      return { kind: 'array', elementType: dataTypeOf(syntax.elementType, context), containsNull: true };
    case 'mapType':
      return {
        kind: 'map',
        keyType: dataTypeOf(syntax.keyType, context),
        valueType: dataTypeOf(syntax.valueType, context),
        valueContainsNull: true,
      };
    case 'structType':
      return structTypeOf(syntax.fields, context);
  }
}

export function structTypeOf(fields: readonly StructFieldType[], context: TypeContext): StructType {
  return {
    kind: 'struct',
    fields: fields.map((field) => ({
      name: field.name.value,
      dataType: dataTypeOf(field.dataType, context),
      nullable: field.nullable,
      ...(typeof field.comment === 'string' ? { metadata: { comment: field.comment } } : {}),
    })),
  };
}

export function stringType(collation: string | undefined): DataType {
  return collation === undefined ? types.string : types.collatedString(checkedCollation(collation).name);
}

function integerValue(value: IntegerValue): number {
  if (typeof value === 'number') return value;
  const name = value.kind === 'namedParameter' ? value.name : `_${value.index}`;
  throw sparkError('UNBOUND_SQL_PARAMETER', { name });
}
