import type { DataType, DayTimeIntervalType, StructField, YearMonthIntervalType } from './data-type.ts';

const PLAIN_IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name as SQL text: quoted with backticks only where SQL needs it. */
export function quoteIfNeeded(name: string): string {
  return PLAIN_IDENTIFIER.test(name) ? name : quoteIdentifier(name);
}

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quoteStringLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function intervalName(type: YearMonthIntervalType | DayTimeIntervalType): string {
  return type.start === type.end ? `interval ${type.start}` : `interval ${type.start} to ${type.end}`;
}

/** The lower-case name that Spark's `typeof` and `simpleString` give to a type without children. */
function leafName(type: Exclude<DataType, { kind: 'array' | 'map' | 'struct' }>): string {
  switch (type.kind) {
    case 'null':
      return 'void';
    case 'byte':
      return 'tinyint';
    case 'short':
      return 'smallint';
    case 'integer':
      return 'int';
    case 'long':
      return 'bigint';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'string':
      return type.collation === undefined ? 'string' : `string collate ${type.collation}`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'time':
      return `time(${type.precision})`;
    case 'calendar_interval':
      return 'interval';
    case 'year_month_interval':
    case 'day_time_interval':
      return intervalName(type);
    case 'geometry':
    case 'geography':
      return `${type.kind}(${type.srid === 'ANY' ? 'any' : type.srid})`;
    case 'udt':
      return 'udt';
    default:
      return type.kind;
  }
}

/**
 * The type's short lower-case text, as `typeof` and `DataFrame.dtypes` show it.
 *
 * @example
 * ```ts
 * simpleString(types.struct([types.field('a', types.integer)])); // 'struct<a:int>'
 * ```
 */
export function simpleString(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `array<${simpleString(type.elementType)}>`;
    case 'map':
      return `map<${simpleString(type.keyType)},${simpleString(type.valueType)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${simpleString(field.dataType)}`).join(',')}>`;
    default:
      return leafName(type);
  }
}

/** The text under which catalogs keep a type: `simpleString`, with user-defined types replaced by what they are stored as. */
export function catalogString(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `array<${catalogString(type.elementType)}>`;
    case 'map':
      return `map<${catalogString(type.keyType)},${catalogString(type.valueType)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${catalogString(field.dataType)}`).join(',')}>`;
    case 'udt':
      return catalogString(type.sqlType);
    default:
      return leafName(type);
  }
}

/** ` NOT NULL COMMENT '…'` as it follows a field's type. */
function fieldSuffix(field: StructField): string {
  const comment = field.metadata?.comment;
  return `${field.nullable ? '' : ' NOT NULL'}${typeof comment === 'string' ? ` COMMENT ${quoteStringLiteral(comment)}` : ''}`;
}

/**
 * The type as SQL text, as error messages and `toDdl` show it.
 *
 * @example
 * ```ts
 * sqlName(types.map(types.string, types.decimal(10, 2))); // 'MAP<STRING, DECIMAL(10,2)>'
 * ```
 */
export function sqlName(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${sqlName(type.elementType)}>`;
    case 'map':
      return `MAP<${sqlName(type.keyType)}, ${sqlName(type.valueType)}>`;
    case 'struct':
      return `STRUCT<${type.fields
        .map((field) => `${quoteIfNeeded(field.name)}: ${sqlName(field.dataType)}${fieldSuffix(field)}`)
        .join(', ')}>`;
    case 'udt':
      return sqlName(type.sqlType);
    default:
      return leafName(type).toUpperCase();
  }
}

/** The name that `printSchema` and the JSON form use: `integer` where `simpleString` says `int`. */
export function typeName(type: DataType): string {
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'array':
    case 'map':
    case 'struct':
    case 'string':
    case 'geometry':
    case 'geography':
      return type.kind;
    default:
      return leafName(type);
  }
}

/**
 * A schema as the column list of a `CREATE TABLE`.
 *
 * @example
 * ```ts
 * toDdl(types.struct([types.field('a', types.integer, false)])); // 'a INT NOT NULL'
 * ```
 */
export function toDdl(schema: { readonly fields: readonly StructField[] }): string {
  return schema.fields
    .map((field) => {
      const defaultValue = field.metadata?.CURRENT_DEFAULT;
      const base = `${quoteIfNeeded(field.name)} ${sqlName(field.dataType)}`;
      if (typeof defaultValue !== 'string') return base + fieldSuffix(field);
      const { comment, ...rest } = field.metadata ?? {};
      const withoutComment = fieldSuffix({ ...field, metadata: rest });
      return `${base}${withoutComment} DEFAULT ${defaultValue}${
        typeof comment === 'string' ? ` COMMENT ${quoteStringLiteral(comment)}` : ''
      }`;
    })
    .join(',');
}
