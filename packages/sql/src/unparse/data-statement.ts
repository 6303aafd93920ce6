import type {
  CreateFlow,
  Delete,
  ExecuteImmediate,
  Insert,
  InsertTarget,
  Merge,
  MergeClause,
  MultiInsert,
  SetAssignment,
  Update,
} from '../ast/index.ts';
import { printExpression, printNamed, printReference } from './expression.ts';
import { printIdentifier, printName, printStringValue } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';
import { printWith } from './query.ts';
import { printAlias, printLateralView, printProperty, printRelation } from './relation.ts';
import { printPartition, printStorage } from './table.ts';

export function printAssignments(print: Printers, assignments: readonly SetAssignment[]): string {
  return list(assignments, ({ target, value }) => `${printName(target)} = ${printExpression(print, value)}`);
}

function printTarget(print: Printers, target: InsertTarget): string {
  switch (target.kind) {
    case 'insertTable':
      return words(
        'INSERT',
        target.schemaEvolution && 'WITH SCHEMA EVOLUTION',
        target.overwrite ? 'OVERWRITE TABLE' : 'INTO TABLE',
        printReference(print, target.table),
        target.options.length > 0 && `WITH ${parenthesized(target.options, printProperty)}`,
        target.partition && printPartition(target.partition),
        target.ifPartitionNotExists && 'IF NOT EXISTS',
        target.byName && 'BY NAME',
        parenthesized(target.columns, printIdentifier),
      );
    case 'insertReplace': {
      const { by } = target;
      return words(
        'INSERT',
        target.schemaEvolution && 'WITH SCHEMA EVOLUTION',
        'INTO TABLE',
        printReference(print, target.table),
        printAlias(target.alias),
        target.options.length > 0 && `WITH ${parenthesized(target.options, printProperty)}`,
        target.byName && 'BY NAME',
        'REPLACE',
        by.kind === 'using'
          ? `USING ${parenthesized(by.columns, printIdentifier)}`
          : `${by.kind.toUpperCase()} ${printExpression(print, by.condition)}`,
      );
    }
    case 'insertDirectory':
      return words(
        'INSERT OVERWRITE',
        target.local && 'LOCAL',
        'DIRECTORY',
        target.path !== undefined && printStringValue(target.path),
        target.provider && `USING ${printName(target.provider)}`,
        target.options.length > 0 && `OPTIONS ${parenthesized(target.options, printProperty)}`,
        printStorage(target),
      );
  }
}

export function printInsert(print: Printers, insert: Insert): string {
  const query = print.query(insert.query);
  return words(insert.with && printWith(print, insert.with), printTarget(print, insert.target), query, printAlias(insert.sourceAlias));
}

export function printMultiInsert(print: Printers, insert: MultiInsert): string {
  return words(
    insert.with && printWith(print, insert.with),
    clause('FROM', insert.from, (relation) => printRelation(print, relation)),
    ...insert.lateralViews.map((view) => printLateralView(print, view)),
    ...insert.branches.map(({ target, query }) => `${printTarget(print, target)} ${print.query(query)}`),
  );
}

export function printDelete(print: Printers, statement: Delete): string {
  return words(
    statement.with && printWith(print, statement.with),
    'DELETE FROM',
    printReference(print, statement.table),
    printAlias(statement.alias),
    statement.where && `WHERE ${printExpression(print, statement.where)}`,
  );
}

export function printUpdate(print: Printers, statement: Update): string {
  return words(
    statement.with && printWith(print, statement.with),
    'UPDATE',
    printReference(print, statement.table),
    printAlias(statement.alias),
    `SET ${printAssignments(print, statement.assignments)}`,
    statement.where && `WHERE ${printExpression(print, statement.where)}`,
  );
}

export function printMerge(print: Printers, statement: Merge): string {
  const { source } = statement;
  return words(
    statement.with && printWith(print, statement.with),
    'MERGE',
    statement.schemaEvolution && 'WITH SCHEMA EVOLUTION',
    `INTO ${printReference(print, statement.target)}`,
    printAlias(statement.targetAlias),
    `USING ${source.kind === 'query' ? `(${print.query(source)})` : printReference(print, source)}`,
    printAlias(statement.sourceAlias),
    `ON ${printExpression(print, statement.on)}`,
    ...statement.clauses.map((item) => printMergeClause(print, item)),
  );
}

const mergeWords: Readonly<Record<MergeClause['matched'], string>> = {
  matched: 'WHEN MATCHED',
  notMatched: 'WHEN NOT MATCHED',
  notMatchedBySource: 'WHEN NOT MATCHED BY SOURCE',
};

function printMergeClause(print: Printers, { matched, condition, action }: MergeClause): string {
  return words(mergeWords[matched], condition && `AND ${printExpression(print, condition)}`, 'THEN', printMergeAction(print, action));
}

function printMergeAction(print: Printers, action: MergeClause['action']): string {
  switch (action.kind) {
    case 'delete':
      return 'DELETE';
    case 'updateAll':
      return 'UPDATE SET *';
    case 'insertAll':
      return 'INSERT *';
    case 'update':
      return `UPDATE SET ${printAssignments(print, action.assignments)}`;
    case 'insert':
      return `INSERT ${parenthesized(action.columns, printName)} VALUES ${parenthesized(action.values, (value) => printExpression(print, value))}`;
  }
}

export function printCreateFlow(print: Printers, flow: CreateFlow): string {
  return words(
    `CREATE FLOW ${printReference(print, flow.name)}`,
    flow.comment !== undefined && `COMMENT ${printStringValue(flow.comment)}`,
    `AS ${printTarget(print, flow.target)} ${print.query(flow.query)}`,
  );
}

export function printExecuteImmediate(print: Printers, { statement, into, using }: ExecuteImmediate): string {
  return words(
    `EXECUTE IMMEDIATE ${printExpression(print, statement)}`,
    clause('INTO', into, printName),
    clause('USING', using, (expression) => printNamed(print, expression)),
  );
}
