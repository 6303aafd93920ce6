import type { Keyword } from './keywords.ts';

type Symbol =
  | ';'
  | '('
  | ')'
  | ','
  | '.'
  | '['
  | ']'
  | '!'
  | '='
  | '<=>'
  | '<>'
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '<<'
  | '>>'
  | '>>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '~'
  | '&'
  | '|'
  | '||'
  | '|>'
  | '^'
  | ':'
  | '::'
  | '->'
  | '=>'
  | '/*+'
  | '*/'
  | '?';

/** Kinds in lower case, so that they never meet a keyword. */
type Kind =
  | 'identifier'
  | 'backquoted'
  | 'string'
  | 'doubleQuoted'
  | 'dollarQuoted'
  | 'integer'
  | 'bigint'
  | 'smallint'
  | 'tinyint'
  | 'exponent'
  | 'decimal'
  | 'float'
  | 'double'
  | 'bigdecimal'
  | 'unrecognized'
  | 'eof';

/** A keyword is its own type, in upper case. */
export type TokenType = Keyword | Symbol | Kind;

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  /** Offset of the last character. */
  readonly stop: number;
}
