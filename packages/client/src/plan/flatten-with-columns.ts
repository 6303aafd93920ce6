import type { Relation, WithColumns } from '@kindling/protocol/messages';
import { create, RelationSchema, WithColumnsSchema } from '@kindling/protocol/messages';

/** Chains that are shorter than this are sent as they were written. */
const longChain = 100;

interface WithColumnsRelation extends Relation {
  readonly relType: { readonly case: 'withColumns'; readonly value: WithColumns };
}

/**
 * A plan with long chains of `withColumn` put together where that cannot change the answer: every step is two levels of nesting on the
 * wire, and servers refuse more than 1,024.
 */
export function flattenWithColumns(relation: Relation): Relation {
  const chain = inputChain(relation);
  if (chain.length < longChain) return relation;
  const named = referencedPlanIds(relation);
  let current = chain.at(-1)!;
  for (const node of chain.slice(0, -1).reverse()) {
    current =
      isWithColumns(node) && isWithColumns(current) && mayMerge(current, node, named) ? merged(current, node) : withInput(node, current);
  }
  return current;
}

/** A relation, its input, its input's input …, down to one that has none or several. */
function inputChain(relation: Relation): Relation[] {
  const chain = [relation];
  for (let input = inputOf(relation); input !== undefined; input = inputOf(input)) chain.push(input);
  return chain;
}

function inputOf(relation: Relation): Relation | undefined {
  const { value } = relation.relType;
  return typeof value === 'object' && 'input' in value ? (value.input as Relation | undefined) : undefined;
}

function withInput(relation: Relation, input: Relation): Relation {
  if (inputOf(relation) === input) return relation;
  return { ...relation, relType: { ...relation.relType, value: { ...(relation.relType.value as object), input } } as Relation['relType'] };
}

const isWithColumns = (relation: Relation): relation is WithColumnsRelation => relation.relType.case === 'withColumns';

/** The outer step must not read or replace what the inner one defines, nor may anything else refer to the inner one. */
function mayMerge(inner: WithColumnsRelation, outer: WithColumnsRelation, named: ReadonlySet<bigint>): boolean {
  if (inner.common?.planId !== undefined && named.has(inner.common.planId)) return false;
  const defined = new Set(inner.relType.value.aliases.flatMap((alias) => alias.name.map((name) => name.toLowerCase())));
  if ([...defined].some((name) => !/^\w+$/.test(name))) return false;
  for (const alias of outer.relType.value.aliases) {
    if (alias.name.some((name) => defined.has(name.toLowerCase()))) return false;
    if (mayRead(alias, defined)) return false;
  }
  return true;
}

function merged(inner: WithColumnsRelation, outer: WithColumnsRelation): Relation {
  const { input } = inner.relType.value;
  const aliases = [...inner.relType.value.aliases, ...outer.relType.value.aliases];
  const value = create(WithColumnsSchema, { aliases, ...(input !== undefined && { input }) });
  return create(RelationSchema, { ...(outer.common !== undefined && { common: outer.common }), relType: { case: 'withColumns', value } });
}

const opaque = new Set([
  'spark.connect.Expression.ExpressionString',
  'spark.connect.Expression.UnresolvedStar',
  'spark.connect.Expression.UnresolvedRegex',
  'spark.connect.SubqueryExpression',
]);

function mayRead(message: object, names: ReadonlySet<string>): boolean {
  for (const part of messagesIn(message)) {
    if (opaque.has(part.$typeName)) return true;
    if (!('unparsedIdentifier' in part)) continue;
    const words = String(part.unparsedIdentifier).toLowerCase().split(/[.`]/);
    if (words.some((word) => names.has(word))) return true;
  }
  return false;
}

function referencedPlanIds(relation: Relation): Set<bigint> {
  const ids = new Set<bigint>();
  for (const part of messagesIn(relation)) {
    if (part.$typeName !== 'spark.connect.RelationCommon' && 'planId' in part && typeof part.planId === 'bigint') ids.add(part.planId);
  }
  return ids;
}

interface MessageLike {
  readonly $typeName: string;
  readonly planId?: unknown;
  readonly unparsedIdentifier?: unknown;
}

/** A message and all messages in it, however deep, without using the call stack. */
function* messagesIn(message: object): Generator<MessageLike> {
  const open: unknown[] = [message];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) continue;
    if ('$typeName' in value) yield value as MessageLike;
    open.push(...Object.values(value));
  }
}
