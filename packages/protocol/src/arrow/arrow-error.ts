import { SparkError } from '../errors/index.ts';

/** The bytes are no Arrow that Spark could have sent or can take. */
export class ArrowError extends SparkError {
  override readonly name = 'ArrowError';
  constructor(reason: string) {
    super({
      message: `[UNSUPPORTED_ARROWTYPE] ${reason}`,
      condition: 'UNSUPPORTED_ARROWTYPE',
      sqlState: '0A000',
      messageParameters: { typeName: reason },
      jvmClasses: ['org.apache.spark.SparkUnsupportedOperationException', 'java.lang.UnsupportedOperationException'],
    });
  }
}
