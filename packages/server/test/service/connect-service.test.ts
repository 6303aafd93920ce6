import { crc32 } from 'node:zlib';
import { decodeStream, rowsOf } from '@kindling/protocol';
import {
  AddArtifactsRequestSchema,
  AnalyzePlanRequestSchema,
  ArtifactStatusesRequestSchema,
  CloneSessionRequestSchema,
  ConfigRequestSchema,
  create,
  ExecutePlanRequestSchema,
  type ExecutePlanResponse,
  GetStatusRequestSchema,
  InterruptRequestSchema,
  InterruptRequest_InterruptType as InterruptType,
  type MessageInitShape,
  ReattachExecuteRequestSchema,
  ReleaseExecuteRequestSchema,
  ReleaseSessionRequestSchema,
  type RpcCall,
  GetStatusResponse_OperationStatus_OperationState as State,
} from '@kindling/protocol/messages';
import { afterAll, describe, expect, it } from 'vitest';
import { ConnectService } from '../../src/connect/index.ts';

const service = new ConnectService({ threads: 2, maxSessions: 50, maxOperationsPerSession: 3 });
afterAll(() => service.close());

const call: RpcCall = { signal: new AbortController().signal, metadata: new Map() };
const userContext = { userId: 'ann' };
const sessionOf = (userId = 'ann'): { sessionId: string; userContext: { userId: string } } => ({
  sessionId: crypto.randomUUID(),
  userContext: { userId },
});
type Session = ReturnType<typeof sessionOf>;
const reattachable = [{ requestOption: { case: 'reattachOptions', value: { reattachable: true } } }] as const;

function query(session: Session, text: string, more: MessageInitShape<typeof ExecutePlanRequestSchema> = {}) {
  const plan = { opType: { case: 'root', value: { relType: { case: 'sql', value: { query: text } } } } } as const;
  return create(ExecutePlanRequestSchema, { ...session, plan, ...more } as MessageInitShape<typeof ExecutePlanRequestSchema>);
}

function command(session: Session, text: string) {
  const input = { relType: { case: 'sql', value: { query: text } } } as const;
  const plan = { opType: { case: 'command', value: { commandType: { case: 'sqlCommand', value: { input } } } } } as const;
  return create(ExecutePlanRequestSchema, { ...session, plan });
}

async function all(stream: AsyncIterable<ExecutePlanResponse>): Promise<ExecutePlanResponse[]> {
  const responses: ExecutePlanResponse[] = [];
  for await (const response of stream) responses.push(response);
  return responses;
}

const kinds = (responses: readonly ExecutePlanResponse[]) =>
  responses.map((response) => response.responseType.case ?? (response.schema ? 'schema' : response.metrics ? 'metrics' : 'nothing'));

function values(responses: readonly ExecutePlanResponse[]): unknown[][] {
  return responses.flatMap(({ responseType }) =>
    responseType.case === 'arrowBatch'
      ? decodeStream(responseType.value.data).batches.flatMap((batch) => [...rowsOf(batch)].map((row) => [...row]))
      : [],
  );
}

describe('ExecutePlan', () => {
  it('answers with schema, rows and metrics, and says the end to those who can come back', async () => {
    const session = sessionOf();
    expect(kinds(await all(service.executePlan(query(session, 'SELECT 1'), call)))).toEqual(['schema', 'arrowBatch', 'metrics']);
    const responses = await all(service.executePlan(query(session, 'SELECT 1', { requestOptions: [...reattachable] }), call));
    expect(kinds(responses)).toEqual(['schema', 'arrowBatch', 'metrics', 'resultComplete']);
    expect(new Set(responses.map(({ responseId }) => responseId)).size).toBe(4);
  });

  it('sends one batch without rows when there are none', async () => {
    const [, batch] = await all(service.executePlan(query(sessionOf(), 'SELECT 1 WHERE false'), call));
    const value = batch?.responseType.case === 'arrowBatch' ? batch.responseType.value : undefined;
    expect(value).toMatchObject({ rowCount: 0n, startOffset: 0n });
    expect(decodeStream(value!.data).batches).toHaveLength(1);
  });

  it('counts the rows of batches and where they start', async () => {
    const responses = await all(
      service.executePlan(query(sessionOf(), 'SELECT id, REPEAT(CAST(id AS STRING), 20) FROM RANGE(200000)'), call),
    );
    let next = 0n;
    for (const { responseType } of responses) {
      if (responseType.case !== 'arrowBatch') continue;
      expect(responseType.value.startOffset).toBe(next);
      expect(responseType.value.data.length).toBeLessThan(4 * 1024 * 1024);
      next += responseType.value.rowCount;
    }
    expect(next).toBe(200000n);
  });

  it('cuts a large batch into pieces for those who join them', async () => {
    const chunking = {
      requestOption: { case: 'resultChunkingOptions', value: { allowArrowBatchChunking: true, preferredArrowChunkSize: 1024n } },
    } as const;
    const responses = await all(service.executePlan(query(sessionOf(), "SELECT REPEAT('x', 5000)", { requestOptions: [chunking] }), call));
    const pieces = responses.flatMap(({ responseType }) => (responseType.case === 'arrowBatch' ? [responseType.value] : []));
    expect(pieces.length).toBeGreaterThan(4);
    expect(pieces.every((piece, index) => piece.chunkIndex === BigInt(index) && piece.numChunksInBatch === BigInt(pieces.length))).toBe(
      true,
    );
    expect([...rowsOf(decodeStream(Buffer.concat(pieces.map(({ data }) => data))).batches[0]!)]).toHaveLength(1);
  });

  it('runs a SQL command once when it comes, and gives a query back unrun', async () => {
    const session = sessionOf();
    const [set] = await all(service.executePlan(command(session, 'SET spark.sql.session.timeZone = Asia/Tokyo'), call));
    const answer = set?.responseType.case === 'sqlCommandResult' ? set.responseType.value.relation?.relType : undefined;
    expect(answer?.case).toBe('localRelation');
    expect(values(await all(service.executePlan(query(session, 'SELECT current_timezone()'), call)))).toEqual([['Asia/Tokyo']]);
    const [unrun] = await all(service.executePlan(command(session, 'SELECT 1/0'), call));
    expect(unrun?.responseType).toMatchObject({ case: 'sqlCommandResult', value: { relation: { relType: { case: 'sql' } } } });
  });

  it('keeps users and sessions apart', async () => {
    const ann = sessionOf();
    const bob = { ...ann, userContext: { userId: 'bob' } };
    await all(service.executePlan(command(ann, 'CREATE TEMP VIEW mine AS SELECT 1'), call));
    await expect(all(service.executePlan(query(bob, 'SELECT * FROM mine'), call))).rejects.toMatchObject({
      condition: 'TABLE_OR_VIEW_NOT_FOUND',
    });
    await expect(all(service.executePlan(query(sessionOf(), 'SELECT * FROM mine'), call))).rejects.toMatchObject({
      condition: 'TABLE_OR_VIEW_NOT_FOUND',
    });
  });

  it('stops a query whose caller leaves', async () => {
    const session = sessionOf();
    const operationId = crypto.randomUUID();
    for await (const response of service.executePlan(query(session, 'SELECT id FROM RANGE(100000000000)', { operationId }), call)) {
      if (response.responseType.case === 'arrowBatch') break;
    }
    const status = await service.getStatus(
      create(GetStatusRequestSchema, { ...session, operationStatus: { operationIds: [operationId] } }),
    );
    expect(status.operationStatuses).toMatchObject([{ operationId, state: State.UNKNOWN }]);
  });
});

describe('reattaching', () => {
  it('goes on after the last response that arrived', async () => {
    const session = sessionOf();
    const operationId = crypto.randomUUID();
    const request = query(session, 'SELECT id FROM RANGE(10)', { operationId, requestOptions: [...reattachable] });
    const stream = service.executePlan(request, call);
    const first = await stream.next();
    await stream.return();
    const lastResponseId = first.value!.responseId;
    const rest = await all(
      service.reattachExecute(create(ReattachExecuteRequestSchema, { ...session, operationId, lastResponseId }), call),
    );
    expect(kinds(rest)).toEqual(['arrowBatch', 'metrics', 'resultComplete']);
    await service.releaseExecute(
      create(ReleaseExecuteRequestSchema, { ...session, operationId, release: { case: 'releaseAll', value: {} } }),
    );
    await expect(
      all(service.reattachExecute(create(ReattachExecuteRequestSchema, { ...session, operationId }), call)),
    ).rejects.toMatchObject({
      condition: 'INVALID_HANDLE.OPERATION_NOT_FOUND',
    });
  });

  it('takes the same request again, and refuses another one of the same id', async () => {
    const session = sessionOf();
    const more = { operationId: crypto.randomUUID(), requestOptions: [...reattachable] };
    const first = await all(service.executePlan(query(session, 'SELECT 7', more), call));
    const again = await all(service.executePlan(query(session, 'SELECT 7', more), call));
    expect(again.map(({ responseId }) => responseId)).toEqual(first.map(({ responseId }) => responseId));
    await expect(all(service.executePlan(query(session, 'SELECT 8', more), call))).rejects.toMatchObject({
      condition: 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS',
    });
  });

  it('knows no operation of a session that is not there', async () => {
    const request = create(ReattachExecuteRequestSchema, { ...sessionOf(), operationId: crypto.randomUUID() });
    await expect(all(service.reattachExecute(request, call))).rejects.toMatchObject({ condition: 'INVALID_HANDLE.SESSION_NOT_FOUND' });
  });
});

describe('interrupting', () => {
  it('stops by tag, at once, and only that', async () => {
    const session = sessionOf();
    const endless = 'SELECT COUNT(*) FROM RANGE(100000000000) WHERE id % 3 = 1';
    const running = all(service.executePlan(query(session, endless, { tags: ['slow'], operationId: crypto.randomUUID() }), call));
    running.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const interrupt = (value: string) =>
      service.interrupt(
        create(InterruptRequestSchema, { ...session, interruptType: InterruptType.TAG, interrupt: { case: 'operationTag', value } }),
      );
    expect((await interrupt('other')).interruptedIds).toEqual([]);
    expect((await interrupt('slow')).interruptedIds).toHaveLength(1);
    await expect(running).rejects.toMatchObject({ condition: 'OPERATION_CANCELED' });
    expect(values(await all(service.executePlan(query(session, 'SELECT 1'), call)))).toEqual([[1]]);
  });
});

describe('sessions', () => {
  it('refuses ids that are no UUIDs, and sessions that changed or ended', async () => {
    await expect(service.config(create(ConfigRequestSchema, { sessionId: 'abc' }))).rejects.toMatchObject({
      condition: 'INVALID_HANDLE.FORMAT',
    });
    const session = sessionOf();
    await all(service.executePlan(query(session, 'SELECT 1'), call));
    const changed = query(session, 'SELECT 1', { clientObservedServerSideSessionId: crypto.randomUUID() });
    await expect(all(service.executePlan(changed, call))).rejects.toMatchObject({ condition: 'INVALID_HANDLE.SESSION_CHANGED' });
    await service.releaseSession(create(ReleaseSessionRequestSchema, session));
    await expect(all(service.executePlan(query(session, 'SELECT 1'), call))).rejects.toMatchObject({
      condition: 'INVALID_HANDLE.SESSION_CLOSED',
    });
  });

  it('may be opened anew when that was agreed', async () => {
    const session = sessionOf();
    await all(service.executePlan(query(session, 'SELECT 1'), call));
    await service.releaseSession(create(ReleaseSessionRequestSchema, { ...session, allowReconnect: true }));
    expect(await all(service.executePlan(query(session, 'SELECT 1'), call))).toHaveLength(3);
  });

  it('clones settings and views, which then go their own ways', async () => {
    const session = sessionOf();
    await all(service.executePlan(command(session, 'CREATE TEMP VIEW v AS SELECT 5 AS x'), call));
    const { newSessionId } = await service.cloneSession(create(CloneSessionRequestSchema, session));
    const clone = { sessionId: newSessionId, userContext };
    expect(values(await all(service.executePlan(query(clone, 'SELECT x FROM v'), call)))).toEqual([[5]]);
    await all(service.executePlan(command(clone, 'DROP VIEW v'), call));
    expect(values(await all(service.executePlan(query(session, 'SELECT x FROM v'), call)))).toEqual([[5]]);
  });

  it('keeps uploads by name, if they are intact', async () => {
    const session = sessionOf();
    const data = new TextEncoder().encode('rows');
    async function* requests() {
      const artifacts = [
        { name: 'cache/good', data: { data, crc: BigInt(crc32(data)) } },
        { name: 'cache/bad', data: { data, crc: 1n } },
      ];
      yield create(AddArtifactsRequestSchema, { ...session, payload: { case: 'batch', value: { artifacts } } });
      yield create(AddArtifactsRequestSchema, {
        ...session,
        payload: {
          case: 'beginChunk',
          value: { name: 'cache/long', totalBytes: 8n, numChunks: 2n, initialChunk: { data, crc: BigInt(crc32(data)) } },
        },
      });
      yield create(AddArtifactsRequestSchema, { ...session, payload: { case: 'chunk', value: { data, crc: BigInt(crc32(data)) } } });
    }
    const { artifacts } = await service.addArtifacts(requests());
    expect(artifacts.map(({ name, isCrcSuccessful }) => [name, isCrcSuccessful])).toEqual([
      ['cache/good', true],
      ['cache/bad', false],
      ['cache/long', true],
    ]);
    const names = ['cache/good', 'cache/bad', 'cache/long'];
    const { statuses } = await service.artifactStatus(create(ArtifactStatusesRequestSchema, { ...session, names }));
    expect(names.map((name) => statuses[name]?.exists)).toEqual([true, false, true]);
  });

  it('limits how many there are', async () => {
    const small = new ConnectService({ maxSessions: 1 });
    await small.config(create(ConfigRequestSchema, { ...sessionOf(), operation: { opType: { case: 'getAll', value: {} } } }));
    const second = small.config(create(ConfigRequestSchema, { ...sessionOf(), operation: { opType: { case: 'getAll', value: {} } } }));
    await expect(second).rejects.toMatchObject({ condition: 'KINDLING_LIMIT_REACHED' });
    await small.close();
  });
});

describe('AnalyzePlan', () => {
  const session = sessionOf();
  const plan = (text: string) => ({ opType: { case: 'root', value: { relType: { case: 'sql', value: { query: text } } } } }) as const;
  const analyze = async (what: NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>) =>
    (
      await service.analyzePlan(
        create(AnalyzePlanRequestSchema, { ...session, analyze: what } as MessageInitShape<typeof AnalyzePlanRequestSchema>),
        call,
      )
    ).result;

  it('tells versions, types and texts', async () => {
    expect(await analyze({ case: 'sparkVersion', value: {} })).toMatchObject({ value: { version: '4.2.0' } });
    expect(await analyze({ case: 'treeString', value: { plan: plan('SELECT 1 AS a') } })).toMatchObject({
      value: { treeString: 'root\n |-- a: integer (nullable = false)\n' },
    });
    expect(await analyze({ case: 'ddlParse', value: { ddlString: 'a INT' } })).toMatchObject({
      value: { parsed: { kind: { case: 'struct' } } },
    });
    expect(await analyze({ case: 'ddlParse', value: { ddlString: 'array<int>' } })).toMatchObject({
      value: { parsed: { kind: { case: 'array' } } },
    });
    expect(await analyze({ case: 'isStreaming', value: { plan: plan('SELECT 1') } })).toMatchObject({ value: { isStreaming: false } });
    expect(await analyze({ case: 'explain', value: { plan: plan('SELECT 1'), explainMode: 2 } })).toMatchObject({
      value: { explainString: expect.stringContaining('Physical Plan') },
    });
  });

  it('compares what plans mean', async () => {
    const same = (left: string, right: string) =>
      analyze({ case: 'sameSemantics', value: { targetPlan: plan(left), otherPlan: plan(right) } });
    expect(await same('SELECT id FROM RANGE(3)', 'SELECT id FROM RANGE(3)')).toMatchObject({ value: { result: true } });
    expect(await same('SELECT id FROM RANGE(3)', 'SELECT id FROM RANGE(4)')).toMatchObject({ value: { result: false } });
  });
});
