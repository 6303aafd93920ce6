import { type DataType, Decimal, types } from '@kindling/protocol';
import type { ResolveContext } from '../../functions/index.ts';
import { type Expression, typeOf } from '../../plan/index.ts';
import {
  type CoercionRules,
  decimalOf,
  isAnsiInterval,
  isFractional,
  isIntegral,
  isNumeric,
  isText,
  tightestCommonType,
  widerType,
} from './common-type.ts';

/** Operands of `+ - * / % div` brought to the types that the operator works on. */
export function coerceArithmetic(
  symbol: string,
  args: readonly Expression[],
  rules: CoercionRules,
  context: ResolveContext,
): readonly Expression[] {
  const [left, right] = args;
  if (left === undefined || right === undefined) return args.map((arg) => (isText(typeOf(arg)) ? context.cast(arg, types.double) : arg));
  const operandTypes = promoteOperands(left, right, rules);
  const a = context.cast(left, operandTypes[0]);
  const b = context.cast(right, operandTypes[1]);
  return toOperatorTypes(symbol, a, b, rules, context);
}

/** A text beside another type becomes a number: like the other operand in ANSI mode, where two texts stay texts, a double otherwise. */
function promoteOperands(left: Expression, right: Expression, rules: CoercionRules): readonly [DataType, DataType] {
  const a = typeOf(left);
  const b = typeOf(right);
  if (isText(a) && isText(b)) return rules.ansi ? [a, b] : [types.double, types.double];
  if (isText(a)) return [promoted(a, b, rules), b];
  if (isText(b)) return [a, promoted(b, a, rules)];
  return [a, b];
}

function promoted(text: DataType, other: DataType, rules: CoercionRules): DataType {
  if (isAnsiInterval(other) || other.kind === 'calendar_interval') return rules.ansi ? text : types.double;
  if (!rules.ansi) return isNumeric(other) || other.kind === 'null' ? types.double : text;
  return other.kind === 'null' ? text : (widerType(text, other, rules) ?? text);
}

function toOperatorTypes(
  symbol: string,
  left: Expression,
  right: Expression,
  rules: CoercionRules,
  context: ResolveContext,
): readonly Expression[] {
  const a = typeOf(left);
  const b = typeOf(right);
  if ((a.kind === 'decimal' && isDecimalOperand(b)) || (b.kind === 'decimal' && isDecimalOperand(a)))
    return decimalOperands(left, right, context);
  if (symbol === 'div' && (isIntegral(a) || a.kind === 'null') && (isIntegral(b) || b.kind === 'null'))
    return [context.cast(left, types.long), context.cast(right, types.long)];
  if ((symbol === '/' || symbol === 'try_divide') && (isNumeric(a) || a.kind === 'null') && (isNumeric(b) || b.kind === 'null'))
    return [context.cast(left, types.double), context.cast(right, types.double)];
  if (isAnsiInterval(a) && isAnsiInterval(b))
    return symbol === 'div' && a.kind === b.kind ? wholeUnits(left, right, context) : [left, right];
  // Nothing is divided by an interval, NULL as little as a number.
  if (symbol === '/' && isAnsiInterval(b)) return [left, right];
  if (a.kind === 'null' && b.kind === 'null') return [context.cast(left, types.double), context.cast(right, types.double)];
  const common = tightestCommonType(a, b, rules);
  return common === undefined ? [left, right] : [context.cast(left, common), context.cast(right, common)];
}

/** Both of all fields of their family. */
function wholeUnits(left: Expression, right: Expression, context: ResolveContext): readonly Expression[] {
  const type = typeOf(left).kind === 'year_month_interval' ? types.yearMonthInterval() : types.dayTimeInterval();
  return [context.cast(left, type), context.cast(right, type)];
}

function isDecimalOperand(type: DataType): boolean {
  return isNumeric(type) || type.kind === 'null';
}

/** A decimal meets an integral number as decimals, a floating one as doubles. A literal counts only the digits that it has. */
function decimalOperands(left: Expression, right: Expression, context: ResolveContext): readonly Expression[] {
  const a = typeOf(left);
  const b = typeOf(right);
  if (a.kind === 'null') return [context.cast(left, b), right];
  if (b.kind === 'null') return [left, context.cast(right, a)];
  if (a.kind !== 'decimal' && isFractional(a)) return [context.cast(left, types.double), context.cast(right, types.double)];
  if (b.kind !== 'decimal' && isFractional(b)) return [context.cast(left, types.double), context.cast(right, types.double)];
  if (isIntegral(a)) return [context.cast(left, literalDecimal(left) ?? decimalOf(a)), right];
  if (isIntegral(b)) return [left, context.cast(right, literalDecimal(right) ?? decimalOf(b))];
  return [left, right];
}

function literalDecimal(expression: Expression): DataType | undefined {
  if (expression.kind !== 'literal' || expression.value === null) return undefined;
  return types.decimal(Decimal.of(expression.value as number | bigint).precision, 0);
}
