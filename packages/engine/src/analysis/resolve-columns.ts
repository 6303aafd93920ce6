import { sqlName } from '@kindling/protocol';
import {
  type Alias,
  type Attribute,
  canUpCast,
  type Deduplicate,
  type Drop,
  type Expression,
  type LogicalPlan,
  outputOf,
  type RenameAll,
  type ToSchema,
  type WithColumns,
  type WithColumnsRenamed,
} from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import type { Environment } from './environment.ts';
import { ExpressionResolver } from './expression-resolver.ts';
import { hasAggregate, refusePipedAggregates, resolveProject } from './resolve-project.ts';
import { projectOver, resolveSelectList } from './select-list.ts';
import { failUnresolvedColumn } from './suggestions.ts';

/** withColumn(s): replaces columns of the name, appends the others. */
export function resolveWithColumns(plan: WithColumns, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  checkNames(
    plan.aliases.map((alias) => alias.names[0] ?? ''),
    analyzer,
    plan,
  );
  const resolved = resolveSelectList(plan.aliases, child, analyzer, environment) as readonly Alias[];
  if (plan.pipeClause) {
    refusePipedAggregates(plan.pipeClause, resolved);
    const unknown = plan.aliases.find(({ names }) => !outputOf(child).some((column) => analyzer.sameName(column.name, names[0] ?? '')));
    if (unknown) failUnresolvedColumn(unknown.names, outputOf(child), plan);
  }
  const byName = new Map<string, Alias>();
  for (const alias of resolved) if (alias.kind === 'alias') byName.set(analyzer.nameKey(alias.names[0] ?? ''), alias);
  const used = new Set<Alias>();
  const list: Expression[] = outputOf(child).map((column) => {
    const alias = byName.get(analyzer.nameKey(column.name));
    if (alias === undefined) return column;
    // A second column of the same name gets the value too, under an id of its own.
    const again = used.has(alias);
    used.add(alias);
    return again ? analyzer.alias(alias.child, alias.names[0] ?? '') : alias;
  });
  for (const alias of resolved) if (!used.has(alias)) list.push(alias);
  if (list.some(hasAggregate)) return resolveProject({ kind: 'project', list, child }, analyzer, environment);
  return projectOver(list, child, analyzer);
}

function checkNames(names: readonly string[], analyzer: Analyzer, at: LogicalPlan): void {
  const seen = new Set<string>();
  for (const name of names) {
    const key = analyzer.nameKey(name);
    if (seen.has(key)) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteName([key]) }, at);
    seen.add(key);
  }
}

/** Names that no column has are left out in silence. */
export function resolveWithColumnsRenamed(plan: WithColumnsRenamed, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  let columns: readonly { readonly column: Attribute; readonly name: string }[] = outputOf(child).map((column) => ({
    column,
    name: column.name,
  }));
  for (const [from, to] of plan.renames) {
    columns = columns.map((entry) => (analyzer.sameName(entry.name, from) ? { column: entry.column, name: to } : entry));
  }
  if (columns.every(({ column, name }) => column.name === name)) return child;
  return analyzer.project(
    columns.map(({ column, name }) => (column.name === name ? column : analyzer.alias(column, name))),
    child,
  );
}

/** Drops columns by name (all of that name) and by reference (those that are there). */
export function resolveDrop(plan: Drop, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const dropped = new Set<number>();
  const scope = analyzer.scopeOf(child);
  for (const name of plan.names) {
    for (const column of outputOf(child)) if (analyzer.sameName(column.name, name)) dropped.add(column.id);
  }
  for (const column of plan.columns) {
    if (column.kind === 'unresolvedAttribute' && column.planId === undefined) {
      const matches = scope.resolve(column.nameParts);
      for (const match of matches) if (match.fields.length === 0) dropped.add(match.attribute.id);
      if (matches.length === 0 && plan.names.length === 0 && column.origin?.kind === 'sql')
        failUnresolvedColumn(column.nameParts, scope.attributes, column);
    } else if (column.kind === 'unresolvedAttribute') {
      const resolved = new ExpressionResolver(analyzer, { environment, names: scope, inputs: [child] }).resolve(column);
      if (resolved.kind === 'attribute') dropped.add(resolved.id);
    }
  }
  if (dropped.size === 0) return child;
  return analyzer.project(
    outputOf(child).filter((column) => !dropped.has(column.id)),
    child,
  );
}

export function resolveRenameAll(plan: RenameAll, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const output = outputOf(child);
  if (output.length !== plan.names.length) {
    fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: String(plan.names.length), numTarget: String(output.length) }, plan);
  }
  return analyzer.project(
    output.map((column, i) => (column.name === plan.names[i] ? column : analyzer.alias(column, plan.names[i] as string))),
    child,
  );
}

/** df.to(schema): columns picked by name, reordered, and cast where nothing can be lost. */
export function resolveToSchema(plan: ToSchema, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  const scope = analyzer.scopeOf(child);
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const list = plan.schema.fields.map((field): Expression => {
    const [match] = scope.resolve([field.name]);
    if (match === undefined) {
      if (field.nullable) return analyzer.alias({ kind: 'literal', value: null, dataType: field.dataType }, field.name);
      failUnresolvedColumn([field.name], scope.attributes, plan);
    }
    const column = match.attribute;
    if (column.nullable && !field.nullable) fail('NULLABLE_COLUMN_OR_FIELD', { name: quoteName([field.name]) }, plan);
    if (!canUpCast(column.dataType, field.dataType)) {
      fail(
        'INVALID_COLUMN_OR_FIELD_DATA_TYPE',
        { name: quoteName([field.name]), type: `"${sqlName(column.dataType)}"`, expectedType: `"${sqlName(field.dataType)}"` },
        plan,
      );
    }
    const cast = castTo(column, field.dataType, settings);
    return cast === column && column.name === field.name ? column : analyzer.alias(cast, field.name);
  });
  return analyzer.project(list, child);
}

export function resolveDeduplicate(plan: Deduplicate, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const child = analyzer.resolve(plan.child, environment);
  if (plan.columns === undefined) {
    for (const column of outputOf(child)) {
      if (column.dataType.kind === 'map' || column.dataType.kind === 'variant') {
        fail(
          column.dataType.kind === 'map'
            ? 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE'
            : 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_VARIANT_TYPE',
          { colName: quoteName([column.name]), dataType: `"${sqlName(column.dataType)}"` },
          plan,
        );
      }
    }
    return { ...plan, child };
  }
  const resolver = new ExpressionResolver(analyzer, { environment, names: analyzer.scopeOf(child), inputs: [child] });
  const names = outputOf(child).map((column) => column.name);
  for (const column of plan.columns) {
    const [colName = '', ...parts] = column.kind === 'unresolvedAttribute' ? column.nameParts : [];
    if (parts.length === 0 && colName !== '' && !names.some((name) => analyzer.sameName(name, colName)))
      fail('CONNECT_INVALID_PLAN.UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { colName, fieldNames: names.join(', ') }, plan);
  }
  return { ...plan, columns: plan.columns.map(resolver.resolve), child };
}
