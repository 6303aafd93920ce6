import type {
  AlterNamespace,
  AlterNamespaceAction,
  CreateNamespace,
  DropNamespace,
  Identifier,
  Property,
  StringValue,
} from '../ast/index.ts';
import type { TokenType } from '../lexer/index.ts';
import { parseIfExists, parseIfNotExists } from './create-table.ts';
import { parseIdentifierReference } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parsePropertiesWithValues, parsePropertyKeys } from './property.ts';
import { parseStringValue } from './string-literal.ts';
import { parseDefaultCollation } from './table-clauses.ts';

export function isNamespaceWord(type: TokenType): boolean {
  return type === 'DATABASE' || type === 'SCHEMA' || type === 'NAMESPACE';
}

function takePropertiesWord(parser: Parser): void {
  parser.expectOneOf('DBPROPERTIES', 'PROPERTIES');
}

/** Behind `CREATE DATABASE`. */
export function parseCreateNamespace(parser: Parser, start: number): CreateNamespace {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifierReference(parser);
  let comment: StringValue | undefined;
  let location: StringValue | undefined;
  let collation: Identifier | undefined;
  let properties: readonly Property[] = [];
  const seen = new Set<string>();
  let duplicate: string | undefined;
  const note = (clause: string): void => {
    if (seen.has(clause)) duplicate ??= clause;
    seen.add(clause);
  };
  while (true) {
    if (parser.accept('COMMENT')) {
      comment = parseStringValue(parser);
      note('COMMENT');
    } else if (parser.accept('LOCATION')) {
      location = parseStringValue(parser);
      note('LOCATION');
    } else if (parser.at('DEFAULT')) {
      collation = parseDefaultCollation(parser);
      note('DEFAULT COLLATION');
    } else if (parser.accept('WITH')) {
      takePropertiesWord(parser);
      properties = parsePropertiesWithValues(parser, start);
      note('DBPROPERTIES');
    } else break;
  }
  const range = { start, stop: parser.stop };
  if (duplicate !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: duplicate }, range);
  return { kind: 'createNamespace', ifNotExists, name, comment, location, collation, properties, ...range };
}

/** Behind `ALTER DATABASE`. */
export function parseAlterNamespace(parser: Parser, start: number): AlterNamespace {
  const name = parseIdentifierReference(parser);
  const action = parseAction(parser, start);
  return { kind: 'alterNamespace', name, action, start, stop: parser.stop };
}

function parseAction(parser: Parser, start: number): AlterNamespaceAction {
  if (parser.at('DEFAULT')) return { kind: 'setCollation', collation: parseDefaultCollation(parser) };
  if (parser.accept('UNSET')) {
    takePropertiesWord(parser);
    return { kind: 'unsetProperties', keys: parsePropertyKeys(parser, start) };
  }
  parser.expect('SET');
  if (parser.accept('LOCATION')) return { kind: 'setLocation', location: parseStringValue(parser) };
  takePropertiesWord(parser);
  return { kind: 'setProperties', properties: parsePropertiesWithValues(parser, start) };
}

/** Behind `DROP DATABASE`. */
export function parseDropNamespace(parser: Parser, start: number): DropNamespace {
  const ifExists = parseIfExists(parser);
  const name = parseIdentifierReference(parser);
  const cascade = parser.accept('CASCADE');
  if (!cascade) parser.accept('RESTRICT');
  return { kind: 'dropNamespace', ifExists, name, cascade, start, stop: parser.stop };
}
