import type { ArrowDictionary, ArrowField, ArrowType, TimeUnit } from './arrow-field.ts';
import type { FlatbufferTable } from './flatbuffer-table.ts';

const TIME_UNITS: readonly TimeUnit[] = ['second', 'millisecond', 'microsecond', 'nanosecond'];
const INTERVAL_UNITS = ['year_month', 'day_time', 'month_day_nano'] as const;
const FLOAT_BITS = [16, 32, 64] as const;

function timeUnit(table: FlatbufferTable, absent: number): TimeUnit {
  return TIME_UNITS[table.int16(0, absent)] ?? 'second';
}

/** The type of a number in Arrow's union of types; numbers are those of Arrow's Schema.fbs. */
function readType(number: number, table: FlatbufferTable): ArrowType {
  switch (number) {
    case 1:
      return { kind: 'null' };
    case 2:
      return { kind: 'int', bits: table.int32(0), signed: table.boolean(1) };
    case 3:
      return { kind: 'float', bits: FLOAT_BITS[table.int16(0)] ?? 16 };
    case 4:
      return { kind: 'binary' };
    case 5:
      return { kind: 'utf8' };
    case 6:
      return { kind: 'bool' };
    case 7:
      return { kind: 'decimal', precision: table.int32(0), scale: table.int32(1), bits: table.int32(2, 128) };
    case 8:
      return { kind: 'date', unit: table.int16(0, 1) === 0 ? 'day' : 'millisecond' };
    case 9:
      return { kind: 'time', unit: timeUnit(table, 1), bits: table.int32(1, 32) };
    case 10: {
      const timeZone = table.string(1);
      return { kind: 'timestamp', unit: timeUnit(table, 0), ...(timeZone === undefined ? {} : { timeZone }) };
    }
    case 11:
      return { kind: 'interval', unit: INTERVAL_UNITS[table.int16(0)] ?? 'year_month' };
    case 12:
      return { kind: 'list' };
    case 13:
      return { kind: 'struct' };
    case 15:
      return { kind: 'fixed_binary', width: table.int32(0) };
    case 16:
      return { kind: 'fixed_list', size: table.int32(0) };
    case 17:
      return { kind: 'map', keysSorted: table.boolean(0) };
    case 18:
      return { kind: 'duration', unit: timeUnit(table, 1) };
    case 19:
      return { kind: 'large_binary' };
    case 20:
      return { kind: 'large_utf8' };
    case 21:
      return { kind: 'large_list' };
    case 23:
      return { kind: 'binary_view' };
    case 24:
      return { kind: 'utf8_view' };
    default:
      return { kind: 'unsupported', name: UNSUPPORTED_NAMES[number] ?? `number ${number}` };
  }
}

const UNSUPPORTED_NAMES: Readonly<Record<number, string>> = {
  14: 'union',
  22: 'run_end_encoded',
  25: 'list_view',
  26: 'large_list_view',
};

function readDictionary(table: FlatbufferTable | undefined): ArrowDictionary | undefined {
  if (table === undefined) return undefined;
  const index = table.table(1);
  return { id: table.int64(0), indexType: index === undefined ? { kind: 'int', bits: 32, signed: true } : readType(2, index) };
}

function readField(table: FlatbufferTable): ArrowField {
  const typeTable = table.table(3);
  const dictionary = readDictionary(table.table(4));
  const metadata = table.tables(6).map((entry): [string, string] => [entry.string(0) ?? '', entry.string(1) ?? '']);
  return {
    name: table.string(0) ?? '',
    nullable: table.boolean(1),
    type: typeTable === undefined ? { kind: 'unsupported', name: 'none' } : readType(table.uint8(2), typeTable),
    children: table.tables(5).map(readField),
    ...(metadata.length === 0 ? {} : { metadata: new Map(metadata) }),
    ...(dictionary === undefined ? {} : { dictionary }),
  };
}

/** The fields of a stream, from the header of its first message. */
export function readSchemaHeader(header: FlatbufferTable): readonly ArrowField[] {
  return header.tables(1).map(readField);
}
