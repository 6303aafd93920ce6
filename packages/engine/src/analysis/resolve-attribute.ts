import { types } from '@kindling/protocol';
import { functionRecord } from '../functions/index.ts';
import { type Attribute, childPlans, type Expression, type LogicalPlan, outputOf, type UnresolvedAttribute } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { OuterQuery } from './environment.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import type { NameMatch } from './name-scope.ts';
import { resolveVariable } from './resolve-variable.ts';
import { failUnresolvedColumn } from './suggestions.ts';

/** A column by its name: of the children, then a function without parentheses, then what the operator offers, then enclosing queries. */
export function resolveAttribute(attribute: UnresolvedAttribute, resolver: ExpressionResolver): Expression {
  const { nameParts, planId } = attribute;
  if (planId !== undefined && attribute.isMetadataColumn) return resolveMetadata(attribute, planId, resolver);
  if (planId !== undefined) return resolveByPlanId(attribute, planId, resolver);
  const preferred = resolver.preferred?.(attribute);
  if (preferred) return preferred;
  const matches = givesWay(attribute, resolver) ? [] : resolver.names.resolve(nameParts);
  if (matches.length > 0) return pick(attribute, matches, resolver);
  if (attribute.otherwise) return resolver.resolve(attribute.otherwise);
  const literalFunction = literalFunctionOf(attribute, resolver);
  if (literalFunction) return literalFunction;
  const fallback = resolver.fallback?.(attribute);
  if (fallback) return fallback;
  if (nameParts.length === 1 && nameParts[0]?.toLowerCase() === 'grouping__id') return hiveGroupingId(attribute);
  const outer = resolveOuter(attribute, resolver.environment.outer, resolver);
  if (outer) return outer;
  const variable = resolveVariable(attribute, resolver);
  if (variable) return variable;
  failUnresolvedColumn(nameParts, resolver.names.attributes, attribute);
}

/** Columns come before functions without parentheses, the parameters of a function after them. */
function givesWay({ nameParts }: UnresolvedAttribute, resolver: ExpressionResolver): boolean {
  const [name = ''] = nameParts;
  if (resolver.isParameters !== true || nameParts.length !== 1 || !standardFunctions.test(name)) return false;
  return !resolver.analyzer.context.config.isOn('spark.sql.legacy.allowUdfParameterToShadowParameterlessFunction');
}

const standardFunctions = /^(current_(date|time|timestamp|user)|user|session_user|grouping__id)$/i;

/** Hive's name for `grouping_id()`. */
function hiveGroupingId(attribute: UnresolvedAttribute): Expression {
  const origin = attribute.origin ? { origin: attribute.origin } : {};
  return { kind: 'groupingId', args: [], single: false, dataType: types.long, nullable: false, ...origin };
}

function pick(attribute: UnresolvedAttribute, matches: readonly NameMatch[], resolver: ExpressionResolver): Expression {
  const first = matches[0] as NameMatch;
  if (matches.length > 1)
    failAmbiguous(
      attribute.nameParts,
      matches.map((match) => match.attribute),
      attribute,
    );
  return resolver.nestedFields(asWritten(first, attribute), first.fields, attribute);
}

/** The attribute as and where it is written: its result has that name, and errors about its use point there. */
function asWritten({ attribute, fields }: NameMatch, at: UnresolvedAttribute): Attribute {
  const name = at.nameParts.at(-1 - fields.length) ?? attribute.name;
  return { ...attribute, name, ...(at.origin === undefined ? {} : { origin: at.origin }) };
}

export function failAmbiguous(nameParts: readonly string[], candidates: readonly Attribute[], at: HasOrigin): never {
  const names = candidates.map((candidate) => quoteName([...candidate.qualifier, candidate.name])).sort();
  fail('AMBIGUOUS_REFERENCE', { name: quoteName(nameParts), referenceNames: `[${names.join(', ')}]` }, at);
}

const literalFunctions: ReadonlySet<string> = new Set([
  'current_catalog',
  'current_database',
  'current_date',
  'current_path',
  'current_schema',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtimestamp',
  'session_user',
  'user',
]);

/** `current_date` and its kind need no parentheses, and give way to columns of their name. */
function literalFunctionOf(attribute: UnresolvedAttribute, resolver: ExpressionResolver): Expression | undefined {
  const [name] = attribute.nameParts;
  if (attribute.nameParts.length !== 1 || name === undefined || !literalFunctions.has(name.toLowerCase())) return undefined;
  if (functionRecord(name) === undefined) return undefined;
  return resolver.resolve({
    kind: 'unresolvedFunction',
    nameParts: [/^(session_)?user$/i.test(name) ? 'current_user' : name.toLowerCase()],
    args: [],
    ...(attribute.origin ? { origin: attribute.origin } : {}),
  });
}

function resolveOuter(attribute: UnresolvedAttribute, outer: OuterQuery | undefined, resolver: ExpressionResolver): Expression | undefined {
  for (let query = outer; query !== undefined; query = query.environment.outer) {
    // Of the queries around it a name reaches the next one only, and the parameters of the function that they are in.
    if (query !== outer && !query.isParameters) continue;
    const matches = query.names.resolve(attribute.nameParts);
    if (matches.length === 0) {
      const behind = query.fallback?.(attribute);
      if (behind) return behind;
      continue;
    }
    if (matches.length > 1)
      failAmbiguous(
        attribute.nameParts,
        matches.map((match) => match.attribute),
        attribute,
      );
    const { attribute: column, fields } = matches[0] as NameMatch;
    return resolver.nestedFields(
      { kind: 'outerReference', attribute: column, ...(attribute.origin ? { origin: attribute.origin } : {}) },
      fields,
      attribute,
    );
  }
  return undefined;
}

/** `df.col`: the column of that DataFrame, if it is still there in the operator's input. */
function resolveByPlanId(attribute: UnresolvedAttribute, planId: number, resolver: ExpressionResolver): Expression {
  const { analyzer, environment } = resolver;
  const own = lookIn(resolver.inputs, attribute, planId, analyzer);
  const name = `"${attribute.nameParts.join('.')}"`;
  const [only] = own.candidates;
  if (own.candidates.length > 1) fail('AMBIGUOUS_COLUMN_REFERENCE', { name }, attribute);
  if (only) return resolver.nestedFields(only.attribute, only.fields, attribute);
  for (let query = environment.outer; query !== undefined; query = query.environment.outer) {
    const [outer] = lookIn(query.inputs, attribute, planId, analyzer).candidates;
    if (outer) return resolver.nestedFields({ kind: 'outerReference', attribute: outer.attribute }, outer.fields, attribute);
  }
  if (!own.seen) fail('CANNOT_RESOLVE_DATAFRAME_COLUMN', { name }, attribute);
  // The DataFrame is there, but an operator between it and here dropped the column: the operator may bring it back.
  const fallback = resolver.fallback?.(attribute);
  if (fallback) return fallback;
  fail('CANNOT_RESOLVE_DATAFRAME_COLUMN', { name }, attribute);
}

/** `df.metadataColumn(name)`: what the data sources of that DataFrame offer, even where a column has the name. */
function resolveMetadata(attribute: UnresolvedAttribute, planId: number, resolver: ExpressionResolver): Expression {
  const matches = resolver.inputs.flatMap((plan) => {
    const named = planWithId(plan, planId);
    const reached = new Set(resolver.analyzer.hiddenOf(plan).map(({ id }) => id));
    return named === undefined
      ? []
      : resolver.analyzer
          .scopeOf(named)
          .resolveMetadata(attribute.nameParts)
          .filter((match) => reached.has(match.attribute.id));
  });
  const [match] = matches;
  if (match === undefined) fail('CANNOT_RESOLVE_DATAFRAME_COLUMN', { name: `"${attribute.nameParts.join('.')}"` }, attribute);
  return pick(attribute, matches, resolver);
}

function planWithId(plan: LogicalPlan, planId: number): LogicalPlan | undefined {
  const stack = [plan];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (item.planId === planId) return item;
    stack.push(...childPlans(item));
  }
  return undefined;
}

interface PlanIdSearch {
  readonly candidates: readonly NameMatch[];
  readonly seen: boolean;
}

function lookIn(plans: readonly LogicalPlan[], attribute: UnresolvedAttribute, planId: number, analyzer: Analyzer): PlanIdSearch {
  const results = plans.map((plan) => lookInPlan(plan, attribute, planId, analyzer));
  return { candidates: results.flatMap((result) => result.candidates), seen: results.some((result) => result.seen) };
}

function lookInPlan(top: LogicalPlan, attribute: UnresolvedAttribute, planId: number, analyzer: Analyzer): PlanIdSearch {
  // Down a chain of single children by a loop: 500 chained operators must not need 500 frames.
  const above: LogicalPlan[] = [];
  let plan = top;
  for (;;) {
    if (plan.planId === planId) return survive(ownMatch(plan, attribute, analyzer), above, analyzer);
    above.push(plan);
    const children = childPlans(plan);
    if (children.length !== 1) {
      const below = lookIn(children, attribute, planId, analyzer);
      return { candidates: survive(below, above, analyzer).candidates, seen: below.seen };
    }
    plan = children[0] as LogicalPlan;
  }
}

function ownMatch(plan: LogicalPlan, attribute: UnresolvedAttribute, analyzer: Analyzer): PlanIdSearch {
  const matches = analyzer.scopeOf(plan).resolve(attribute.nameParts);
  if (matches.length === 0) return { candidates: [], seen: true };
  if (matches.length > 1)
    failAmbiguous(
      attribute.nameParts,
      matches.map((match) => match.attribute),
      attribute,
    );
  return { candidates: matches, seen: true };
}

/** Columns that every operator above lets through, with the nullability that they have by then. */
function survive(found: PlanIdSearch, above: readonly LogicalPlan[], analyzer: Analyzer): PlanIdSearch {
  const candidates = found.candidates.flatMap((candidate) => {
    let current: Attribute | undefined = candidate.attribute;
    for (let i = above.length - 1; i >= 0 && current; i--) {
      const { id }: Attribute = current;
      const plan = above[i] as LogicalPlan;
      current = [...outputOf(plan), ...analyzer.hiddenOf(plan)].find((attribute) => attribute.id === id);
    }
    return current ? [{ ...candidate, attribute: current }] : [];
  });
  return { candidates, seen: found.seen };
}
