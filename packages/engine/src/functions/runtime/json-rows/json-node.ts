/** A JSON value that loses nothing: numbers keep their digits, objects their order and doubled names, and all their text. */
export type JsonNode =
  | { readonly kind: 'null'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  /** `NaN` and the infinities, which JSON proper does not have. */
  | { readonly kind: 'special'; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly value: string; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly text: string }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [name: string, value: JsonNode])[]; readonly text: string };

/** What Spark's reader lets pass beyond JSON. */
export interface JsonSyntax {
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
}

export const defaultJsonSyntax: JsonSyntax = {
  allowComments: false,
  allowUnquotedFieldNames: false,
  allowSingleQuotes: true,
  allowNumericLeadingZeros: false,
  allowNonNumericNumbers: true,
  allowBackslashEscapingAnyCharacter: false,
  allowUnquotedControlChars: false,
};

/** The text is not JSON. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}
