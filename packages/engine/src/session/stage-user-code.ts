import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type StructType, sparkError } from '@kindling/protocol';
import { extractUserFunctions, userDefinitionOf } from '../optimizer/index.ts';
import type { EvaluatedCall, PartitionFunction, ScriptFunction, UserFunctionOutput } from '../physical/index.ts';
import {
  type Attribute,
  type Call,
  type Cte,
  childPlans,
  type EvalFunctions,
  type Expression,
  type LogicalPlan,
  type MapPartitions,
  mapChildren,
  outputOf,
  type ScriptTransformation,
  type StagedRows,
  toAttribute,
  typeOf,
  walkExpressions,
  walkPlan,
} from '../plan/index.ts';
import { canExchange } from '../planner/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import type { QueryState } from './query-state.ts';
import { stagedResults } from './staged/run-staged.ts';

/** The name of the first user function of a plan; `undefined` when it has none. */
function firstUserFunction(plan: LogicalPlan): string | undefined {
  let name: string | undefined;
  walkPlan(plan, (node) => {
    if (node.kind === 'mapPartitions') name ??= mapName(node);
  });
  walkExpressions(plan, (expression) => {
    name ??= userDefinitionOf(expression)?.name;
  });
  return name;
}

const mapNames = { partition: 'mapPartitions', batch: 'mapInBatches', group: 'applyInBatches' } as const;
const mapName = (node: MapPartitions): string => mapNames[node.each];

/** A shell command does whatever the server may, so it is for those whose code it runs. */
function refuseScripts(plan: LogicalPlan, session: EngineSession): void {
  walkPlan(plan, (node) => {
    if (node.kind !== 'scriptTransformation' || session.userCode() !== undefined) return;
    throw sparkError('KINDLING_SCRIPT_NOT_ALLOWED', { script: node.script });
  });
}

/** The plan as it runs where user code runs: calls taken out of expressions for a process of their own. */
export function placeUserCode(plan: LogicalPlan, session: EngineSession): LogicalPlan {
  refuseScripts(plan, session);
  const name = firstUserFunction(plan);
  if (name === undefined) return plan;
  const userCode = session.userCode();
  if (userCode === undefined) throw sparkError('KINDLING_USER_CODE_NOT_ALLOWED', { functionName: name });
  return userCode.isInProcess ? plan : extractUserFunctions(plan, session.newAttributeId);
}

/** A plan whose user code has run: its results are in files that last as long as this. */
export class StagedUserCode implements AsyncDisposable {
  readonly plan: LogicalPlan;
  readonly #release: () => Promise<void>;

  private constructor(plan: LogicalPlan, release: () => Promise<void>) {
    this.plan = plan;
    this.#release = release;
  }

  /** Runs the user code of an optimized plan. */
  static async run(plan: LogicalPlan, session: EngineSession, state: QueryState, options: ExecuteOptions): Promise<StagedUserCode> {
    const placed = placeUserCode(plan, session);
    if (!needsStage(placed)) return new StagedUserCode(placed, async () => undefined);
    const stager = new Stager(session, state, options);
    try {
      return new StagedUserCode(await stager.stage(placed, []), () => stager.release());
    } catch (error) {
      await stager.release();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#release();
  }
}

function needsStage(plan: LogicalPlan): boolean {
  let needs = false;
  walkPlan(plan, (node) => {
    if (node.kind === 'mapPartitions' || node.kind === 'evalFunctions' || node.kind === 'scriptTransformation') needs = true;
    return !needs;
  });
  return needs;
}

class Stager {
  readonly #session: EngineSession;
  readonly #state: QueryState;
  readonly #options: ExecuteOptions;
  readonly #directories: { remove(): Promise<void> }[] = [];

  constructor(session: EngineSession, state: QueryState, options: ExecuteOptions) {
    this.#session = session;
    this.#state = state;
    this.#options = options;
  }

  /** Runs the user code of a plan, innermost first; `ctes` are those that it may refer to. */
  async stage(plan: LogicalPlan, ctes: readonly Cte[]): Promise<LogicalPlan> {
    if (!needsStage(plan)) return plan;
    if (plan.kind === 'withCte') {
      const own: Cte[] = [];
      for (const cte of plan.ctes) {
        if (cte.isRecursive && needsStage(cte.plan))
          throw sparkError('KINDLING_NOT_SUPPORTED', { feature: 'user code in a recursive common table expression' });
        own.push({ ...cte, plan: await this.stage(cte.plan, [...ctes, ...own]) });
      }
      return { ...plan, ctes: own, child: await this.stage(plan.child, [...ctes, ...own]) };
    }
    const staged = new Map<LogicalPlan, LogicalPlan>();
    for (const child of plansIn(plan)) staged.set(child, await this.stage(child, ctes));
    const visitor = {
      plan: (child: LogicalPlan) => staged.get(child) ?? child,
      expression: (expression: Expression): Expression => mapChildren(expression, visitor),
    };
    const rebuilt = mapChildren(plan, visitor);
    if (rebuilt.kind === 'evalFunctions') return this.#evaluated(rebuilt, ctes);
    if (rebuilt.kind === 'mapPartitions') return this.#mapped(rebuilt, ctes);
    if (rebuilt.kind === 'scriptTransformation') return this.#throughScript(rebuilt, ctes);
    return rebuilt;
  }

  async #evaluated(node: EvalFunctions, ctes: readonly Cte[]): Promise<StagedRows> {
    const passed = outputOf(node.child);
    const args: Expression[] = [];
    const calls = node.calls.map((alias): EvaluatedCall => {
      const call = alias.child as Call;
      const positions = call.args.map((arg) => args.push(arg) - 1);
      const definition = userDefinitionOf(call);
      if (definition === undefined) throw sparkError('INTERNAL_ERROR', { message: `${call.fn} has no definition.` });
      return { definition, args: positions, argTypes: call.args.map(typeOf), resultType: call.dataType };
    });
    const list = [
      ...passed,
      ...args.map((child): Expression => ({ kind: 'alias', child, names: ['argument'], id: this.#session.newAttributeId() })),
    ];
    const made = node.calls.map(toAttribute);
    const schema: StructType = { kind: 'struct', fields: made.map(({ name, dataType, nullable }) => ({ name, dataType, nullable })) };
    const input = within({ kind: 'project', list, child: node.child }, ctes);
    return this.#made(input, { kind: 'evaluate', calls, schema }, passed.length, [...passed, ...made]);
  }

  async #mapped(node: MapPartitions, ctes: readonly Cte[]): Promise<StagedRows> {
    const fn = {
      kind: 'map',
      name: mapName(node),
      each: node.each,
      source: node.source,
      params: node.params,
      ...(node.place ? { place: node.place } : {}),
      keyCount: node.grouping.length,
      schema: node.schema,
    } as const;
    return this.#made(within(groupedInput(node, this.#session.newAttributeId), ctes), fn, 0, node.output ?? []);
  }

  async #throughScript(node: ScriptTransformation, ctes: readonly Cte[]): Promise<StagedRows> {
    const { script, inputFormat, outputFormat, isSchemaless, output = [] } = node;
    const fn = { kind: 'script', script, inputFormat, outputFormat, isSchemaless, columnCount: output.length } as const;
    return this.#made(within(node.child, ctes), fn, 0, output);
  }

  /** The rows that functions make of those of a plan, in files that last as long as the query. */
  async #made(
    input: LogicalPlan,
    fn: PartitionFunction | ScriptFunction,
    passedColumns: number,
    output: readonly Attribute[],
  ): Promise<StagedRows> {
    const refused = [...outputOf(input), ...output].find(({ dataType }) => !canExchange(dataType));
    if (refused) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `user code beside values of type ${refused.dataType.kind}` });
    const { application } = this.#session;
    const directory = await application.newDirectory(application.newJobId());
    this.#directories.push(directory);
    const outputOfTask = (partition: number): UserFunctionOutput => ({
      kind: 'userFunction',
      fn,
      passedColumns,
      // Another try of the same task must not find what the first one left.
      directory: join(directory.path, `task-${partition}-${randomUUID()}`),
    });
    const name = fn.kind === 'map' ? fn.name : fn.kind === 'script' ? 'transform' : 'evaluate';
    const call = { name, reason: 'functions of the user run over each partition' };
    const results = await stagedResults(input, outputOfTask, call, this.#session, this.#state, this.#options);
    const files = results.map(({ writtenFiles }) => writtenFiles);
    return {
      kind: 'stagedRows',
      partitions: files.map((written) => written.map((file) => join(file.directory, file.path))),
      output,
      sizeBytes: files.flat().reduce((sum, file) => sum + file.sizeBytes, 0),
    };
  }

  async release(): Promise<void> {
    await Promise.all(this.#directories.splice(0).map((directory) => directory.remove()));
  }
}

function within(plan: LogicalPlan, ctes: readonly Cte[]): LogicalPlan {
  return ctes.length === 0 ? plan : { kind: 'withCte', ctes, child: plan };
}

/** The rows of groups stand together, with the keys in front. */
function groupedInput(node: MapPartitions, newId: () => number): LogicalPlan {
  if (node.each !== 'group') return node.child;
  const keys = node.grouping.map(
    (child, i): Expression => ({
      kind: 'alias',
      child: child.kind === 'alias' ? child.child : child,
      names: [keyName(child, i)],
      id: newId(),
    }),
  );
  const project: LogicalPlan = { kind: 'project', list: [...keys, ...outputOf(node.child)], child: node.child };
  const order = keys.map((key) => ({ kind: 'sortOrder', child: toAttribute(key), direction: 'ascending', nulls: 'first' }) as const);
  return { kind: 'sort', order, isGlobal: true, child: project };
}

function keyName(expression: Expression, i: number): string {
  return expression.kind === 'attribute' || expression.kind === 'alias' ? toAttribute(expression).name : `key${i + 1}`;
}

/** The plans below an operator, also those in its expressions. */
function plansIn(node: LogicalPlan): readonly LogicalPlan[] {
  const found: LogicalPlan[] = [...childPlans(node)];
  const visit = (expression: Expression): void => {
    mapChildren(expression, {
      plan: (plan) => {
        found.push(plan);
        return plan;
      },
      expression: (inner) => {
        visit(inner);
        return inner;
      },
    });
  };
  mapChildren(node, {
    expression: (expression) => {
      visit(expression);
      return expression;
    },
  });
  return found;
}
