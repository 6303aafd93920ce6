import type {
  CaseStatement,
  Compound,
  ConditionalBranch,
  ConditionValue,
  DeclareCondition,
  DeclareHandler,
  Expression,
  For,
  Identifier,
  IfStatement,
  ScriptStatement,
  Statement,
} from '../ast/index.ts';
import { identifierLiteralLength, parseMultipartIdentifierRule, parseSequence, parseStrictIdentifier } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsExpression } from './query-start.ts';
import { parseVariables } from './setting.ts';
import { parseString } from './string-literal.ts';

/** `BEGIN … END`. */
export function parseCompound(parser: Parser, label: Identifier | undefined): Compound {
  return parser.nested((p) => {
    const start = label?.start ?? p.start;
    p.expect('BEGIN');
    p.acceptAll('NOT', 'ATOMIC');
    const body = p.at('END') ? [] : parseBody(p, ['END']);
    p.expect('END');
    parseEndLabel(p, label);
    return { kind: 'compound', label, body, start, stop: p.stop };
  });
}

type BodyEnd = 'END' | 'ELSE' | 'ELSEIF' | 'WHEN' | 'UNTIL';

/** One or more statements, each with its semicolon, until one of the words. */
function parseBody(parser: Parser, ends: readonly BodyEnd[]): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  do {
    statements.push(parseScriptStatement(parser));
    parser.expect(';');
  } while (!ends.some((word) => parser.at(word)) && !parser.at('eof'));
  return statements;
}

function parseEndLabel(parser: Parser, label: Identifier | undefined): void {
  if (!parser.isStrictName(parser.type)) return;
  const end = parseStrictIdentifier(parser);
  if (label === undefined) {
    parser.report('END_LABEL_WITHOUT_BEGIN_LABEL', { endLabel: `\`${end.value.toLowerCase()}\`` }, end);
    return;
  }
  if (label.value.toLowerCase() === end.value.toLowerCase()) return;
  const parameters = { beginLabel: `\`${label.value.toLowerCase()}\``, endLabel: `\`${end.value.toLowerCase()}\`` };
  parser.report('LABELS_MISMATCH', parameters, { start: label.start, stop: end.stop });
}

function parseScriptStatement(parser: Parser): ScriptStatement {
  return parser.nested(scriptStatement);
}

function scriptStatement(parser: Parser): ScriptStatement {
  if (parser.isStrictName(parser.type) && parser.peek(identifierLiteralLength(parser) || 1) === ':') {
    const label = parseStrictIdentifier(parser);
    parser.expect(':');
    return parseLabelled(parser, label);
  }
  const next = parser.peek();
  switch (parser.type) {
    case 'BEGIN':
    case 'LOOP':
    case 'REPEAT':
      return parseLabelled(parser, undefined);
    case 'WHILE':
    case 'FOR':
      return startsExpression(parser, 1) ? parseLabelled(parser, undefined) : parser.refuse();
    case 'IF':
      return parseIf(parser);
    case 'CASE':
      return parseCase(parser);
    case 'LEAVE':
    case 'ITERATE': {
      const start = parser.start;
      const kind = parser.next().type === 'LEAVE' ? 'leave' : 'iterate';
      const label = parseStrictIdentifier(parser);
      return { kind, label, start, stop: parser.stop };
    }
    case 'DECLARE':
      if (parser.peek(2) === 'CONDITION') return parseCondition(parser);
      if ((next === 'CONTINUE' || next === 'EXIT') && parser.peek(2) === 'HANDLER') return parseHandler(parser);
      return parser.rules.statement(parser);
    default:
      return parsePlain(parser);
  }
}

/** A statement of the language, where SET is always of variables. */
function parsePlain(parser: Parser): Statement {
  if (parser.type !== 'SET' || parser.peek() === 'CATALOG') return parser.rules.statement(parser);
  const start = parser.start;
  parser.next();
  if ((parser.at('VAR') || parser.at('VARIABLE')) && (parser.peek() === '(' || parser.isName(parser.peek()))) parser.next();
  return parseVariables(parser, start);
}

function parseLabelled(parser: Parser, label: Identifier | undefined): ScriptStatement {
  const start = label?.start ?? parser.start;
  switch (parser.type) {
    case 'BEGIN':
      return parseCompound(parser, label);
    case 'WHILE': {
      parser.next();
      const condition = parser.rules.expression(parser);
      parser.expect('DO');
      const body = parseBody(parser, ['END']);
      parser.expectAll('END', 'WHILE');
      parseEndLabel(parser, label);
      return { kind: 'while', label, condition, body, start, stop: parser.stop };
    }
    case 'REPEAT': {
      parser.next();
      const body = parseBody(parser, ['UNTIL']);
      parser.expect('UNTIL');
      const until = parser.rules.expression(parser);
      parser.expectAll('END', 'REPEAT');
      parseEndLabel(parser, label);
      return { kind: 'repeat', label, body, until, start, stop: parser.stop };
    }
    case 'LOOP': {
      parser.next();
      const body = parseBody(parser, ['END']);
      parser.expectAll('END', 'LOOP');
      parseEndLabel(parser, label);
      return { kind: 'loop', label, body, start, stop: parser.stop };
    }
    case 'FOR':
      return parseFor(parser, label, start);
    default:
      return parser.refuse();
  }
}

function parseFor(parser: Parser, label: Identifier | undefined, start: number): For {
  parser.expect('FOR');
  let variable: Identifier | undefined;
  if (parser.isStrictName(parser.type) && parser.peek() === 'AS') {
    variable = parseStrictIdentifier(parser);
    parser.expect('AS');
  }
  const query = parser.rules.query(parser);
  parser.expect('DO');
  const body = parseBody(parser, ['END']);
  parser.expectAll('END', 'FOR');
  parseEndLabel(parser, label);
  return { kind: 'for', label, variable, query, body, start, stop: parser.stop };
}

function parseBranch(parser: Parser, ends: readonly BodyEnd[]): ConditionalBranch {
  const start = parser.start;
  const condition = parser.rules.expression(parser);
  parser.expect('THEN');
  const body = parseBody(parser, ends);
  return { kind: 'conditionalBranch', condition, body, start, stop: parser.stop };
}

function parseIf(parser: Parser): IfStatement {
  const start = parser.start;
  parser.expect('IF');
  const branches = [parseBranch(parser, ['ELSEIF', 'ELSE', 'END'])];
  while (parser.accept('ELSEIF')) branches.push(parseBranch(parser, ['ELSEIF', 'ELSE', 'END']));
  const otherwise = parser.accept('ELSE') ? parseBody(parser, ['END']) : undefined;
  parser.expectAll('END', 'IF');
  return { kind: 'if', branches, otherwise, start, stop: parser.stop };
}

function parseCase(parser: Parser): CaseStatement {
  const start = parser.start;
  parser.expect('CASE');
  const operand: Expression | undefined = parser.at('WHEN') ? undefined : parser.rules.expression(parser);
  const branches: ConditionalBranch[] = [];
  do {
    parser.expect('WHEN');
    branches.push(parseBranch(parser, ['WHEN', 'ELSE', 'END']));
  } while (parser.at('WHEN'));
  const otherwise = parser.accept('ELSE') ? parseBody(parser, ['END']) : undefined;
  parser.expectAll('END', 'CASE');
  return { kind: 'caseStatement', operand, branches, otherwise, start, stop: parser.stop };
}

/** `DECLARE name CONDITION [FOR SQLSTATE '…']`. */
function parseCondition(parser: Parser): DeclareCondition {
  const start = parser.start;
  parser.expect('DECLARE');
  const name = parseStrictIdentifier(parser);
  parser.expect('CONDITION');
  const sqlState = parser.acceptAll('FOR', 'SQLSTATE') ? parseSqlState(parser) : undefined;
  return { kind: 'declareCondition', name, sqlState, start, stop: parser.stop };
}

function parseSqlState(parser: Parser): string {
  parser.accept('VALUE');
  const start = parser.start;
  const sqlState = parseString(parser).toUpperCase();
  if (!/^[A-Z0-9]{5}$/.test(sqlState) || sqlState.startsWith('00') || sqlState.startsWith('01') || sqlState.startsWith('XX')) {
    parser.withoutContext((p) => p.report('INVALID_SQLSTATE', { sqlState }, { start, stop: p.stop }));
  }
  return sqlState;
}

/** `DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN … END`. */
function parseHandler(parser: Parser): DeclareHandler {
  const start = parser.start;
  parser.expect('DECLARE');
  const type = parser.next().type === 'EXIT' ? 'exit' : 'continue';
  parser.expectAll('HANDLER', 'FOR');
  const conditions = parseSequence(parser, parseConditionValue);
  const body = parser.at('BEGIN') ? parseCompound(parser, undefined) : parsePlain(parser);
  return { kind: 'declareHandler', type, conditions, body, start, stop: parser.stop };
}

function parseConditionValue(parser: Parser): ConditionValue {
  const start = parser.start;
  if (parser.accept('SQLSTATE')) return { kind: 'sqlState', sqlState: parseSqlState(parser), start, stop: parser.stop };
  if (parser.accept('SQLEXCEPTION')) return { kind: 'sqlException', start, stop: parser.stop };
  if (parser.acceptAll('NOT', 'FOUND')) return { kind: 'notFound', start, stop: parser.stop };
  return { kind: 'conditionName', name: parseMultipartIdentifierRule(parser), start, stop: parser.stop };
}
