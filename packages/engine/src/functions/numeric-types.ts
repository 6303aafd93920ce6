import { type DataType, type DecimalType, MAX_DECIMAL_PRECISION, types } from '@kindling/protocol';

const ranks = ['byte', 'short', 'integer', 'long', 'float', 'double'] as const;

/** Position in byte < short < integer < long < float < double; undefined for other types. */
export function numericRank(dataType: DataType): number | undefined {
  const rank = (ranks as readonly string[]).indexOf(dataType.kind);
  return rank < 0 ? undefined : rank;
}

export const isIntegral = (dataType: DataType): boolean => (numericRank(dataType) ?? 9) <= 3;
export const isFractional = (dataType: DataType): boolean => dataType.kind === 'float' || dataType.kind === 'double';
export const isNumeric = (dataType: DataType): boolean => numericRank(dataType) !== undefined || dataType.kind === 'decimal';
export const isString = (dataType: DataType): boolean =>
  dataType.kind === 'string' || dataType.kind === 'char' || dataType.kind === 'varchar';

/** Decimal digits that hold every value of an integral type. */
export function integralDigits(dataType: DataType): number | undefined {
  switch (dataType.kind) {
    case 'byte':
      return 3;
    case 'short':
      return 5;
    case 'integer':
      return 10;
    case 'long':
      return 20;
    default:
      return undefined;
  }
}

/** The decimal type that holds every value of a numeric type, as decimal operations see it. */
export function decimalFor(dataType: DataType): DecimalType {
  if (dataType.kind === 'decimal') return dataType;
  if (dataType.kind === 'float') return types.decimal(14, 7);
  if (dataType.kind === 'double') return types.decimal(30, 15);
  return types.decimal(integralDigits(dataType) ?? 38, 0);
}

/** Cuts a wished-for precision to 38, giving up fraction digits beyond six first. */
export function adjustedDecimal(precision: number, scale: number, allowPrecisionLoss = true): DecimalType {
  if (precision <= MAX_DECIMAL_PRECISION) return types.decimal(precision, scale);
  if (!allowPrecisionLoss) return types.decimal(MAX_DECIMAL_PRECISION, Math.min(scale, MAX_DECIMAL_PRECISION));
  if (scale < 0) return types.decimal(MAX_DECIMAL_PRECISION, scale);
  const integerDigits = precision - scale;
  return types.decimal(MAX_DECIMAL_PRECISION, Math.max(MAX_DECIMAL_PRECISION - integerDigits, Math.min(scale, 6)));
}

/** Both within bounds, without giving up integer digits: Spark's `bounded`. */
export const boundedDecimal = (precision: number, scale: number): DecimalType =>
  types.decimal(Math.min(precision, MAX_DECIMAL_PRECISION), Math.min(scale, MAX_DECIMAL_PRECISION));
