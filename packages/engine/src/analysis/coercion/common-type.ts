import {
  type DataType,
  type DayTimeField,
  type DecimalType,
  MAX_DECIMAL_PRECISION,
  type StructType,
  sameType,
  types,
  type YearMonthField,
} from '@kindling/protocol';

/** The two halves of Spark's coercion: `spark.sql.ansi.enabled` on and off. */
export interface CoercionRules {
  readonly ansi: boolean;
  readonly caseSensitive: boolean;
}

const integrals = ['byte', 'short', 'integer', 'long'] as const;
const numericOrder: readonly string[] = [...integrals, 'float', 'double'];

export const isIntegral = (type: DataType): boolean => (integrals as readonly string[]).includes(type.kind);
export const isFractional = (type: DataType): boolean => type.kind === 'float' || type.kind === 'double' || type.kind === 'decimal';
export const isNumeric = (type: DataType): boolean => isIntegral(type) || isFractional(type);
export const isText = (type: DataType): boolean => type.kind === 'string' || type.kind === 'char' || type.kind === 'varchar';
export const isTimestamp = (type: DataType): boolean => type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
export const isDatetime = (type: DataType): boolean => type.kind === 'date' || isTimestamp(type);
export const isAnsiInterval = (type: DataType): boolean => type.kind === 'day_time_interval' || type.kind === 'year_month_interval';
export const isAtomic = (type: DataType): boolean =>
  !['null', 'array', 'map', 'struct', 'variant', 'calendar_interval', 'geometry', 'geography', 'udt'].includes(type.kind);

/** The decimal that holds every value of a number's type. */
export function decimalOf(type: DataType): DecimalType {
  switch (type.kind) {
    case 'decimal':
      return type;
    case 'byte':
      return types.decimal(3, 0);
    case 'short':
      return types.decimal(5, 0);
    case 'integer':
      return types.decimal(10, 0);
    case 'long':
      return types.decimal(20, 0);
    case 'float':
      return types.decimal(14, 7);
    default:
      return types.decimal(30, 15);
  }
}

/** Smallest decimal for both, within 38 digits. */
export function widerDecimal(left: DecimalType, right: DecimalType): DecimalType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  if (whole + scale <= MAX_DECIMAL_PRECISION) return types.decimal(whole + scale, scale);
  return types.decimal(MAX_DECIMAL_PRECISION, Math.max(0, Math.min(scale, MAX_DECIMAL_PRECISION - Math.min(whole, MAX_DECIMAL_PRECISION))));
}

/** A type that holds the values of both without losing digits; no texts become numbers. */
export function tightestCommonType(left: DataType, right: DataType, rules: CoercionRules): DataType | undefined {
  if (sameType(left, right, { nullability: true })) return left;
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (isText(left) && isText(right)) return commonText(left, right);
  const a = numericOrder.indexOf(left.kind);
  const b = numericOrder.indexOf(right.kind);
  if (a >= 0 && b >= 0) {
    const wider = numericOrder[Math.max(a, b)] as 'integer';
    return wider === ('float' as string) && rules.ansi && a !== b ? types.double : ({ kind: wider } as DataType);
  }
  if (left.kind === 'decimal' && isIntegral(right) && left.precision - left.scale >= decimalOf(right).precision) return left;
  if (right.kind === 'decimal' && isIntegral(left) && right.precision - right.scale >= decimalOf(left).precision) return right;
  return (
    widerDatetime(left, right) ?? widerInterval(left, right) ?? widerNested(left, right, (x, y) => tightestCommonType(x, y, rules), rules)
  );
}

/** As `tightestCommonType`, and decimals meet in a wider one. */
export function widerTypeWithoutText(left: DataType, right: DataType, rules: CoercionRules): DataType | undefined {
  return (
    tightestCommonType(left, right, rules) ??
    widerWithDecimal(left, right) ??
    widerNested(left, right, (x, y) => widerTypeWithoutText(x, y, rules), rules)
  );
}

/** Common type of two, as set operations, CASE, coalesce and comparisons need it. */
export function widerType(left: DataType, right: DataType, rules: CoercionRules): DataType | undefined {
  return (
    tightestCommonType(left, right, rules) ??
    widerWithDecimal(left, right) ??
    promoteText(left, right, rules) ??
    widerNested(left, right, (x, y) => widerType(x, y, rules), rules)
  );
}

/** Common type of all; texts first outside ANSI mode, since the order would matter otherwise. */
export function commonType(all: readonly DataType[], rules: CoercionRules): DataType | undefined {
  if (all.length === 0) return types.null;
  const ordered = rules.ansi ? all : [...all.filter(hasText), ...all.filter((type) => !hasText(type))];
  let result: DataType | undefined = ordered[0];
  for (let i = 1; i < ordered.length && result !== undefined; i++) result = widerType(result, ordered[i] as DataType, rules);
  return result;
}

function hasText(type: DataType): boolean {
  return type.kind === 'array' ? hasText(type.elementType) : isText(type);
}

/** Collations that differ were brought together before, or do not meet at all. */
function commonText(left: DataType, right: DataType): DataType | undefined {
  const a = left.kind === 'string' ? left.collation : undefined;
  const b = right.kind === 'string' ? right.collation : undefined;
  if (a !== b) return undefined;
  return a === undefined ? types.string : types.collatedString(a);
}

function widerWithDecimal(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'decimal' && right.kind === 'decimal') return widerDecimal(left, right);
  if (left.kind === 'decimal' && isNumeric(right)) return isIntegral(right) ? widerDecimal(left, decimalOf(right)) : types.double;
  if (right.kind === 'decimal' && isNumeric(left)) return isIntegral(left) ? widerDecimal(decimalOf(left), right) : types.double;
  return undefined;
}

function widerDatetime(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'time' && right.kind === 'time') return types.time(Math.max(left.precision, right.precision));
  if (!isDatetime(left) || !isDatetime(right)) return undefined;
  return left.kind === 'timestamp' || right.kind === 'timestamp' ? types.timestamp : types.timestampNtz;
}

const dayTime: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const yearMonth: readonly YearMonthField[] = ['year', 'month'];

function widerInterval(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'day_time_interval' && right.kind === 'day_time_interval') {
    return types.dayTimeInterval(outermost(dayTime, left.start, right.start, Math.min), outermost(dayTime, left.end, right.end, Math.max));
  }
  if (left.kind === 'year_month_interval' && right.kind === 'year_month_interval') {
    return types.yearMonthInterval(
      outermost(yearMonth, left.start, right.start, Math.min),
      outermost(yearMonth, left.end, right.end, Math.max),
    );
  }
  return undefined;
}

function outermost<Field>(order: readonly Field[], a: Field, b: Field, pick: (x: number, y: number) => number): Field {
  return order[pick(order.indexOf(a), order.indexOf(b))] as Field;
}

function promoteText(left: DataType, right: DataType, rules: CoercionRules): DataType | undefined {
  if (isText(left) && !isText(right)) return promotedWith(right, rules);
  if (isText(right) && !isText(left)) return promotedWith(left, rules);
  return undefined;
}

function promotedWith(other: DataType, rules: CoercionRules): DataType | undefined {
  if (!rules.ansi) return isAtomic(other) && other.kind !== 'binary' && other.kind !== 'boolean' ? types.string : undefined;
  if (isIntegral(other)) return types.long;
  if (isFractional(other)) return types.double;
  // A text may be any of the many kinds of interval.
  return isAtomic(other) && !isAnsiInterval(other) ? other : undefined;
}

function widerNested(
  left: DataType,
  right: DataType,
  wider: (left: DataType, right: DataType) => DataType | undefined,
  rules: CoercionRules,
): DataType | undefined {
  if (left.kind === 'array' && right.kind === 'array') {
    const element = wider(left.elementType, right.elementType);
    return (
      element &&
      types.array(
        element,
        left.containsNull || right.containsNull || mayFail(left.elementType, element) || mayFail(right.elementType, element),
      )
    );
  }
  if (left.kind === 'map' && right.kind === 'map') {
    const key = wider(left.keyType, right.keyType);
    const value = wider(left.valueType, right.valueType);
    if (!key || !value) return undefined;
    return types.map(
      key,
      value,
      left.valueContainsNull || right.valueContainsNull || mayFail(left.valueType, value) || mayFail(right.valueType, value),
    );
  }
  if (left.kind === 'struct' && right.kind === 'struct') return widerStruct(left, right, wider, rules);
  return undefined;
}

function widerStruct(
  left: StructType,
  right: StructType,
  wider: (left: DataType, right: DataType) => DataType | undefined,
  rules: CoercionRules,
): DataType | undefined {
  if (left.fields.length !== right.fields.length) return undefined;
  const fields = [];
  for (const [i, field] of left.fields.entries()) {
    const other = right.fields[i];
    if (other === undefined) return undefined;
    const isSame = rules.caseSensitive ? field.name === other.name : field.name.toLowerCase() === other.name.toLowerCase();
    const dataType = isSame ? wider(field.dataType, other.dataType) : undefined;
    if (dataType === undefined) return undefined;
    fields.push(
      types.field(
        field.name,
        dataType,
        field.nullable || other.nullable || mayFail(field.dataType, dataType) || mayFail(other.dataType, dataType),
      ),
    );
  }
  return types.struct(fields);
}

/** A text that becomes something else can turn to NULL. */
function mayFail(from: DataType, to: DataType): boolean {
  return from.kind === 'null' || (isText(from) && !isText(to) && to.kind !== 'binary');
}
