/**
 * Who may import whom, as data. `scripts/check-architecture.ts` holds the code to it, and draws the diagram in
 * `docs/architecture/import-table.md` from it.
 */

export interface PackageRule {
  /** Folder below `packages/`. */
  readonly folder: string;
  readonly holds: string;
  /** Packages of ours that it may import, by folder. `protocol/messages` stands for the entry of that name. */
  readonly mayImport: readonly string[];
  /** Folders or files below `src` that may import `node:*`; `'all'` when the package is made for Node. */
  readonly node: 'all' | readonly string[];
}

export interface FolderRule {
  /** Folder below `packages/engine/src`. */
  readonly folder: string;
  readonly holds: string;
  readonly mayImport: readonly string[];
  /** Files or folders inside that may import `node:*`; `'all'` for the whole folder. */
  readonly node: 'all' | readonly string[];
  /** npm packages that it may import; a star at the end stands for any ending. */
  readonly npm: readonly string[];
}

export const packages: readonly PackageRule[] = [
  {
    folder: 'protocol',
    holds: 'messages of Spark Connect, data types, Arrow codec, error conditions',
    mayImport: [],
    node: [],
  },
  { folder: 'sql', holds: 'Spark SQL lexer, parser and unparser', mayImport: [], node: [] },
  {
    folder: 'client',
    holds: 'SparkSession, DataFrame, Column, functions; gRPC transport',
    mayImport: ['protocol', 'protocol/messages', 'sql'],
    node: ['transport/grpc', 'grpc', 'environment.ts'],
  },
  {
    folder: 'engine',
    holds: 'analysis, planning and execution over DuckDB',
    mayImport: ['protocol', 'sql'],
    node: [
      'catalog',
      'duckdb/driver',
      'sources',
      'shuffle',
      'executor',
      'scheduler',
      'session',
      'events',
      'user-code-frames.ts',
      'user-code-process.ts',
      'user-code-main.ts',
      'executor-main.ts',
    ],
  },
  {
    folder: 'server',
    holds: 'the Spark Connect service and its two doors, REST, history',
    mayImport: ['engine', 'protocol', 'protocol/messages'],
    node: 'all',
  },
  { folder: 'quality', holds: 'many-queries runner and data-quality suites', mayImport: ['client'], node: 'all' },
  { folder: 'web', holds: 'the browser UI, built into server', mayImport: [], node: 'all' },
  {
    folder: 'kindling',
    holds: 'what people install: the client with the embedded engine, and the command',
    mayImport: ['client', 'server', 'engine', 'quality', 'protocol', 'sql'],
    node: 'all',
  },
];

/** In pipeline order. What stands directly in `src` (`engine.ts`, `index.ts`) wires the folders and may import all of them. */
export const engineFolders: readonly FolderRule[] = [
  { folder: 'config', holds: 'one record per spark.* setting', mayImport: [], node: [], npm: [] },
  { folder: 'events', holds: 'event records, bus, event log', mayImport: ['config'], node: ['event-log'], npm: [] },
  { folder: 'plan', holds: 'logical plan and expression records', mayImport: [], node: [], npm: [] },
  { folder: 'frontend', holds: 'syntax trees of sql to unresolved plan', mayImport: ['plan'], node: [], npm: [] },
  { folder: 'duckdb/sql', holds: 'DuckDB syntax tree and its printer', mayImport: [], node: [], npm: [] },
  { folder: 'functions/runtime', holds: 'JavaScript bodies of functions', mayImport: [], node: [], npm: ['fzstd'] },
  {
    folder: 'functions',
    holds: 'one record per function',
    mayImport: ['plan', 'duckdb/sql', 'functions/runtime'],
    node: [],
    npm: [],
  },
  { folder: 'catalog', holds: 'databases, tables, views, functions', mayImport: ['plan', 'config'], node: ['storage'], npm: [] },
  {
    folder: 'analysis',
    holds: 'resolver, name scope, coercion, checks',
    mayImport: ['plan', 'catalog', 'functions', 'config'],
    node: [],
    npm: [],
  },
  { folder: 'optimizer', holds: 'the list of rules, one rule per file', mayImport: ['plan', 'functions', 'config'], node: [], npm: [] },
  { folder: 'physical', holds: 'fragments, exchanges, stages; explain', mayImport: ['plan', 'duckdb/sql'], node: [], npm: [] },
  {
    folder: 'duckdb/driver',
    holds: "DuckDB's C API: the only importer of native code",
    mayImport: ['duckdb/sql', 'config'],
    node: 'all',
    npm: ['koffi', '@duckdb/node-bindings-*'],
  },
  {
    folder: 'sources',
    holds: 'a folder per format: options, schema inference, splits, writers',
    mayImport: ['plan', 'duckdb/sql', 'functions/runtime', 'config'],
    node: 'all',
    npm: [],
  },
  {
    folder: 'planner',
    holds: 'logical to physical: exchanges, joins, fuse or stage',
    mayImport: ['plan', 'physical', 'functions', 'sources', 'duckdb/sql', 'config'],
    node: [],
    npm: [],
  },
  { folder: 'shuffle', holds: 'shuffle writers, readers, files', mayImport: ['config', 'events'], node: 'all', npm: [] },
  { folder: 'scheduler', holds: 'stages, task sets, retry, pools', mayImport: ['physical', 'events', 'config'], node: 'all', npm: [] },
  {
    folder: 'executor',
    holds: 'process entry, running one task, cached blocks',
    mayImport: [
      'plan',
      'physical',
      'scheduler',
      'duckdb/driver',
      'duckdb/sql',
      'functions/runtime',
      'shuffle',
      'sources',
      'events',
      'config',
    ],
    node: 'all',
    npm: [],
  },
  {
    folder: 'session',
    holds: 'one user at work: the way of a query from plan to rows, and of each command',
    mayImport: [
      'plan',
      'frontend',
      'catalog',
      'analysis',
      'optimizer',
      'planner',
      'physical',
      'functions',
      'sources',
      'executor',
      'scheduler',
      'duckdb/driver',
      'duckdb/sql',
      'events',
      'config',
    ],
    node: 'all',
    npm: [],
  },
];

/** The check fails when it sees fewer modules than this: a parser that reads nothing also finds nothing wrong. Raise it as the code grows. */
export const fewestModules = 600;

/** Folders outside `packages/` whose code uses the product as anybody would: through the packages' public entries only. */
export const outsideFolders: readonly string[] = ['test', 'bench', 'examples', 'scripts'];
