import type { ChangesBound, ChangesClause, Expression, TimeTravel } from '../ast/index.ts';
import { containsNode } from './contains-node.ts';
import type { Parser } from './parser.ts';
import { parseString } from './string-literal.ts';

/** `[FOR] VERSION AS OF …`, `[FOR] TIMESTAMP AS OF …`. */
export function parseTimeTravel(parser: Parser): TimeTravel | undefined {
  const distance = parser.type === 'FOR' ? 1 : 0;
  const word = parser.peek(distance);
  if (parser.peek(distance + 1) !== 'AS' || parser.peek(distance + 2) !== 'OF') return undefined;
  const start = parser.start;
  if (word === 'VERSION' || word === 'SYSTEM_VERSION') {
    for (let i = 0; i < distance + 3; i++) parser.next();
    const version = parseVersion(parser);
    return { kind: 'versionAsOf', version, start, stop: parser.stop };
  }
  if (word !== 'TIMESTAMP' && word !== 'SYSTEM_TIME') return undefined;
  for (let i = 0; i < distance + 3; i++) parser.next();
  const timestamp = parser.rules.value(parser);
  refuseColumns(parser, timestamp, { start, stop: parser.stop });
  return { kind: 'timestampAsOf', timestamp, start, stop: parser.stop };
}

function parseVersion(parser: Parser): string {
  return parser.at('integer') ? parser.textOf(parser.next()) : parseString(parser);
}

function refuseColumns(parser: Parser, timestamp: Expression, range: { start: number; stop: number }): void {
  if (!containsNode(timestamp, ({ kind }) => kind === 'columnReference')) return;
  parser.report('_LEGACY_ERROR_TEMP_0056', { reason: 'timestamp expression cannot refer to any columns' }, range);
}

/** `CHANGES FROM VERSION 1 [INCLUSIVE] [TO VERSION 2]`; a stream may leave out where it starts, and has no end. */
export function parseChanges(parser: Parser, stream: boolean): ChangesClause | undefined {
  if (parser.type !== 'CHANGES') return undefined;
  const bound = parser.peek(2);
  const hasFrom =
    parser.peek() === 'FROM' && (bound === 'VERSION' || bound === 'SYSTEM_VERSION' || bound === 'TIMESTAMP' || bound === 'SYSTEM_TIME');
  if (!hasFrom && !stream) return undefined;
  const start = parser.start;
  parser.next();
  let from: ChangesBound | undefined;
  let to: ChangesBound | undefined;
  if (hasFrom) {
    parser.expect('FROM');
    from = parseBound(parser);
    if (!stream && parser.accept('TO')) to = parseBound(parser);
  }
  return { kind: 'changes', from, to, start, stop: parser.stop };
}

function parseBound(parser: Parser): ChangesBound {
  const start = parser.start;
  const word = parser.expectOneOf('VERSION', 'SYSTEM_VERSION', 'TIMESTAMP', 'SYSTEM_TIME');
  if (word === 'VERSION' || word === 'SYSTEM_VERSION') {
    const version = parseVersion(parser);
    const inclusive = parseInclusive(parser);
    return { kind: 'versionBound', version, inclusive, start, stop: parser.stop };
  }
  const timestamp = parser.rules.value(parser);
  if (containsNode(timestamp, ({ kind }) => kind === 'scalarSubquery'))
    parser.report('INVALID_CDC_OPTION.INVALID_TIMESTAMP_EXPR', {}, { start, stop: parser.stop });
  refuseColumns(parser, timestamp, { start, stop: parser.stop });
  const inclusive = parseInclusive(parser);
  return { kind: 'timestampBound', timestamp, inclusive, start, stop: parser.stop };
}

function parseInclusive(parser: Parser): boolean {
  if (parser.accept('EXCLUSIVE')) return false;
  parser.accept('INCLUSIVE');
  return true;
}
