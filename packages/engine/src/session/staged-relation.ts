import { randomUUID } from 'node:crypto';
import type { InternalValue, RecordBatch, StructType } from '@kindling/protocol';
import type { DuckDbConnection } from '../duckdb/driver/index.ts';
import { printQuery, quoteName } from '../duckdb/sql/index.ts';
import { queryRows, toRecordBatch, withInputs } from '../executor/index.ts';
import { optimize } from '../optimizer/index.ts';
import { type LogicalPlan, schemaOf } from '../plan/index.ts';
import { PARTITION_COLUMN, planFragment } from '../planner/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { partitionCountOf } from './partitions.ts';
import { plannerContext } from './planner-context.ts';
import type { QueryState } from './query-state.ts';
import { withSecondLook } from './second-look.ts';

/**
 * The rows of a relation, kept in a table of the session's DuckDB (in memory, and on disk when it does not fit) with the number of
 * each row's partition, so that tasks can take them partition by partition.
 */
export class StagedRelation implements AsyncDisposable {
  readonly schema: StructType;
  readonly partitionCount: number;
  readonly #connection: DuckDbConnection;
  readonly #table: string;
  readonly #release: () => Promise<void>;

  private constructor(
    schema: StructType,
    partitionCount: number,
    connection: DuckDbConnection,
    table: string,
    release: () => Promise<void>,
  ) {
    this.schema = schema;
    this.partitionCount = partitionCount;
    this.#connection = connection;
    this.#table = table;
    this.#release = release;
  }

  static async stage(analyzed: LogicalPlan, session: EngineSession, state: QueryState, options: ExecuteOptions): Promise<StagedRelation> {
    const optimized = optimize(analyzed, state.config);
    const context = plannerContext(state, true);
    const partitionCount = partitionCountOf(optimized, Number(state.config.get('spark.sql.shuffle.partitions')));
    const table = `stage_${randomUUID().replaceAll('-', '')}`;
    const connection = await session.pool.open(state.config.get('spark.sql.session.timeZone'));
    const release = async () => {
      await connection.execute(`DROP TABLE IF EXISTS temp.${table}`);
      await session.pool.closeOwn(connection);
    };
    try {
      const runs = withSecondLook(
        (mode) => planFragment(optimized, context, { mode, keepsPartition: true }),
        async function* (fragment): AsyncGenerator<RecordBatch, void> {
          await withInputs(fragment, connection, options.signal, async () => {
            await connection.execute(`CREATE OR REPLACE TEMP TABLE ${table} AS ${printQuery(fragment.query)}`, { signal: options.signal });
          });
        },
      );
      // The statement gives no rows, only its failure.
      await runs.next();
      return new StagedRelation(schemaOf(analyzed), partitionCount, connection, table, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** DuckDB SQL of one partition's rows, columns w0, w1, … */
  partitionSql(partition: number): string {
    const columns = this.schema.fields.map((_, i) => quoteName(`w${i}`)).join(', ');
    const where = this.partitionCount > 1 ? ` WHERE ${PARTITION_COLUMN} = ${partition}` : '';
    return `SELECT ${columns === '' ? '0' : columns} FROM temp.${this.#table}${where}`;
  }

  /** Asks DuckDB beside the rows, such as a COPY of one partition. */
  async query(sql: string, signal: AbortSignal): Promise<InternalValue[][]> {
    return queryRows(this.#connection, sql, signal);
  }

  async *rows(partition: number, signal: AbortSignal): AsyncGenerator<RecordBatch, void> {
    await using result = await this.#connection.query(this.partitionSql(partition), { signal });
    for await (const batch of result) yield toRecordBatch(batch, this.schema);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release();
  }
}
