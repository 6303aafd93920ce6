import { GeoValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { copyWkb, type Endianness } from './well-known-binary.ts';

const GEOGRAPHY_SRID = 4326;
/** Coordinate systems of geometries that Spark knows by these numbers. */
const GEOMETRY_SRIDS: ReadonlySet<number> = new Set([0, 3857, GEOGRAPHY_SRID]);

/** Refuses coordinate systems that are none. */
export function checkedSrid(srid: number, isGeography: boolean): number {
  if (isGeography ? srid === GEOGRAPHY_SRID : GEOMETRY_SRIDS.has(srid)) return srid;
  throw sparkError('ST_INVALID_SRID_VALUE', { srid: String(srid) });
}

function endianness(text: string): Endianness {
  const order = text.toUpperCase();
  if (order === 'NDR' || order === 'XDR') return order;
  throw sparkError('ST_INVALID_ENDIANNESS_VALUE', { endianness: text });
}

export const geoBodies: readonly RuntimeBody[] = [
  plain('st_geomfromwkb', (bytes: Uint8Array, srid: number) => new GeoValue(copyWkb(bytes, 'NDR'), checkedSrid(srid, false))),
  plain('st_geogfromwkb', (bytes: Uint8Array) => new GeoValue(copyWkb(bytes, 'NDR', true), GEOGRAPHY_SRID)),
  plain('st_asbinary', (shape: GeoValue, order: string) => copyWkb(shape.wkb, endianness(order))),
  plain('st_srid', (shape: GeoValue) => shape.srid),
  runtimeBodyOf(
    'st_setsrid',
    ({ resultType }) =>
      (shape: GeoValue, srid: number) =>
        new GeoValue(shape.wkb, checkedSrid(srid, resultType.kind === 'geography')),
  ),
];
