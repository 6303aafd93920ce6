import type { Case, CaseBranch, DatetimeUnit, Expression, FunctionCall, TimestampAdd, TimestampDiff, Trim } from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseDataTypeRule } from './data-type.ts';
import { identifierLiteralLength, parseIdentifier } from './identifier.ts';
import { parseNamedExpressions } from './named-expression.ts';
import type { Parser } from './parser.ts';
import { startsExpression } from './query-start.ts';

const units: ReadonlyMap<TokenType, DatetimeUnit> = new Map<TokenType, DatetimeUnit>(
  (['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'DAYOFYEAR', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND'] as const).map(
    (unit) => [unit, unit.toLowerCase() as DatetimeUnit],
  ),
);

/** The forms that are not written like a call. Undefined: it is a call of a function of that name after all. */
export function parseSpecialForm(parser: Parser): Expression | undefined {
  switch (parser.type) {
    case 'CASE':
      return parseCase(parser);
    case 'CAST':
    case 'TRY_CAST':
      return parseCast(parser);
    case 'STRUCT':
      return parseStruct(parser);
    case 'FIRST':
    case 'LAST':
    case 'ANY_VALUE':
      return parseWithNulls(parser);
    case 'EXTRACT':
      return parseExtract(parser);
    case 'SUBSTR':
    case 'SUBSTRING':
      return parseSubstring(parser);
    case 'TRIM':
      return parseTrim(parser);
    case 'OVERLAY':
      return parseOverlay(parser);
    case 'POSITION':
      return parsePosition(parser);
    case 'DATEADD':
    case 'DATE_ADD':
    case 'TIMESTAMPADD':
    case 'DATEDIFF':
    case 'DATE_DIFF':
    case 'TIMEDIFF':
    case 'TIMESTAMPDIFF':
      return parseWithUnit(parser);
    default:
      return undefined;
  }
}

/** Looks for a word at the top level of the parentheses that open at `distance`: that word tells the form from a call. */
function findWord(parser: Parser, words: readonly TokenType[], distance = 1): boolean {
  let depth = 0;
  for (let at = distance; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(' || type === '[') depth++;
    else if (type === ')' || type === ']') {
      depth--;
      if (depth === 0) return false;
    } else if (depth === 1 && words.includes(type)) return true;
  }
}

function parseCase(parser: Parser): Case {
  const start = parser.start;
  parser.expect('CASE');
  const operand = parser.type === 'WHEN' && startsExpression(parser, 1) ? undefined : parser.rules.expression(parser);
  const branches: CaseBranch[] = [];
  do {
    const branchStart = parser.start;
    parser.expect('WHEN');
    const when = parser.rules.expression(parser);
    parser.expect('THEN');
    const then = parser.rules.expression(parser);
    branches.push({ kind: 'caseBranch', when, then, start: branchStart, stop: parser.stop });
  } while (parser.type === 'WHEN');
  const otherwise = parser.accept('ELSE') ? parser.rules.expression(parser) : undefined;
  parser.expect('END');
  return { kind: 'case', operand, branches, otherwise, start, stop: parser.stop };
}

function parseCast(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['AS'])) return undefined;
  const start = parser.start;
  const form = parser.next().type === 'CAST' ? 'cast' : 'try_cast';
  parser.expect('(');
  const operand = parser.rules.expression(parser);
  parser.expect('AS');
  const dataType = parseDataTypeRule(parser);
  parser.expect(')');
  return { kind: 'cast', form, operand, dataType, start, stop: parser.stop };
}

function parseStruct(parser: Parser): Expression {
  const start = parser.start;
  parser.expectAll('STRUCT', '(');
  const fields = parser.type === ')' ? [] : parseNamedExpressions(parser);
  parser.expect(')');
  return { kind: 'structConstructor', fields, start, stop: parser.stop };
}

/** `FIRST(a IGNORE NULLS)`. */
function parseWithNulls(parser: Parser): FunctionCall | undefined {
  if (!findWord(parser, ['IGNORE'])) return undefined;
  const start = parser.start;
  const name = parseIdentifier(parser);
  parser.expect('(');
  const argument = parser.rules.expression(parser);
  parser.expectAll('IGNORE', 'NULLS', ')');
  return {
    kind: 'functionCall',
    name: { kind: 'multipartIdentifier', parts: [name], start: name.start, stop: name.stop },
    quantifier: undefined,
    arguments: [argument],
    withinGroup: [],
    filter: undefined,
    nulls: 'ignore',
    over: undefined,
    start,
    stop: parser.stop,
  };
}

function parseExtract(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['FROM'])) return undefined;
  const start = parser.start;
  parser.expectAll('EXTRACT', '(');
  const literal = identifierLiteralLength(parser);
  if (literal > 0) throw parser.syntaxError(parser.peekToken(literal), ": missing ')'");
  const field = parseIdentifier(parser);
  parser.expect('FROM');
  const source = parser.rules.value(parser);
  parser.expect(')');
  return { kind: 'extract', field, source, start, stop: parser.stop };
}

function parseSubstring(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['FROM', 'FOR'])) return undefined;
  const start = parser.start;
  const name = parser.next().type === 'SUBSTR' ? 'substr' : 'substring';
  parser.expect('(');
  const operand = parser.rules.value(parser);
  if (!parser.accept('FROM')) parser.expect(',');
  const from = parser.rules.value(parser);
  const length = parser.accept('FOR') || parser.accept(',') ? parser.rules.value(parser) : undefined;
  parser.expect(')');
  return { kind: 'substring', name, operand, from, length, start, stop: parser.stop };
}

function parseTrim(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['FROM'])) return undefined;
  const start = parser.start;
  parser.expectAll('TRIM', '(');
  let side: Trim['side'];
  if (parser.type === 'BOTH' || parser.type === 'LEADING' || parser.type === 'TRAILING') {
    side = parser.type === 'BOTH' ? 'both' : parser.type === 'LEADING' ? 'leading' : 'trailing';
    parser.next();
  }
  const characters = parser.type === 'FROM' ? undefined : parser.rules.value(parser);
  parser.expect('FROM');
  const operand = parser.rules.value(parser);
  parser.expect(')');
  return { kind: 'trim', side, characters, operand, start, stop: parser.stop };
}

function parseOverlay(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['PLACING'])) return undefined;
  const start = parser.start;
  parser.expectAll('OVERLAY', '(');
  const operand = parser.rules.value(parser);
  parser.expect('PLACING');
  const replacement = parser.rules.value(parser);
  parser.expect('FROM');
  const from = parser.rules.value(parser);
  const length = parser.accept('FOR') ? parser.rules.value(parser) : undefined;
  parser.expect(')');
  return { kind: 'overlay', operand, replacement, from, length, start, stop: parser.stop };
}

function parsePosition(parser: Parser): Expression | undefined {
  if (!findWord(parser, ['IN'])) return undefined;
  const start = parser.start;
  parser.expectAll('POSITION', '(');
  const substring = parser.rules.value(parser);
  parser.expect('IN');
  const operand = parser.rules.value(parser);
  parser.expect(')');
  return { kind: 'position', substring, operand, start, stop: parser.stop };
}

/** `DATEADD(DAY, 1, d)`: the first argument is a unit; a string there is a mistake of its own. */
function parseWithUnit(parser: Parser): TimestampAdd | TimestampDiff | undefined {
  const start = parser.start;
  const unit = units.get(parser.peek(2));
  const isString = parser.isString(parser.peek(2));
  if ((unit === undefined && !isString) || parser.peek(3) !== ',') return undefined;
  const word = parser.textOf(parser.token).toLowerCase();
  const unitToken = parser.peekToken(2);
  if (isString && !hasThreeArguments(parser)) return undefined;
  parser.next();
  parser.next();
  parser.next();
  parser.expect(',');
  const first = parser.rules.value(parser);
  parser.expect(',');
  const second = parser.rules.value(parser);
  parser.expect(')');
  const stop = parser.stop;
  if (unit === undefined) {
    const parameters = { functionName: `\`${word}\``, parameter: '`unit`', invalidValue: parser.textOf(unitToken) };
    parser.report('INVALID_PARAMETER_VALUE.DATETIME_UNIT', parameters, { start, stop });
  }
  const known = unit ?? 'day';
  if (word === 'dateadd' || word === 'date_add' || word === 'timestampadd') {
    return { kind: 'timestampAdd', name: word, unit: known, amount: first, operand: second, start, stop };
  }
  const name = word === 'datediff' || word === 'date_diff' || word === 'timestampdiff' ? word : 'timediff';
  return { kind: 'timestampDiff', name, unit: known, from: first, to: second, start, stop };
}

function hasThreeArguments(parser: Parser): boolean {
  let commas = 0;
  let depth = 0;
  for (let at = 1; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(' || type === '[') depth++;
    else if (type === ')' || type === ']') {
      depth--;
      if (depth === 0) return commas === 2;
    } else if (depth === 1 && type === ',') commas++;
  }
}
