import type { DataType } from '@kindling/protocol';
import {
  call,
  cases,
  cast,
  column,
  isNull,
  lambda,
  nullToken,
  physicalType,
  type Sql,
  structFieldName,
  structOf,
  text,
} from '../../duckdb/sql/index.ts';
import type { Cast } from '../../plan/index.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { LowerContext } from '../function-record.ts';
import { isString } from '../numeric-types.ts';
import { type CastSite, runtimeCast } from './cast-site.ts';
import { lowerDateTimeCast } from './date-time-casts.ts';
import { lowerNumberCast } from './number-casts.ts';
import { lowerTextCast } from './text-casts.ts';

/** DuckDB syntax of a cast: native where DuckDB agrees, else the JavaScript body, which is exact for every pair. */
export function lowerCast(expression: Cast, child: Sql, context: LowerContext): Sql {
  return castBetween(child, {
    from: dataTypeOf(expression.child),
    to: expression.dataType,
    evalMode: expression.evalMode ?? 'ansi',
    timeZone: expression.timeZone ?? 'UTC',
    context,
  });
}

export function castBetween(child: Sql, site: CastSite): Sql {
  const { from, to } = site;
  const type = physicalType(to);
  if (from.kind === 'null') return cast(nullToken, type);
  if (from.kind === 'udt') return castBetween(child, { ...site, from: from.sqlType });
  if (samePhysically(from, to)) return child;
  if (from.kind === 'array' && to.kind === 'array') {
    const item = castBetween(column('e'), { ...site, from: from.elementType, to: to.elementType });
    return cast(call('list_transform', child, lambda(['e'], item)), type);
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    if (from.fields.length === 0) return child;
    return site.context.bind([child], (value) =>
      cases(
        [[isNull(value as Sql), cast(nullToken, type)]],
        structOf(
          from.fields.map((field, i) => {
            const part = call('struct_extract', value as Sql, text(structFieldName(i)));
            return [
              structFieldName(i),
              castBetween(part, { ...site, from: field.dataType, to: to.fields[i]?.dataType ?? field.dataType }),
            ] as const;
          }),
        ),
      ),
    );
  }
  if (from.kind === 'map' && to.kind === 'map') {
    return site.context.bind([child], (value) => {
      const keys = castBetween(call('map_keys', value as Sql), { ...site, from: listOf(from.keyType), to: listOf(to.keyType) });
      const values = castBetween(call('map_values', value as Sql), { ...site, from: listOf(from.valueType), to: listOf(to.valueType) });
      return cases([[isNull(value as Sql), cast(nullToken, type)]], call('map', keys, values));
    });
  }
  return (
    (isScalarText(from, to) ? lowerTextCast(child, site) : undefined) ??
    lowerNumberCast(child, site) ??
    lowerDateTimeCast(child, site) ??
    runtimeCast(child, site)
  );
}

const isScalarText = (from: DataType, to: DataType): boolean => isString(from) || isString(to);
const listOf = (elementType: DataType): DataType => ({ kind: 'array', elementType, containsNull: true });

/** Nothing to do: the same type but for nullability, field names, collation. */
function samePhysically(from: DataType, to: DataType): boolean {
  if (from.kind === 'day_time_interval' && to.kind === 'day_time_interval') return from.end === to.end || to.end === 'second';
  if (from.kind === 'year_month_interval' && to.kind === 'year_month_interval') return from.end === to.end || to.end === 'month';
  const family = (type: DataType): string => (isString(type) ? 'string' : type.kind);
  if (family(from) !== family(to)) return false;
  switch (from.kind) {
    case 'array':
      return samePhysically(from.elementType, (to as typeof from).elementType);
    case 'map':
      return samePhysically(from.keyType, (to as typeof from).keyType) && samePhysically(from.valueType, (to as typeof from).valueType);
    case 'struct':
      return from.fields.every((field, i) => samePhysically(field.dataType, (to as typeof from).fields[i]?.dataType ?? field.dataType));
    default:
      return physicalType(from) === physicalType(to);
  }
}
