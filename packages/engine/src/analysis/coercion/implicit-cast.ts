import { type DataType, sameType, types } from '@kindling/protocol';
import type { TypeRule } from '../../functions/index.ts';
import { canStoreAssign } from './cast-rules.ts';
import {
  type CoercionRules,
  decimalOf,
  isAnsiInterval,
  isAtomic,
  isDatetime,
  isFractional,
  isIntegral,
  isNumeric,
  isText,
  isTimestamp,
} from './common-type.ts';

/** Whether a rule takes values of the type as they are. */
export function accepts(rule: TypeRule, type: DataType): boolean {
  if (typeof rule === 'string') return acceptsClass(rule, type);
  if ('oneOf' in rule) return rule.oneOf.some((item) => accepts(item, type));
  if ('arrayOf' in rule) return type.kind === 'array' && accepts(rule.arrayOf, type.elementType);
  if ('mapOf' in rule) return type.kind === 'map' && accepts(rule.mapOf[0], type.keyType) && accepts(rule.mapOf[1], type.valueType);
  if ('lambda' in rule) return true;
  if (rule.kind === 'string') return isText(type);
  return sameType(rule, type);
}

type TypeClass = Extract<TypeRule, string>;

function acceptsClass(rule: TypeClass, type: DataType): boolean {
  switch (rule) {
    case 'any':
      return true;
    case 'numeric':
      return isNumeric(type);
    case 'integral':
      return isIntegral(type);
    case 'fractional':
      return isFractional(type);
    case 'string':
      return isText(type);
    case 'atomic':
      return isAtomic(type);
    case 'orderable':
      return isOrderable(type);
    case 'interval':
      return isAnsiInterval(type) || type.kind === 'calendar_interval';
    case 'anyTimestamp':
      return isTimestamp(type);
    case 'calendarInterval':
      return type.kind === 'calendar_interval';
    case 'yearMonthInterval':
      return type.kind === 'year_month_interval';
    case 'dayTimeInterval':
      return type.kind === 'day_time_interval';
    default:
      return type.kind === rule;
  }
}

/** Whether values of the type have an order. */
export function isOrderable(type: DataType): boolean {
  switch (type.kind) {
    case 'array':
      return isOrderable(type.elementType);
    case 'struct':
      return type.fields.every((field) => isOrderable(field.dataType));
    case 'udt':
      return isOrderable(type.sqlType);
    case 'map':
    case 'variant':
    case 'calendar_interval':
    case 'geometry':
    case 'geography':
      return false;
    default:
      return true;
  }
}

const defaultTypes: Readonly<Partial<Record<TypeClass, DataType>>> = {
  any: types.null,
  numeric: types.double,
  integral: types.integer,
  fractional: types.double,
  decimal: types.decimal(38, 18),
  string: types.string,
  binary: types.binary,
  boolean: types.boolean,
  atomic: types.string,
  date: types.date,
  timestamp: types.timestamp,
  anyTimestamp: types.timestamp,
  calendarInterval: types.calendarInterval,
  interval: types.calendarInterval,
  yearMonthInterval: types.yearMonthInterval(),
  dayTimeInterval: types.dayTimeInterval(),
  time: types.time(),
  variant: types.variant,
  array: types.array(types.null, true),
  map: types.map(types.null, types.null, true),
  struct: types.struct([]),
};

function concreteType(rule: TypeRule): DataType | undefined {
  if (typeof rule === 'string') return defaultTypes[rule];
  if ('oneOf' in rule) return rule.oneOf[0] === undefined ? undefined : concreteType(rule.oneOf[0]);
  if ('arrayOf' in rule) return types.array(concreteType(rule.arrayOf) ?? types.null, true);
  if ('mapOf' in rule) return types.map(concreteType(rule.mapOf[0]) ?? types.null, concreteType(rule.mapOf[1]) ?? types.null, true);
  return 'lambda' in rule ? undefined : rule;
}

/** The type to which an argument is cast for the rule; its own when nothing is to be done, `undefined` when there is none. */
export function implicitType(from: DataType, rule: TypeRule, rules: CoercionRules): DataType | undefined {
  if (accepts(rule, from)) return from;
  if (typeof rule === 'object' && 'oneOf' in rule) return implicitOneOf(from, rule.oneOf, rules);
  if (from.kind === 'null') return concreteType(rule);
  if (typeof rule === 'object' && 'arrayOf' in rule) {
    if (from.kind !== 'array') return undefined;
    const element = implicitType(from.elementType, rule.arrayOf, rules);
    return element && types.array(element, from.containsNull);
  }
  if (typeof rule === 'object' && 'mapOf' in rule) {
    if (from.kind !== 'map') return undefined;
    const key = implicitType(from.keyType, rule.mapOf[0], rules);
    const value = implicitType(from.valueType, rule.mapOf[1], rules);
    return key && value && types.map(key, value, from.valueContainsNull);
  }
  if (typeof rule === 'object' && 'lambda' in rule) return from;
  const target = targetOf(rule);
  return rules.ansi ? ansiCast(from, rule, target) : legacyCast(from, rule, target, rules);
}

const classTargets: Readonly<Partial<Record<TypeClass, DataType>>> = {
  string: types.string,
  binary: types.binary,
  boolean: types.boolean,
  date: types.date,
  timestamp: types.timestamp,
  calendarInterval: types.calendarInterval,
  yearMonthInterval: types.yearMonthInterval(),
  dayTimeInterval: types.dayTimeInterval(),
  time: types.time(),
};

/** The one type that a rule means, if it means one. */
function targetOf(rule: DataType | TypeClass): DataType | undefined {
  return typeof rule === 'string' ? classTargets[rule] : rule;
}

function ansiCast(from: DataType, rule: DataType | TypeClass, target: DataType | undefined): DataType | undefined {
  if (rule === 'decimal' && isNumeric(from)) return decimalOf(from);
  if (isText(from)) {
    if (rule === 'numeric' || rule === 'fractional') return types.double;
    if (rule === 'integral') return types.long;
    if (rule === 'decimal') return types.decimal(38, 18);
    if (rule === 'anyTimestamp') return types.timestamp;
    if (target && isAtomic(target)) return target;
    if (target?.kind === 'calendar_interval') return target;
    return undefined;
  }
  if (rule === 'anyTimestamp' && from.kind === 'date') return types.timestamp;
  if (target && canStoreAssign(from, target)) return target;
  return undefined;
}

function legacyCast(from: DataType, rule: DataType | TypeClass, target: DataType | undefined, rules: CoercionRules): DataType | undefined {
  if (rule === 'decimal' && isNumeric(from)) return decimalOf(from);
  if (isText(from)) {
    if (rule === 'numeric' || rule === 'fractional') return types.double;
    if (rule === 'integral') return types.long;
    if (rule === 'decimal') return types.decimal(38, 18);
    if (rule === 'anyTimestamp') return types.timestamp;
    return target && (isAtomic(target) || target.kind === 'calendar_interval') ? target : undefined;
  }
  if (target === undefined) return rule === 'anyTimestamp' && isDatetime(from) ? types.timestamp : undefined;
  if (isNumeric(from) && isNumeric(target)) return target;
  if (isDatetime(from) && isDatetime(target)) return target;
  if (target.kind === 'string' && isAtomic(from)) return target;
  if (from.kind === 'array' && target.kind === 'array') {
    const element = implicitType(from.elementType, target.elementType, rules);
    return element && types.array(element, from.containsNull);
  }
  if (from.kind === 'map' && target.kind === 'map') {
    const key = implicitType(from.keyType, target.keyType, rules);
    const value = implicitType(from.valueType, target.valueType, rules);
    return key && value && types.map(key, value, from.valueContainsNull);
  }
  return undefined;
}

function implicitOneOf(from: DataType, choices: readonly TypeRule[], rules: CoercionRules): DataType | undefined {
  if (!rules.ansi || from.kind === 'null' || !isText(from)) {
    for (const choice of choices) {
      const type = implicitType(from, choice, rules);
      if (type) return type;
    }
    return undefined;
  }
  // In ANSI mode a text goes to the choice that it reads as most naturally: a text type first.
  const convertible = choices.map((choice) => implicitType(from, choice, rules)).filter((type) => type !== undefined);
  return convertible.find(isText) ?? convertible[0];
}
