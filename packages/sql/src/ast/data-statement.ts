import type { Expression, NamedExpression } from './expression.ts';
import type { Identifier, IdentifierReference, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { Query, SetAssignment, WithClause } from './query.ts';
import type { LateralView, Relation, RowFormat, TableAlias } from './relation.ts';
import type { FileFormat, PartitionSpec } from './table-definition.ts';

/** Where INSERT writes. */
export type InsertTarget =
  | (Position & {
      readonly kind: 'insertTable';
      readonly overwrite: boolean;
      readonly schemaEvolution: boolean;
      readonly table: IdentifierReference;
      readonly options: readonly Property[];
      readonly partition: PartitionSpec | undefined;
      readonly ifPartitionNotExists: boolean;
      readonly byName: boolean;
      readonly columns: readonly Identifier[];
    })
  | (Position & {
      readonly kind: 'insertReplace';
      readonly schemaEvolution: boolean;
      readonly table: IdentifierReference;
      readonly alias: TableAlias | undefined;
      readonly options: readonly Property[];
      readonly byName: boolean;
      readonly by:
        | { readonly kind: 'where' | 'on'; readonly condition: Expression }
        | { readonly kind: 'using'; readonly columns: readonly Identifier[] };
    })
  | (Position & {
      readonly kind: 'insertDirectory';
      readonly local: boolean;
      readonly path: StringValue | undefined;
      readonly provider: MultipartIdentifier | undefined;
      readonly options: readonly Property[];
      readonly rowFormat: RowFormat | undefined;
      readonly fileFormat: FileFormat | undefined;
    });

export interface Insert extends Position {
  readonly kind: 'insert';
  readonly with: WithClause | undefined;
  readonly target: InsertTarget;
  readonly query: Query;
  /** `INSERT INTO t (SELECT …) AS s`: the name of the parenthesized source. */
  readonly sourceAlias: TableAlias | undefined;
}

export interface InsertBranch extends Position {
  readonly kind: 'insertBranch';
  readonly target: InsertTarget;
  /** A query whose body has no FROM of its own. */
  readonly query: Query;
}

/** `FROM t INSERT INTO a SELECT … INSERT INTO b SELECT …`. */
export interface MultiInsert extends Position {
  readonly kind: 'multiInsert';
  readonly with: WithClause | undefined;
  readonly from: readonly Relation[];
  readonly lateralViews: readonly LateralView[];
  readonly branches: readonly InsertBranch[];
}

export interface Delete extends Position {
  readonly kind: 'delete';
  readonly with: WithClause | undefined;
  readonly table: IdentifierReference;
  readonly alias: TableAlias | undefined;
  readonly where: Expression | undefined;
}

export interface Update extends Position {
  readonly kind: 'update';
  readonly with: WithClause | undefined;
  readonly table: IdentifierReference;
  readonly alias: TableAlias | undefined;
  readonly assignments: readonly SetAssignment[];
  readonly where: Expression | undefined;
}

export type MergeAction =
  | { readonly kind: 'delete' }
  | { readonly kind: 'updateAll' }
  | { readonly kind: 'update'; readonly assignments: readonly SetAssignment[] }
  | { readonly kind: 'insertAll' }
  | { readonly kind: 'insert'; readonly columns: readonly MultipartIdentifier[]; readonly values: readonly Expression[] };

export interface MergeClause extends Position {
  readonly kind: 'mergeClause';
  readonly matched: 'matched' | 'notMatched' | 'notMatchedBySource';
  readonly condition: Expression | undefined;
  readonly action: MergeAction;
}

export interface Merge extends Position {
  readonly kind: 'merge';
  readonly with: WithClause | undefined;
  readonly schemaEvolution: boolean;
  readonly target: IdentifierReference;
  readonly targetAlias: TableAlias | undefined;
  readonly source: IdentifierReference | Query;
  readonly sourceAlias: TableAlias | undefined;
  readonly on: Expression;
  readonly clauses: readonly MergeClause[];
}

/** `CREATE FLOW f AS INSERT INTO t BY NAME SELECT …`. */
export interface CreateFlow extends Position {
  readonly kind: 'createFlow';
  readonly name: IdentifierReference;
  readonly comment: StringValue | undefined;
  readonly target: InsertTarget;
  readonly query: Query;
}

export interface ExecuteImmediate extends Position {
  readonly kind: 'executeImmediate';
  readonly statement: Expression;
  readonly into: readonly MultipartIdentifier[];
  readonly using: readonly NamedExpression[];
}
