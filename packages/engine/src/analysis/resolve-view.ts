import { equalTypes, type StructType } from '@kindling/protocol';
import type { CatalogEntry, ViewDefinition } from '../catalog/index.ts';
import { type Attribute, canUpCast, type Expression, type LogicalPlan, outputOf } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { checkCast } from './coercion/check-cast.ts';
import { type Environment, emptyEnvironment } from './environment.ts';
import { withFreshIds } from './fresh-ids.ts';

const MAX_VIEW_DEPTH = 100;

/** A view by its name: the text of SQL views is analysed anew, as the settings and the namespace of its creation have it. */
export function resolveView(
  entry: Extract<CatalogEntry, { kind: 'tempView' | 'view' }>,
  analyzer: Analyzer,
  environment: Environment,
): LogicalPlan {
  const viewDepth = environment.viewDepth + 1;
  if (viewDepth > MAX_VIEW_DEPTH)
    fail('VIEW_EXCEED_MAX_NESTED_DEPTH', { viewName: quoteName(entry.name), maxNestedDepth: String(MAX_VIEW_DEPTH) });
  const { definition } = entry;
  const child = definition
    ? bodyOf(definition, entry, analyzer, viewDepth)
    : withFreshIds(analyzer.resolve((entry as { readonly plan: LogicalPlan }).plan, { ...emptyEnvironment, viewDepth }), analyzer);
  return {
    kind: 'subqueryAlias',
    qualifier: entry.name,
    child: { kind: 'view', name: entry.name, isTemporary: entry.kind === 'tempView', child },
  };
}

function bodyOf(
  definition: ViewDefinition,
  entry: Extract<CatalogEntry, { kind: 'tempView' | 'view' }>,
  analyzer: Analyzer,
  viewDepth: number,
): LogicalPlan {
  const { parse } = analyzer.context;
  if (parse === undefined) fail('INTERNAL_ERROR', { message: 'No parser was given to the analysis of a view.' });
  const inner = analyzer.within(definition);
  const { defaultCollation } = definition;
  const object = { objectType: 'VIEW', objectName: entry.name.join('.'), ...(defaultCollation ? { defaultCollation } : {}) };
  const body = withFreshIds(inner.resolve(parse(definition.text, definition.config, object), { ...emptyEnvironment, viewDepth }), analyzer);
  const evolves = definition.schemaMode === 'EVOLUTION' && !definition.hasColumnNames;
  return evolves ? evolved(body, analyzer) : asDeclared(body, definition, entry.name, analyzer);
}

/** The query's own columns, whatever they are by now. */
function evolved(body: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const seen = new Set<string>();
  for (const { name } of outputOf(body)) {
    const key = analyzer.nameKey(name);
    if (seen.has(key)) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteName([key]) });
    seen.add(key);
  }
  return body;
}

/** The columns that the view has: found by the names that the query gave them, and of the types that they had. */
function asDeclared(body: LogicalPlan, definition: ViewDefinition, name: readonly string[], analyzer: Analyzer): LogicalPlan {
  const output = outputOf(body);
  const { fields } = definition.schema;
  const columnOf = columnFinder(output, definition, name, analyzer);
  const list = fields.map((field, i): Expression => {
    const column = columnOf(i);
    const value = storedAs(column, field, definition, name, analyzer);
    if (value === column && column.name === field.name && !field.metadata) return column;
    return { ...analyzer.alias(value, field.name), ...(field.metadata ? { metadata: field.metadata } : {}) };
  });
  return list.length === output.length && list.every((item, i) => item === output[i]) ? body : analyzer.project(list, body);
}

/** Finds the query's column for a column of the view, by its number. Several of the same name keep their order. */
function columnFinder(
  output: readonly Attribute[],
  definition: ViewDefinition,
  name: readonly string[],
  analyzer: Analyzer,
): (ordinal: number) => Attribute {
  const { queryColumnNames } = definition;
  const wantedAt = positionsByName(queryColumnNames, analyzer);
  const foundAt = positionsByName(
    output.map((column) => column.name),
    analyzer,
  );
  return (ordinal) => {
    const wanted = queryColumnNames[ordinal] as string;
    const ordinals = wantedAt.get(analyzer.nameKey(wanted)) ?? [];
    const candidates = (foundAt.get(analyzer.nameKey(wanted)) ?? []).map((position) => output[position] as Attribute);
    const found = candidates[ordinals.indexOf(ordinal)];
    if (found === undefined || candidates.length !== ordinals.length) {
      fail('INCOMPATIBLE_VIEW_SCHEMA_CHANGE', {
        viewName: quoteName(name),
        colName: wanted,
        expectedNum: String(ordinals.length),
        actualCols: `[${candidates.map((column) => column.name).join(',')}]`,
        suggestion: `CREATE OR REPLACE ${name.length === 3 ? 'VIEW' : 'TEMPORARY VIEW'} ${name.map((part) => part).join('.')} AS ${definition.text}`,
      });
    }
    return found;
  };
}

function positionsByName(names: readonly string[], analyzer: Analyzer): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  names.forEach((name, position) => {
    const key = analyzer.nameKey(name);
    const known = positions.get(key);
    if (known) known.push(position);
    else positions.set(key, [position]);
  });
  return positions;
}

function storedAs(
  column: Attribute,
  field: StructType['fields'][number],
  definition: ViewDefinition,
  name: readonly string[],
  analyzer: Analyzer,
): Expression {
  if (definition.schemaMode.endsWith('EVOLUTION') || equalTypes(column.dataType, field.dataType)) return column;
  if (definition.schemaMode === 'BINDING' && !canUpCast(column.dataType, field.dataType)) {
    fail('CANNOT_UP_CAST_DATATYPE', {
      expression: [...name, column.name].join('.'),
      sourceType: `"${column.dataType.kind.toUpperCase()}"`,
      targetType: `"${field.dataType.kind.toUpperCase()}"`,
      details: '',
    });
  }
  const cast = castTo(column, field.dataType, { ansi: true, timeZone: analyzer.timeZone });
  checkCast(cast, column.dataType, field.dataType);
  return cast;
}
