import { castToSparkString, type DataType, type Decimal, dateText, type InternalValue } from '@kindling/protocol';
import { formatLocal, formatTimestamp } from '../../functions/runtime/index.ts';
import type { SourceOptions } from './source-options.ts';

export interface WriteFormats {
  readonly timeZone: string;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string;
  readonly timestampNtzFormat: string;
}

export function writeFormats(options: SourceOptions, config: (key: string) => string): WriteFormats {
  return {
    timeZone: options.get('timeZone') ?? config('spark.sql.session.timeZone'),
    dateFormat: options.get('dateFormat'),
    timestampFormat: options.get('timestampFormat') ?? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    timestampNtzFormat: options.get('timestampNTZFormat') ?? "yyyy-MM-dd'T'HH:mm:ss.SSS",
  };
}

/** A value as text files hold it. */
export function formatValue(value: InternalValue, dataType: DataType, formats: WriteFormats): string {
  switch (dataType.kind) {
    case 'date':
      return formats.dateFormat === undefined
        ? dateText(value as number)
        : formatLocal(BigInt(value as number) * 86_400_000_000n, formats.dateFormat, 'UTC', 0);
    case 'timestamp':
      return formatTimestamp(value as bigint, formats.timestampFormat, formats.timeZone);
    case 'timestamp_ntz':
      return formatLocal(value as bigint, formats.timestampNtzFormat, 'UTC', 0);
    case 'decimal':
      return javaDecimalText(value as Decimal);
    default:
      return castToSparkString(value, dataType, { timeZone: formats.timeZone, style: dataType.kind === 'binary' ? 'show' : 'cast' }) ?? '';
  }
}

/** Java writes small decimals with an exponent. */
export function javaDecimalText(value: Decimal): string {
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled);
  const exponent = digits.length - 1 - value.scale;
  if (exponent >= -6) return value.toString();
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${value.unscaled < 0n ? '-' : ''}${mantissa}E${exponent}`;
}
