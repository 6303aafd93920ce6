import type { Call, CloseCursor, DeclareCursor, DeclareVariable, FetchCursor, FunctionArgument, OpenCursor } from '../ast/index.ts';
import { parseVariableDefault } from './column-definition.ts';
import { parseDataTypeRule } from './data-type.ts';
import { parseUsing } from './execute-immediate.ts';
import { parseFunctionArgument } from './function-call.ts';
import {
  parseErrorCapturingIdentifier,
  parseIdentifierReference,
  parseMultipartIdentifierRule,
  parseMultipartIdentifiers,
  parseSequence,
} from './identifier.ts';
import type { Parser } from './parser.ts';

/** `DECLARE [OR REPLACE] [VARIABLE] a, b [type] [DEFAULT value]`, `DECLARE c CURSOR FOR query`. */
export function parseDeclare(parser: Parser): DeclareVariable | DeclareCursor {
  const start = parser.start;
  parser.expect('DECLARE');
  if (startsCursor(parser)) return parseCursor(parser, start);
  const orReplace = parser.acceptAll('OR', 'REPLACE');
  if ((parser.at('VAR') || parser.at('VARIABLE')) && parser.isName(parser.peek())) parser.next();
  const names = parseSequence(parser, parseIdentifierReference);
  const hasType = parser.isName(parser.type) && !parser.at('DEFAULT');
  const dataType = hasType ? parseDataTypeRule(parser) : undefined;
  const defaultValue = parseVariableDefault(parser);
  const range = { start, stop: parser.stop };
  if (dataType === undefined && defaultValue === undefined) {
    parser.report('INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED', {}, range);
  }
  return { kind: 'declareVariable', orReplace, names, dataType, default: defaultValue, ...range };
}

/** A name, then CURSOR, with its sensitivity between. */
function startsCursor(parser: Parser): boolean {
  const next = parser.peek();
  if (next === 'CURSOR') return parser.peek(2) === 'FOR';
  return (next === 'ASENSITIVE' || next === 'INSENSITIVE') && parser.peek(2) === 'CURSOR';
}

function parseCursor(parser: Parser, start: number): DeclareCursor {
  const name = parseErrorCapturingIdentifier(parser);
  const sensitivity = parser.accept('ASENSITIVE') ? 'asensitive' : parser.accept('INSENSITIVE') ? 'insensitive' : undefined;
  parser.expectAll('CURSOR', 'FOR');
  const query = parser.rules.query(parser);
  const queryText = parser.textOf(query);
  const readOnly = parser.acceptAll('FOR', 'READ', 'ONLY');
  return { kind: 'declareCursor', name, sensitivity, query, queryText, readOnly, start, stop: parser.stop };
}

/** `OPEN c [USING …]`. */
export function parseOpen(parser: Parser): OpenCursor {
  const start = parser.start;
  parser.expect('OPEN');
  const name = parseMultipartIdentifierRule(parser);
  const using = parser.accept('USING') ? parseUsing(parser) : [];
  return { kind: 'openCursor', name, using, start, stop: parser.stop };
}

/** `FETCH [[NEXT] FROM] c INTO a, b`. */
export function parseFetch(parser: Parser): FetchCursor {
  const start = parser.start;
  parser.expect('FETCH');
  if (!parser.acceptAll('NEXT', 'FROM') && parser.peek() !== 'INTO' && parser.peek() !== '.') parser.accept('FROM');
  const name = parseMultipartIdentifierRule(parser);
  parser.expect('INTO');
  const into = parseMultipartIdentifiers(parser);
  return { kind: 'fetchCursor', name, into, start, stop: parser.stop };
}

export function parseClose(parser: Parser): CloseCursor {
  const start = parser.start;
  parser.expect('CLOSE');
  return { kind: 'closeCursor', name: parseMultipartIdentifierRule(parser), start, stop: parser.stop };
}

/** `CALL p(1, a => 2)`. */
export function parseCall(parser: Parser): Call {
  const start = parser.start;
  parser.expect('CALL');
  const procedure = parseIdentifierReference(parser);
  parser.expect('(');
  const list: FunctionArgument[] = parser.at(')') ? [] : parseSequence(parser, parseFunctionArgument);
  parser.expect(')');
  return { kind: 'call', procedure, arguments: list, start, stop: parser.stop };
}
