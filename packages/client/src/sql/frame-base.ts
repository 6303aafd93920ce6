import { type StructType, simpleString } from '@kindling/protocol';
import { AnalyzePlanRequest_Explain_ExplainMode as Mode, type Relation } from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import { Column, makeExpression, nameExpression, referencesOf, type Untyped } from '../column/index.ts';
import type { CallOptions } from '../connect/index.ts';
import { missing } from '../connect/index.ts';
import { makeRelation, planIdOf, type RelationType, schemaFromMessage } from '../plan/index.ts';
import { userCallNotes } from '../udf/index.ts';

import { callEnvironment } from './call-environment.ts';
import type { DataFrame } from './data-frame.ts';
import { planOf } from './execution.ts';
import type { ColumnName, UntypedRow } from './row-type.ts';
import type { SparkSession } from './spark-session.ts';

/** How `explain` shows a plan. */
export type ExplainMode = 'simple' | 'extended' | 'codegen' | 'cost' | 'formatted';

const explainModes: Readonly<Record<ExplainMode, Mode>> = {
  simple: Mode.SIMPLE,
  extended: Mode.EXTENDED,
  codegen: Mode.CODEGEN,
  cost: Mode.COST,
  formatted: Mode.FORMATTED,
};

/** A frame's plan, and what can be asked about it without running it. */
export abstract class FrameBase<R> {
  /** The session that the frame belongs to. */
  readonly sparkSession: SparkSession;
  /** The frame's plan as Spark Connect's message. */
  readonly relation: Relation;
  #schema: Promise<StructType> | undefined;

  constructor(sparkSession: SparkSession, relation: Relation) {
    this.sparkSession = sparkSession;
    this.relation = relation;
  }

  /**
   * A column of this very frame, told apart from columns of the same name in other frames.
   *
   * @example
   * ```ts
   * const joined = people.join(cities, people.col('city').eq(cities.col('name')));
   * ```
   */
  col<N extends ColumnName<R>>(name: N): Column<N extends keyof R ? R[N] : Untyped, N> {
    return new Column(nameExpression(name, planIdOf(this.relation)));
  }

  /** All columns whose names match a Java regular expression in backticks. @example `df.select(df.colRegex('`count_.*`'))` */
  colRegex(colName: string): Column {
    return columnOf(this.relation, 'unresolvedRegex', colName);
  }

  /** A column that a data source offers beside its own ones. @example `df.select(df.metadataColumn('_metadata'))` */
  metadataColumn(colName: string): Column {
    return columnOf(this.relation, 'unresolvedAttribute', colName);
  }

  /** Names, types and nullability of the columns. @example `(await df.schema()).fields.map((field) => field.name)` */
  schema(options: CallOptions = {}): Promise<StructType> {
    this.#schema ??= this.#askSchema(options);
    return this.#schema;
  }

  /** The names of the columns. @example `await df.columns()` */
  async columns(options: CallOptions = {}): Promise<string[]> {
    return (await this.schema(options)).fields.map((field) => field.name);
  }

  /** Names and types of the columns. @example `await df.dtypes() // [['id', 'bigint']]` */
  async dtypes(options: CallOptions = {}): Promise<[string, string][]> {
    return (await this.schema(options)).fields.map((field): [string, string] => [field.name, simpleString(field.dataType)]);
  }

  /** Prints the schema as a tree. @example `await df.printSchema()` */
  async printSchema(level?: number, options: CallOptions = {}): Promise<void> {
    const value = { plan: planOf(this.relation), ...(level !== undefined && { level }) };
    const { treeString } = await this.#client.analyze({ case: 'treeString', value }, options);
    console.log(treeString);
  }

  /** The text that {@link explain} prints. @example `await df.explainString('formatted')` */
  async explainString(mode: ExplainMode | boolean = 'simple', options: CallOptions = {}): Promise<string> {
    const value = { plan: planOf(this.relation), explainMode: explainModeOf(mode) };
    const { explainString } = await this.#client.analyze({ case: 'explain', value }, options);
    const notes = await userCallNotes(this.relation, callEnvironment(this.sparkSession, this.#client));
    return notes.length === 0 ? explainString : `${explainString.trimEnd()}\n\n== User Functions ==\n${notes.join('\n')}\n`;
  }

  /** Prints how the frame will be computed. @example `await df.explain('extended')` */
  async explain(mode: ExplainMode | boolean = 'simple', options: CallOptions = {}): Promise<void> {
    console.log(await this.explainString(mode, options));
  }

  /** Whether the rows can be had without running tasks. @example `await df.isLocal()` */
  async isLocal(options: CallOptions = {}): Promise<boolean> {
    return (await this.#client.analyze({ case: 'isLocal', value: { plan: planOf(this.relation) } }, options)).isLocal;
  }

  /** Whether a source of the frame never ends. @example `await df.isStreaming()` */
  async isStreaming(options: CallOptions = {}): Promise<boolean> {
    return (await this.#client.analyze({ case: 'isStreaming', value: { plan: planOf(this.relation) } }, options)).isStreaming;
  }

  /** The files that the frame reads. @example `await spark.read.parquet('events').inputFiles()` */
  async inputFiles(options: CallOptions = {}): Promise<string[]> {
    return (await this.#client.analyze({ case: 'inputFiles', value: { plan: planOf(this.relation) } }, options)).files;
  }

  /** Whether two frames compute the same, so that both can use one cache. @example `await df.sameSemantics(other)` */
  async sameSemantics(other: FrameBase<unknown>, options: CallOptions = {}): Promise<boolean> {
    const value = { targetPlan: planOf(this.relation), otherPlan: planOf(other.relation) };
    return (await this.#client.analyze({ case: 'sameSemantics', value }, options)).result;
  }

  /** A number that is equal for frames that compute the same. @example `await df.semanticHash()` */
  async semanticHash(options: CallOptions = {}): Promise<number> {
    return (await this.#client.analyze({ case: 'semanticHash', value: { plan: planOf(this.relation) } }, options)).result;
  }

  protected derive<S = UntypedRow>(relType: RelationType, ...columns: readonly Column[]): DataFrame<S> {
    return this.sparkSession.frame<S>(makeRelation(relType, referencesOf(columns)));
  }

  get #client() {
    return this.sparkSession.execution.client;
  }

  async #askSchema(options: CallOptions): Promise<StructType> {
    try {
      const { schema } = await this.#client.analyze({ case: 'schema', value: { plan: planOf(this.relation) } }, options);
      if (schema === undefined) throw missing('the schema');
      return schemaFromMessage(schema);
    } catch (error) {
      this.#schema = undefined;
      throw error;
    }
  }
}

/** Any of `explain`'s arguments: PySpark's `true` stands for extended. */
function explainModeOf(mode: ExplainMode | boolean): Mode {
  if (typeof mode === 'boolean') return mode ? Mode.EXTENDED : Mode.SIMPLE;
  const found = explainModes[mode];
  if (found === undefined) {
    throw valueError('VALUE_ALLOWED', { arg_name: 'mode', allowed: Object.keys(explainModes).join(', '), arg_value: mode });
  }
  return found;
}

function columnOf(relation: Relation, kind: 'unresolvedRegex' | 'unresolvedAttribute', name: string): Column {
  const planId = planIdOf(relation);
  const expression =
    kind === 'unresolvedRegex'
      ? makeExpression({ case: kind, value: { colName: name, planId } })
      : makeExpression({ case: kind, value: { unparsedIdentifier: name, planId, isMetadataColumn: true } });
  return new Column(expression);
}
