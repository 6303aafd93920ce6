import type { DataType, StructFieldType } from './data-type.ts';
import type { Expression, FunctionArgument } from './expression.ts';
import type { Identifier, IdentifierReference, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { Query } from './query.ts';
import type { ColumnDefinition, ExpressionWithText, PartitionSpec } from './table-definition.ts';

export interface CreateNamespace extends Position {
  readonly kind: 'createNamespace';
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly comment: StringValue | undefined;
  readonly location: StringValue | undefined;
  readonly collation: Identifier | undefined;
  readonly properties: readonly Property[];
}

export type AlterNamespaceAction =
  | { readonly kind: 'setProperties'; readonly properties: readonly Property[] }
  | { readonly kind: 'unsetProperties'; readonly keys: readonly string[] }
  | { readonly kind: 'setCollation'; readonly collation: Identifier }
  | { readonly kind: 'setLocation'; readonly location: StringValue };

export interface AlterNamespace extends Position {
  readonly kind: 'alterNamespace';
  readonly name: IdentifierReference;
  readonly action: AlterNamespaceAction;
}

export interface DropNamespace extends Position {
  readonly kind: 'dropNamespace';
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
  readonly cascade: boolean;
}

/** `USE a.b`. */
export interface Use extends Position {
  readonly kind: 'use';
  readonly name: IdentifierReference;
}

/** `USE DATABASE a`. */
export interface UseNamespace extends Position {
  readonly kind: 'useNamespace';
  readonly name: IdentifierReference;
}

/** `SET CATALOG a`: a name, a string or an expression. */
export interface SetCatalog extends Position {
  readonly kind: 'setCatalog';
  readonly catalog: Expression;
}

/** `CREATE FUNCTION f AS 'class' USING JAR '…'`. */
export interface CreateFunction extends Position {
  readonly kind: 'createFunction';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly className: StringValue;
  readonly resources: readonly FunctionResource[];
}

export interface FunctionResource extends Position {
  readonly kind: 'functionResource';
  readonly type: string;
  readonly path: StringValue;
}

/** `CREATE FUNCTION f(a INT DEFAULT 1) RETURNS INT RETURN a + 1`, scalar and table. */
export interface CreateSqlFunction extends Position {
  readonly kind: 'createSqlFunction';
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly parameters: readonly ColumnDefinition[];
  /** Absent: inferred. An empty list of columns is `RETURNS TABLE` without columns. */
  readonly returns: DataType | { readonly kind: 'table'; readonly columns: readonly StructFieldType[] } | undefined;
  readonly language: string | undefined;
  readonly specificName: Identifier | undefined;
  readonly deterministic: boolean | undefined;
  readonly dataAccess: 'noSql' | 'containsSql' | 'readsSqlData' | 'modifiesSqlData' | undefined;
  readonly nullCall: 'returnsNullOnNullInput' | 'calledOnNullInput' | undefined;
  readonly comment: StringValue | undefined;
  readonly collation: Identifier | undefined;
  readonly security: 'invoker' | 'definer' | undefined;
  readonly body: Query | Expression;
  readonly bodyText: string;
}

export interface DropFunction extends Position {
  readonly kind: 'dropFunction';
  readonly temporary: boolean;
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
}

export interface RefreshFunction extends Position {
  readonly kind: 'refreshFunction';
  readonly name: IdentifierReference;
}

/** `DECLARE VARIABLE a, b INT DEFAULT 1`. */
export interface DeclareVariable extends Position {
  readonly kind: 'declareVariable';
  readonly orReplace: boolean;
  readonly names: readonly IdentifierReference[];
  readonly dataType: DataType | undefined;
  readonly default: ExpressionWithText | undefined;
}

export interface DropVariable extends Position {
  readonly kind: 'dropVariable';
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
}

export interface Call extends Position {
  readonly kind: 'call';
  readonly procedure: IdentifierReference;
  readonly arguments: readonly FunctionArgument[];
}

/** `ADD JAR '…'`, `LIST FILES`: `type` in upper case, `arguments` the rest of the text. */
export interface ManageResource extends Position {
  readonly kind: 'manageResource';
  readonly operation: 'add' | 'list';
  readonly type: string;
  readonly arguments: string;
}

export type ShowStatement =
  | (Position & {
      readonly kind: 'showNamespaces';
      readonly namespace: MultipartIdentifier | undefined;
      readonly pattern: StringValue | undefined;
    })
  | (Position & {
      readonly kind: 'showTables';
      readonly namespace: IdentifierReference | undefined;
      readonly pattern: StringValue | undefined;
    })
  | (Position & {
      readonly kind: 'showTableExtended';
      readonly namespace: IdentifierReference | undefined;
      readonly pattern: StringValue;
      readonly partition: PartitionSpec | undefined;
    })
  | (Position & { readonly kind: 'showTableProperties'; readonly table: IdentifierReference; readonly key: string | undefined })
  | (Position & {
      readonly kind: 'showColumns';
      readonly table: IdentifierReference;
      readonly namespace: MultipartIdentifier | undefined;
    })
  | (Position & {
      readonly kind: 'showViews';
      readonly namespace: IdentifierReference | undefined;
      readonly pattern: StringValue | undefined;
    })
  | (Position & { readonly kind: 'showPartitions'; readonly table: IdentifierReference; readonly partition: PartitionSpec | undefined })
  | (Position & {
      readonly kind: 'showFunctions';
      readonly scope: 'user' | 'system' | 'all';
      readonly namespace: IdentifierReference | undefined;
      /** `SHOW FUNCTIONS f` names one, `SHOW FUNCTIONS 'f*'` gives a pattern. */
      readonly pattern: StringValue | MultipartIdentifier | undefined;
    })
  | (Position & { readonly kind: 'showProcedures'; readonly namespace: IdentifierReference | undefined })
  | (Position & { readonly kind: 'showCreateTable'; readonly table: IdentifierReference; readonly asSerde: boolean })
  | (Position & { readonly kind: 'showCurrentNamespace' })
  | (Position & { readonly kind: 'showCatalogs'; readonly pattern: StringValue | undefined })
  | (Position & { readonly kind: 'showCollations'; readonly pattern: StringValue | undefined });

export type DescribeStatement =
  | (Position & { readonly kind: 'describeFunction'; readonly extended: boolean; readonly name: IdentifierReference })
  | (Position & { readonly kind: 'describeProcedure'; readonly name: IdentifierReference })
  | (Position & { readonly kind: 'describeNamespace'; readonly extended: boolean; readonly name: IdentifierReference })
  | (Position & {
      readonly kind: 'describeTable';
      readonly name: IdentifierReference;
      readonly extended: boolean;
      readonly partition: PartitionSpec | undefined;
      readonly column: MultipartIdentifier | undefined;
      readonly asJson: boolean;
    })
  | (Position & { readonly kind: 'describeQuery'; readonly query: Query; readonly queryText: string });
