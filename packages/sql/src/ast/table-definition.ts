import type { DataType, StructFieldType } from './data-type.ts';
import type { Expression } from './expression.ts';
import type { Literal } from './literal.ts';
import type { ExpressionProperty, Identifier, IntegerValue, MultipartIdentifier, Position, Property, StringValue } from './node.ts';
import type { RowFormat } from './relation.ts';

export interface ConstraintCharacteristics {
  readonly enforced: boolean | undefined;
  readonly rely: boolean | undefined;
}

export type ConstraintBody =
  | { readonly kind: 'check'; readonly condition: Expression /** The condition as written. */; readonly text: string }
  | { readonly kind: 'unique' | 'primaryKey'; readonly columns: readonly Identifier[] }
  | {
      readonly kind: 'foreignKey';
      readonly columns: readonly Identifier[];
      readonly parent: MultipartIdentifier;
      readonly parentColumns: readonly Identifier[];
    };

/** Of a column (then the lists of its own columns are empty) or of a table. */
export interface ConstraintDefinition extends Position, ConstraintCharacteristics {
  readonly kind: 'constraint';
  readonly name: Identifier | undefined;
  readonly body: ConstraintBody;
}

/** An expression whose text Spark keeps in the catalog beside it. */
export interface ExpressionWithText extends Position {
  readonly kind: 'expressionWithText';
  readonly expression: Expression;
  readonly text: string;
}

export interface IdentityDefinition extends Position {
  readonly kind: 'identity';
  readonly always: boolean;
  readonly startWith: bigint | undefined;
  readonly incrementBy: bigint | undefined;
}

export interface ColumnDefinition extends Position {
  readonly kind: 'columnDefinition';
  readonly name: Identifier;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly default: ExpressionWithText | undefined;
  readonly generatedAs: ExpressionWithText | undefined;
  readonly identity: IdentityDefinition | undefined;
  readonly comment: StringValue | undefined;
  readonly constraint: ConstraintDefinition | undefined;
}

export type TableElement = ColumnDefinition | ConstraintDefinition;

/** `bucket(4, a)`, `years(ts)` or a plain column. */
export type TransformArgument = MultipartIdentifier | Literal | import('./literal.ts').Parameter;

export interface PartitionTransform extends Position {
  readonly kind: 'partitionTransform';
  readonly name: Identifier;
  readonly arguments: readonly TransformArgument[];
}

export type PartitionField = MultipartIdentifier | PartitionTransform | StructFieldType;

export interface SortedColumn extends Position {
  readonly kind: 'sortedColumn';
  readonly name: Identifier;
  readonly direction: 'asc' | 'desc' | undefined;
}

export interface BucketSpec extends Position {
  readonly kind: 'bucketSpec';
  readonly columns: readonly Identifier[];
  readonly sortedBy: readonly SortedColumn[];
  readonly buckets: IntegerValue;
}

export type FileFormat =
  | (Position & { readonly kind: 'storedAs'; readonly format: string })
  | (Position & { readonly kind: 'storedAsFormats'; readonly inputFormat: StringValue; readonly outputFormat: StringValue })
  | (Position & { readonly kind: 'storedBy'; readonly handler: StringValue; readonly properties: readonly Property[] });

export interface ClusterBySpec extends Position {
  readonly kind: 'clusterBySpec';
  readonly columns: readonly MultipartIdentifier[];
}

/** What CREATE TABLE and its kind share after the column list. */
export interface TableClauses {
  /** `USING parquet`. */
  readonly provider: MultipartIdentifier | undefined;
  readonly options: readonly ExpressionProperty[];
  readonly partitionedBy: readonly PartitionField[];
  readonly clusterBy: ClusterBySpec | undefined;
  readonly bucketSpec: BucketSpec | undefined;
  readonly rowFormat: RowFormat | undefined;
  readonly fileFormat: FileFormat | undefined;
  readonly location: StringValue | undefined;
  readonly comment: StringValue | undefined;
  readonly collation: Identifier | undefined;
  readonly properties: readonly Property[];
}

/** `PARTITION (a = 1, b)`. A name without value is a dynamic partition. */
export interface PartitionSpec extends Position {
  readonly kind: 'partitionSpec';
  readonly values: readonly PartitionValue[];
}

export interface PartitionValue extends Position {
  readonly kind: 'partitionValue';
  readonly name: Identifier;
  readonly value: Literal | import('./literal.ts').Parameter | 'default' | undefined;
}

export type ColumnPosition = { readonly kind: 'first' } | { readonly kind: 'after'; readonly column: Identifier };

/** A column of ALTER TABLE … ADD COLUMNS. */
export interface ColumnAddition extends Position {
  readonly kind: 'columnAddition';
  readonly name: MultipartIdentifier;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly default: ExpressionWithText | undefined;
  readonly comment: StringValue | undefined;
  readonly position: ColumnPosition | undefined;
}
