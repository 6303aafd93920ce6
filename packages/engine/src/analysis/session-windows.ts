import { types } from '@kindling/protocol';
import {
  type Aggregate,
  type Attribute,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  mapExpressions,
  outputOf,
  type Project,
  rewriteExpression,
  sameExpression,
  toAttribute,
  typeOf,
  type UnresolvedFunction,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { sqlText } from './expression-sql.ts';
import { projectOver } from './select-list.ts';

const isSessionWindow = (expression: Expression): expression is UnresolvedFunction =>
  expression.kind === 'unresolvedFunction' &&
  expression.nameParts.length === 1 &&
  expression.nameParts[0]?.toLowerCase() === 'session_window' &&
  expression.args.length === 2;

const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: 'unresolvedFunction', nameParts: [name], args });

/**
 * `session_window(time, gap)`: the column `session_window` below the operator. In an aggregate rows of the other groups whose sessions
 * touch share one session; elsewhere each row has its own.
 */
export function withSessionWindows<P extends Project | Aggregate>(
  plan: P,
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
): { readonly plan: P; readonly child: LogicalPlan } {
  const calls: UnresolvedFunction[] = [];
  mapExpressions<LogicalPlan>(plan, (expression) => {
    existsInExpression(expression, (item) => isSessionWindow(item) && calls.push(item) < 0);
    return expression;
  });
  const [first] = calls;
  if (first === undefined) return { plan, child };
  if (calls.some((one) => !sameExpression(one, first))) fail('_LEGACY_ERROR_TEMP_1039', {}, first);
  const sessions = new SessionPlanner(analyzer, environment, child);
  const { start, end } = sessions.ownSession(first);
  const column = plan.kind === 'aggregate' ? sessions.merged(start, end, otherGroups(plan)) : sessions.column(start, end);
  const replaced = mapExpressions<LogicalPlan>(plan, (expression) =>
    rewriteExpression(expression, (item) => (isSessionWindow(item) ? column : undefined)),
  ) as P;
  return { plan: replaced, child: sessions.plan };
}

/** What else rows are grouped by; a position stands for an item of the list. */
function otherGroups(plan: Aggregate): readonly Expression[] {
  return plan.grouping
    .map((group) => {
      const item = group.kind === 'literal' ? plan.list[Number(group.value) - 1] : undefined;
      return item?.kind === 'alias' ? item.child : (item ?? group);
    })
    .filter((group) => group.kind !== 'literal' && !isSessionWindow(group));
}

/** Puts one operator on the other. */
class SessionPlanner {
  plan: LogicalPlan;
  readonly #analyzer: Analyzer;
  readonly #environment: Environment;
  readonly #input: LogicalPlan;

  constructor(analyzer: Analyzer, environment: Environment, input: LogicalPlan) {
    this.plan = input;
    this.#analyzer = analyzer;
    this.#environment = environment;
    this.#input = input;
  }

  #resolve(expression: Expression): Expression {
    const names = this.#analyzer.scopeOf(this.#input);
    return new ExpressionResolver(this.#analyzer, {
      environment: this.#environment,
      names,
      inputs: [this.plan, ...this.#environment.relations],
    }).resolve(expression);
  }

  /** Columns more than there are. */
  #with(expressions: readonly Expression[], name: string): readonly Attribute[] {
    const added = expressions.map((expression) => this.#analyzer.alias(this.#resolve(expression), name));
    this.plan = projectOver([...outputOf(this.plan), ...added], this.plan, this.#analyzer);
    return added.map((alias) => toAttribute(alias));
  }

  /** Rows without a time, and with no gap, have no session. */
  ownSession(session: UnresolvedFunction): { readonly start: Attribute; readonly end: Attribute } {
    const [time, gap] = session.args as [Expression, Expression];
    const resolved = this.#resolve(time);
    const type = typeOf(resolved);
    if (type.kind !== 'timestamp' && type.kind !== 'timestamp_ntz' && type.kind !== 'string') {
      fail(
        'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
        {
          sqlExpr: `"sessionwindow(${sqlText(resolved)}, ${sqlText(this.#resolve(gap))})"`,
          paramIndex: 'first',
          requiredType:
            '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")',
          inputSql: `"${sqlText(resolved)}"`,
          inputType: `"${type.kind.toUpperCase()}"`,
        },
        session,
      );
    }
    const instant: Expression = type.kind === 'string' ? { kind: 'cast', child: resolved, dataType: types.timestamp } : resolved;
    const [start] = this.#with([instant], 'start') as [Attribute];
    const [end] = this.#with([call('+', start, { kind: 'cast', child: gap, dataType: types.calendarInterval })], 'end') as [Attribute];
    const condition = this.#resolve(call('and', call('isnotnull', start), call('>', end, start)));
    this.plan = { kind: 'filter', condition, child: this.plan };
    return { start, end };
  }

  merged(start: Attribute, end: Attribute, groups: readonly Expression[]): Attribute {
    const keys = groups.map((group) => this.#resolve(group));
    const byStart = [{ kind: 'sortOrder', child: start, direction: 'ascending', nulls: 'first' }] as const;
    const before = {
      unit: 'rows',
      lower: { kind: 'unboundedPreceding' },
      upper: { kind: 'preceding', value: { kind: 'literal', value: 1, dataType: types.integer } },
    } as const;
    const soFar = { ...before, upper: { kind: 'currentRow' } } as const;
    const [furthest] = this.#with(
      [{ kind: 'unresolvedWindow', function: call('max', end), partitionBy: keys, orderBy: byStart, frame: before }],
      'furthest',
    ) as [Attribute];
    const number = (value: number): Expression => ({ kind: 'literal', value, dataType: types.integer });
    const [opens] = this.#with([call('if', call('>', start, furthest), number(1), number(0))], 'opens') as [Attribute];
    const [session] = this.#with(
      [{ kind: 'unresolvedWindow', function: call('sum', opens), partitionBy: keys, orderBy: byStart, frame: soFar }],
      'session',
    ) as [Attribute];
    const over = (name: string, column: Attribute): Expression => ({
      kind: 'unresolvedWindow',
      function: call(name, column),
      partitionBy: [...keys, session],
      orderBy: [],
    });
    const [from] = this.#with([over('min', start)], 'from') as [Attribute];
    const [to] = this.#with([over('max', end)], 'to') as [Attribute];
    return this.column(from, to);
  }

  column(start: Attribute, end: Attribute): Attribute {
    const { dataType } = start;
    const name = (value: string): Expression => ({ kind: 'literal', value, dataType: types.string });
    const struct = call('named_struct', name('start'), start, name('end'), end);
    const session = types.struct([types.field('start', dataType), types.field('end', dataType)]);
    const [column] = this.#with([{ kind: 'cast', child: struct, dataType: session }], 'session_window') as [Attribute];
    // Only what was there and the session are to be seen above.
    this.plan = { kind: 'project', list: [...outputOf(this.#input), column], child: this.plan };
    return column;
  }
}
