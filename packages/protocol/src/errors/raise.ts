import { DdlSyntaxError, InvalidTypeJsonError } from '../types/index.ts';
import { sparkConditions } from './generated/conditions.ts';
import { exceptionHierarchies } from './generated/exceptions.ts';
import { kindlingConditions } from './kindling-conditions.ts';
import { messageTemplate } from './message-template.ts';
import type { QueryContext } from './query-context.ts';
import { positionInText } from './query-context.ts';
import { restoreError, SparkError } from './spark-error.ts';

const conditions = { ...sparkConditions, ...kindlingConditions };

/** The name of an error condition, Spark's or ours. */
export type ConditionName = keyof typeof conditions;

/** The simple name of a Java exception that Spark raises. */
export type ExceptionName = keyof typeof exceptionHierarchies;

/** What the table knows about a condition. */
export interface Condition {
  readonly name: ConditionName;
  /** Empty for the few conditions that have none. */
  readonly sqlState: string;
  readonly exception: ExceptionName;
  readonly parameterNames: readonly string[];
}

export interface ErrorOptions {
  /** Where the error comes from; the nearest place first. */
  readonly context?: readonly QueryContext[];
  readonly cause?: unknown;
  /** The plan as far as it is analysed, which Spark shows below some messages of its analyser. */
  readonly plan?: string;
  /** For an error of the parser that has no context: the whole text, and the code points before the offending token. */
  readonly at?: { readonly sqlText: string; readonly index: number };
  /** Only where Spark raises the condition with another exception than mostly. */
  readonly exception?: ExceptionName;
}

/** All names, Spark's and ours. */
export function conditionNames(): ConditionName[] {
  return Object.keys(conditions) as ConditionName[];
}

/** Whether there is such a condition. */
export function isConditionName(name: string): name is ConditionName {
  return Object.hasOwn(conditions, name);
}

/**
 * What the table knows about a condition.
 *
 * ```ts
 * conditionOf('DIVIDE_BY_ZERO'); // { name: 'DIVIDE_BY_ZERO', sqlState: '22012', exception: 'SparkArithmeticException', parameterNames: ['config'] }
 * ```
 */
export function conditionOf(name: ConditionName): Condition {
  const [sqlState = '', exception, ...parameterNames] = conditions[name].split(' ');
  return { name, sqlState: sqlState === '-' ? '' : sqlState, exception: exception as ExceptionName, parameterNames };
}

/**
 * The error for a condition, ready to be thrown.
 *
 * ```ts
 * throw sparkError('DIVIDE_BY_ZERO', { config: toSQLConf('spark.sql.ansi.enabled') }, { context: [sqlContext(fragment)] });
 * ```
 */
export function sparkError(name: ConditionName, parameters: Readonly<Record<string, string>> = {}, options: ErrorOptions = {}): SparkError {
  const condition = conditionOf(name);
  return restoreError({
    message: messageWithPlace(condition, parameters, options),
    condition: name,
    sqlState: condition.sqlState,
    messageParameters: parameters,
    queryContext: options.context,
    jvmClasses: exceptionHierarchies[exceptionOf(condition, parameters, options)],
    cause: options.cause,
  });
}

/**
 * Turns whatever was thrown into an error of ours: the one place where that is done.
 *
 * ```ts
 * toSparkError(new TypeError('x is undefined')).condition; // 'INTERNAL_ERROR'
 * ```
 */
export function toSparkError(thrown: unknown): SparkError {
  if (thrown instanceof SparkError) return thrown;
  if (!(thrown instanceof Error)) return sparkError('INTERNAL_ERROR', { message: String(thrown) }, { cause: thrown });
  if ((thrown instanceof DdlSyntaxError || thrown instanceof InvalidTypeJsonError) && isConditionName(thrown.condition)) {
    const at = thrown instanceof DdlSyntaxError ? { at: { sqlText: thrown.text, index: thrown.position } } : {};
    return sparkError(thrown.condition, thrown.parameters, { cause: thrown, ...at });
  }
  if (isStackOverflow(thrown)) return sparkError('KINDLING_PLAN_TOO_DEEP', { detail: thrown.message }, { cause: thrown });
  if ('code' in thrown && thrown.code === 'ENOSPC')
    return sparkError('KINDLING_DISK_FULL', { path: 'path' in thrown ? String(thrown.path) : 'what is written' }, { cause: thrown });
  if (thrown.name === 'AbortError') return sparkError('OPERATION_CANCELED', {}, { cause: thrown });
  return sparkError('INTERNAL_ERROR', { message: thrown.message === '' ? thrown.name : thrown.message }, { cause: thrown });
}

/** What recurses in the engine follows the nesting of a plan. Engines of JavaScript word it differently, and none has a class for it. */
function isStackOverflow(thrown: Error): boolean {
  return (thrown instanceof RangeError || thrown.name === 'InternalError') && /call stack|too much recursion/i.test(thrown.message);
}

function exceptionOf(condition: Condition, parameters: Readonly<Record<string, string>>, options: ErrorOptions): ExceptionName {
  if (options.exception !== undefined) return options.exception;
  if (condition.name === 'CAST_INVALID_INPUT') return exceptionOfCast(parameters.targetType ?? '');
  return condition.exception === 'AnalysisException' && options.plan !== undefined ? 'ExtendedAnalysisException' : condition.exception;
}

/** The one condition whose exception follows from a parameter. */
function exceptionOfCast(targetType: string): ExceptionName {
  if (/^"(DATE|TIME)/.test(targetType)) return 'SparkDateTimeException';
  return targetType === '"BOOLEAN"' ? 'SparkRuntimeException' : 'SparkNumberFormatException';
}

/** The text of Spark's own messages around ours: condition before, SQLSTATE after it, then where it happened. */
function messageWithPlace(condition: Condition, parameters: Readonly<Record<string, string>>, options: ErrorOptions): string {
  const sentence = messageTemplate(condition.name, condition.parameterNames).replace(
    /<(\w+)>/g,
    (whole, name: string) => parameters[name] ?? whole,
  );
  const bracket = condition.name.startsWith('_LEGACY_') ? '' : `[${condition.name}] `;
  const state = condition.sqlState === '' ? '' : ` SQLSTATE: ${condition.sqlState}`;
  const message = `${bracket}${sentence}${state}`;
  const first = options.context?.[0];
  if (condition.exception === 'ParseException' || options.exception === 'ParseException') {
    if (first !== undefined) return `\n${message}\n${first.summary}`;
    return options.at === undefined ? `\n${message}` : `\n${message}${tokenInText(options.at.sqlText, options.at.index)}`;
  }
  const classes: readonly string[] = exceptionHierarchies[exceptionOf(condition, parameters, options)];
  if (classes.includes('org.apache.spark.sql.AnalysisException')) {
    return `${message}${placeOfAnalysis(first, options.plan)}`;
  }
  return first === undefined ? message : `${message}\n${first.summary}`;
}

function placeOfAnalysis(context: QueryContext | undefined, plan: string | undefined): string {
  // Neither the wire's context nor ours holds the line; the head of the summary does, counting positions from 1.
  const place = context === undefined ? null : /^== SQL.* \(line (\d+), position (\d+)\) ==\n/.exec(context.summary);
  const line = place === null ? '' : `; line ${place[1]} pos ${Number(place[2]) - 1}`;
  return plan === undefined ? line : `${line};\n${plan}\n`;
}

function tokenInText(sqlText: string, index: number): string {
  const { line, position } = positionInText(sqlText, index);
  const lines = sqlText.replace(/\n+$/, '').split('\n');
  const marked = [...lines.slice(0, line), `${'-'.repeat(position)}^^^`, ...lines.slice(line)];
  return ` (line ${line}, pos ${position})\n\n== SQL ==\n${marked.join('\n')}\n`;
}
