/** The bytes are no Arrow that Spark could have sent or can take. */
export class ArrowError extends Error {
  override readonly name = 'ArrowError';
  readonly condition = 'UNSUPPORTED_ARROWTYPE';
  readonly parameters: Readonly<Record<string, string>>;
  constructor(reason: string) {
    super(`[UNSUPPORTED_ARROWTYPE] ${reason}`);
    this.parameters = { typeName: reason };
  }
}
