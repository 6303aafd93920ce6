import { call, cases, cast, operator, physicalType, type Sql, text, token } from '../../duckdb/sql/index.ts';
import { isIntegral } from '../numeric-types.ts';
import { isRegion, localOfInstant } from '../session-time-zone.ts';
import { type CastSite, runtimeCast } from './cast-site.ts';

/** Among dates and timestamps, and between timestamps and numbers. */
export function lowerDateTimeCast(child: Sql, site: CastSite): Sql | undefined {
  const { from, to, timeZone } = site;
  switch (from.kind) {
    case 'date':
      if (to.kind === 'timestamp_ntz') return cast(child, 'TIMESTAMP');
      return to.kind === 'timestamp' ? toInstant(cast(child, 'TIMESTAMP'), site) : undefined;
    case 'timestamp_ntz':
      if (to.kind === 'date') return cast(child, 'DATE');
      return to.kind === 'timestamp' ? toInstant(child, site) : undefined;
    case 'timestamp': {
      if (to.kind === 'timestamp_ntz' || to.kind === 'date') {
        const local = localOfInstant(child, timeZone);
        return local && cast(local, physicalType(to));
      }
      const micros = call('epoch_us', child);
      if (to.kind === 'double') return operator('/', cast(micros, 'DOUBLE'), token('1000000::DOUBLE'));
      if (to.kind === 'long') return floorSeconds(micros);
      return undefined;
    }
    default:
      if (to.kind === 'timestamp' && isIntegral(from) && from.kind !== 'long') return call('to_timestamp', cast(child, 'DOUBLE'));
      return undefined;
  }
}

/** Whole seconds, rounded down also before 1970. */
export const floorSeconds = (micros: Sql): Sql =>
  cast(
    operator(
      '//',
      operator('-', micros, operator('%', operator('+', operator('%', micros, token('1000000')), token('1000000')), token('1000000'))),
      token('1000000'),
    ),
    'BIGINT',
  );

/** Where clocks go back Spark takes the earlier instant and ICU the later: only instants after 1972 in zones that move by an hour. */
function toInstant(local: Sql, site: CastSite): Sql | undefined {
  const zone = site.timeZone;
  if (zone === 'UTC' || zone === 'Etc/UTC' || zone === 'GMT' || zone === 'Z') return call('timezone', text('UTC'), local);
  if (!isRegion(zone) || zone === 'Australia/Lord_Howe' || zone === 'Antarctica/Troll') return undefined;
  return site.context.bind([local], (value) => {
    const later = call('timezone', text(zone), value as Sql);
    const earlier = operator('-', later, token('INTERVAL 1 HOUR'));
    const native = cases([[operator('=', call('timezone', text(zone), earlier), value as Sql), earlier]], later);
    const recent = operator('>=', value as Sql, token("TIMESTAMP '1972-01-01'"));
    return cases([[recent, native]], runtimeCast(value as Sql, { ...site, from: { kind: 'timestamp_ntz' }, to: { kind: 'timestamp' } }));
  });
}
