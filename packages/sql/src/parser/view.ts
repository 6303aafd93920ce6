import type {
  AlterViewAction,
  CreateMetricView,
  CreateTemporaryViewUsing,
  CreateView,
  Identifier,
  IdentifierReference,
  Property,
  SchemaBinding,
  StringValue,
  ViewColumn,
} from '../ast/index.ts';
import { parseIfNotExists } from './create-table.ts';
import { parseColumnTypes } from './data-type.ts';
import {
  parseIdentifier,
  parseIdentifierList,
  parseIdentifierReference,
  parseMultipartIdentifierRule,
  parseParenthesizedSequence,
} from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseProperties, parsePropertiesWithValues, parsePropertyKeys } from './property.ts';
import { startsQuery } from './query-start.ts';
import { parseStringValue } from './string-literal.ts';
import { parseDefaultCollation } from './table-clauses.ts';
import { refuseQualifier } from './temporary-name.ts';

/** Behind `CREATE [OR REPLACE] [GLOBAL] [TEMPORARY] VIEW`. */
export function parseCreateView(
  parser: Parser,
  start: number,
  orReplace: boolean,
  scope: CreateView['scope'],
): CreateView | CreateMetricView | CreateTemporaryViewUsing {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifierReference(parser);
  const isUsing = scope !== 'persisted' && !ifNotExists && name.kind === 'multipartIdentifier' && startsUsing(parser);
  if (isUsing) return parseViewUsing(parser, start, orReplace, scope === 'globalTemporary', name);
  const columns = parser.at('(') && !startsQuery(parser, 1) ? parseParenthesizedSequence(parser, parseViewColumn) : [];
  return parseClauses(parser, { start, orReplace, scope, ifNotExists, name, columns });
}

function startsUsing(parser: Parser): boolean {
  if (parser.at('USING')) return true;
  if (!parser.at('(')) return false;
  let depth = 0;
  for (let at = 0; ; at++) {
    const type = parser.peek(at);
    if (type === 'eof') return false;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) return parser.peek(at + 1) === 'USING';
  }
}

function parseViewUsing(
  parser: Parser,
  start: number,
  orReplace: boolean,
  global: boolean,
  name: IdentifierReference & { kind: 'multipartIdentifier' },
): CreateTemporaryViewUsing {
  const third = name.parts[2];
  if (third !== undefined) throw parser.syntaxError({ type: '.', start: third.start - 1, stop: third.start - 1 });
  let columns: CreateTemporaryViewUsing['columns'] = [];
  if (parser.accept('(')) {
    columns = parseColumnTypes(parser);
    parser.expect(')');
  }
  parser.expect('USING');
  const provider = parseMultipartIdentifierRule(parser);
  const options = parser.accept('OPTIONS') ? parsePropertiesWithValues(parser, start) : [];
  return { kind: 'createTemporaryViewUsing', orReplace, global, name, columns, provider, options, start, stop: parser.stop };
}

function parseViewColumn(parser: Parser): ViewColumn {
  const start = parser.start;
  const name = parseIdentifier(parser);
  const comment = parser.accept('COMMENT') ? parseStringValue(parser) : undefined;
  return { kind: 'viewColumn', name, comment, start, stop: parser.stop };
}

interface ViewHead {
  readonly start: number;
  readonly orReplace: boolean;
  readonly scope: CreateView['scope'];
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly columns: readonly ViewColumn[];
}

function parseClauses(parser: Parser, head: ViewHead): CreateView | CreateMetricView {
  const { start, orReplace, scope, ifNotExists, name, columns } = head;
  let comment: StringValue | undefined;
  let schemaBinding: SchemaBinding | undefined;
  let collation: Identifier | undefined;
  let properties: readonly Property[] = [];
  let language: string | undefined;
  let isMetric = false;
  let isPartitioned = false;
  const seen = new Set<string>();
  let duplicate: string | undefined;
  const note = (clause: string): void => {
    if (seen.has(clause)) duplicate ??= clause;
    seen.add(clause);
  };
  while (!parser.at('AS')) {
    if (parser.accept('COMMENT')) {
      comment = parseStringValue(parser);
      note('COMMENT');
    } else if (parser.at('DEFAULT')) {
      collation = parseDefaultCollation(parser);
      note('DEFAULT COLLATION');
    } else if (parser.accept('TBLPROPERTIES')) {
      properties = parseProperties(parser);
      note('TBLPROPERTIES');
    } else if (parser.acceptAll('WITH', 'METRICS')) {
      isMetric = true;
      note('WITH METRICS');
    } else if (parser.accept('LANGUAGE')) {
      language = parser.textOf(parser.next());
      note('LANGUAGE');
    } else if (parser.at('PARTITIONED')) {
      parser.expectAll('PARTITIONED', 'ON');
      parseIdentifierList(parser);
      isPartitioned = true;
      note('PARTITIONED ON');
    } else {
      schemaBinding = parseSchemaBinding(parser);
      note('WITH SCHEMA');
    }
  }
  parser.next();
  const refuse = (): void => {
    const range = { start, stop: parser.stop };
    if (duplicate !== undefined) parser.report('DUPLICATE_CLAUSES', { clauseName: duplicate }, range);
    if (isPartitioned) parser.report('INVALID_STATEMENT_OR_CLAUSE', { operation: 'CREATE VIEW ... PARTITIONED ON' }, range);
    if (ifNotExists && scope !== 'persisted') {
      parser.report('_LEGACY_ERROR_TEMP_0053', {}, range);
    }
    if (ifNotExists && orReplace) {
      const viewName = name.kind === 'multipartIdentifier' ? name.parts.map(({ value }) => value).join('.') : '';
      parser.report('CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE', { viewName }, range);
    }
    const missing = properties.filter(({ value }) => value === undefined).map(({ key }) => key);
    if (missing.length > 0) {
      parser.report('_LEGACY_ERROR_TEMP_0035', { message: `Values must be specified for key(s): [${missing.join(',')}]` }, range);
    }
    if (scope === 'persisted') return;
    if (properties.length > 0) {
      const prefix = scope === 'globalTemporary' ? 'GLOBAL TEMPORARY' : 'TEMPORARY';
      parser.report('_LEGACY_ERROR_TEMP_0035', { message: `TBLPROPERTIES can't coexist with CREATE ${prefix} VIEW` }, range);
    }
    if (schemaBinding !== undefined) parser.report('UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE', {}, range);
    refuseQualifier(parser, 'VIEW', name, range);
  };
  if (isMetric) {
    const code = parseCode(parser);
    refuse();
    return {
      kind: 'createMetricView',
      orReplace,
      ifNotExists,
      name,
      columns,
      language: language ?? '',
      comment,
      properties,
      code,
      start,
      stop: parser.stop,
    };
  }
  const query = parser.rules.query(parser);
  refuse();
  const queryText = parser.textOf(query);
  return {
    kind: 'createView',
    orReplace,
    scope,
    ifNotExists,
    name,
    columns,
    comment,
    schemaBinding,
    collation,
    properties,
    query,
    queryText,
    start,
    stop: parser.stop,
  };
}

/** `$$ … $$`. */
function parseCode(parser: Parser): string {
  const text = parser.textOf(parser.expect('dollarQuoted'));
  const tag = text.indexOf('$', 1) + 1;
  return text.slice(tag, -tag);
}

/** `WITH SCHEMA EVOLUTION`. */
function parseSchemaBinding(parser: Parser): SchemaBinding {
  parser.expectAll('WITH', 'SCHEMA');
  if (parser.acceptAll('TYPE', 'EVOLUTION')) return 'typeEvolution';
  if (parser.accept('BINDING')) return 'binding';
  if (parser.accept('COMPENSATION')) return 'compensation';
  parser.expect('EVOLUTION');
  return 'evolution';
}

export function parseAlterViewAction(parser: Parser, start: number): AlterViewAction {
  switch (parser.type) {
    case 'RENAME':
      parser.expectAll('RENAME', 'TO');
      return { kind: 'rename', newName: parseMultipartIdentifierRule(parser) };
    case 'SET':
      parser.expectAll('SET', 'TBLPROPERTIES');
      return { kind: 'setProperties', properties: parsePropertiesWithValues(parser, start) };
    case 'UNSET': {
      parser.expectAll('UNSET', 'TBLPROPERTIES');
      const ifExists = parser.acceptAll('IF', 'EXISTS');
      return { kind: 'unsetProperties', ifExists, keys: parsePropertyKeys(parser, start) };
    }
    case 'WITH':
      if (parser.peek() === 'SCHEMA' && parser.peek(2) !== 'AS')
        return { kind: 'setSchemaBinding', schemaBinding: parseSchemaBinding(parser) };
      return parseNewQuery(parser);
    default:
      return parseNewQuery(parser);
  }
}

function parseNewQuery(parser: Parser): AlterViewAction {
  parser.accept('AS');
  const query = parser.rules.query(parser);
  return { kind: 'setQuery', query, queryText: parser.textOf(query) };
}
