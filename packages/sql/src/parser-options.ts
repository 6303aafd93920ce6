/** The session settings that decide what the text means. */
export interface ParserOptions {
  /** `spark.sql.ansi.enforceReservedKeywords` (with ANSI mode on): reserved words are no names unless quoted. */
  readonly enforceReservedKeywords?: boolean;
  /** `spark.sql.ansi.doubleQuotedIdentifiers` (with ANSI mode on): `"a"` is a name, not a string. */
  readonly doubleQuotedIdentifiers?: boolean;
  /** `spark.sql.parser.escapedStringLiterals`: a backslash in a string is a backslash. */
  readonly escapedStringLiterals?: boolean;
  /** `spark.sql.legacy.consecutiveStringLiterals.enabled`: `'a''b'` is `'ab'`. */
  readonly legacyConsecutiveStringLiterals?: boolean;
  /** `spark.sql.legacy.exponentLiteralAsDecimal.enabled`: `1e2` is a decimal. */
  readonly legacyExponentLiteralAsDecimal?: boolean;
  /** `spark.sql.legacy.interval.enabled`: interval literals are of both families at once. */
  readonly legacyIntervals?: boolean;
  /** `spark.sql.legacy.setopsPrecedence.enabled`: set operations have one precedence. */
  readonly legacySetOperationPrecedence?: boolean;
  /** `spark.sql.singleCharacterPipeOperator.enabled`: `|` may start a pipe operator, as `|>` does. On unless switched off. */
  readonly singleCharacterPipe?: boolean;
  /** `spark.sql.legacy.bangEqualsNot`: `!` means NOT in every place, as in `a ! IN (1)`. */
  readonly legacyBangEqualsNot?: boolean;
  /** `spark.sql.legacy.identifierClause`: `IDENTIFIER('a')` is no name inside of longer names and in place of an alias. */
  readonly legacyIdentifierClause?: boolean;
  /** `spark.sql.legacy.charVarcharAsString`: CHAR and VARCHAR need no length. */
  readonly charVarcharAsString?: boolean;
  /** Longer texts are refused. 8 Mi characters unless given. */
  readonly maxTextLength?: number;
  /** Deeper nesting is refused. */
  readonly maxNesting?: number;
}
