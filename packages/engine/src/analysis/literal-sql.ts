import {
  calendarIntervalText,
  castToSparkString,
  type DataType,
  type Decimal,
  decimalText,
  INDETERMINATE,
  type InternalValue,
  sqlName,
} from '@kindling/protocol';

/** A literal as Spark's generated names show it: texts bare, dates and times with the word for their type. */
export function literalSql(value: unknown, dataType: DataType, timeZone = 'UTC'): string {
  if (value === null || value === undefined) return 'NULL';
  const text = (): string => String(castToSparkString(value as InternalValue, dataType, { timeZone, style: 'cast' }));
  switch (dataType.kind) {
    case 'string':
      return dataType.collation === undefined || dataType.collation === INDETERMINATE
        ? (value as string)
        : `'${value as string}' collate ${dataType.collation}`;
    case 'char':
    case 'varchar':
      return value as string;
    case 'date':
    case 'timestamp_ntz':
    case 'timestamp':
    case 'time':
      return `${dataType.kind.toUpperCase()} '${text()}'`;
    case 'binary':
      return `X'${Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}'`;
    case 'calendar_interval': {
      const { months, days, micros } = value as { months: number; days: number; micros: bigint };
      return `INTERVAL '${calendarIntervalText(months, days, micros)}'`;
    }
    case 'decimal':
      return decimalText(value as Decimal);
    case 'double':
    case 'float':
      return specialNumber(value as number, dataType) ?? text();
    case 'array':
      return `ARRAY(${(value as unknown[]).map((item) => literalSql(item, dataType.elementType, timeZone)).join(', ')})`;
    case 'struct':
      return `NAMED_STRUCT(${(value as unknown[])
        .map(
          (item, i) =>
            `'${dataType.fields[i]?.name ?? ''}', ${literalSql(item, dataType.fields[i]?.dataType ?? { kind: 'null' }, timeZone)}`,
        )
        .join(', ')})`;
    case 'map': {
      const entries = value as readonly (readonly [unknown, unknown])[];
      const keys = entries.map(([key]) => literalSql(key, dataType.keyType, timeZone));
      const values = entries.map(([, item]) => literalSql(item, dataType.valueType, timeZone));
      return `MAP(${keys.map((key, i) => `${key}, ${values[i]}`).join(', ')})`;
    }
    default:
      return text();
  }
}

function specialNumber(value: number, dataType: DataType): string | undefined {
  if (Number.isFinite(value)) return undefined;
  return Number.isNaN(value) ? 'NaN' : `CAST('${value > 0 ? '' : '-'}Infinity' AS ${sqlName(dataType)})`;
}
