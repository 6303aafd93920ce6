import { type SparkError, sparkError } from '@kindling/protocol';

/** A message without the alternative that it must have. */
export function notSet(message: string, field: string): SparkError {
  return sparkError('CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET', {
    fullName: `spark.connect.${message}`,
    name: `${field.toUpperCase()}_NOT_SET`,
  });
}

export function notSupported(feature: string): SparkError {
  return sparkError('KINDLING_NOT_SUPPORTED', { feature });
}

/** A message that must be there. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw sparkError('CONNECT_INVALID_PLAN.ASSERTION_FAILURE', { message: `${what} is required` });
  return value;
}

/** Name and number of an enum value that has no meaning here. */
export function invalidEnum(fullName: string, number: number): SparkError {
  return sparkError('CONNECT_INVALID_PLAN.INVALID_ENUM', {
    fullName: `spark.connect.${fullName}`,
    name: String(number),
    number: String(number),
  });
}
