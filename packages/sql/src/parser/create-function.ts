import type {
  ColumnDefinition,
  CreateFunction,
  CreateSqlFunction,
  Expression,
  FunctionResource,
  Identifier,
  IdentifierReference,
  Query,
  StringValue,
} from '../ast/index.ts';
import { parseColumnDefinition } from './column-definition.ts';
import { parseIfNotExists } from './create-table.ts';
import { parseColumnTypes, parseDataTypeRule, parseErrorCapturingNot } from './data-type.ts';
import { parseErrorCapturingIdentifier, parseIdentifier, parseIdentifierReference, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { startsQuery } from './query-start.ts';
import { parseStringValue } from './string-literal.ts';
import { parseDefaultCollation } from './table-clauses.ts';
import { refuseQualifier } from './temporary-name.ts';

/** Behind `CREATE [OR REPLACE] [TEMPORARY] FUNCTION`. */
export function parseCreateFunction(
  parser: Parser,
  start: number,
  orReplace: boolean,
  temporary: boolean,
): CreateFunction | CreateSqlFunction {
  const ifNotExists = parseIfNotExists(parser);
  const name = parseIdentifierReference(parser);
  const head = { orReplace, temporary, ifNotExists, name } as const;
  const created = parser.at('AS') ? parseClassFunction(parser, start, head) : parseSqlFunction(parser, start, head);
  refuseHead(parser, head, created);
  return created;
}

interface FunctionHead {
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
}

function refuseHead(parser: Parser, head: FunctionHead, range: { start: number; stop: number }): void {
  const { orReplace, temporary, ifNotExists, name } = head;
  if (orReplace && ifNotExists) parser.report('INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE', {}, range);
  if (!temporary) return;
  if (ifNotExists) parser.report('INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS', {}, range);
  refuseQualifier(parser, 'FUNCTION', name, range);
}

function parseClassFunction(parser: Parser, start: number, head: FunctionHead): CreateFunction {
  parser.expect('AS');
  const className = parseClassName(parser);
  const resources = parser.accept('USING') ? parseSequence(parser, parseResource) : [];
  return { kind: 'createFunction', ...head, className, resources, start, stop: parser.stop };
}

function parseClassName(parser: Parser): StringValue {
  return parseStringValue(parser);
}

function parseResource(parser: Parser): FunctionResource {
  const start = parser.start;
  const type = parseIdentifier(parser).value.toLowerCase();
  const path = parseStringValue(parser);
  const range = { start, stop: parser.stop };
  if (type !== 'jar' && type !== 'file' && type !== 'archive') {
    parser.report('_LEGACY_ERROR_TEMP_0035', { message: `CREATE FUNCTION with resource type '${type}'` }, range);
  }
  return { kind: 'functionResource', type, path, ...range };
}

type Characteristics = Pick<
  CreateSqlFunction,
  'language' | 'specificName' | 'deterministic' | 'dataAccess' | 'nullCall' | 'comment' | 'collation' | 'security'
>;

function parseSqlFunction(parser: Parser, start: number, head: FunctionHead): CreateSqlFunction {
  parser.expect('(');
  const parameters: ColumnDefinition[] = parser.at(')') ? [] : parseSequence(parser, parseColumnDefinition);
  parser.expect(')');
  const returns = parseReturns(parser);
  const characteristics = parseCharacteristics(parser);
  parser.expect('RETURN');
  const bodyStart = parser.start;
  const body: Query | Expression = startsQuery(parser, 0) ? parseQueryBody(parser) : parser.rules.expression(parser);
  const bodyText = parser.textOf({ start: bodyStart, stop: parser.stop });
  return { kind: 'createSqlFunction', ...head, parameters, returns, ...characteristics, body, bodyText, start, stop: parser.stop };
}

/** A query in parentheses may turn out to be the start of an expression: `RETURN (SELECT 1) + 1`. */
function parseQueryBody(parser: Parser): Query | Expression {
  if (!parser.at('(')) return parser.rules.query(parser);
  const expression = parser.rules.expression(parser);
  return expression.kind === 'scalarSubquery' ? parser.rules.queryFrom(parser, expression.query) : expression;
}

function parseReturns(parser: Parser): CreateSqlFunction['returns'] {
  if (!parser.at('RETURNS') || parser.peek() === 'NULL') return undefined;
  parser.next();
  if (!parser.at('TABLE')) return parseDataTypeRule(parser);
  parser.next();
  let columns: ReturnType<typeof parseColumnTypes> = [];
  if (parser.accept('(')) {
    columns = parseColumnTypes(parser);
    parser.expect(')');
  }
  return { kind: 'table', columns };
}

function parseCharacteristics(parser: Parser): Characteristics {
  let language: string | undefined;
  let specificName: Identifier | undefined;
  let deterministic: boolean | undefined;
  let dataAccess: CreateSqlFunction['dataAccess'];
  let nullCall: CreateSqlFunction['nullCall'];
  let comment: StringValue | undefined;
  let collation: Identifier | undefined;
  let security: CreateSqlFunction['security'];
  const start = parser.start;
  const seen = new Set<string>();
  let duplicate: string | undefined;
  const note = (clause: string): void => {
    if (seen.has(clause)) duplicate ??= clause;
    seen.add(clause);
  };
  while (true) {
    const clauseStart = parser.start;
    if (parser.accept('LANGUAGE')) {
      language = parser.textOf(parser.token).toUpperCase();
      if (!parser.accept('SQL')) parser.expect('identifier');
      const message = `Unsupported language for user defined functions: ${language}`;
      if (language !== 'SQL') parser.report('_LEGACY_ERROR_TEMP_0035', { message }, { start: clauseStart, stop: parser.stop });
      note('LANGUAGE');
    } else if (parser.accept('SPECIFIC')) {
      specificName = parseErrorCapturingIdentifier(parser);
      note('SPECIFIC');
    } else if (parser.accept('DETERMINISTIC')) {
      deterministic = true;
      note('DETERMINISTIC');
    } else if (parser.at('NOT') || parser.at('!')) {
      parseErrorCapturingNot(parser);
      parser.expect('DETERMINISTIC');
      deterministic = false;
      note('DETERMINISTIC');
    } else if (parser.acceptAll('NO', 'SQL')) {
      dataAccess = 'noSql';
      note('SQL DATA ACCESS');
    } else if (parser.acceptAll('CONTAINS', 'SQL')) {
      dataAccess = 'containsSql';
      note('SQL DATA ACCESS');
    } else if (parser.acceptAll('READS', 'SQL', 'DATA')) {
      dataAccess = 'readsSqlData';
      note('SQL DATA ACCESS');
    } else if (parser.acceptAll('MODIFIES', 'SQL', 'DATA')) {
      dataAccess = 'modifiesSqlData';
      note('SQL DATA ACCESS');
    } else if (parser.acceptAll('RETURNS', 'NULL', 'ON', 'NULL', 'INPUT')) {
      nullCall = 'returnsNullOnNullInput';
      note('NULL CALL');
    } else if (parser.acceptAll('CALLED', 'ON', 'NULL', 'INPUT')) {
      nullCall = 'calledOnNullInput';
      note('NULL CALL');
    } else if (parser.accept('COMMENT')) {
      comment = parseStringValue(parser);
      note('COMMENT');
    } else if (parser.at('DEFAULT')) {
      collation = parseDefaultCollation(parser);
      note('DEFAULT COLLATION');
    } else if (parser.acceptAll('SQL', 'SECURITY')) {
      security = parser.expectOneOf('INVOKER', 'DEFINER') === 'INVOKER' ? 'invoker' : 'definer';
      note('SQL SECURITY RIGHTS');
    } else break;
  }
  if (duplicate !== undefined) {
    parser.report('CREATE_FUNCTION_DUPLICATE_CLAUSE', { clauseName: duplicate }, { start, stop: parser.stop });
  }
  return { language, specificName, deterministic, dataAccess, nullCall, comment, collation, security };
}
