import { type DataType, type RecordBatch, type SparkError, sparkError, toSparkError, types } from '@kindling/protocol';
import type {
  CaseStatement,
  Compound,
  Expression as ExpressionSyntax,
  For,
  Identifier,
  IfStatement,
  ScriptStatement,
  Statement,
} from '@kindling/sql';
import type { VariableEntry, VariableScope } from '../catalog/index.ts';
import { isCommand, schemaOf } from '../plan/index.ts';
import { checkScript } from './check-script.ts';
import type { QueryResult } from './engine-session.ts';
import { type CursorScope, closeCursor, cursorScopeOf, fetchCursor, openCursor } from './script-cursors.ts';
import { findHandler, type HandlerScope, handlerScopeOf } from './script-handlers.ts';
import type { StatementContext } from './statement-context.ts';

/** How a statement ended: on to the next one, or out of the block or loop with a label. */
type Flow = 'next' | { readonly kind: 'leave' | 'iterate'; readonly label: string };

interface Block {
  readonly scope: VariableScope;
  readonly handlers: HandlerScope;
  readonly cursors: CursorScope;
}

/** A script: its answer is that of its last query. */
export async function runScript(script: Compound, context: StatementContext): Promise<QueryResult | undefined> {
  if (context.state.config.getOption('spark.sql.scripting.enabled') === 'false')
    throw sparkError('UNSUPPORTED_FEATURE.SQL_SCRIPTING', { sqlScriptingEnabled: '"spark.sql.scripting.enabled"' });
  checkScript(script, context.state.config);
  const run = new ScriptRun(context);
  await context.catalog.withScopes([], () => run.block(script, []));
  return run.answer;
}

class ScriptRun {
  readonly #context: StatementContext;
  answer: QueryResult | undefined;
  #unnamed = 0;

  constructor(context: StatementContext) {
    this.#context = context;
  }

  /** Runs a block inside of others, the innermost first. */
  async block(compound: Compound, around: readonly Block[]): Promise<Flow> {
    const label = compound.label?.value.toLowerCase() ?? this.#newLabel();
    const own: Block = { scope: { label, variables: new Map() }, handlers: handlerScopeOf(compound), cursors: cursorScopeOf(compound) };
    const blocks = [own, ...around];
    const flow = await this.#inScopes(blocks, () => this.#body(compound.body, blocks, own));
    return typeof flow === 'object' && flow.kind === 'leave' && flow.label === label ? 'next' : flow;
  }

  #newLabel(): string {
    this.#unnamed += 1;
    return `block_${this.#unnamed}`;
  }

  #inScopes<T>(blocks: readonly Block[], run: () => Promise<T>): Promise<T> {
    return this.#context.catalog.withScopes(
      blocks.map((block) => block.scope),
      run,
    );
  }

  async #body(statements: readonly ScriptStatement[], blocks: readonly Block[], own?: Block): Promise<Flow> {
    for (const statement of statements) {
      let flow: Flow;
      try {
        flow = await this.#statement(statement, blocks);
      } catch (thrown) {
        const error = toSparkError(thrown);
        const handled = own ? await this.#handle(error, own, blocks) : undefined;
        if (handled === undefined && isCompletion(error) && !blocks.some((block) => findHandler(block.handlers, error))) continue;
        if (handled === undefined) throw error;
        if (handled === 'continue') continue;
        return handled;
      }
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  /** Runs the handler that the block has for an error; `undefined` when it has none. */
  async #handle(error: SparkError, own: Block, blocks: readonly Block[]): Promise<Flow | 'continue' | undefined> {
    const handler = findHandler(own.handlers, error);
    if (handler === undefined) return undefined;
    // What fails in a handler is for the blocks around its own.
    const inside: Block = { scope: own.scope, handlers: { conditions: own.handlers.conditions, handlers: [] }, cursors: own.cursors };
    const inner = [inside, ...blocks.slice(1)];
    const flow = await this.#inScopes(inner, () =>
      handler.body.kind === 'compound' ? this.block(handler.body, inner) : this.#statement(handler.body, inner),
    );
    if (flow !== 'next') return flow;
    return handler.type === 'continue' ? 'continue' : { kind: 'leave', label: own.scope.label };
  }

  async #statement(statement: ScriptStatement, blocks: readonly Block[]): Promise<Flow> {
    this.#context.options.signal.throwIfAborted();
    switch (statement.kind) {
      case 'compound':
        return this.block(statement, blocks);
      case 'declareCondition':
      case 'declareHandler':
      case 'declareCursor':
        return 'next';
      case 'openCursor':
        await openCursor(statement, blocks, this.#context);
        return 'next';
      case 'fetchCursor':
        await fetchCursor(statement, blocks, this.#context);
        return 'next';
      case 'closeCursor':
        closeCursor(statement, blocks);
        return 'next';
      case 'if':
        return this.#if(statement, blocks);
      case 'caseStatement':
        return this.#case(statement, blocks);
      case 'while':
        return this.#loop(
          statement.label,
          async () => this.#isTrue(statement.condition),
          () => this.#body(statement.body, blocks),
        );
      case 'loop':
        return this.#loop(
          statement.label,
          async () => true,
          () => this.#body(statement.body, blocks),
        );
      case 'repeat': {
        let isFirst = true;
        const again = async () => {
          const goesOn = isFirst || !(await this.#isTrue(statement.until));
          isFirst = false;
          return goesOn;
        };
        return this.#loop(statement.label, again, () => this.#body(statement.body, blocks));
      }
      case 'for':
        return this.#for(statement, blocks);
      case 'leave':
      case 'iterate':
        return { kind: statement.kind, label: statement.label.value.toLowerCase() };
      default:
        await this.#run(statement);
        return 'next';
    }
  }

  async #run(statement: Statement): Promise<void> {
    const { session, options } = this.#context;
    const plan = this.#context.planOf(statement);
    const result = await session.execute(plan, options);
    const batches: RecordBatch[] = [];
    for await (const batch of result.batches) batches.push(batch);
    const isAnswer = !isCommand(plan) || result.schema.fields.length > 0;
    if (isAnswer) this.answer = { ...result, batches: replay(batches) };
  }

  async #loop(label: Identifier | undefined, goesOn: () => Promise<boolean>, body: () => Promise<Flow>): Promise<Flow> {
    while (await goesOn()) {
      this.#context.options.signal.throwIfAborted();
      const flow = await body();
      if (flow === 'next') continue;
      if (leaves(flow, label)) return 'next';
      if (!(flow.kind === 'iterate' && flow.label === label?.value.toLowerCase())) return flow;
    }
    return 'next';
  }

  async #if(statement: IfStatement, blocks: readonly Block[]): Promise<Flow> {
    for (const branch of statement.branches) if (await this.#isTrue(branch.condition)) return this.#body(branch.body, blocks);
    return statement.otherwise ? this.#body(statement.otherwise, blocks) : 'next';
  }

  async #case(statement: CaseStatement, blocks: readonly Block[]): Promise<Flow> {
    for (const branch of statement.branches) {
      const isChosen = statement.operand ? await this.#equals(statement.operand, branch.condition) : await this.#isTrue(branch.condition);
      if (isChosen) return this.#body(branch.body, blocks);
    }
    if (statement.otherwise === undefined) return 'next';
    return this.#body(statement.otherwise, blocks);
  }

  async #isTrue(condition: ExpressionSyntax): Promise<boolean> {
    const { value, dataType } = await this.#context.evaluateSyntax(condition);
    if (dataType.kind !== 'boolean') {
      const invalidStatement = this.#context.text.slice(condition.start, condition.stop + 1).toUpperCase();
      throw sparkError('INVALID_BOOLEAN_STATEMENT', { invalidStatement });
    }
    return value === true;
  }

  async #equals(operand: ExpressionSyntax, value: ExpressionSyntax): Promise<boolean> {
    const args = [this.#context.expressionOf(operand), this.#context.expressionOf(value)];
    const result = await this.#context.evaluate({ kind: 'unresolvedFunction', nameParts: ['='], args, isInternal: true });
    return result.value === true;
  }

  /** A row's columns are variables, under the name of the loop's variable and alone. */
  async #for(statement: For, blocks: readonly Block[]): Promise<Flow> {
    const plan = this.#context.planOf(statement.query);
    const analyzed = await this.#context.analyze(plan);
    const { rows, types: columnTypes } = await this.#context.rowsOf(analyzed);
    const names = schemaOf(analyzed).fields.map((field) => field.name.toLowerCase());
    let next = 0;
    const goesOn = async () => next < rows.length;
    const body = (): Promise<Flow> => {
      const row = rows[next] ?? [];
      next += 1;
      const label = statement.variable?.value.toLowerCase() ?? this.#newLabel();
      const variables = new Map<string, VariableEntry>();
      names.forEach((name, i) => {
        variables.set(name, { name: [label, name], dataType: columnTypes[i] as DataType, value: row[i] ?? null, defaultText: 'null' });
      });
      if (statement.variable) {
        const dataType = types.struct(names.map((name, i) => types.field(name, columnTypes[i] as DataType)));
        variables.set(label, { name: [label], dataType, value: row, defaultText: 'null' });
      }
      const own: Block = { scope: { label, variables }, handlers: { conditions: new Map(), handlers: [] }, cursors: new Map() };
      const inner = [own, ...blocks];
      return this.#inScopes(inner, () => this.#body(statement.body, inner));
    };
    return this.#loop(statement.label, goesOn, body);
  }
}

/** No more rows: that is no failure where nobody handles it. */
const isCompletion = (error: SparkError): boolean => error.sqlState?.startsWith('02') === true;

function leaves(flow: Flow, label: Identifier | undefined): boolean {
  return typeof flow === 'object' && flow.kind === 'leave' && flow.label === label?.value.toLowerCase();
}

async function* replay(batches: readonly RecordBatch[]): AsyncGenerator<RecordBatch, void> {
  yield* batches;
}
