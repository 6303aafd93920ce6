import type { DataType } from '@kindling/protocol';
import { and, call, cases, cast, number, operator, or, physicalType, type Sql, text, tryCast } from '../../duckdb/sql/index.ts';
import { isIntegral, isString } from '../numeric-types.ts';
import { type CastSite, runtimeCast } from './cast-site.ts';
import { lowerDateTimeCast } from './date-time-casts.ts';

/** Between text and the other types: the common shapes natively, the rest of Spark's grammar in JavaScript. */
export function lowerTextCast(child: Sql, site: CastSite): Sql | undefined {
  return isString(site.from) ? fromText(child, site) : toText(child, site);
}

const integerShapes: Readonly<Record<string, string>> = {
  byte: '-?[0-9]{1,2}',
  short: '-?[0-9]{1,4}',
  integer: '-?[0-9]{1,9}',
  long: '-?[0-9]{1,18}',
};

function fromText(child: Sql, site: CastSite): Sql | undefined {
  const { to } = site;
  const type = physicalType(to);
  if (to.kind === 'binary') return call('encode', child);
  const byShape = (shape: string, native: (value: Sql) => Sql): Sql =>
    site.context.bind([child], (value) =>
      cases([[call('regexp_full_match', value as Sql, text(shape)), native(value as Sql)]], runtimeCast(value as Sql, site)),
    );
  if (isIntegral(to)) return byShape(integerShapes[to.kind] ?? '-?[0-9]', (value) => cast(value, type));
  switch (to.kind) {
    case 'float':
    case 'double':
      return byShape('-?[0-9]+(\\.[0-9]+)?([eE]-?[0-9]{1,2})?', (value) => cast(value, type));
    case 'decimal': {
      const whole = to.precision - to.scale;
      if (whole < 1) return undefined;
      return byShape(`-?[0-9]{1,${Math.max(1, whole - 1)}}(\\.[0-9]{1,18})?`, (value) =>
        whole < 2 ? tryOr(value, type, site) : cast(value, type),
      );
    }
    case 'date':
      return byShape('[0-9]{4}-[0-9]{2}-[0-9]{2}', (value) => tryOr(value, type, site));
    case 'timestamp_ntz':
      return byShape('[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?', (value) => tryOr(value, type, site));
    default:
      return undefined;
  }
}

const tryOr = (value: Sql, type: string, site: CastSite): Sql => call('coalesce', tryCast(value, type), runtimeCast(value, site));

function toText(child: Sql, site: CastSite): Sql | undefined {
  const { from, evalMode, context } = site;
  const varchar = (value: Sql): Sql => cast(value, 'VARCHAR');
  if (isIntegral(from) || from.kind === 'boolean') return varchar(child);
  switch (from.kind) {
    case 'decimal':
      return evalMode === 'legacy' && from.scale > 6 ? undefined : varchar(child);
    case 'float':
    case 'double':
      return context.bind([child], (value) => {
        const magnitude = call('abs', value as Sql);
        const plain = or(
          and(operator('>=', magnitude, plainBound('0.001', from)), operator('<', magnitude, plainBound('10000000', from))),
          operator('=', value as Sql, number(0)),
        );
        return cases([[plain, varchar(value as Sql)]], runtimeCast(value as Sql, site));
      });
    case 'binary':
      return context.bind([child], (value) => call('coalesce', call('try', call('decode', value as Sql)), runtimeCast(value as Sql, site)));
    case 'date':
      return context.bind([child], (value) => withinYears(value as Sql, 'DATE', site));
    case 'timestamp_ntz':
      return context.bind([child], (value) => withinYears(value as Sql, 'TIMESTAMP', site));
    case 'timestamp': {
      const local = lowerDateTimeCast(child, { ...site, to: { kind: 'timestamp_ntz' } });
      return local && toText(local, { ...site, from: { kind: 'timestamp_ntz' } });
    }
    default:
      return undefined;
  }
}

const plainBound = (value: string, type: DataType): Sql => cast(text(value), physicalType(type));

/** DuckDB writes years before 1 and after 9999 differently. */
function withinYears(value: Sql, type: string, site: CastSite): Sql {
  const inside = and(operator('>=', value, cast(text('0001-01-01'), type)), operator('<', value, cast(text('10000-01-01'), type)));
  return cases([[inside, cast(value, 'VARCHAR')]], runtimeCast(value, site));
}
