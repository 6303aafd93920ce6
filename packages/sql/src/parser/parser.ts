import type { Compound, Expression, Identifier, Query, Statement } from '../ast/index.ts';
import { isReservedInAnsi, isStrictNonReserved, type Token, type TokenList, type TokenType, tokenize } from '../lexer/index.ts';
import type { ParserOptions } from '../parser-options.ts';
import { SqlSyntaxError } from '../sql-syntax-error.ts';

/** Rules that lower layers of the grammar need of higher ones. They are handed in, so that modules do not import in circles. */
export interface RecursiveRules {
  query(parser: Parser): Query;
  /** A query that goes on behind its first, parenthesized part. */
  queryFrom(parser: Parser, first: Query): Query;
  expression(parser: Parser): Expression;
  /** An expression without predicates and logical operators. */
  value(parser: Parser): Expression;
  statement(parser: Parser): Statement;
  compound(parser: Parser, label: Identifier | undefined): Compound;
}

const defaultMaxTextLength = 8 * 1024 * 1024;
/** As deep as the messages of Spark Connect may be nested. */
const defaultMaxNesting = 1024;

/** A range of the text: anything with offsets. */
interface Range {
  readonly start: number;
  readonly stop: number;
}

/** Walks over the tokens. The rules of the grammar are functions that take one of these. */
export class Parser {
  readonly text: string;
  readonly options: ParserOptions;
  readonly rules: RecursiveRules;
  readonly unclosedComment: number | undefined;
  private readonly tokens: readonly Token[];
  private readonly maxNesting: number;
  private index = 0;
  private nesting = 0;
  private parameterCount = 0;
  private showsContext = true;
  private contextStart: number | undefined;
  private firstReport: SqlSyntaxError | undefined;
  /** The current token's type, kept beside it because every rule asks for it. */
  type: TokenType;

  constructor(text: string, options: ParserOptions, rules: RecursiveRules) {
    const maxTextLength = options.maxTextLength ?? defaultMaxTextLength;
    if (text.length > maxTextLength) throw tooComplex(text.slice(0, 200), 0, 0);
    const { tokens, unclosedComment }: TokenList = tokenize(text);
    this.text = text;
    this.options = options;
    this.rules = rules;
    this.tokens = tokens;
    this.unclosedComment = unclosedComment;
    this.maxNesting = options.maxNesting ?? defaultMaxNesting;
    this.type = this.token.type;
  }

  get token(): Token {
    return this.tokens[this.index]!;
  }

  /** The start of the node that begins here. */
  get start(): number {
    return this.token.start;
  }

  /** The end of the node whose last token was just taken. */
  get stop(): number {
    return this.index === 0 ? -1 : this.tokens[this.index - 1]!.stop;
  }

  /** How far it is, to tell whether a rule took anything. */
  get offset(): number {
    return this.index;
  }

  peek(distance = 1): TokenType {
    const token = this.tokens[this.index + distance];
    return token === undefined ? 'eof' : token.type;
  }

  peekToken(distance = 1): Token {
    return this.tokens[Math.min(this.index + distance, this.tokens.length - 1)]!;
  }

  textOf(range: Range): string {
    return this.text.slice(range.start, range.stop + 1);
  }

  /** Whether the current token is of this type. Asking `type` itself narrows it, and the compiler does not see that it moves on. */
  at(type: TokenType): boolean {
    return this.type === type;
  }

  /** Takes the current token. */
  next(): Token {
    const token = this.token;
    if (token.type !== 'eof') this.index++;
    this.type = this.token.type;
    return token;
  }

  accept(type: TokenType): boolean {
    if (this.type !== type) return false;
    this.next();
    return true;
  }

  /** Takes the words if they all follow. */
  acceptAll(...types: readonly TokenType[]): boolean {
    for (let i = 0; i < types.length; i++) if (this.peek(i) !== types[i]) return false;
    for (let i = 0; i < types.length; i++) this.next();
    return true;
  }

  /** Takes the word if the other one follows it. */
  acceptBefore(type: TokenType, following: TokenType): boolean {
    if (this.type !== type || this.peek() !== following) return false;
    this.next();
    return true;
  }

  expect(type: TokenType): Token {
    return this.type === type ? this.next() : this.refuseInsteadOf(type);
  }

  expectAll(...types: readonly TokenType[]): void {
    for (const type of types) this.expect(type);
  }

  expectOneOf<T extends TokenType>(...types: readonly T[]): T {
    for (const type of types) {
      if (this.type === type) {
        this.next();
        return type;
      }
    }
    return this.refuse();
  }

  nextParameterIndex(): number {
    return this.parameterCount++;
  }

  /** Whether a token of this type may be a name. */
  isName(type: TokenType): boolean {
    if (type === 'identifier' || type === 'backquoted') return true;
    if (type === 'doubleQuoted') return this.options.doubleQuotedIdentifiers === true;
    return isKeyword(type) && !(this.options.enforceReservedKeywords === true && isReservedInAnsi(type));
  }

  /** As `isName`, for the places where words such as JOIN must stay keywords. */
  isStrictName(type: TokenType): boolean {
    return this.isName(type) && !isStrictNonReserved(type);
  }

  isString(type: TokenType): boolean {
    return type === 'string' || (type === 'doubleQuoted' && this.options.doubleQuotedIdentifiers !== true);
  }

  /** Runs a rule whose text may turn out to be something else: undefined, and back where it was, when it has a syntax error. */
  attempt<T>(rule: (parser: this) => T): T | undefined {
    const { index, nesting, parameterCount, firstReport } = this;
    try {
      return rule(this);
    } catch (error) {
      if (!(error instanceof SqlSyntaxError) || error.condition !== 'PARSE_SYNTAX_ERROR') throw error;
      this.index = index;
      this.nesting = nesting;
      this.parameterCount = parameterCount;
      this.firstReport = firstReport;
      this.type = this.token.type;
      return undefined;
    }
  }

  /**
   * Goes one level deeper; too many levels are refused. A rule that calls itself does so between `enter` and `leave`, and through few
   * other functions: before V8 has compiled them, its stack must hold all frames of the deepest text that is allowed.
   */
  enter(): void {
    if (++this.nesting > this.maxNesting) throw tooComplex(this.text, this.start, this.token.stop);
  }

  leave(): void {
    this.nesting--;
  }

  /** Runs a rule one level deeper. */
  nested<T>(rule: (parser: this) => T): T {
    this.enter();
    const result = rule(this);
    this.leave();
    return result;
  }

  /** Takes all that is left, whatever it is. */
  skipRest(): void {
    while (this.type !== 'eof') this.next();
  }

  /** The text must end here. An open comment is told only now, when nothing else is wrong. */
  expectEnd(): void {
    if (this.type !== 'eof') this.refuse();
    if (this.unclosedComment !== undefined) throw this.openComment(this.unclosedComment);
    if (this.firstReport !== undefined) throw this.firstReport;
  }

  /** There is nothing but space and comments. */
  refuseEmpty(): never {
    const { start } = this;
    const range = { text: this.text, start, stop: start };
    throw new SqlSyntaxError({ condition: 'PARSE_EMPTY_STATEMENT', messageParameters: {}, ...range, hasQueryContext: false });
  }

  private openComment(start: number): SqlSyntaxError {
    return new SqlSyntaxError({
      condition: 'UNCLOSED_BRACKETED_COMMENT',
      messageParameters: {},
      text: this.text,
      start,
      stop: this.text.length - 1,
      hasQueryContext: false,
    });
  }

  /** Runs a rule whose refusals show the words from `start` on: those of the node that it ends. */
  withContextFrom<T>(start: number, rule: (parser: this) => T): T {
    const before = this.contextStart;
    this.contextStart = start;
    try {
      return rule(this);
    } finally {
      this.contextStart = before;
    }
  }

  /** Runs a rule whose refusals show no words of the text: Spark reads types and schemas so. */
  withoutContext<T>(rule: (parser: this) => T): T {
    this.showsContext = false;
    const result = rule(this);
    this.showsContext = true;
    return result;
  }

  /** The current token can stand here in no way. */
  refuse(hint = ''): never {
    throw this.syntaxError(this.token, hint);
  }

  syntaxError(token: Token, hint = ''): SqlSyntaxError {
    const { start, stop } = token;
    return new SqlSyntaxError({
      condition: 'PARSE_SYNTAX_ERROR',
      messageParameters: { error: this.describe(token), hint },
      text: this.text,
      start,
      stop: Math.max(start, stop),
      hasQueryContext: false,
    });
  }

  /** A refusal of what was read: `range` is what Spark shows as the query context. */
  error(condition: string, messageParameters: Readonly<Record<string, string>>, range: Range): SqlSyntaxError {
    const { start, stop } = range;
    return new SqlSyntaxError({
      condition,
      messageParameters,
      text: this.text,
      start: this.contextStart ?? start,
      stop,
      hasQueryContext: this.showsContext,
    });
  }

  /**
   * Notes a refusal of what was read and goes on: Spark reads the whole text before it looks at what it means, so that a syntax error
   * further on comes first. The first refusal is raised at the end of the text.
   */
  report(condition: string, messageParameters: Readonly<Record<string, string>>, range: Range): void {
    this.firstReport ??= this.error(condition, messageParameters, range);
  }

  private describe(token: Token): string {
    return token.type === 'eof' ? 'end of input' : `'${this.textOf(token)}'`;
  }

  /** Guesses what went wrong from the next token, as Spark's parser does: a word too many, or one left out. */
  private refuseInsteadOf(type: TokenType): never {
    if (this.type !== 'eof' && this.peek() === type) return this.refuse(`: extra input ${this.describe(this.token)}`);
    return this.refuse();
  }
}

export function isKeyword(type: TokenType): boolean {
  const code = type.charCodeAt(0);
  return code >= 65 && code <= 90;
}

export function tooComplex(text: string, start: number, stop: number): SqlSyntaxError {
  return new SqlSyntaxError({ condition: 'FAILED_TO_PARSE_TOO_COMPLEX', messageParameters: {}, text, start, stop, hasQueryContext: false });
}
