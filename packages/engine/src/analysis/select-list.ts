import { functionRecord } from '../functions/index.ts';
import {
  type Alias,
  type Attribute,
  type Expression,
  existsInExpression,
  type LogicalPlan,
  outputOf,
  rewriteExpression,
  toAttribute,
  type UnresolvedAttribute,
  walkExpression,
  walkExpressions,
} from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { generatedName, quotedSql } from './expression-sql.ts';
import { extractGenerator, hasGenerator } from './extract-generator.ts';
import { extractWindows } from './extract-windows.ts';
import { GeneratedNames } from './generators-in-list.ts';
import { exposeHidden } from './missing-input.ts';
import { expandStar } from './resolve-star.ts';

/** Stands for an alias of the same select list until the list is split into layers; its name is Spark's. */
const LATERAL_REFERENCE = 'lateral_alias_reference';

/** Resolves a select list: stars expanded, everything named, names of earlier items usable in later ones. */
export function resolveSelectList(
  list: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
  environment: Environment,
): readonly Expression[] {
  const lateral = new Map<string, Alias[]>();
  const generatedAliases = new Map<string, number>();
  const generated = list.some(callsGenerator) ? new GeneratedNames(analyzer) : undefined;
  const fallback = (attribute: UnresolvedAttribute): Expression | undefined => {
    const [name, ...fields] = attribute.nameParts;
    if (name === undefined || attribute.planId !== undefined) return undefined;
    const aliases = lateral.get(analyzer.nameKey(name));
    if (aliases === undefined) {
      const found = generated?.find(attribute);
      return found && resolver.nestedFields(found.column, found.fields, attribute);
    }
    const count = aliases.length + (generatedAliases.get(analyzer.nameKey(name)) ?? 0);
    if (count > 1) fail('AMBIGUOUS_LATERAL_COLUMN_ALIAS', { name: quoteName([name as string]), n: String(count) }, attribute);
    const target = toAttribute(aliases[0] as Alias);
    const reference: Expression = {
      kind: 'call',
      fn: LATERAL_REFERENCE,
      args: [target],
      dataType: target.dataType,
      nullable: target.nullable,
      displayName: 'lateralAliasReference',
    };
    return resolver.nestedFields(reference, fields, attribute);
  };
  const resolver = new ExpressionResolver(analyzer, {
    environment,
    names: analyzer.scopeOf(child),
    inputs: [child, ...environment.relations],
    ...(child.kind === 'subqueryAlias' && child.areParameters ? { isParameters: true } : {}),
    fallback,
  });
  const resolveNamed = (item: Expression): readonly Expression[] => {
    const resolved = resolveItem(item, resolver);
    for (const named of resolved) {
      if (named.kind === 'alias' && named.names.length === 1 && named.child.kind === 'generatorCall') {
        const key = analyzer.nameKey(named.names[0] as string);
        generatedAliases.set(key, (generatedAliases.get(key) ?? 0) + 1);
      }
      if (named.kind === 'alias' && item.kind === 'alias' && named.names.length === 1 && named.child.kind !== 'generatorCall') {
        const key = analyzer.nameKey(named.names[0] as string);
        const known = lateral.get(key);
        if (known) known.push(named);
        else lateral.set(key, [named]);
      }
    }
    return resolved;
  };
  return generated ? generated.resolveInOrder(list, resolveNamed) : list.flatMap(resolveNamed);
}

/** A call of a function that makes rows, by its name: what it stands over is not known yet. */
function callsGenerator(item: Expression): boolean {
  const call = item.kind === 'alias' ? item.child : item;
  if (call.kind !== 'unresolvedFunction') return call.kind === 'generatorCall';
  return functionRecord(call.nameParts.at(-1) ?? '')?.kind === 'generator';
}

function resolveItem(item: Expression, resolver: ExpressionResolver): readonly Expression[] {
  if (item.kind === 'unresolvedStar' || item.kind === 'unresolvedRegex') return expandStar(item, resolver);
  const resolved = resolver.resolve(item);
  if (item.kind === 'unresolvedAttribute' && resolved.kind === 'groupingId') {
    return [resolver.analyzer.alias(resolved, item.nameParts.at(-1) as string)];
  }
  // A field that is taken by a dotted name, and a variable, are called by the name's last part.
  if (
    item.kind === 'unresolvedAttribute' &&
    (item.nameParts.length > 1 || (resolved.kind === 'literal' && resolved.displaySql !== undefined)) &&
    resolved.kind !== 'attribute' &&
    resolved.kind !== 'outerReference'
  ) {
    return [resolver.analyzer.alias(resolved, item.nameParts.at(-1) as string)];
  }
  return [named(resolved, resolver.analyzer)];
}

/** Gives an expression Spark's generated name unless it has one. */
export function named(expression: Expression, analyzer: Analyzer): Expression {
  if (expression.kind === 'attribute' || expression.kind === 'generatorCall') return expression;
  if (expression.kind === 'alias') {
    if (expression.child.kind !== 'generatorCall' && expression.names.length > 1) {
      fail('MULTI_ALIAS_WITHOUT_GENERATOR', { expr: quotedSql(expression.child), names: expression.names.join(', ') }, expression);
    }
    return expression;
  }
  if (expression.kind === 'outerReference')
    return analyzer.alias(expression, `outer(${[...expression.attribute.qualifier, expression.attribute.name].join('.')})`);
  return { ...analyzer.alias(expression, generatedName(expression)), ...(expression.origin ? { origin: expression.origin } : {}) };
}

function isLateralReference(expression: Expression): boolean {
  return expression.kind === 'call' && expression.fn === LATERAL_REFERENCE;
}

export function hasLateralReference(expression: Expression): boolean {
  return existsInExpression(expression, isLateralReference);
}

function withoutLateralReferences(expression: Expression): Expression {
  return rewriteExpression(expression, (item) => (item.kind === 'call' && item.fn === LATERAL_REFERENCE ? item.args[0] : undefined));
}

/** A project of resolved, named expressions, with what they need below it: layers for lateral aliases, windows, a generator. */
export function projectOver(list: readonly Expression[], input: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  return projectLayers(list, exposeHidden(list, input, analyzer), analyzer);
}

function projectLayers(given: readonly Expression[], input: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  if (!given.some(hasLateralReference)) return plainProject(given, input, analyzer);
  // Spark has no layer for a generator over an alias of its own list.
  if (given.some((item) => hasGenerator(item) && hasLateralReference(item)))
    fail('INTERNAL_ERROR', { message: 'A generator uses an alias of its own SELECT list.' });
  const { list, child } = extractGenerator(given, input, analyzer);
  const levels = levelsOf(list);
  const top = Math.max(...levels);
  const used = usedIds(list);
  let below = child;
  let passed = outputOf(child).filter(({ id }) => used.has(id));
  for (let level = 0; level < top; level++) {
    const added = list.filter((item, i) => levels[i] === level && item.kind !== 'attribute').map(withoutLateralReferences);
    below = plainProject([...passed, ...added], below, analyzer);
    passed = [...outputOf(below)];
  }
  const last = list.map((item, i) => (levels[i] === top ? withoutLateralReferences(item) : toAttribute(withoutLateralReferences(item))));
  return plainProject(last, below, analyzer);
}

/** Ids of the columns that expressions, and the subqueries in them, refer to. */
function usedIds(list: readonly Expression[]): ReadonlySet<number> {
  const ids = new Set<number>();
  const note = (expression: Expression): void => {
    if (expression.kind === 'attribute') ids.add(expression.id);
    else if (expression.kind === 'outerReference') ids.add(expression.attribute.id);
    else if (expression.kind === 'subquery') walkExpressions(expression.plan, note);
  };
  for (const item of list) walkExpression(item, note);
  return ids;
}

/** An item stands one layer above the highest alias that it uses. */
function levelsOf(list: readonly Expression[]): readonly number[] {
  const levelOfId = new Map<number, number>();
  return list.map((item) => {
    let level = 0;
    walkExpression(item, (inner) => {
      if (!isLateralReference(inner)) return true;
      const [target] = (inner as Expression & { kind: 'call' }).args;
      level = Math.max(level, 1 + (levelOfId.get((target as Attribute).id) ?? 0));
      return false;
    });
    if (item.kind === 'alias' && item.id !== undefined) levelOfId.set(item.id, level);
    return level;
  });
}

function plainProject(list: readonly Expression[], child: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const generated = extractGenerator(list, child, analyzer);
  const windowed = extractWindows(generated.list, generated.child, analyzer);
  return analyzer.project(windowed.list, windowed.child);
}
