const errorTypes = [
  'INVALID',
  'OUT_OF_RANGE',
  'CONVERSION',
  'UNKNOWN_TYPE',
  'DECIMAL',
  'MISMATCH_TYPE',
  'DIVIDE_BY_ZERO',
  'OBJECT_SIZE',
  'INVALID_TYPE',
  'SERIALIZATION',
  'TRANSACTION',
  'NOT_IMPLEMENTED',
  'EXPRESSION',
  'CATALOG',
  'PARSER',
  'PLANNER',
  'SCHEDULER',
  'EXECUTOR',
  'CONSTRAINT',
  'INDEX',
  'STAT',
  'CONNECTION',
  'SYNTAX',
  'SETTINGS',
  'BINDER',
  'NETWORK',
  'OPTIMIZER',
  'NULL_POINTER',
  'IO',
  'INTERRUPT',
  'FATAL',
  'INTERNAL',
  'INVALID_INPUT',
  'OUT_OF_MEMORY',
  'PERMISSION',
  'PARAMETER_NOT_RESOLVED',
  'PARAMETER_NOT_ALLOWED',
  'DEPENDENCY',
  'HTTP',
  'MISSING_EXTENSION',
  'AUTOLOAD',
  'SEQUENCE',
  'INVALID_CONFIGURATION',
] as const;

/** The kinds of `duckdb_error_type`, in the order of their numbers. */
export type DuckDbErrorType = (typeof errorTypes)[number];

const known: ReadonlySet<string> = new Set(errorTypes);

function isErrorType(name: string): name is DuckDbErrorType {
  return known.has(name);
}

/** Some calls of the C API give only a message, whose head names the type: `Out of Range Error: …`. */
function typeFromMessage(message: string): DuckDbErrorType {
  const head = /^([A-Za-z ]+?) Error: /.exec(message)?.[1]?.toUpperCase().replaceAll(' ', '_') ?? 'INVALID';
  if (head === 'TRANSACTIONCONTEXT') return 'TRANSACTION';
  if (head === 'MISMATCH') return 'MISMATCH_TYPE';
  return isErrorType(head) ? head : 'INVALID';
}

/** What DuckDB itself reports; `message` is DuckDB's, without the name of the type in front. */
export class DuckDbError extends Error {
  override readonly name = 'DuckDbError';
  readonly type: DuckDbErrorType;

  /** `type` by its number or its name; without one it stands at the head of the message. */
  constructor(nativeMessage: string, type: number | DuckDbErrorType = 0) {
    const numbered = typeof type === 'string' ? type : (errorTypes[type] ?? 'INVALID');
    super(nativeMessage.replace(/^[A-Za-z ]+? Error: /, ''));
    this.type = numbered === 'INVALID' ? typeFromMessage(nativeMessage) : numbered;
  }
}
