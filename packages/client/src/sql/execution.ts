import type { StructType } from '@kindling/protocol';
import {
  type Command,
  CommandSchema,
  create,
  type ExecutePlanResponse,
  type ExecutePlanResponse_ObservedMetrics,
  type MessageInitShape,
  type Plan,
  PlanSchema,
  type Relation,
} from '@kindling/protocol/messages';
import { type CallOptions, type ConnectClient, missing } from '../connect/index.ts';
import { flattenWithColumns, schemaFromMessage } from '../plan/index.ts';
import type { ObservationRegistry } from './observation.ts';
import type { Progress, ProgressHandler } from './progress.ts';
import { progressOf } from './progress.ts';
import { makeRowDecoder, type RowDecoder } from './row-decoder.ts';

/** A piece of a result as it arrived: a whole Arrow IPC stream with one schema and one record batch. */
export interface ResultBatch {
  readonly schema: StructType | undefined;
  readonly rowCount: bigint;
  readonly data: Uint8Array;
}

type CommandType = NonNullable<MessageInitShape<typeof CommandSchema>['commandType']>;

/** Runs plans of one session and reads their results. */
export class Execution {
  readonly client: ConnectClient;
  readonly observations: ObservationRegistry;
  readonly tags = new Set<string>();
  readonly #progressHandlers = new Set<ProgressHandler>();

  constructor(client: ConnectClient, observations: ObservationRegistry) {
    this.client = client;
    this.observations = observations;
  }

  /** The result of a query, batch by batch, as fast as it is read. */
  async *batches(relation: Relation, options: CallOptions = {}): AsyncGenerator<ResultBatch> {
    let schema: StructType | undefined;
    for await (const response of this.#responses(planOf(relation), options)) {
      if (response.schema !== undefined) schema = schemaFromMessage(response.schema);
      if (response.responseType.case !== 'arrowBatch') continue;
      const { data, rowCount } = response.responseType.value;
      yield { schema, rowCount, data };
    }
  }

  /** The rows of a query, decoded batch by batch. */
  async *rows<R>(relation: Relation, options: CallOptions = {}): AsyncGenerator<R> {
    let decoder: RowDecoder | undefined;
    for await (const batch of this.batches(relation, options)) {
      decoder ??= makeRowDecoder(batch.schema);
      for (const row of decoder.rows(batch.data)) yield row as R;
    }
  }

  /** All rows of a query. */
  async collect<R>(relation: Relation, options: CallOptions = {}): Promise<R[]> {
    const rows: R[] = [];
    let decoder: RowDecoder | undefined;
    for await (const batch of this.batches(relation, options)) {
      decoder ??= makeRowDecoder(batch.schema);
      for (const row of decoder.rows(batch.data)) rows.push(row as R);
    }
    return rows;
  }

  /** The single value of a query with one row and one column. */
  async scalar(relation: Relation, options: CallOptions = {}): Promise<unknown> {
    const [row] = await this.collect<object>(relation, options);
    if (row === undefined) throw missing('the row of the result');
    return Object.values(row)[0];
  }

  /** Runs a command to its end; the responses that carry something. */
  async command(commandType: CommandType, options: CallOptions = {}): Promise<readonly ExecutePlanResponse['responseType'][]> {
    const command: Command = create(CommandSchema, { commandType });
    const answers: ExecutePlanResponse['responseType'][] = [];
    for await (const response of this.#responses(create(PlanSchema, { opType: { case: 'command', value: command } }), options)) {
      if (response.responseType.case !== undefined) answers.push(response.responseType);
    }
    return answers;
  }

  /** Calls the handler whenever the server tells how far an execution is; the answer stops that. */
  onProgress(handler: ProgressHandler): () => void {
    this.#progressHandlers.add(handler);
    return () => {
      this.#progressHandlers.delete(handler);
    };
  }

  clearProgressHandlers(handler?: ProgressHandler): void {
    if (handler === undefined) this.#progressHandlers.clear();
    else this.#progressHandlers.delete(handler);
  }

  async *#responses(plan: Plan, options: CallOptions): AsyncGenerator<ExecutePlanResponse> {
    let progress: Progress | undefined;
    try {
      for await (const response of this.client.execute(plan, { ...options, tags: [...this.tags] })) {
        if (response.responseType.case === 'executionProgress') {
          progress = progressOf(response.operationId, response.responseType.value);
          this.#report(progress);
          continue;
        }
        this.#observe(response.observedMetrics);
        yield response;
      }
    } finally {
      if (progress !== undefined) this.#report({ ...progress, isDone: true });
    }
  }

  #observe(metrics: readonly ExecutePlanResponse_ObservedMetrics[]): void {
    for (const metric of metrics) this.observations.deliver(metric);
  }

  #report(progress: Progress): void {
    for (const handler of this.#progressHandlers) handler(progress);
  }
}

/** The plan of a query, in a form that nests no deeper than it must. */
export function planOf(relation: Relation): Plan {
  return create(PlanSchema, { opType: { case: 'root', value: flattenWithColumns(relation) } });
}
