import type { Compound, Query, Statement } from '@kindling/sql';
import type { Command, LogicalPlan, Relation } from '../plan/index.ts';
import { structTypeOf } from './data-type.ts';
import { namePartsOf } from './expression.ts';
import { originOf, type SyntaxContext } from './frontend-context.ts';
import { queryOf, withCtes } from './query.ts';

/** A statement as a plan: queries as relations, everything else as commands. */
export function statementOf(statement: Statement | Compound, context: SyntaxContext): LogicalPlan {
  switch (statement.kind) {
    case 'query':
      return queryOf(statement, context);
    case 'explain':
      return {
        kind: 'explain',
        mode: statement.mode,
        child: statementOf(statement.statement, context),
        origin: originOf(statement, context),
      };
    case 'setAll':
      return { kind: 'setConfig', ...(statement.verbose ? { verbose: true } : {}), origin: originOf(statement, context) };
    case 'setGet':
      return { kind: 'setConfig', key: statement.key, origin: originOf(statement, context) };
    case 'setConfiguration':
      return { kind: 'setConfig', key: statement.key, value: statement.value, origin: originOf(statement, context) };
    case 'setTimeZone':
      return { kind: 'setConfig', key: 'spark.sql.session.timeZone', value: zoneOf(statement.zone), origin: originOf(statement, context) };
    case 'resetAll':
      return { kind: 'resetConfig', origin: originOf(statement, context) };
    case 'resetConfiguration':
      return { kind: 'resetConfig', key: statement.key, origin: originOf(statement, context) };
    case 'createView': {
      if (statement.scope === 'persisted' || statement.name.kind !== 'multipartIdentifier' || statement.name.parts.length > 1)
        return catalogCommand(statement, context, statement.query);
      const nameParts = namePartsOf(statement.name);
      if (!nameParts) return catalogCommand(statement, context, statement.query);
      const isGlobal = statement.scope === 'globalTemporary';
      return {
        kind: 'createTempView',
        name: nameParts.join('.'),
        isGlobal,
        replace: statement.orReplace,
        ifNotExists: statement.ifNotExists,
        columns: statement.columns.map((column) => ({
          name: column.name.value,
          ...(typeof column.comment === 'string' ? { comment: column.comment } : {}),
        })),
        ...(typeof statement.comment === 'string' ? { comment: statement.comment } : {}),
        properties: Object.fromEntries(statement.properties.map((property) => [property.key, property.value ?? ''])),
        child: queryOf(statement.query, context.withCollation(statement.collation?.value)),
        ...(statement.collation === undefined ? {} : { collation: statement.collation.value }),
        text: statement.queryText,
        origin: originOf(statement, context),
      };
    }
    case 'createTemporaryViewUsing':
      return {
        kind: 'createTempView',
        name: statement.name.parts.map((part) => part.value).join('.'),
        isGlobal: statement.global,
        replace: statement.orReplace,
        child: {
          kind: 'unresolvedDataSource',
          format: statement.provider.parts.map((part) => part.value).join('.'),
          ...(statement.columns.length > 0 ? { schema: structTypeOf(statement.columns, context) } : {}),
          options: Object.fromEntries(statement.options.map((option) => [option.key, option.value ?? ''])),
          paths: [],
        },
        origin: originOf(statement, context),
      };
    case 'clearCache':
      return { kind: 'clearCache', origin: originOf(statement, context) };
    default:
      return catalogCommand(statement, context, 'query' in statement && isQuery(statement.query) ? statement.query : undefined);
  }
}

/** The statement itself travels as its fields: the catalog reads it as the record of @kindling/sql that it is. */
function catalogCommand(statement: Statement | Compound, context: SyntaxContext, query: Query | undefined): Command {
  const withClause = 'with' in statement && statement.with && statement.kind !== 'query' ? statement.with : undefined;
  const collation = statement.kind === 'createView' || statement.kind === 'createTable' ? statement.collation?.value : undefined;
  const plan = query && queryOf(query, context.withCollation(collation));
  const child = plan && withClause ? withCtes(plan, withClause, context) : plan;
  return {
    kind: 'catalogCommand',
    statement: statement.kind,
    fields: { ...statement },
    ...(child ? { child: child as Relation } : {}),
    origin: originOf(statement, context),
  };
}

function isQuery(value: unknown): value is Query {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'query';
}

type ZoneSyntax = Extract<Statement, { kind: 'setTimeZone' }>['zone'];

function zoneOf(zone: ZoneSyntax): string {
  if (typeof zone === 'string') return zone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;
  if (zone.type !== 'dayTimeInterval') return '';
  const seconds = Number(zone.microseconds / 1_000_000n);
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = Math.abs(seconds) % 60;
  return `${seconds < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}
