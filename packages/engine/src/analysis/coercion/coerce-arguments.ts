import { type DataType, Decimal, sameType, sqlName, types } from '@kindling/protocol';
import type { FunctionParameter, FunctionRecord, ResolveContext, TypeRule } from '../../functions/index.ts';
import { type Expression, typeOf } from '../../plan/index.ts';
import { fail, type HasOrigin } from '../analysis-error.ts';
import { coerceArithmetic } from './arithmetic.ts';
import { type CoercionRules, commonType, decimalOf, isAnsiInterval, isIntegral, isText, widerType } from './common-type.ts';
import { accepts, implicitType } from './implicit-cast.ts';

/** The parameter that the n-th argument belongs to. */
export function parameterAt(record: FunctionRecord, index: number): FunctionParameter | undefined {
  return record.parameters[index] ?? (record.parameters.at(-1)?.variadic ? record.parameters.at(-1) : undefined);
}

/** Brings a call's arguments to the types that its record asks for, and refuses those that cannot be. */
export function coerceArguments(
  record: FunctionRecord,
  args: readonly Expression[],
  rules: CoercionRules,
  context: ResolveContext,
  at: HasOrigin,
): readonly Expression[] {
  const { coercion = 'implicit' } = record;
  if (typeof coercion === 'function') return coercion(args, context);
  switch (coercion) {
    case 'none':
      return args;
    case 'arithmetic':
      return coerceArithmetic(record.name, args, rules, context);
    case 'comparison':
      return coerceComparison(record.name, args, rules, context);
    case 'common':
      return coerceCommon(record, args, rules, context);
    case 'implicit':
      return args.map((arg, index) => coerceImplicit(record, args, arg, index, rules, context, at));
  }
}

function coerceImplicit(
  record: FunctionRecord,
  args: readonly Expression[],
  arg: Expression,
  index: number,
  rules: CoercionRules,
  context: ResolveContext,
  at: HasOrigin,
): Expression {
  if (arg.kind === 'lambda' || arg.kind === 'unresolvedStar') return arg;
  const parameter = parameterAt(record, index);
  const rule = parameter?.type ?? 'any';
  if (rule === 'any' || isLambdaRule(rule)) return arg;
  const type = typeOf(arg);
  const isExact = parameter?.takesNoText && isText(type) ? true : parameter?.exact === true && !isText(type) && type.kind !== 'null';
  const target = isExact ? exactType(type, rule) : implicitType(type, rule, rules);
  if (target !== undefined) return context.cast(arg, target);
  failUnexpectedType(record, args, arg, index, rule, context, at);
}

function exactType(type: DataType, rule: TypeRule): DataType | undefined {
  return accepts(rule, type) ? type : undefined;
}

function isLambdaRule(rule: TypeRule): boolean {
  return typeof rule === 'object' && 'lambda' in rule;
}

export function failUnexpectedType(
  record: FunctionRecord,
  args: readonly Expression[],
  arg: Expression,
  index: number,
  rule: TypeRule,
  context: ResolveContext,
  at: HasOrigin,
): never {
  fail(
    'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
    {
      sqlExpr: `"${callSqlText(record, args, context)}"`,
      paramIndex: ordinal(index),
      inputSql: `"${context.sqlText(arg)}"`,
      inputType: `"${sqlName(typeOf(arg))}"`,
      requiredType: ruleText(rule),
    },
    at,
  );
}

/** As Spark counts arguments in messages. */
export function ordinal(index: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'][index] ?? `${index + 1}th`;
}

const classTexts: Readonly<Record<string, string>> = {
  atomic: 'ATOMIC',
  anyTimestamp: '(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)',
  calendarInterval: 'INTERVAL',
  yearMonthInterval: 'INTERVAL YEAR TO MONTH',
  dayTimeInterval: 'INTERVAL DAY TO SECOND',
};

export function ruleText(rule: TypeRule): string {
  if (typeof rule === 'string') {
    if (rule === 'interval') return '("INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")';
    return `"${classTexts[rule] ?? rule.toUpperCase()}"`;
  }
  if ('oneOf' in rule) {
    const texts = rule.oneOf.map(ruleText);
    return texts.length === 1 ? (texts[0] as string) : `(${texts.join(' or ')})`;
  }
  if ('arrayOf' in rule) return rule.arrayOf === 'any' ? '"ARRAY"' : `"ARRAY<${ruleText(rule.arrayOf).replaceAll('"', '')}>"`;
  if ('mapOf' in rule) return '"MAP"';
  return 'lambda' in rule ? '"LAMBDA"' : `"${sqlName(rule)}"`;
}

function coerceCommon(
  record: FunctionRecord,
  args: readonly Expression[],
  rules: CoercionRules,
  context: ResolveContext,
): readonly Expression[] {
  const common = commonType(args.map(typeOf), rules);
  if (common !== undefined) return args.map((arg) => context.cast(arg, common));
  if (record.name === 'in' && args.every((arg) => sameParts(typeOf(arg), typeOf(args[0] as Expression)))) return args;
  const names = args.map((arg) => `"${sqlName(typeOf(arg))}"`);
  const dataType = listedTypes.has(record.name) ? `[${names.join(', ')}]` : `(${names.join(' or ')})`;
  fail('DATATYPE_MISMATCH.DATA_DIFF_TYPES', {
    sqlExpr: `"${callSqlText(record, args, context)}"`,
    functionName: `\`${record.name}\``,
    dataType,
  });
}

/** Equal but for the names of fields and what may be NULL. */
function sameParts(left: DataType, right: DataType): boolean {
  if (left.kind === 'struct' && right.kind === 'struct')
    return (
      left.fields.length === right.fields.length &&
      left.fields.every((field, i) => sameParts(field.dataType, right.fields[i]?.dataType ?? types.null))
    );
  if (left.kind === 'array' && right.kind === 'array') return sameParts(left.elementType, right.elementType);
  return sameType(left, right);
}

/** Functions whose complaint lists the types as an array. */
const listedTypes: ReadonlySet<string> = new Set(['greatest', 'in', 'least']);

function callSqlText(record: FunctionRecord, args: readonly Expression[], context: ResolveContext): string {
  const texts = args.map((item) => context.sqlText(item));
  return record.sql ? record.sql(texts, { fn: record.name, args }) : `${context.functionName}(${texts.join(', ')})`;
}

/** Both sides of a comparison to one type; a literal whole number next to a decimal keeps the decimal's digits. */
function coerceComparison(
  symbol: string,
  given: readonly Expression[],
  rules: CoercionRules,
  context: ResolveContext,
): readonly Expression[] {
  const args = wholeBounds(symbol, given);
  const [left, right] = args;
  if (left === undefined || right === undefined) return args;
  const common = comparisonType(left, right, rules);
  return common === undefined ? args : [context.cast(left, common), context.cast(right, common)];
}

/** How a decimal literal is rounded beside a whole number without changing what the comparison says. */
const roundings: Readonly<Record<string, { readonly left: 'up' | 'down'; readonly right: 'up' | 'down' }>> = {
  '>': { left: 'up', right: 'down' },
  '>=': { left: 'down', right: 'up' },
  '<': { left: 'down', right: 'up' },
  '<=': { left: 'up', right: 'down' },
};

/** A whole number is compared with the whole number next to a decimal literal. */
function wholeBounds(symbol: string, args: readonly Expression[]): readonly Expression[] {
  const rounding = roundings[symbol];
  const [left, right] = args;
  if (rounding === undefined || left === undefined || right === undefined) return args;
  if (isIntegral(typeOf(left))) return [left, wholeBound(right, rounding.right)];
  return isIntegral(typeOf(right)) ? [wholeBound(left, rounding.left), right] : args;
}

function wholeBound(expression: Expression, direction: 'up' | 'down'): Expression {
  if (expression.kind !== 'literal' || !(expression.value instanceof Decimal)) return expression;
  const { unscaled, scale } = expression.value;
  const unit = 10n ** BigInt(Math.max(scale, 0));
  const rest = ((unscaled % unit) + unit) % unit;
  const value = (unscaled - rest) / unit + (direction === 'up' && rest !== 0n ? 1n : 0n);
  return BigInt.asIntN(64, value) === value ? { ...expression, value, dataType: types.long } : expression;
}

function comparisonType(left: Expression, right: Expression, rules: CoercionRules): DataType | undefined {
  const a = typeOf(left);
  const b = typeOf(right);
  if (a.kind === 'decimal' && isIntegral(b)) return widerType(a, wholeDecimal(right, b), rules);
  if (b.kind === 'decimal' && isIntegral(a)) return widerType(wholeDecimal(left, a), b, rules);
  if (!rules.ansi) {
    if (isText(a) && !isText(b)) return legacyComparison(b);
    if (isText(b) && !isText(a)) return legacyComparison(a);
    if (a.kind === 'boolean' && accepts('numeric', b)) return b;
    if (b.kind === 'boolean' && accepts('numeric', a)) return a;
  }
  return widerType(a, b, rules);
}

function wholeDecimal(expression: Expression, type: DataType): DataType {
  if (expression.kind === 'literal' && expression.value !== null)
    return types.decimal(Decimal.of(expression.value as number | bigint).precision, 0);
  return decimalOf(type);
}

/** Outside ANSI mode a text is compared as what it is compared with. */
function legacyComparison(other: DataType): DataType | undefined {
  if (other.kind === 'decimal') return types.double;
  if (isAnsiInterval(other)) return undefined;
  return other.kind === 'null'
    ? types.string
    : other.kind === 'array' || other.kind === 'map' || other.kind === 'struct'
      ? undefined
      : other;
}
