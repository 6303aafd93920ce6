import { isCommand, type LogicalPlan, type QueryProgress, type QueryResult, type StageProgress } from '@kindling/engine';
import { encodeStream, type RecordBatch, toJson } from '@kindling/protocol';
import {
  create,
  dataTypeToProto,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  ExecutePlanResponseSchema,
  type MessageInitShape,
  type Relation,
  RelationSchema,
  type SqlCommand,
} from '@kindling/protocol/messages';
import { operationOf } from '../decode-plan.ts';
import type { ConnectSession } from '../sessions/index.ts';
import { durationMs, sizeBytes } from '../setting-values.ts';
import { storageLevelOf } from '../storage-level.ts';
import { commandOf, literalMessageOf, notSet, relationOf, type ServiceCommand } from '../translate/index.ts';
import { encodedBatches } from './arrow-batches.ts';
import type { Operation } from './operation.ts';
import { jobTagOf, labelsOf } from './query-labels.ts';

type ResponseInit = MessageInitShape<typeof ExecutePlanResponseSchema>;

const MIB = 1024 * 1024;
/** What a response without rows counts for in the buffer. */
const SMALL_RESPONSE_BYTES = 256;

/** Runs one ExecutePlan, and puts its responses into the operation's buffer. */
export class PlanExecution {
  readonly #session: ConnectSession;
  readonly #operation: Operation;
  readonly #request: ExecutePlanRequest;

  constructor(session: ConnectSession, operation: Operation, request: ExecutePlanRequest) {
    this.#session = session;
    this.#operation = operation;
    this.#request = request;
  }

  /** The response that ends the stream, for those who can come back for it. */
  async run(): Promise<ExecutePlanResponse | undefined> {
    const { progress } = this.#session.engine;
    const jobTag = jobTagOf(this.#session, this.#operation.id);
    progress.follow(jobTag);
    const stopProgress = this.#reportProgress(jobTag);
    try {
      const plan = operationOf(this.#operation.plan);
      if (plan.kind === 'relation') await this.#query(relationOf(plan.relation, this.#session.translationContext()));
      else {
        const command = commandOf(plan.command, this.#session.translationContext());
        if (command.by === 'engine') await this.#command(command.plan);
        else await this.#serviceCommand(command.command);
      }
    } finally {
      stopProgress();
      progress.forget(jobTag);
    }
    return this.#operation.reattachable ? this.#response({ responseType: { case: 'resultComplete', value: {} } }) : undefined;
  }

  #progress: QueryProgress | undefined;

  #execute(plan: LogicalPlan): Promise<QueryResult> {
    this.#operation.signal.throwIfAborted();
    const onProgress = (progress: QueryProgress) => {
      this.#progress = progress;
    };
    const labels = labelsOf(this.#session, this.#operation);
    return this.#session.engine.execute(plan, { signal: this.#operation.signal, onProgress, labels });
  }

  async #query(plan: LogicalPlan): Promise<void> {
    const result = await this.#execute(plan);
    await this.#push({ schema: dataTypeToProto(result.schema) });
    const rowCount = await this.#sendRows(result);
    await this.#pushMetrics(plan, rowCount);
    await this.#pushObservations(result);
  }

  async #command(plan: LogicalPlan): Promise<void> {
    const result = await this.#execute(plan);
    await drain(result);
    await this.#pushObservations(result);
  }

  async #sendRows(result: QueryResult): Promise<bigint> {
    const { config } = this.#session.engine;
    const chunkBytes = this.#chunkBytes();
    let startOffset = 0n;
    for await (const { rowCount, data } of encodedBatches(result, sizeBytes(config, 'spark.connect.grpc.arrow.maxBatchSize', 4 * MIB))) {
      const batch = { rowCount: BigInt(rowCount), startOffset };
      startOffset += batch.rowCount;
      if (chunkBytes === undefined || data.length <= chunkBytes) {
        await this.#push({ responseType: { case: 'arrowBatch', value: { ...batch, data } } }, data.length);
        continue;
      }
      const count = Math.ceil(data.length / chunkBytes);
      for (let chunk = 0; chunk < count; chunk++) {
        const piece = data.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes);
        const value = { ...batch, data: piece, chunkIndex: BigInt(chunk), numChunksInBatch: BigInt(count) };
        await this.#push({ responseType: { case: 'arrowBatch', value } }, piece.length);
      }
    }
    return startOffset;
  }

  #chunkBytes(): number | undefined {
    for (const { requestOption } of this.#request.requestOptions) {
      if (requestOption.case === 'resultChunkingOptions' && requestOption.value.allowArrowBatchChunking) {
        const mostBytes = sizeBytes(this.#session.engine.config, 'spark.connect.session.resultChunking.maxChunkSize', 120_795_955);
        return Math.max(1024, Math.min(mostBytes, Number(requestOption.value.preferredArrowChunkSize ?? mostBytes)));
      }
    }
    return undefined;
  }

  async #serviceCommand(command: ServiceCommand): Promise<void> {
    switch (command.case) {
      case 'sqlCommand':
        await this.#sqlCommand(command.value);
        return;
      case 'getResourcesCommand':
        await this.#push({ responseType: { case: 'getResourcesCommandResult', value: { resources: {} } } });
        return;
      case 'checkpointCommand': {
        const { relation, local, eager, storageLevel } = command.value;
        const plan = relationOf(relation, this.#session.translationContext());
        const request = { isLocal: local, isEager: eager, ...(storageLevel ? { storageLevel: storageLevelOf(storageLevel) } : {}) };
        const result = await this.#session.engine.checkpoint(plan, request, {
          signal: this.#operation.signal,
          labels: labelsOf(this.#session, this.#operation),
        });
        const relationId = this.#session.keep(result.relation);
        await this.#push({ responseType: { case: 'checkpointCommandResult', value: { relation: { relationId } } } });
        await this.#pushObservations(result);
        return;
      }
      case 'removeCachedRemoteRelationCommand':
        await this.#session.forgetRelation(command.value.relation?.relationId ?? '');
        return;
    }
  }

  /** A command runs now, once, and its answer goes back as rows; a query goes back as it came, to be run when it is wanted. */
  async #sqlCommand(message: SqlCommand): Promise<void> {
    const input = message.input ?? relationOfOldSqlCommand(message);
    if (input.relType.case !== 'sql' && input.relType.case !== 'withRelations') throw notSet('SqlCommand', 'input');
    const plan = relationOf(input, this.#session.translationContext());
    if (!isCommand(plan)) {
      await this.#push({ responseType: { case: 'sqlCommandResult', value: { relation: input } } });
      return;
    }
    const result = await this.#execute(plan);
    const batches = await drain(result);
    const data = encodeStream(result.schema, batches, result.timeZone);
    const relation = { relType: { case: 'localRelation', value: { data, schema: toJson(result.schema) } } } as const;
    await this.#push({ responseType: { case: 'sqlCommandResult', value: { relation } } }, data.length);
    await this.#pushMetrics(plan, BigInt(batches.reduce((count, batch) => count + batch.length, 0)));
    await this.#pushObservations(result);
  }

  async #pushMetrics(plan: LogicalPlan, rowCount: bigint): Promise<void> {
    const planId = BigInt(plan.planId ?? 0);
    const executionMetrics = { numOutputRows: { name: 'number of output rows', value: rowCount, metricType: 'sum' } };
    await this.#push({ metrics: { metrics: [{ name: plan.kind, planId, parent: planId, executionMetrics }] } });
  }

  async #pushObservations(result: Pick<QueryResult, 'observations'>): Promise<void> {
    const observed = (await result.observations?.()) ?? [];
    if (observed.length === 0) return;
    const observedMetrics = observed.map(({ name, planId, schema, values }) => ({
      name,
      planId: BigInt(planId ?? 0),
      keys: schema.fields.map((field) => field.name),
      values: schema.fields.map((field, ordinal) => literalMessageOf(values[ordinal] ?? null, field.dataType)),
    }));
    await this.#push({ observedMetrics });
  }

  /** Tells a client that waits how far its query is. */
  #reportProgress(jobTag: string): () => void {
    const intervalMs = durationMs(this.#session.engine.config, 'spark.connect.progress.reportInterval', 2000);
    if (intervalMs <= 0) return () => undefined;
    const timer = setInterval(() => {
      const { buffer } = this.#operation;
      if (!buffer.isDrained) return;
      const { stages, numInflightTasks } = this.#session.engine.progress.progressOf(jobTag);
      const value = {
        stages: stages.map((stage) => this.#stageProgress(stage)),
        numInflightTasks: BigInt(numInflightTasks),
      };
      buffer.pushNow(this.#response({ responseType: { case: 'executionProgress', value } }), SMALL_RESPONSE_BYTES);
    }, intervalMs);
    return () => clearInterval(timer);
  }

  /** A task of its own moves no bar: what the kernel says of a whole query in one task counts as hundredths. */
  #stageProgress({ stageId, numTasks, numCompletedTasks, inputBytesRead, done }: StageProgress) {
    const fraction = numTasks === 1 && !done ? this.#progress?.fraction : undefined;
    const tasks = fraction === undefined ? [numTasks, numCompletedTasks] : [100, Math.round(fraction * 100)];
    const [all, completed] = tasks.map(BigInt) as [bigint, bigint];
    return {
      stageId: BigInt(stageId),
      numTasks: all,
      numCompletedTasks: completed,
      inputBytesRead: BigInt(Math.round(inputBytesRead)),
      done,
    };
  }

  #push(init: ResponseInit, responseBytes = 0): Promise<void> {
    this.#operation.signal.throwIfAborted();
    return this.#operation.buffer.push(this.#response(init), responseBytes + SMALL_RESPONSE_BYTES);
  }

  #response(init: ResponseInit): ExecutePlanResponse {
    const response = create(ExecutePlanResponseSchema, init);
    response.sessionId = this.#session.engine.sessionId;
    response.serverSideSessionId = this.#session.serverSideSessionId;
    response.operationId = this.#operation.id;
    return response;
  }
}

/** Clients before Spark 4 send text and arguments beside each other. */
function relationOfOldSqlCommand(message: SqlCommand): Relation {
  const { sql: query, args, posArgs, namedArguments, posArguments } = message;
  return create(RelationSchema, { relType: { case: 'sql', value: { query, args, posArgs, namedArguments, posArguments } } });
}

async function drain(result: QueryResult): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of result.batches) batches.push(batch);
  return batches;
}
