import { castToSparkString, type DataType, type Decimal, type InternalValue, type VariantValue } from '@kindling/protocol';
import { caster } from '../cast/index.ts';
import { formatLocal, formatTimestamp } from '../date-time/index.ts';
import { type CallSite, type RowFunction, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { isOn, type JsonOptions } from './json-options.ts';
import { doubleJson, quoteJson } from './json-text.ts';

export interface JsonWriteOptions {
  readonly timeZone: string;
  readonly dateFormat: string;
  readonly timestampFormat: string;
  readonly timestampNtzFormat: string;
  readonly ignoreNullFields: boolean;
  readonly pretty: boolean;
}

const LOCAL_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS";

export function jsonWriteOptions(given: JsonOptions, sessionTimeZone: string, ignoreNullFields: boolean): JsonWriteOptions {
  return {
    timeZone: given.timezone ?? sessionTimeZone,
    dateFormat: given.dateformat ?? 'yyyy-MM-dd',
    timestampFormat: given.timestampformat ?? `${LOCAL_FORMAT}XXX`,
    timestampNtzFormat: given.timestampntzformat ?? LOCAL_FORMAT,
    ignoreNullFields: isOn(given, 'ignoreNullFields', ignoreNullFields),
    pretty: isOn(given, 'pretty', false),
  };
}

/** What is between brackets, and where the lines of a pretty text start. */
type Write = (value: InternalValue, indent: string) => string;

/** Writes values of a type as JSON. */
export function jsonWriter(dataType: DataType, options: JsonWriteOptions): (value: InternalValue) => string {
  const write = writerOf(dataType, options);
  return (value) => write(value, '\n');
}

function writerOf(dataType: DataType, options: JsonWriteOptions): Write {
  const write = valueWriter(dataType, options);
  return (value, indent) => (value === null ? 'null' : write(value, indent));
}

function valueWriter(dataType: DataType, options: JsonWriteOptions): Write {
  switch (dataType.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return String;
    case 'float':
    case 'double':
      return (value) => doubleJson(value as number, dataType.kind === 'float');
    case 'decimal': {
      const text = caster(dataType, { kind: 'string' }, { evalMode: 'legacy', timeZone: options.timeZone, nowMicros: 0n });
      return (value) => String(text(value as Decimal));
    }
    case 'binary':
      return (value) => `"${btoa(Array.from(value as Uint8Array, (byte) => String.fromCharCode(byte)).join(''))}"`;
    case 'date':
      return (value) => quoteJson(formatLocal(BigInt(value as number) * 86_400_000_000n, options.dateFormat, 'UTC', 0));
    case 'timestamp':
      return (value) => quoteJson(formatTimestamp(value as bigint, options.timestampFormat, options.timeZone));
    case 'timestamp_ntz':
      return (value) => quoteJson(formatLocal(value as bigint, options.timestampNtzFormat, 'UTC', 0));
    case 'variant':
      return (value) => (value as VariantValue).toJsonText(options.timeZone);
    case 'array':
      return arrayWriter(writerOf(dataType.elementType, options), options);
    case 'map':
      return mapWriter(dataType.keyType, writerOf(dataType.valueType, options), options);
    case 'struct':
      return structWriter(dataType.fields, options);
    default:
      return (value) => quoteJson(castToSparkString(value, dataType, { timeZone: options.timeZone, style: 'cast' }) ?? '');
  }
}

function arrayWriter(write: Write, { pretty }: JsonWriteOptions): Write {
  return (value, indent) => {
    const items = (value as readonly InternalValue[]).map((item) => write(item, indent));
    if (!pretty) return `[${items.join(',')}]`;
    return items.length === 0 ? '[ ]' : `[ ${items.join(', ')} ]`;
  };
}

function object(members: readonly (readonly [name: string, text: string])[], indent: string, pretty: boolean): string {
  const texts = members.map(([name, text]) => `${quoteJson(name)}${pretty ? ' : ' : ':'}${text}`);
  if (!pretty) return `{${texts.join(',')}}`;
  return texts.length === 0 ? '{ }' : `{${indent}  ${texts.join(`,${indent}  `)}${indent}}`;
}

function mapWriter(keyType: DataType, write: Write, { pretty }: JsonWriteOptions): Write {
  return (value, indent) =>
    object(
      (value as readonly (readonly [InternalValue, InternalValue])[]).map(([key, item]) => [
        keyText(key, keyType),
        write(item, `${indent}  `),
      ]),
      indent,
      pretty,
    );
}

/** Keys are shown as they are stored: dates as days, timestamps as microseconds, structs and arrays in brackets. */
function keyText(key: InternalValue, dataType: DataType): string {
  if (key === null) return 'null';
  switch (dataType.kind) {
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return String(key);
    case 'array':
      return `[${(key as readonly InternalValue[]).map((item) => keyText(item, dataType.elementType)).join(',')}]`;
    case 'struct':
      return `[${(key as readonly InternalValue[]).map((item, i) => keyText(item, dataType.fields[i]?.dataType ?? { kind: 'null' })).join(',')}]`;
    default:
      return castToSparkString(key, dataType) ?? '';
  }
}

function structWriter(fields: readonly { readonly name: string; readonly dataType: DataType }[], options: JsonWriteOptions): Write {
  const writers = fields.map((field) => writerOf(field.dataType, options));
  return (value, indent) => {
    const values = value as readonly InternalValue[];
    const members = fields.flatMap((field, i): (readonly [string, string])[] => {
      const item = values[i] ?? null;
      return item === null && options.ignoreNullFields ? [] : [[field.name, writers[i]?.(item, `${indent}  `) ?? 'null']];
    });
    return object(members, indent, options.pretty);
  };
}

function toJson({ argTypes: [from], options }: CallSite): RowFunction {
  const given = (options.json ?? {}) as JsonOptions;
  return jsonWriter(
    from ?? { kind: 'null' },
    jsonWriteOptions(given, String(options.timeZone ?? 'UTC'), options.ignoreNullFields !== false),
  );
}

export const toJsonBodies: readonly RuntimeBody[] = [runtimeBodyOf('to_json', toJson)];
