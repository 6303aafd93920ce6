/**
 * Generates the table of error conditions from the committed facts, packages/protocol/conditions/spark-conditions.json; see
 * export-conditions.py beside it for where those come from.
 *
 *     npx tsx scripts/generate-error-conditions.ts [--check]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGenerated } from './generated-files.ts';

interface Condition {
  readonly sqlState: string | null;
  readonly parameters: readonly string[];
  /** Java classes, the one that is raised at most places first. */
  readonly exceptions: readonly string[];
}

interface Facts {
  readonly conditions: Readonly<Record<string, Condition>>;
  /** The superclasses of an exception, as far as Spark's own jars know them. */
  readonly exceptions: Readonly<Record<string, readonly string[]>>;
}

const protocol = join(import.meta.dirname, '../packages/protocol');
const facts: Facts = JSON.parse(readFileSync(join(protocol, 'conditions/spark-conditions.json'), 'utf8'));

/** Where the class that Spark's code names most often is not the one that a user sees, or the name of the condition is not in the code. */
const observedExceptions: readonly (readonly [condition: RegExp, exception: string])[] = [
  [/^PARSE_/, 'org.apache.spark.sql.catalyst.parser.ParseException'],
  [/^INVALID_INLINE_TABLE\.(FAILED_SQL|NUM_COLUMNS)/, 'org.apache.spark.sql.catalyst.parser.ParseException'],
  [/^INVALID_INTERVAL_FORMAT\.(INTERVAL_PARSING|UNMATCHED_|UNSUPPORTED_)/, 'org.apache.spark.sql.catalyst.parser.ParseException'],
  [
    /^(INVALID_PARAMETER_VALUE\.DATETIME_UNIT|UNSUPPORTED_DATATYPE|INVALID_SQL_PATH_SCHEMA_REFERENCE)$/,
    'org.apache.spark.sql.catalyst.parser.ParseException',
  ],
  [
    /^(FIELD_NOT_FOUND|MISSING_ATTRIBUTES\..*|INVALID_EMPTY_LOCATION|FAILED_READ_FILE\.UNSUPPORTED_FILE_SYSTEM)$/,
    'org.apache.spark.sql.AnalysisException',
  ],
  [/^INTERNAL_ERROR/, 'org.apache.spark.SparkException'],
  [/^INVALID_CONF_VALUE\./, 'org.apache.spark.SparkIllegalArgumentException'],
  [/^USER_RAISED_EXCEPTION$/, 'org.apache.spark.SparkRuntimeException'],
  [/^CONNECT_INVALID_PLAN\./, 'org.apache.spark.sql.connect.common.InvalidPlanInput'],
  [/^SCHEMA_NOT_FOUND$/, 'org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException'],
  [/^ROUTINE_NOT_FOUND$/, 'org.apache.spark.sql.catalyst.analysis.NoSuchTempFunctionException'],
];

const javaSuperclasses: Readonly<Record<string, string>> = {
  'java.io.FileNotFoundException': 'java.io.IOException',
  'java.io.IOException': 'java.lang.Exception',
  'java.lang.ArithmeticException': 'java.lang.RuntimeException',
  'java.lang.ArrayIndexOutOfBoundsException': 'java.lang.IndexOutOfBoundsException',
  'java.lang.ClassNotFoundException': 'java.lang.ReflectiveOperationException',
  'java.lang.Exception': 'java.lang.Throwable',
  'java.lang.IllegalArgumentException': 'java.lang.RuntimeException',
  'java.lang.IllegalStateException': 'java.lang.RuntimeException',
  'java.lang.IndexOutOfBoundsException': 'java.lang.RuntimeException',
  'java.lang.NumberFormatException': 'java.lang.IllegalArgumentException',
  'java.lang.ReflectiveOperationException': 'java.lang.Exception',
  'java.lang.RuntimeException': 'java.lang.Exception',
  'java.lang.SecurityException': 'java.lang.RuntimeException',
  'java.lang.Throwable': 'java.lang.Object',
  'java.lang.UnsupportedOperationException': 'java.lang.RuntimeException',
  'java.sql.SQLException': 'java.lang.Exception',
  'java.sql.SQLFeatureNotSupportedException': 'java.sql.SQLNonTransientException',
  'java.sql.SQLNonTransientException': 'java.sql.SQLException',
  'java.time.DateTimeException': 'java.lang.RuntimeException',
  'java.util.ConcurrentModificationException': 'java.lang.RuntimeException',
  'java.util.NoSuchElementException': 'java.lang.RuntimeException',
  'org.apache.hadoop.fs.FileAlreadyExistsException': 'java.io.IOException',
};

/** Exceptions that no condition is raised with first, but that are chosen by what is raised. */
const moreExceptions: Readonly<Record<string, readonly string[]>> = {
  'org.apache.spark.sql.catalyst.ExtendedAnalysisException': ['org.apache.spark.sql.AnalysisException', 'java.lang.Exception'],
  'org.apache.spark.sql.catalyst.analysis.NoSuchTempFunctionException': ['org.apache.spark.sql.AnalysisException', 'java.lang.Exception'],
  'org.apache.spark.sql.execution.QueryExecutionException': ['java.lang.Exception'],
};

/** The SQLSTATE classes of what a query's text does wrong: syntax, access rules, features that there are not, catalogs, states of objects. */
const analysisStates = /^(0A|2B|3D|3F|42|46|51|54|55)/;

function exceptionOf(name: string, condition: Condition): string {
  const observed = observedExceptions.find(([pattern]) => pattern.test(name))?.[1];
  if (observed !== undefined) return observed;
  const first = condition.exceptions[0];
  if (first !== undefined) return first;
  return analysisStates.test(condition.sqlState ?? '42') ? 'org.apache.spark.sql.AnalysisException' : 'org.apache.spark.SparkException';
}

function hierarchy(exception: string): string[] {
  const classes = [exception, ...(moreExceptions[exception] ?? facts.exceptions[exception] ?? [])];
  for (let next = javaSuperclasses[classes.at(-1)!]; next !== undefined; next = javaSuperclasses[next]) classes.push(next);
  if (classes.at(-1) !== 'java.lang.Object') throw new Error(`the superclass of ${classes.at(-1)} is not known`);
  return classes;
}

const used = new Set<string>([
  'org.apache.spark.SparkNumberFormatException',
  'org.apache.spark.SparkDateTimeException',
  ...Object.keys(moreExceptions),
]);
const rows: string[] = [];
for (const [name, condition] of Object.entries(facts.conditions)) {
  const exception = exceptionOf(name, condition);
  used.add(exception);
  const row = [condition.sqlState ?? '-', exception.slice(exception.lastIndexOf('.') + 1), ...condition.parameters];
  rows.push(`  '${name}': '${row.join(' ')}',\n`);
}
const exceptions = [...used].sort().map((exception) => {
  const classes = hierarchy(exception);
  return `  ${exception.slice(exception.lastIndexOf('.') + 1)}: [${classes.map((name) => `'${name}'`).join(', ')}],\n`;
});

writeGenerated(
  join(protocol, 'src/errors/generated'),
  new Map([
    [
      'conditions.ts',
      `// Generated by scripts/generate-error-conditions.ts.
/** Of every condition: its SQLSTATE (or -), the exception that it is raised with, and the names of its parameters. */
export const sparkConditions = {
${rows.join('')}} as const satisfies Readonly<Record<string, string>>;
`,
    ],
    [
      'exceptions.ts',
      `// Generated by scripts/generate-error-conditions.ts.
/** Of every exception: its Java class and the superclasses, as they travel over Spark Connect. */
export const exceptionHierarchies = {
${exceptions.join('')}} as const satisfies Readonly<Record<string, readonly string[]>>;
`,
    ],
  ]),
);
