import type { QueryContext } from './query-context.ts';

/** What an error is made of. */
export interface SparkErrorInit {
  readonly message: string;
  readonly condition?: string | undefined;
  readonly sqlState?: string | undefined;
  readonly messageParameters?: Readonly<Record<string, string>> | undefined;
  readonly queryContext?: readonly QueryContext[] | undefined;
  readonly jvmClasses: readonly string[];
  readonly cause?: unknown;
  /** The server's stack, when it sends one. */
  readonly serverStackTrace?: string | undefined;
}

/**
 * An error of Spark: what every failing call of the product throws.
 *
 * ```ts
 * try {
 *   await spark.sql('SELECT 1/0').collect();
 * } catch (error) {
 *   if (error instanceof SparkError && error.condition === 'DIVIDE_BY_ZERO') console.log(error.queryContext[0]?.fragment); // 1/0
 * }
 * ```
 */
export class SparkError extends Error {
  override readonly name: string = 'SparkError';
  /** Name of the error condition, for example `UNRESOLVED_COLUMN.WITH_SUGGESTION`; empty when another system's error has none. */
  readonly condition: string;
  /** The SQL standard's five characters; empty when the condition has none. */
  readonly sqlState: string;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly queryContext: readonly QueryContext[];
  /** The Java class that Spark raises here and its superclasses, the nearest first: clients choose their own class by them. */
  readonly jvmClasses: readonly string[];
  readonly serverStackTrace: string | undefined;

  constructor(init: SparkErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.condition = init.condition ?? '';
    this.sqlState = init.sqlState ?? '';
    this.messageParameters = init.messageParameters ?? {};
    this.queryContext = init.queryContext ?? [];
    this.jvmClasses = init.jvmClasses;
    this.serverStackTrace = init.serverStackTrace;
  }
}

/** The query does not fit the tables, columns, functions and types that there are. */
export class AnalysisException extends SparkError {
  override readonly name: string = 'AnalysisException';
}

/** The text is not SQL. */
export class ParseException extends AnalysisException {
  override readonly name: string = 'ParseException';
}

/** An argument or a setting has a value that it must not have. */
export class IllegalArgumentException extends SparkError {
  override readonly name: string = 'IllegalArgumentException';
}

/** A text that should be a number is none. */
export class NumberFormatException extends IllegalArgumentException {
  override readonly name: string = 'NumberFormatException';
}

/** A division by zero, or a result that does not fit its type. */
export class ArithmeticException extends SparkError {
  override readonly name: string = 'ArithmeticException';
}

/** A date or time that cannot be, or that cannot be read. */
export class DateTimeException extends SparkError {
  override readonly name: string = 'DateTimeException';
}

/** An index outside an array. */
export class ArrayIndexOutOfBoundsException extends SparkError {
  override readonly name: string = 'ArrayIndexOutOfBoundsException';
}

/** Something that this system or source cannot do. */
export class UnsupportedOperationException extends SparkError {
  override readonly name: string = 'UnsupportedOperationException';
}

/** A value met while a query ran is not one that it can go on with. */
export class SparkRuntimeException extends SparkError {
  override readonly name: string = 'SparkRuntimeException';
}

/** The result would differ between versions of Spark, and a setting must say which one is meant. */
export class SparkUpgradeException extends SparkError {
  override readonly name: string = 'SparkUpgradeException';
}

/** Something that was asked for by name does not exist. */
export class SparkNoSuchElementException extends SparkError {
  override readonly name: string = 'SparkNoSuchElementException';
}

/** A streaming query ended with an error, its cause. */
export class StreamingQueryException extends SparkError {
  override readonly name: string = 'StreamingQueryException';
}

export class QueryExecutionException extends SparkError {
  override readonly name: string = 'QueryExecutionException';
}

/** A function written in Python failed, on a server that runs Python. */
export class PythonException extends SparkError {
  override readonly name: string = 'PythonException';
}

/** A Spark Connect plan that says nothing sensible. */
export class InvalidPlanInput extends SparkError {
  override readonly name: string = 'InvalidPlanInput';
}

/** A failure that belongs to no other family. */
export class SparkException extends SparkError {
  override readonly name: string = 'SparkException';
}

type ErrorClass = new (init: SparkErrorInit) => SparkError;

const classOfJvmClass: Readonly<Record<string, ErrorClass>> = {
  'org.apache.spark.sql.catalyst.parser.ParseException': ParseException,
  'org.apache.spark.sql.AnalysisException': AnalysisException,
  'org.apache.spark.sql.streaming.StreamingQueryException': StreamingQueryException,
  'org.apache.spark.sql.execution.QueryExecutionException': QueryExecutionException,
  'java.lang.NumberFormatException': NumberFormatException,
  'java.lang.IllegalArgumentException': IllegalArgumentException,
  'java.lang.ArithmeticException': ArithmeticException,
  'java.lang.UnsupportedOperationException': UnsupportedOperationException,
  'java.lang.ArrayIndexOutOfBoundsException': ArrayIndexOutOfBoundsException,
  'java.time.DateTimeException': DateTimeException,
  'org.apache.spark.SparkRuntimeException': SparkRuntimeException,
  'org.apache.spark.SparkUpgradeException': SparkUpgradeException,
  'org.apache.spark.api.python.PythonException': PythonException,
  'org.apache.spark.SparkNoSuchElementException': SparkNoSuchElementException,
  'org.apache.spark.sql.connect.common.InvalidPlanInput': InvalidPlanInput,
  'org.apache.spark.SparkException': SparkException,
};

/**
 * The error for what a server sent: its class is that of the nearest Java class that we know.
 *
 * ```ts
 * restoreError({ message: 'boom', jvmClasses: ['java.lang.ArithmeticException'] }) instanceof ArithmeticException; // true
 * ```
 */
export function restoreError(init: SparkErrorInit): SparkError {
  for (const jvmClass of init.jvmClasses) {
    const found = classOfJvmClass[jvmClass];
    if (found !== undefined) return new found(init);
  }
  return new SparkError(init);
}
