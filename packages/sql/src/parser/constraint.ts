import type { ConstraintBody, ConstraintDefinition, Identifier, MultipartIdentifier } from '../ast/index.ts';
import { parseErrorCapturingIdentifier, parseIdentifierList, parseMultipartIdentifierRule } from './identifier.ts';
import type { Parser } from './parser.ts';

/** Whether a constraint of a table, rather than a column, begins here. */
export function startsTableConstraint(parser: Parser): boolean {
  const distance = parser.type === 'CONSTRAINT' && parser.isName(parser.peek()) ? 2 : 0;
  const next = parser.peek(distance + 1);
  switch (parser.peek(distance)) {
    case 'CHECK':
    case 'UNIQUE':
      return next === '(';
    case 'PRIMARY':
      return next === 'KEY' && (parser.peek(distance + 2) === '(' || distance > 0);
    case 'FOREIGN':
      return next === 'KEY';
    default:
      return false;
  }
}

export function startsColumnConstraint(parser: Parser): boolean {
  switch (parser.type) {
    case 'CONSTRAINT':
    case 'CHECK':
    case 'UNIQUE':
    case 'PRIMARY':
    case 'REFERENCES':
      return true;
    default:
      return false;
  }
}

export function parseTableConstraint(parser: Parser): ConstraintDefinition {
  const start = parser.start;
  const name = parseName(parser);
  const kind = parser.type;
  let body: ConstraintBody;
  if (kind === 'CHECK') body = parseCheck(parser);
  else if (kind === 'FOREIGN') {
    parser.expectAll('FOREIGN', 'KEY');
    const columns = parseIdentifierList(parser);
    body = { kind: 'foreignKey', columns, ...parseReferences(parser) };
  } else {
    const unique = parseUnique(parser);
    body = { kind: unique, columns: parseIdentifierList(parser) };
  }
  return finish(parser, start, name, body);
}

export function parseColumnConstraint(parser: Parser): ConstraintDefinition {
  const start = parser.start;
  const name = parseName(parser);
  let body: ConstraintBody;
  if (parser.at('CHECK')) body = parseCheck(parser);
  else if (parser.at('REFERENCES')) body = { kind: 'foreignKey', columns: [], ...parseReferences(parser) };
  else body = { kind: parseUnique(parser), columns: [] };
  return finish(parser, start, name, body);
}

function parseName(parser: Parser): Identifier | undefined {
  return parser.accept('CONSTRAINT') ? parseErrorCapturingIdentifier(parser) : undefined;
}

function parseCheck(parser: Parser): ConstraintBody {
  parser.expectAll('CHECK', '(');
  const condition = parser.rules.expression(parser);
  const text = parser.textOf(condition);
  parser.expect(')');
  return { kind: 'check', condition, text };
}

function parseUnique(parser: Parser): 'unique' | 'primaryKey' {
  if (parser.accept('UNIQUE')) return 'unique';
  parser.expectAll('PRIMARY', 'KEY');
  return 'primaryKey';
}

function parseReferences(parser: Parser): { parent: MultipartIdentifier; parentColumns: Identifier[] } {
  parser.expect('REFERENCES');
  const parent = parseMultipartIdentifierRule(parser);
  const parentColumns = parser.at('(') ? parseIdentifierList(parser) : [];
  return { parent, parentColumns };
}

const constraintTypes: Readonly<Record<ConstraintBody['kind'], string>> = {
  check: 'CHECK',
  unique: 'UNIQUE',
  primaryKey: 'PRIMARY KEY',
  foreignKey: 'FOREIGN KEY',
};

function finish(parser: Parser, start: number, name: Identifier | undefined, body: ConstraintBody): ConstraintDefinition {
  let enforced: boolean | undefined;
  let rely: boolean | undefined;
  const words: string[] = [];
  while (true) {
    if (parser.acceptAll('NOT', 'ENFORCED')) {
      enforced = false;
      words.push('NOT ENFORCED');
    } else if (parser.accept('ENFORCED')) {
      enforced = true;
      words.push('ENFORCED');
    } else if (parser.accept('RELY')) {
      rely = true;
      words.push('RELY');
    } else if (parser.accept('NORELY')) {
      rely = false;
      words.push('NORELY');
    } else break;
  }
  const range = { start, stop: parser.stop };
  const families = words.map((word) => word.endsWith('ENFORCED'));
  if (new Set(families).size < families.length) {
    parser.report('INVALID_CONSTRAINT_CHARACTERISTICS', { characteristics: words.join(', ') }, range);
  }
  const refused = body.kind === 'check' ? words.find((word) => word === 'NOT ENFORCED') : words.find((word) => word === 'ENFORCED');
  if (refused !== undefined) {
    const parameters = { characteristic: refused, constraintType: constraintTypes[body.kind] };
    parser.report('UNSUPPORTED_CONSTRAINT_CHARACTERISTIC', parameters, range);
  }
  return { kind: 'constraint', name, body, enforced, rely, ...range };
}
