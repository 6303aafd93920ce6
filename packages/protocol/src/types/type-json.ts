import type { DataType, DayTimeField, StructField, StructType, YearMonthField } from './data-type.ts';
import { typeName } from './type-names.ts';
import { types } from './types.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const COLLATIONS_KEY = '__COLLATIONS';

/** Spark keeps collations beside the type, in the metadata of the enclosing field, by path inside it. */
function collectCollations(type: DataType, path: string, into: Record<string, string>): void {
  switch (type.kind) {
    case 'string':
      if (type.collation !== undefined) {
        into[path] = `${type.collation.startsWith('UTF8_') ? 'spark' : 'icu'}.${type.collation}`;
      }
      return;
    case 'array':
      collectCollations(type.elementType, `${path}.element`, into);
      return;
    case 'map':
      collectCollations(type.keyType, `${path}.key`, into);
      collectCollations(type.valueType, `${path}.value`, into);
      return;
    default:
      return;
  }
}

function fieldToJson(field: StructField): JsonValue {
  const collations: Record<string, string> = {};
  collectCollations(field.dataType, field.name, collations);
  const metadata = { ...(field.metadata as { readonly [key: string]: JsonValue } | undefined) };
  if (Object.keys(collations).length > 0) metadata[COLLATIONS_KEY] = collations;
  return { name: field.name, type: dataTypeToJson(field.dataType), nullable: field.nullable, metadata };
}

function coordinateSystem(srid: number | 'ANY'): string {
  switch (srid) {
    case 'ANY':
      return 'SRID:ANY';
    case 0:
      return 'SRID:0';
    case 4326:
      return 'OGC:CRS84';
    default:
      return `EPSG:${srid}`;
  }
}

/** A type as the JSON value that Spark writes into schemas of Parquet files, tables and `df.schema.json()`. */
export function dataTypeToJson(type: DataType): JsonValue {
  switch (type.kind) {
    case 'array':
      return { type: 'array', elementType: dataTypeToJson(type.elementType), containsNull: type.containsNull };
    case 'map':
      return {
        type: 'map',
        keyType: dataTypeToJson(type.keyType),
        valueType: dataTypeToJson(type.valueType),
        valueContainsNull: type.valueContainsNull,
      };
    case 'struct':
      return { type: 'struct', fields: type.fields.map(fieldToJson) };
    case 'geometry':
      return `geometry(${coordinateSystem(type.srid)})`;
    case 'geography':
      return `geography(${coordinateSystem(type.srid)}, SPHERICAL)`;
    case 'udt':
      return {
        type: 'udt',
        ...(type.jvmClass === undefined ? {} : { class: type.jvmClass }),
        ...(type.pythonClass === undefined ? {} : { pyClass: type.pythonClass }),
        ...(type.serializedPythonClass === undefined ? {} : { serializedClass: type.serializedPythonClass }),
        sqlType: dataTypeToJson(type.sqlType),
      };
    default:
      return typeName(type);
  }
}

const NAMED: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['void', types.null],
  ['null', types.null],
  ['boolean', types.boolean],
  ['byte', types.byte],
  ['tinyint', types.byte],
  ['short', types.short],
  ['smallint', types.short],
  ['integer', types.integer],
  ['int', types.integer],
  ['long', types.long],
  ['bigint', types.long],
  ['float', types.float],
  ['double', types.double],
  ['decimal', types.decimal()],
  ['string', types.string],
  ['binary', types.binary],
  ['date', types.date],
  ['timestamp', types.timestamp],
  ['timestamp_ltz', types.timestamp],
  ['timestamp_ntz', types.timestampNtz],
  ['time', types.time()],
  ['interval', types.calendarInterval],
  ['calendarinterval', types.calendarInterval],
  ['variant', types.variant],
  ['geometry', types.geometry()],
  ['geography', types.geography()],
]);

const YEAR_MONTH_INTERVAL = /^interval (year|month)(?: to (month))?$/;
const DAY_TIME_INTERVAL = /^interval (day|hour|minute|second)(?: to (hour|minute|second))?$/;
const PARAMETERISED = /^(decimal|char|varchar|time)\(\s*(-?\d+)\s*(?:,\s*(-?\d+)\s*)?\)$/;
const GEO = /^(geometry|geography)\(\s*([A-Za-z]+:[A-Za-z0-9]+)\s*(?:,\s*SPHERICAL\s*)?\)$/;

function sridOf(system: string): number | 'ANY' | undefined {
  if (system === 'SRID:ANY') return 'ANY';
  if (system === 'OGC:CRS84') return 4326;
  const srid = /^(?:SRID|EPSG):(\d+)$/.exec(system)?.[1];
  return srid === undefined ? undefined : Number(srid);
}

function typeFromName(name: string): DataType {
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const yearMonth = YEAR_MONTH_INTERVAL.exec(name);
  if (yearMonth !== null) return types.yearMonthInterval(yearMonth[1] as YearMonthField, yearMonth[2] as YearMonthField | undefined);
  const dayTime = DAY_TIME_INTERVAL.exec(name);
  if (dayTime !== null) return types.dayTimeInterval(dayTime[1] as DayTimeField, dayTime[2] as DayTimeField | undefined);
  const parameterised = PARAMETERISED.exec(name);
  if (parameterised !== null) {
    const first = Number(parameterised[2]);
    if (parameterised[1] === 'decimal') return types.decimal(first, Number(parameterised[3] ?? 0));
    if (parameterised[3] === undefined) {
      if (parameterised[1] === 'char') return types.char(first);
      if (parameterised[1] === 'varchar') return types.varchar(first);
      return types.time(first);
    }
  }
  const geo = GEO.exec(name);
  if (geo !== null) {
    const srid = sridOf(geo[2] as string);
    if (srid !== undefined) return geo[1] === 'geometry' ? types.geometry(srid) : types.geography(srid);
  }
  const collated = /^string collate (\w+)$/.exec(name);
  if (collated !== null) return types.collatedString(collated[1] as string);
  throw new InvalidTypeJsonError(JSON.stringify(name));
}

/** The JSON text is not the JSON form of a Spark data type. */
export class InvalidTypeJsonError extends Error {
  override readonly name = 'InvalidTypeJsonError';
  readonly condition = 'INVALID_JSON_DATA_TYPE';
  readonly parameters: Readonly<Record<string, string>>;
  constructor(invalidType: string) {
    super(`[INVALID_JSON_DATA_TYPE] ${invalidType} is not the JSON form of a data type`);
    this.parameters = { invalidType };
  }
}

function asObject(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new InvalidTypeJsonError(JSON.stringify(json));
  return json as Readonly<Record<string, unknown>>;
}

function withCollations(type: DataType, path: string, collations: Readonly<Record<string, unknown>>): DataType {
  switch (type.kind) {
    case 'string': {
      const collation = collations[path];
      return typeof collation === 'string' ? types.collatedString(collation.slice(collation.indexOf('.') + 1)) : type;
    }
    case 'array':
      return { ...type, elementType: withCollations(type.elementType, `${path}.element`, collations) };
    case 'map':
      return {
        ...type,
        keyType: withCollations(type.keyType, `${path}.key`, collations),
        valueType: withCollations(type.valueType, `${path}.value`, collations),
      };
    default:
      return type;
  }
}

function fieldFromJson(json: unknown): StructField {
  const { name, type, nullable, metadata } = asObject(json);
  if (typeof name !== 'string' || type === undefined) throw new InvalidTypeJsonError(JSON.stringify(json));
  const { [COLLATIONS_KEY]: collations, ...rest } = metadata === undefined || metadata === null ? {} : asObject(metadata);
  const plain = dataTypeFromJson(type);
  const dataType = collations === undefined ? plain : withCollations(plain, name, asObject(collations));
  return types.field(name, dataType, nullable !== false, Object.keys(rest).length > 0 ? rest : undefined);
}

/** The reverse of {@link dataTypeToJson}; throws {@link InvalidTypeJsonError}. */
export function dataTypeFromJson(json: unknown): DataType {
  if (typeof json === 'string') return typeFromName(json);
  const object = asObject(json);
  switch (object.type) {
    case 'array':
      return types.array(dataTypeFromJson(object.elementType), object.containsNull !== false);
    case 'map':
      return types.map(dataTypeFromJson(object.keyType), dataTypeFromJson(object.valueType), object.valueContainsNull !== false);
    case 'struct': {
      const fields = object.fields;
      if (!Array.isArray(fields)) throw new InvalidTypeJsonError(JSON.stringify(json));
      return types.struct(fields.map(fieldFromJson));
    }
    case 'udt': {
      const { class: jvmClass, pyClass, serializedClass } = object;
      return {
        kind: 'udt',
        ...(typeof jvmClass === 'string' ? { jvmClass } : {}),
        ...(typeof pyClass === 'string' ? { pythonClass: pyClass } : {}),
        ...(typeof serializedClass === 'string' ? { serializedPythonClass: serializedClass } : {}),
        sqlType: dataTypeFromJson(object.sqlType),
      };
    }
    default:
      throw new InvalidTypeJsonError(JSON.stringify(json));
  }
}

/**
 * A type as Spark's JSON text.
 *
 * @example
 * ```ts
 * toJson(types.array(types.long)); // '{"type":"array","elementType":"long","containsNull":true}'
 * ```
 */
export function toJson(type: DataType): string {
  return JSON.stringify(dataTypeToJson(type));
}

/** The reverse of {@link toJson}. */
export function fromJson(text: string): DataType {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InvalidTypeJsonError(text);
  }
  return dataTypeFromJson(json);
}

/** {@link fromJson} where only a schema makes sense. */
export function schemaFromJson(text: string): StructType {
  const type = fromJson(text);
  if (type.kind !== 'struct') throw new InvalidTypeJsonError(text);
  return type;
}
