import { sparkError, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { mismatch, ordinal, quoted, typeText } from '../data-type-mismatch.ts';
import { param, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionRecord, ResolveContext } from '../function-record.ts';
import { findJavaMethod, javaMethods, javaTypeOf } from '../runtime/index.ts';

const METHOD_TYPES = '("BOOLEAN" or "TINYINT" or "SMALLINT" or "INT" or "BIGINT" or "FLOAT" or "DOUBLE" or "STRING")';

/** Classes of which a program may want a static method that is not there: they exist, and saying that they do not would mislead. */
const otherClasses = new Set(
  [
    ['lang', 'Byte Character Class Enum Iterable Number Process Runtime Short StringBuilder System Thread Void'],
    ['util', 'Arrays Base64 Collections Currency Date List Locale Map Objects Optional Random Set TimeZone'],
    ['math', 'BigDecimal BigInteger MathContext'],
    ['net', 'InetAddress URI URL'],
    ['time', 'Clock DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month OffsetDateTime Period Year ZoneId ZonedDateTime'],
    ['text', 'DateFormat Normalizer NumberFormat'],
  ].flatMap(([folder, names = '']) => names.split(' ').map((name) => `java.${folder}.${name}`)),
);

/** Checks class, method and Java's types of what the method gets. Spark shows `try_reflect` as `reflect`. */
function checkMethod(args: readonly Expression[], context: ResolveContext): void {
  const shown = context.functionName === 'try_reflect' ? 'reflect' : context.functionName;
  const sqlExpr = quoted(`${shown}(${args.map((arg) => context.sqlText(arg)).join(', ')})`);
  const [className = '', methodName = ''] = ['class', 'method'].map((what, index) => {
    const arg = args[index] as Expression;
    const value = context.constant(arg)?.value;
    if (typeof value === 'string') return value;
    const inputExpr = quoted(context.sqlText(arg));
    return mismatch('NON_FOLDABLE_INPUT', args, context, { sqlExpr, inputName: `\`${what}\``, inputType: '"STRING"', inputExpr });
  });
  const types = args.slice(2).map((arg, index) => {
    const type = dataTypeOf(arg);
    return (
      javaTypeOf(type.kind) ??
      mismatch('UNEXPECTED_INPUT_TYPE', args, context, {
        sqlExpr,
        paramIndex: ordinal(index + 2),
        requiredType: METHOD_TYPES,
        inputSql: quoted(context.sqlText(arg)),
        inputType: typeText(type),
      })
    );
  });
  if (findJavaMethod(className, methodName, types)) return;
  if (Object.hasOwn(javaMethods, className)) mismatch('UNEXPECTED_STATIC_METHOD', args, context, { sqlExpr, methodName, className });
  if (otherClasses.has(className)) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `${className}.${methodName}, a method of Java` });
  mismatch('UNEXPECTED_CLASS_TYPE', args, context, { sqlExpr, className });
}

/** Calls of static methods of Java, of which those are there that `runtime/reflect` has. */
function javaMethod(name: string, aliases: readonly string[], since: string): FunctionRecord {
  return scalar({
    name,
    aliases,
    showsAlias: true,
    family: 'misc_funcs',
    since,
    summary: 'What a static method of Java gives, as a text.',
    examples: [`${name}('java.lang.Math', 'max', 2, 3)`],
    parameters: [param('class'), param('method'), { ...param('arg'), variadic: true }],
    coercion: 'none',
    check: checkMethod,
    options: (args, context) => ({
      className: context.constant(args[0] as Expression)?.value,
      methodName: context.constant(args[1] as Expression)?.value,
      isTry: name === 'try_reflect',
    }),
    returns: types.string,
    nullable: true,
    deterministic: false,
    lower: (args, call, context) =>
      context.runtime('java_method', args.slice(2), call.args.slice(2).map(dataTypeOf), call.dataType, call.options),
  });
}

export const reflection: readonly FunctionRecord[] = [
  javaMethod('java_method', ['reflect'], '2.0.0'),
  javaMethod('try_reflect', [], '4.0.0'),
];
