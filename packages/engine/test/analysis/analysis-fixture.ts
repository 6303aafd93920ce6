import { simpleString, types } from '@kindling/protocol';
import { type AnalysisContext, analyze } from '../../src/analysis/index.ts';
import { SessionCatalog } from '../../src/catalog/index.ts';
import { SessionConfig } from '../../src/config/index.ts';
import {
  type Expression,
  type LocalRelation,
  type LogicalPlan,
  schemaOf,
  type UnresolvedAttribute,
  type UnresolvedFunction,
} from '../../src/plan/index.ts';

export function contextOf(settings: Readonly<Record<string, string>> = {}, catalog = new SessionCatalog()): AnalysisContext {
  let lastId = 0;
  return {
    config: new SessionConfig({ 'spark.sql.session.timeZone': 'UTC', ...settings }),
    catalog: catalog.snapshot(),
    dataSources: new Map(),
    tables: new Map(),
    newAttributeId: () => {
      lastId += 1;
      return lastId;
    },
    queryStartMicros: 0n,
    user: 'tester',
  };
}

export const column = (...nameParts: string[]): UnresolvedAttribute => ({ kind: 'unresolvedAttribute', nameParts });
export const call = (name: string, ...args: Expression[]): UnresolvedFunction => ({
  kind: 'unresolvedFunction',
  nameParts: [name],
  args,
  isInternal: true,
});
export const integer = (value: number): Expression => ({ kind: 'literal', value, dataType: types.integer });
export const star: Expression = { kind: 'unresolvedStar' };
export const as = (child: Expression, name: string) => ({ kind: 'alias', child, names: [name] }) as const;

/** `t(a int not null, b string, s struct<x: int>)` */
export const table: LocalRelation = {
  kind: 'localRelation',
  schema: types.struct([
    types.field('a', types.integer, false),
    types.field('b', types.string),
    types.field('s', types.struct([types.field('x', types.integer)])),
  ]),
  batches: [],
};

export const aliased = (child: LogicalPlan, name: string): LogicalPlan => ({ kind: 'subqueryAlias', qualifier: [name], child });

/** `name: type` of each column, `!` where it cannot be NULL. */
export function columnsOf(plan: LogicalPlan, context: AnalysisContext = contextOf()): string[] {
  return schemaOf(analyze(plan, context)).fields.map(
    (field) => `${field.name}: ${simpleString(field.dataType)}${field.nullable ? '' : '!'}`,
  );
}
