import { sparkError } from '@kindling/protocol';
import { analyze, collectReferences, tableKey } from '../analysis/index.ts';
import type { SessionCatalog } from '../catalog/index.ts';
import { parsePlan } from '../frontend/index.ts';
import type { Attribute, FileRelation, LogicalPlan, Relation, UnresolvedDataSource } from '../plan/index.ts';
import { dataSource, type LoadRequest, type SourceIo } from '../sources/index.ts';
import { frontendContext, parserOptions, type QueryState } from './query-state.ts';

export interface AnalyzeOptions {
  readonly state: QueryState;
  readonly catalog: SessionCatalog;
  readonly user: string;
  readonly io: SourceIo;
}

/** Loads what a plan refers to, then analyses it. */
export async function analyzeQuery(plan: LogicalPlan, options: AnalyzeOptions): Promise<LogicalPlan> {
  const { state, catalog, io } = options;
  const snapshot = catalog.snapshot();
  const parse = (text: string) => parsePlan(frontendContext(text, state), parserOptions(state.config));
  const references = collectReferences(plan, { catalog: snapshot, parse });
  const dataSources = new Map<UnresolvedDataSource, Relation>();
  for (const reference of references.dataSources) dataSources.set(reference, await loadSource(reference, state, io));
  const tables = new Map<string, Relation>();
  for (const nameParts of references.tables) {
    const relation = await loadTable(nameParts, state, io);
    if (relation) tables.set(tableKey(nameParts), relation);
  }
  return analyze(plan, {
    config: state.config,
    catalog: snapshot,
    dataSources,
    tables,
    newAttributeId: state.newAttributeId,
    queryStartMicros: state.queryStartMicros,
    user: options.user,
    parse,
  });
}

async function loadSource(reference: UnresolvedDataSource, state: QueryState, io: SourceIo): Promise<FileRelation> {
  const format = reference.format === '' ? state.config.get('spark.sql.sources.default') : reference.format;
  return loadFiles(
    { format, paths: reference.paths, options: reference.options, ...(reference.schema ? { schema: reference.schema } : {}) },
    state,
    io,
  );
}

/** `parquet.\`/data/t\``: the format and the path stand where database and table do. */
async function loadTable(nameParts: readonly string[], state: QueryState, io: SourceIo): Promise<FileRelation | undefined> {
  const [format, path] = nameParts;
  if (nameParts.length !== 2 || format === undefined || path === undefined || !dataSource(format)) return undefined;
  return loadFiles({ format, paths: [path], options: {} }, state, io);
}

async function loadFiles(request: LoadRequest, state: QueryState, io: SourceIo): Promise<FileRelation> {
  const source = dataSource(request.format);
  if (!source) throw sparkError('DATA_SOURCE_NOT_FOUND', { provider: request.format });
  const loaded = await source.load(request, io);
  const output = [...loaded.dataSchema.fields, ...loaded.partitionSchema.fields].map(
    (field): Attribute => ({
      kind: 'attribute',
      name: field.name,
      dataType: field.dataType,
      nullable: true,
      id: state.newAttributeId(),
      qualifier: [],
      ...(field.metadata ? { metadata: field.metadata } : {}),
    }),
  );
  return { kind: 'fileRelation', format: source.names[0] as string, ...loaded, output };
}
