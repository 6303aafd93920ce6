import type { Expression, ExpressionKind } from './expression.ts';
import type { LogicalPlan, LogicalPlanKind } from './logical-plan.ts';

/**
 * Where the children of a node sit. `output` marks attributes and variables that the node itself makes: they are not
 * children, but renumbering and comparing have to know them. A one-element tuple is a list, `{ '*': … }` a record of
 * any keys, any other object names fields of a nested record.
 */
export type Shape = 'plan' | 'expression' | 'output' | readonly [Shape] | { readonly [field: string]: Shape };

type Leaf = string | number | bigint | boolean | undefined | null;
type Depth = readonly [0, 0, 0, 0];
type Shorter<D extends readonly unknown[]> = D extends readonly [unknown, ...infer Rest] ? Rest : never;
/** `true` occurs in it when a value of type T can hold a plan or an expression. */
type Holds<T, D extends readonly unknown[] = Depth> = D extends readonly []
  ? false
  : unknown extends T
    ? false
    : T extends Leaf
      ? false
      : T extends { readonly kind: ExpressionKind | LogicalPlanKind }
        ? true
        : T extends readonly (infer E)[]
          ? Holds<E, Shorter<D>>
          : Holds<T[keyof T], Shorter<D>>;
type DataField =
  | 'schema'
  | 'dataSchema'
  | 'partitionSchema'
  | 'dataType'
  | 'batches'
  | 'origin'
  | 'elementSchema'
  | 'metadata'
  | 'options'
  | 'definition'
  | 'kind';
type ChildFields<N> = {
  readonly [K in Exclude<keyof N, DataField> as true extends Holds<N[K]> ? K : never]-?: Shape;
};
type ExpressionTable = { readonly [K in ExpressionKind]: ChildFields<Extract<Expression, { kind: K }>> };
type PlanTable = { readonly [K in LogicalPlanKind]: ChildFields<Extract<LogicalPlan, { kind: K }>> };

const sortOrders: Shape = ['expression'];
const frame: Shape = { lower: { value: 'expression' }, upper: { value: 'expression' } };

/** The compiler refuses this table when a kind is missing, or a field of a kind that can hold children. */
export const expressionChildren: ExpressionTable = {
  unresolvedAttribute: { otherwise: 'expression' },
  unresolvedStar: { replace: [{ value: 'expression' }] },
  unresolvedRegex: {},
  unresolvedFunction: { args: ['expression'], filter: 'expression', withinGroup: sortOrders },
  namedArgument: { value: 'expression' },
  unresolvedLambdaVariable: {},
  unresolvedExtractValue: { child: 'expression', extraction: 'expression' },
  semiStructuredExtract: { child: 'expression' },
  updateFields: { child: 'expression', value: 'expression' },
  parameter: {},
  identifierExpression: { value: 'expression', functionArgs: ['expression'] },
  unresolvedWindow: { function: 'expression', partitionBy: ['expression'], orderBy: sortOrders, frame },
  defaultValue: {},
  literal: {},
  alias: { child: 'expression' },
  cast: { child: 'expression' },
  sortOrder: { child: 'expression' },
  lambda: { variables: ['output'], body: 'expression' },
  subquery: { values: ['expression'], plan: 'plan', partitionBy: ['expression'], orderBy: sortOrders },
  userFunctionCall: { args: ['expression'] },
  attribute: {},
  outerReference: { attribute: 'expression' },
  lambdaVariable: {},
  call: { args: ['expression'] },
  aggregateCall: { args: ['expression'], filter: 'expression', orderBy: sortOrders },
  windowCall: { function: 'expression', partitionBy: ['expression'], orderBy: sortOrders, frame },
  generatorCall: { args: ['expression'], output: ['output'] },
  getStructField: { child: 'expression' },
  groupingId: { args: ['expression'] },
};

const child = { child: 'plan' } as const;
const sides = { left: 'plan', right: 'plan' } as const;

export const planChildren: PlanTable = {
  oneRow: {},
  unresolvedTable: { timeTravel: { version: 'expression', timestamp: 'expression' }, nameExpression: 'expression' },
  unresolvedDataSource: {},
  unresolvedTableFunction: { args: ['expression'], nameExpression: 'expression' },
  inlineTable: { rows: [['expression']] },
  localRelation: { output: ['output'] },
  range: { output: ['output'] },
  fileRelation: { output: ['output'], metadataOutput: ['output'] },
  cachedRelation: { output: ['output'] },
  exchangeRead: { output: ['output'] },
  cteReference: { output: ['output'] },
  project: { list: ['expression'], ...child },
  filter: { condition: 'expression', ...child },
  aggregate: { grouping: ['expression'], groupingKind: { sets: [['expression']] }, list: ['expression'], ...child },
  groupingSetsAggregate: { grouping: ['expression'], groupingOutput: ['output'], list: ['expression'], ...child },
  pivot: { grouping: ['expression'], pivotColumn: 'expression', values: ['expression'], aggregates: ['expression'], ...child },
  unpivot: { ids: ['expression'], values: [{ columns: ['expression'] }], ...child },
  expand: { projections: [['expression']], output: ['output'], ...child },
  window: { windowExpressions: ['expression'], ...child },
  generate: { generator: 'expression', generatorOutput: ['output'], ...child },
  sort: { order: ['expression'], ...child },
  limit: { limit: 'expression', ...child },
  offset: { offset: 'expression', ...child },
  tail: { limit: 'expression', ...child },
  deduplicate: { columns: ['expression'], ...child },
  subqueryAlias: child,
  view: child,
  withColumns: { aliases: ['expression'], ...child },
  withColumnsRenamed: child,
  drop: { columns: ['expression'], ...child },
  renameAll: child,
  toSchema: child,
  sample: { rows: 'expression', ...child },
  repartition: { expressions: ['expression'], ...child },
  hint: { parameters: ['expression'], ...child },
  withCte: { ctes: [{ plan: 'plan', maxRecursionLevel: 'expression' }], ...child },
  withWindows: { windows: [{ window: 'expression' }], ...child },
  qualify: { condition: 'expression', ...child },
  withWatermark: child,
  collectMetrics: { metrics: ['expression'], ...child },
  naFill: { values: ['expression'], ...child },
  naDrop: child,
  naReplace: { replacements: [{ oldValue: 'expression', newValue: 'expression' }], ...child },
  statSummary: child,
  statFunction: { columns: ['expression'], ...child },
  showString: child,
  parseTexts: child,
  transpose: { indexColumn: 'expression', ...child },
  mapPartitions: { grouping: ['expression'], output: ['output'], ...child },
  scriptTransformation: { output: ['output'], ...child },
  evalFunctions: { calls: ['expression'], ...child },
  stagedRows: { output: ['output'] },
  join: { ...sides, condition: 'expression' },
  asOfJoin: {
    ...sides,
    leftAsOf: 'expression',
    rightAsOf: 'expression',
    condition: 'expression',
    tolerance: 'expression',
    nearest: 'expression',
  },
  nearestByJoin: { ...sides, ranking: 'expression' },
  setOperation: { ...sides, output: ['output'] },
  withRelations: { ...child, references: ['plan'] },
  sqlText: { namedArguments: { '*': 'expression' }, positionalArguments: ['expression'] },
  createTempView: child,
  writeFiles: child,
  setConfig: {},
  resetConfig: {},
  explain: child,
  foreachPartition: child,
  registerUserFunction: {},
  cacheTable: child,
  uncacheTable: {},
  clearCache: {},
  catalogCommand: { expressions: ['expression'], ...child },
};
