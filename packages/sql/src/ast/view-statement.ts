import type { StructFieldType } from './data-type.ts';
import type { Identifier, IdentifierReference, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { Query } from './query.ts';

export interface ViewColumn extends Position {
  readonly kind: 'viewColumn';
  readonly name: Identifier;
  readonly comment: StringValue | undefined;
}

export type SchemaBinding = 'binding' | 'compensation' | 'evolution' | 'typeEvolution';

export interface CreateView extends Position {
  readonly kind: 'createView';
  readonly orReplace: boolean;
  readonly scope: 'persisted' | 'temporary' | 'globalTemporary';
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly columns: readonly ViewColumn[];
  readonly comment: StringValue | undefined;
  readonly schemaBinding: SchemaBinding | undefined;
  readonly collation: Identifier | undefined;
  readonly properties: readonly Property[];
  readonly query: Query;
  /** The query as written, which the catalog keeps. */
  readonly queryText: string;
}

/** `CREATE VIEW … WITH METRICS LANGUAGE YAML AS $$ … $$`. */
export interface CreateMetricView extends Position {
  readonly kind: 'createMetricView';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: IdentifierReference;
  readonly columns: readonly ViewColumn[];
  readonly language: string;
  readonly comment: StringValue | undefined;
  readonly properties: readonly Property[];
  readonly code: string;
}

/** `CREATE TEMPORARY VIEW t USING parquet OPTIONS (…)`. */
export interface CreateTemporaryViewUsing extends Position {
  readonly kind: 'createTemporaryViewUsing';
  readonly orReplace: boolean;
  readonly global: boolean;
  readonly name: MultipartIdentifier;
  readonly columns: readonly StructFieldType[];
  readonly provider: MultipartIdentifier;
  readonly options: readonly Property[];
}

export interface DropView extends Position {
  readonly kind: 'dropView';
  readonly ifExists: boolean;
  readonly name: IdentifierReference;
}

export type AlterViewAction =
  | { readonly kind: 'rename'; readonly newName: MultipartIdentifier }
  | { readonly kind: 'setProperties'; readonly properties: readonly Property[] }
  | { readonly kind: 'unsetProperties'; readonly ifExists: boolean; readonly keys: readonly string[] }
  | { readonly kind: 'setQuery'; readonly query: Query; readonly queryText: string }
  | { readonly kind: 'setSchemaBinding'; readonly schemaBinding: SchemaBinding };

export interface AlterView extends Position {
  readonly kind: 'alterView';
  readonly name: IdentifierReference;
  readonly action: AlterViewAction;
}
