/** Where a node stands in the text: offsets of its first and last character, in UTF-16 code units, the last one included. */
export interface Position {
  readonly start: number;
  readonly stop: number;
}

/** One name as written. `value` has no quotes and keeps the letter case. */
export interface Identifier extends Position {
  readonly kind: 'identifier';
  readonly value: string;
  /** Written in backquotes, or in double quotes where those quote identifiers. */
  readonly quoted: boolean;
}

/** Names joined by dots, such as `catalog.schema.table`. Never empty. */
export interface MultipartIdentifier extends Position {
  readonly kind: 'multipartIdentifier';
  readonly parts: readonly Identifier[];
}

/** `IDENTIFIER(<expression>)`: a name that is computed, before anything else is resolved. */
export interface IdentifierClause extends Position {
  readonly kind: 'identifierClause';
  readonly expression: import('./expression.ts').Expression;
}

export type IdentifierReference = MultipartIdentifier | IdentifierClause;

/** `key = value` in OPTIONS, TBLPROPERTIES and their kind. Spark keeps both as text, so the value is what the literal says. */
export interface Property extends Position {
  readonly kind: 'property';
  readonly key: string;
  readonly value: string | undefined;
}

/** `key = <expression>` in OPTIONS of a table, where Spark takes constant expressions. */
export interface ExpressionProperty extends Position {
  readonly kind: 'expressionProperty';
  readonly key: string;
  readonly value: import('./expression.ts').Expression | undefined;
}

/** An integer in the grammar (a length, a bucket count): written out, or left to a parameter. */
export type IntegerValue = number | import('./literal.ts').Parameter;

/** A string in the grammar (a comment, a path): its value, or a parameter that will give it. */
export type StringValue = string | import('./literal.ts').Parameter;
