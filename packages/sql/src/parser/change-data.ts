import type { Delete, Expression, Merge, MergeAction, MergeClause, Query, SetAssignment, Update, WithClause } from '../ast/index.ts';
import { parseErrorCapturingNot } from './data-type.ts';
import { parseIdentifierReference, parseMultipartIdentifierRule, parseParenthesizedSequence, parseSequence } from './identifier.ts';
import type { Parser } from './parser.ts';
import { parseAssignment } from './pipe.ts';
import { parseCondition } from './select.ts';
import { parseTableAlias } from './table-alias.ts';

/** `DELETE FROM t WHERE …`. */
export function parseDelete(parser: Parser, withClause: WithClause | undefined): Delete {
  const start = withClause?.start ?? parser.start;
  parser.expectAll('DELETE', 'FROM');
  const table = parseIdentifierReference(parser);
  const alias = parseTableAlias(parser);
  const where = parseCondition(parser, 'WHERE');
  const range = { start, stop: parser.stop };
  refuseColumnAliases(parser, alias, 'DELETE', range);
  return { kind: 'delete', with: withClause, table, alias, where, ...range };
}

function refuseColumnAliases(
  parser: Parser,
  alias: ReturnType<typeof parseTableAlias>,
  op: string,
  range: { readonly start: number; readonly stop: number },
): void {
  if (alias !== undefined && alias.columns.length > 0) parser.report('COLUMN_ALIASES_NOT_ALLOWED', { op }, range);
}

/** `UPDATE t SET a = 1 WHERE …`. */
export function parseUpdate(parser: Parser, withClause: WithClause | undefined): Update {
  const start = withClause?.start ?? parser.start;
  parser.expect('UPDATE');
  const table = parseIdentifierReference(parser);
  const alias = parseTableAlias(parser);
  parser.expect('SET');
  const assignments = parseSequence(parser, parseAssignment);
  const where = parseCondition(parser, 'WHERE');
  const range = { start, stop: parser.stop };
  refuseColumnAliases(parser, alias, 'UPDATE', range);
  return { kind: 'update', with: withClause, table, alias, assignments, where, ...range };
}

/** `MERGE INTO t USING s ON … WHEN MATCHED THEN …`. */
export function parseMerge(parser: Parser, withClause: WithClause | undefined): Merge {
  const start = withClause?.start ?? parser.start;
  parser.expect('MERGE');
  const schemaEvolution = parser.acceptAll('WITH', 'SCHEMA', 'EVOLUTION');
  parser.expect('INTO');
  const target = parseIdentifierReference(parser);
  const targetAlias = parseTableAlias(parser);
  parser.expect('USING');
  const source = parser.at('(') ? parseSourceQuery(parser) : parseIdentifierReference(parser);
  const sourceAlias = parseTableAlias(parser);
  parser.expect('ON');
  const on = parser.rules.expression(parser);
  const clauses: MergeClause[] = [];
  while (parser.at('WHEN')) clauses.push(parseMergeClause(parser, clauses));
  const range = { start, stop: parser.stop };
  refuseColumnAliases(parser, targetAlias, 'MERGE', range);
  refuseColumnAliases(parser, sourceAlias, 'MERGE', range);
  refuseClauses(parser, clauses, range);
  return { kind: 'merge', with: withClause, schemaEvolution, target, targetAlias, source, sourceAlias, on, clauses, ...range };
}

function parseSourceQuery(parser: Parser): Query {
  parser.expect('(');
  const query = parser.rules.query(parser);
  parser.expect(')');
  return query;
}

const order: readonly MergeClause['matched'][] = ['matched', 'notMatched', 'notMatchedBySource'];

function parseMergeClause(parser: Parser, before: readonly MergeClause[]): MergeClause {
  const start = parser.start;
  const word = parser.peekToken(1);
  parser.expect('WHEN');
  let matched: MergeClause['matched'] = 'matched';
  if (parser.at('NOT') || parser.at('!')) {
    parseErrorCapturingNot(parser);
    parser.expect('MATCHED');
    matched = 'notMatched';
    if (parser.accept('BY') && parser.expectOneOf('TARGET', 'SOURCE') === 'SOURCE') matched = 'notMatchedBySource';
  } else parser.expect('MATCHED');
  // Spark wants the three groups in this order.
  const previous = before.at(-1)?.matched;
  if (previous !== undefined && order.indexOf(matched) < order.indexOf(previous)) throw parser.syntaxError(word);
  const condition: Expression | undefined = parser.accept('AND') ? parser.rules.expression(parser) : undefined;
  parser.expect('THEN');
  const actionStart = parser.start;
  const action = parseMergeAction(parser, matched, actionStart);
  return { kind: 'mergeClause', matched, condition, action, start, stop: parser.stop };
}

function parseMergeAction(parser: Parser, matched: MergeClause['matched'], start: number): MergeAction {
  if (matched === 'notMatched') {
    parser.expect('INSERT');
    if (parser.accept('*')) return { kind: 'insertAll' };
    const columns = parseParenthesizedSequence(parser, parseMultipartIdentifierRule);
    parser.expect('VALUES');
    const values = parseParenthesizedSequence(parser, parser.rules.expression);
    if (columns.length !== values.length) {
      const parameters = { expectedCount: String(columns.length), actualCount: String(values.length) };
      parser.report('MERGE_INSERT_VALUE_COUNT_MISMATCH', parameters, { start, stop: parser.stop });
    }
    return { kind: 'insert', columns, values };
  }
  if (parser.accept('DELETE')) return { kind: 'delete' };
  parser.expectAll('UPDATE', 'SET');
  if (matched === 'matched' && parser.accept('*')) return { kind: 'updateAll' };
  const assignments: SetAssignment[] = parseSequence(parser, parseAssignment);
  return { kind: 'update', assignments };
}

const omitConditions: Readonly<Record<MergeClause['matched'], string>> = {
  matched: 'NON_LAST_MATCHED_CLAUSE_OMIT_CONDITION',
  notMatched: 'NON_LAST_NOT_MATCHED_BY_TARGET_CLAUSE_OMIT_CONDITION',
  notMatchedBySource: 'NON_LAST_NOT_MATCHED_BY_SOURCE_CLAUSE_OMIT_CONDITION',
};

/** Only the last clause of each group may leave out its condition. */
function refuseClauses(parser: Parser, clauses: readonly MergeClause[], range: { readonly start: number; readonly stop: number }): void {
  if (clauses.length === 0) parser.report('MERGE_WITHOUT_WHEN', {}, range);
  for (const matched of order) {
    const group = clauses.filter((clause) => clause.matched === matched);
    if (group.slice(0, -1).some(({ condition }) => condition === undefined)) parser.report(omitConditions[matched], {}, range);
  }
}
