export { isAsciiWord } from './characters.ts';
export { isReservedInAnsi, isStrictNonReserved, type Keyword, listKeywords } from './keywords.ts';
export { type TokenList, tokenize } from './lexer.ts';
export type { Token, TokenType } from './token.ts';
