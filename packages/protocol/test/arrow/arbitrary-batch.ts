import fc from 'fast-check';
import {
  CalendarInterval,
  type DataType,
  Decimal,
  GeoValue,
  type InternalValue,
  powerOfTen,
  type StructType,
  types,
  VariantValue,
} from '../../src/index.ts';

const leafTypes: readonly DataType[] = [
  types.null,
  types.boolean,
  types.byte,
  types.short,
  types.integer,
  types.long,
  types.float,
  types.double,
  types.decimal(1, 0),
  types.decimal(9, 9),
  types.decimal(18, 4),
  types.decimal(38, 10),
  types.string,
  types.collatedString('UNICODE_CI'),
  types.char(40),
  types.varchar(40),
  types.binary,
  types.date,
  types.timestamp,
  types.timestampNtz,
  types.time(),
  types.calendarInterval,
  types.yearMonthInterval(),
  types.dayTimeInterval(),
  types.variant,
  types.geometry(4326),
  types.geography('ANY'),
];

/** Every data type of Spark, nested up to a depth. */
export function arbitraryType(depth: number): fc.Arbitrary<DataType> {
  const leaf = fc.constantFrom(...leafTypes);
  if (depth === 0) return leaf;
  const inner = arbitraryType(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc.tuple(inner, fc.boolean()).map(([element, nullable]) => types.array(element, nullable || element.kind === 'null')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, inner, fc.boolean())
        .filter(([key]) => key.kind !== 'null')
        .map(([key, value, nullable]) => types.map(key, value, nullable || value.kind === 'null')),
    },
    { weight: 1, arbitrary: arbitraryStruct(depth - 1) },
  );
}

export function arbitraryStruct(depth: number): fc.Arbitrary<StructType> {
  const field = fc.tuple(arbitraryType(depth), fc.boolean());
  return fc
    .array(field, { maxLength: 4 })
    .map((fields) =>
      types.struct(fields.map(([type, nullable], index) => types.field(`f${index} ü`, type, nullable || type.kind === 'null'))),
    );
}

const long = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Uint8Array.from(array));

function notNull(type: DataType): fc.Arbitrary<InternalValue> {
  switch (type.kind) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'byte':
      return fc.integer({ min: -128, max: 127 });
    case 'short':
      return fc.integer({ min: -32768, max: 32767 });
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return int;
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval':
      return long;
    case 'float':
      return fc.float();
    case 'double':
      return fc.double();
    case 'decimal': {
      const limit = powerOfTen(type.precision) - 1n;
      return fc.bigInt(-limit, limit).map((unscaled) => new Decimal(unscaled, type.scale));
    }
    case 'string':
    case 'char':
    case 'varchar':
      return text;
    case 'binary':
      return bytes;
    case 'time':
      return fc.bigInt(0n, 86_399_999_999n).map((micros) => micros * 1000n);
    case 'calendar_interval':
      return fc.tuple(int, int, fc.bigInt(-(9n * 10n ** 15n), 9n * 10n ** 15n)).map((parts) => new CalendarInterval(...parts));
    case 'array':
      return fc.array(arbitraryValue(type.elementType, type.containsNull), { maxLength: 4 });
    case 'map':
      return fc.array(fc.tuple(arbitraryValue(type.keyType, false), arbitraryValue(type.valueType, type.valueContainsNull)), {
        maxLength: 4,
      });
    case 'struct':
      return fc.tuple(...type.fields.map((field) => arbitraryValue(field.dataType, field.nullable)));
    case 'variant':
      return fc.tuple(bytes, bytes).map((parts) => new VariantValue(...parts));
    case 'geometry':
    case 'geography':
      return fc.tuple(bytes, int).map((parts) => new GeoValue(...parts));
    case 'udt':
      return notNull(type.sqlType);
  }
}

export function arbitraryValue(type: DataType, nullable: boolean): fc.Arbitrary<InternalValue> {
  return nullable ? fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: notNull(type) }) : notNull(type);
}

export interface Table {
  readonly schema: StructType;
  readonly rows: readonly InternalValue[][];
}

/** A schema with rows of internal values that fit it. */
export function arbitraryTable(depth = 3, maxRows = 20): fc.Arbitrary<Table> {
  return arbitraryStruct(depth).chain((schema) =>
    fc
      .array(fc.tuple(...schema.fields.map((field) => arbitraryValue(field.dataType, field.nullable))), { maxLength: maxRows })
      .map((rows) => ({ schema, rows })),
  );
}
