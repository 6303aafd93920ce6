import type { DataType, Decimal, StructField } from '@kindling/protocol';
import {
  call,
  cast,
  listOf,
  number,
  operator,
  physicalType,
  quoteText,
  type Sql,
  structFieldName,
  structOf,
  text,
  token,
} from '../duckdb/sql/index.ts';

/** DuckDB expression of a constant in Spark's internal form, of exactly the type that carries `dataType`. */
export function lowerLiteral(value: unknown, dataType: DataType): Sql {
  const type = physicalType(dataType);
  if (value === null || value === undefined) return cast(token('NULL'), type);
  switch (dataType.kind) {
    case 'boolean':
      return token(value === true ? 'TRUE' : 'FALSE');
    case 'byte':
    case 'short':
    case 'integer':
    case 'year_month_interval':
    case 'long':
    case 'day_time_interval':
    case 'time':
      return cast(token(quoteText(String(value))), type);
    case 'float':
    case 'double':
      return cast(token(quoteText(floatText(value as number))), type);
    case 'decimal':
      return cast(token(quoteText(decimalText(value as Decimal))), type);
    case 'string':
    case 'char':
    case 'varchar':
      return text(value as string);
    case 'binary':
      return call('unhex', text(hex(value as Uint8Array)));
    case 'date':
      return call('make_date', cast(number(value as number), 'INTEGER'));
    case 'timestamp':
      return operator('AT TIME ZONE', call('make_timestamp', cast(text(String(value)), 'BIGINT')), text('UTC'));
    case 'timestamp_ntz':
      return call('make_timestamp', cast(text(String(value)), 'BIGINT'));
    case 'calendar_interval': {
      const { months, days, micros } = value as { months: number; days: number; micros: bigint };
      return operator(
        '+',
        call('to_months', number(months)),
        call('to_days', number(days)),
        call('to_microseconds', cast(text(String(micros)), 'BIGINT')),
      );
    }
    case 'array':
      return cast(listOf(...(value as readonly unknown[]).map((item) => lowerLiteral(item, dataType.elementType))), type);
    case 'map': {
      const entries = value as readonly (readonly [unknown, unknown])[];
      const keys = listOf(...entries.map(([key]) => lowerLiteral(key, dataType.keyType)));
      const values = listOf(...entries.map(([, item]) => lowerLiteral(item, dataType.valueType)));
      return cast(call('map', keys, values), type);
    }
    case 'struct':
      return lowerStruct(value as readonly unknown[], dataType.fields);
    case 'variant': {
      const variant = value as { value: Uint8Array; metadata: Uint8Array };
      return structOf([
        ['value', call('unhex', text(hex(variant.value)))],
        ['metadata', call('unhex', text(hex(variant.metadata)))],
      ]);
    }
    case 'geometry':
    case 'geography': {
      const shape = value as { srid: number; wkb: Uint8Array };
      return structOf([
        ['srid', cast(number(shape.srid), 'INTEGER')],
        ['wkb', call('unhex', text(hex(shape.wkb)))],
      ]);
    }
    case 'udt':
      return lowerLiteral(value, dataType.sqlType);
    case 'null':
      return cast(token('NULL'), type);
  }
}

function lowerStruct(values: readonly unknown[], fields: readonly StructField[]): Sql {
  if (fields.length === 0) return structOf([['f0', cast(token('NULL'), 'BOOLEAN')]]);
  return structOf(fields.map((field, i) => [structFieldName(i), lowerLiteral(values[i], field.dataType)] as const));
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function decimalText(value: Decimal): string {
  const digits = (value.unscaled < 0n ? -value.unscaled : value.unscaled).toString().padStart(value.scale + 1, '0');
  const sign = value.unscaled < 0n ? '-' : '';
  if (value.scale <= 0) return sign + digits + '0'.repeat(-value.scale);
  return `${sign}${digits.slice(0, -value.scale)}.${digits.slice(-value.scale)}`;
}

function hex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
  return out;
}
