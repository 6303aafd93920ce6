import type { CreateFlow, CreateView, Statement } from '../ast/index.ts';
import { parseCreateFunction } from './create-function.ts';
import { parseCreatePipelineDataset, parseCreateTable, parseIfExists, parseReplaceTable } from './create-table.ts';
import { parseIdentifierReference } from './identifier.ts';
import { parseInsertTarget } from './insert.ts';
import { parseCreateIndex, parseDropIndex } from './maintenance.ts';
import { isNamespaceWord, parseCreateNamespace, parseDropNamespace } from './namespace.ts';
import type { Parser } from './parser.ts';
import { parseStringValue } from './string-literal.ts';
import { refuseQualifier } from './temporary-name.ts';
import { refuseNativeCommand } from './unsupported-command.ts';
import { parseCreateView } from './view.ts';

/** `CREATE …`. */
export function parseCreate(parser: Parser): Statement {
  refuseNativeCommand(parser);
  const start = parser.start;
  parser.expect('CREATE');
  const orReplace = parser.acceptAll('OR', 'REPLACE');
  if (orReplace && parser.accept('TABLE')) return parseReplaceTable(parser, start, true);
  const global = parser.at('GLOBAL') && parser.peek() === 'TEMPORARY' ? parser.accept('GLOBAL') : false;
  const temporary = parser.accept('TEMPORARY');
  if (parser.accept('VIEW')) {
    const scope: CreateView['scope'] = global ? 'globalTemporary' : temporary ? 'temporary' : 'persisted';
    return parseCreateView(parser, start, orReplace, scope);
  }
  if (global) parser.refuse();
  if (parser.accept('FUNCTION')) return parseCreateFunction(parser, start, orReplace, temporary);
  if (orReplace) parser.refuse();
  const external = parser.accept('EXTERNAL');
  if (parser.accept('TABLE')) return parseCreateTable(parser, start, temporary, external);
  if (temporary || external) parser.refuse();
  return parseCreateOther(parser, start);
}

function parseCreateOther(parser: Parser, start: number): Statement {
  if (isNamespaceWord(parser.type)) {
    parser.next();
    return parseCreateNamespace(parser, start);
  }
  switch (parser.type) {
    case 'INDEX':
      parser.next();
      return parseCreateIndex(parser, start);
    case 'MATERIALIZED':
      parser.expectAll('MATERIALIZED', 'VIEW');
      return parseCreatePipelineDataset(parser, start, 'materializedView');
    case 'STREAMING':
      parser.expectAll('STREAMING', 'TABLE');
      return parseCreatePipelineDataset(parser, start, 'streamingTable');
    case 'FLOW':
      parser.next();
      return parseCreateFlow(parser, start);
    default:
      return parser.refuse();
  }
}

/** Behind `CREATE FLOW`. */
function parseCreateFlow(parser: Parser, start: number): CreateFlow {
  const name = parseIdentifierReference(parser);
  const comment = parser.accept('COMMENT') ? parseStringValue(parser) : undefined;
  parser.expect('AS');
  const target = parseInsertTarget(parser);
  const query = parser.rules.query(parser);
  return { kind: 'createFlow', name, comment, target, query, start, stop: parser.stop };
}

/** `DROP …`. */
export function parseDrop(parser: Parser): Statement {
  refuseNativeCommand(parser);
  const start = parser.start;
  parser.expect('DROP');
  if (isNamespaceWord(parser.type)) {
    parser.next();
    return parseDropNamespace(parser, start);
  }
  switch (parser.type) {
    case 'TABLE': {
      parser.next();
      const ifExists = parseIfExists(parser);
      const name = parseIdentifierReference(parser);
      const purge = parser.accept('PURGE');
      return { kind: 'dropTable', ifExists, name, purge, start, stop: parser.stop };
    }
    case 'VIEW': {
      parser.next();
      const ifExists = parseIfExists(parser);
      return { kind: 'dropView', ifExists, name: parseIdentifierReference(parser), start, stop: parser.stop };
    }
    case 'INDEX':
      parser.next();
      return parseDropIndex(parser, start);
    case 'FUNCTION':
      return parseDropFunction(parser, start, false);
    case 'TEMPORARY':
      parser.next();
      if (parser.at('FUNCTION')) return parseDropFunction(parser, start, true);
      return parseDropVariable(parser, start);
    default:
      return parser.refuse();
  }
}

function parseDropFunction(parser: Parser, start: number, temporary: boolean): Statement {
  parser.expect('FUNCTION');
  const ifExists = parseIfExists(parser);
  const name = parseIdentifierReference(parser);
  const range = { start, stop: parser.stop };
  if (temporary) refuseQualifier(parser, 'FUNCTION', name, range);
  return { kind: 'dropFunction', temporary, ifExists, name, ...range };
}

function parseDropVariable(parser: Parser, start: number): Statement {
  parser.expectOneOf('VAR', 'VARIABLE');
  const ifExists = parseIfExists(parser);
  return { kind: 'dropVariable', ifExists, name: parseIdentifierReference(parser), start, stop: parser.stop };
}
