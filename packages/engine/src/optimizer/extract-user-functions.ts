import { sparkError, types, type UserFunctionDefinition } from '@kindling/protocol';
import {
  type Aggregate,
  type AggregateCall,
  type Alias,
  type Call,
  childExpressions,
  type EvalFunctions,
  type Expression,
  existsInExpression,
  type Filter,
  type Generate,
  type GroupingSetsAggregate,
  type Join,
  type LogicalPlan,
  mapExpressions,
  outputOf,
  type Project,
  rewriteExpression,
  rewriteExpressionUp,
  rewritePlanDown,
  rewritePlanUp,
  sameExpression,
  toAttribute,
  typeOf,
  type Window,
} from '../plan/index.ts';

type NewId = () => number;

/** Whether an expression calls JavaScript of users. */
function callsUserFunction(expression: Expression): boolean {
  return existsInExpression(expression, (item) => userDefinitionOf(item) !== undefined);
}

/** The definition that a resolved call carries. */
export function userDefinitionOf(expression: Expression): UserFunctionDefinition | undefined {
  if (expression.kind !== 'call' && expression.kind !== 'aggregateCall' && expression.kind !== 'generatorCall') return undefined;
  return expression.fn.startsWith('user_') ? (expression.options?.definition as UserFunctionDefinition | undefined) : undefined;
}

/**
 * Takes calls of JavaScript functions out of the expressions of all operators, into `evalFunctions` below them, which another process
 * can evaluate batch by batch. Aggregate functions become scalar ones over the list of each group's rows, table functions lists that
 * are exploded.
 */
export function extractUserFunctions(plan: LogicalPlan, newId: NewId): LogicalPlan {
  return rewritePlanUp(rewritePlanDown(plan, withoutLateral), (node) => extractAt(node, newId));
}

function extractAt(node: LogicalPlan, newId: NewId): LogicalPlan {
  if (node.kind === 'limit') return limitBelow(node);
  if (!childExpressions(node).some(callsUserFunction)) return node;
  switch (node.kind) {
    case 'aggregate':
    case 'groupingSetsAggregate':
      return fromAggregate(node, newId);
    case 'window':
      return fromWindow(node, newId);
    case 'generate':
      return fromGenerate(node, newId);
    case 'filter':
      return fromFilter(node, newId);
    case 'join':
      return fromJoin(node, newId);
    case 'project':
    case 'expand':
    case 'mapPartitions':
      return fromExpressions(node, newId);
    default:
      if (!('child' in node) || node.child === undefined) throw notSupported(node.kind);
      return onlyColumnsOf(node, fromExpressions(node as LogicalPlan & { readonly child: LogicalPlan }, newId));
  }
}

function notSupported(where: string): Error {
  return sparkError('KINDLING_NOT_SUPPORTED', { feature: `a JavaScript function in ${where} on a server` });
}

/** Gives the columns of `original` and no others. */
function onlyColumnsOf(original: LogicalPlan, plan: LogicalPlan): LogicalPlan {
  return { kind: 'project', list: outputOf(original), child: plan };
}

function fromExpressions<P extends LogicalPlan & { readonly child: LogicalPlan }>(node: P, newId: NewId): LogicalPlan {
  const below = new Extraction(node.child, newId);
  const rewritten = mapExpressions(node, (expression) => below.take(expression));
  return { ...rewritten, child: below.plan() } as LogicalPlan;
}

/** Calls that were taken out of expressions over a plan; those whose arguments are calls themselves come later than these. */
class Extraction {
  readonly #child: LogicalPlan;
  readonly #newId: NewId;
  readonly #levels: Alias[][] = [];

  constructor(child: LogicalPlan, newId: NewId) {
    this.#child = child;
    this.#newId = newId;
  }

  /** The expression with columns in the places of its calls. */
  take(expression: Expression): Expression {
    return rewriteExpressionUp(expression, (item) => {
      if (item.kind === 'lambda' && callsUserFunction(item)) throw notSupported('a lambda');
      if (item.kind !== 'call' || item.fn !== 'user_function') return item;
      if (existsInExpression(item, (inner) => inner.kind === 'outerReference')) throw notSupported('a correlated subquery');
      if (existsInExpression(item, (inner) => inner.kind === 'lambdaVariable')) throw notSupported('a lambda');
      return this.#columnFor(item);
    });
  }

  plan(): LogicalPlan {
    return this.#levels.reduce<LogicalPlan>((child, calls): EvalFunctions => ({ kind: 'evalFunctions', calls, child }), this.#child);
  }

  #columnFor(call: Call): Expression {
    const level = this.#levels.findLastIndex((calls) =>
      calls.some((alias) => existsInExpression(call, (item) => item.kind === 'attribute' && item.id === alias.id)),
    );
    const calls = this.#levels[level + 1] ?? [];
    this.#levels[level + 1] = calls;
    const isDeterministic = userDefinitionOf(call)?.deterministic === true;
    let alias = isDeterministic ? this.#levels.flat().find((known) => sameExpression(known.child, call)) : undefined;
    if (alias === undefined) {
      alias = { kind: 'alias', child: call, names: [call.displayName ?? 'user_function'], id: this.#newId() };
      calls.push(alias);
    }
    return toAttribute(alias);
  }
}

/** Conditions without calls are tested first. */
function fromFilter(node: Filter, newId: NewId): LogicalPlan {
  const parts = conjuncts(node.condition);
  const plain = parts.filter((part) => !callsUserFunction(part));
  const child = plain.length === 0 ? node.child : ({ ...node, condition: conjunction(plain), child: node.child } as const);
  const below = new Extraction(child, newId);
  const condition = conjunction(parts.filter(callsUserFunction).map((part) => below.take(part)));
  return onlyColumnsOf(node, { ...node, condition, child: below.plan() });
}

function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'call' && condition.fn === 'and' ? condition.args.flatMap(conjuncts) : [condition];
}

function conjunction(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => ({ kind: 'call', fn: 'and', args: [left, right], dataType: types.boolean, nullable: true }));
}

/** Calls over one side are made below it; an inner join by calls over both is a filter over all pairs. */
function fromJoin(node: Join, newId: NewId): LogicalPlan {
  const { condition } = node;
  if (condition === undefined || node.lateral) throw notSupported('a lateral join');
  const ids = (plan: LogicalPlan) => new Set(outputOf(plan).map((attribute) => attribute.id));
  const [leftIds, rightIds] = [ids(node.left), ids(node.right)];
  const within = (expression: Expression, side: ReadonlySet<number>) =>
    !existsInExpression(expression, (item) => item.kind === 'attribute' && !side.has(item.id));
  const [left, right] = [new Extraction(node.left, newId), new Extraction(node.right, newId)];
  const isOneSided = (item: Expression) => within(item, leftIds) || within(item, rightIds);
  const oneSided = rewriteExpression(condition, (item) => {
    if (item.kind !== 'call' || item.fn !== 'user_function' || !isOneSided(item)) return undefined;
    return within(item, leftIds) ? left.take(item) : right.take(item);
  });
  const joined = { ...node, left: left.plan(), right: right.plan() };
  if (!callsUserFunction(oneSided)) return onlyColumnsOf(node, { ...joined, condition: oneSided });
  if (node.joinType !== 'inner' && node.joinType !== 'cross') throw notSupported(`the condition of a ${node.joinType} join`);
  const { condition: _, ...pairs } = joined;
  return onlyColumnsOf(node, fromFilter({ kind: 'filter', condition: oneSided, child: { ...pairs, joinType: 'cross' } }, newId));
}

const withoutLateral = (node: LogicalPlan): LogicalPlan => (node.kind === 'join' && node.lateral ? (lateralRows(node) ?? node) : node);

/** A lateral join with a table function makes the function's rows of each row of the left side. */
function lateralRows(node: Join): Project | undefined {
  if (node.joinType !== 'inner' && node.joinType !== 'cross' && node.joinType !== 'leftOuter') return undefined;
  if (node.condition !== undefined && !(node.condition.kind === 'literal' && node.condition.value === true)) return undefined;
  let right = node.right;
  const projects: Project[] = [];
  while (right.kind === 'project' || right.kind === 'subqueryAlias') {
    if (right.kind === 'project') projects.push(right);
    right = right.child;
  }
  if (right.kind !== 'generate' || right.child.kind !== 'oneRow' || userDefinitionOf(right.generator) === undefined) return undefined;
  const here = (expression: Expression): Expression =>
    rewriteExpression(expression, (item) => (item.kind === 'outerReference' ? item.attribute : undefined));
  const rows: LogicalPlan = {
    ...right,
    generator: here(right.generator),
    outer: right.outer || node.joinType === 'leftOuter',
    child: node.left,
  };
  const left = outputOf(node.left);
  const inner = projects.reduceRight<LogicalPlan>(
    (child, project) => ({ ...project, list: [...left, ...project.list.map(here)], child }),
    rows,
  );
  return { kind: 'project', list: outputOf(node), child: inner };
}

/** Arguments and groups are computed below, the aggregates themselves, and what is made of them, above. */
function fromAggregate(node: Aggregate | GroupingSetsAggregate, newId: NewId): LogicalPlan {
  const below = new Extraction(node.child, newId);
  const groups: Expression[] = node.grouping.map((group) => (group.kind === 'alias' ? group.child : group));
  const grouping = node.grouping.map((group) => below.take(group));
  const base: Expression[] = [];
  const reuse = (expression: Expression): Expression => {
    let item = base.find((candidate) => sameExpression(unaliased(candidate), expression));
    if (item === undefined) {
      item = expression.kind === 'attribute' ? expression : { kind: 'alias', child: expression, names: ['aggregate'], id: newId() };
      base.push(item);
    }
    return toAttribute(item);
  };
  const above = node.list.map((item) => {
    const output = toAttribute(item);
    const body = rewriteExpression(unaliased(item), (part) => {
      if (groups.some((group) => sameExpression(group, part))) return reuse(below.take(part));
      if (part.kind === 'aggregateCall') {
        const args = mapArguments(part, (arg) => below.take(arg));
        return part.fn === 'user_aggregate' ? overList(part, reuse(listOf(args))) : reuse(args);
      }
      if (part.kind === 'groupingId' || part.kind === 'attribute') return reuse(part);
      return undefined;
    });
    return { kind: 'alias', child: body, names: [output.name], id: output.id } as const;
  });
  const aggregate = { ...node, grouping, list: base, child: below.plan() } as LogicalPlan;
  return extractAt({ kind: 'project', list: above, child: aggregate }, newId);
}

function fromWindow(node: Window, newId: NewId): LogicalPlan {
  const below = new Extraction(node.child, newId);
  const results: Alias[] = [];
  const windowExpressions = node.windowExpressions.map((alias): Alias => {
    const rewritten = rewriteExpression(alias, (item) => {
      if (item.kind !== 'windowCall' || item.function.fn !== 'user_aggregate' || item.function.kind !== 'aggregateCall') return undefined;
      const list: Alias = {
        kind: 'alias',
        child: { ...item, function: listOf(item.function), dataType: listOf(item.function).dataType, nullable: false },
        names: ['list'],
        id: newId(),
      };
      results.push({ ...alias, child: overList(item.function, toAttribute(list)) });
      return list;
    });
    return below.take(rewritten.kind === 'alias' && rewritten.child.kind === 'alias' ? rewritten.child : rewritten) as Alias;
  });
  const window: LogicalPlan = { ...node, windowExpressions, child: below.plan() };
  const above = new Extraction(window, newId);
  const list = outputOf(node).map((attribute): Expression => {
    const result = results.find((alias) => alias.id === attribute.id);
    return result ? { ...result, child: above.take(result.child) } : attribute;
  });
  return { kind: 'project', list, child: above.plan() };
}

function fromGenerate(node: Generate, newId: NewId): LogicalPlan {
  const { generator } = node;
  const definition = userDefinitionOf(generator);
  if (generator.kind !== 'generatorCall' || definition === undefined) return onlyColumnsOf(node, fromExpressions(node, newId));
  const below = new Extraction(node.child, newId);
  const [only] = generator.elementSchema;
  const element =
    generator.elementSchema.length === 1 && only
      ? only.dataType
      : types.struct(generator.elementSchema.map((field) => types.field(field.name, field.dataType, field.nullable)));
  const rows: Call = {
    kind: 'call',
    fn: 'user_function',
    args: generator.args,
    dataType: types.array(element),
    nullable: true,
    displayName: definition.name,
    options: { definition },
  };
  const list = below.take(rows);
  const { options: _, ...exploded } = { ...generator, fn: generator.elementSchema.length === 1 ? 'explode' : 'inline', args: [list] };
  return onlyColumnsOf(node, { ...node, generator: exploded, child: below.plan() });
}

/** All rows of a group as a list, each the struct of the arguments. */
function listOf(call: AggregateCall): AggregateCall {
  const fields = call.args.map((arg, i) => types.field(`col${i + 1}`, typeOf(arg)));
  const row: Call = { kind: 'call', fn: 'struct', args: call.args, dataType: types.struct(fields), nullable: false };
  const { options: _, displayName: __, ...plain } = call;
  return { ...plain, fn: 'collect_list', args: [row], dataType: types.array(row.dataType, false), nullable: false };
}

/** The aggregate of a list of rows. */
function overList(call: AggregateCall, list: Expression): Call {
  return {
    kind: 'call',
    fn: 'user_function',
    args: [list],
    dataType: call.dataType,
    nullable: true,
    ...(call.displayName ? { displayName: call.displayName } : {}),
    options: call.options ?? {},
  };
}

function mapArguments(call: AggregateCall, take: (expression: Expression) => Expression): AggregateCall {
  return { ...call, args: call.args.map(take), ...(call.filter ? { filter: take(call.filter) } : {}) };
}

function unaliased(expression: Expression): Expression {
  return expression.kind === 'alias' ? expression.child : expression;
}

/** Functions are not called for rows that a limit above leaves out. */
function limitBelow(node: LogicalPlan & { readonly kind: 'limit' }): LogicalPlan {
  let isEvaluated = false;
  let inner = node.child;
  while (inner.kind === 'project' || inner.kind === 'evalFunctions') {
    isEvaluated ||= inner.kind === 'evalFunctions';
    inner = inner.child;
  }
  if (!isEvaluated) return node;
  const rebuild = (plan: LogicalPlan): LogicalPlan =>
    plan.kind === 'project' || plan.kind === 'evalFunctions' ? { ...plan, child: rebuild(plan.child) } : { ...node, child: plan };
  return rebuild(node.child);
}
