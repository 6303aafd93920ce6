import type {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  StructType,
  Timestamp,
  YearMonthInterval,
} from '@kindling/protocol';
import type { Untyped } from './column-type.ts';

interface LeafValues {
  null: null;
  boolean: boolean;
  byte: number;
  short: number;
  integer: number;
  long: bigint;
  float: number;
  double: number;
  decimal: Decimal;
  string: string;
  char: string;
  varchar: string;
  binary: Uint8Array;
  date: LocalDate;
  timestamp: Timestamp;
  timestamp_ntz: LocalDateTime;
  time: LocalTime;
  calendar_interval: CalendarInterval;
  year_month_interval: YearMonthInterval;
  day_time_interval: DayTimeInterval;
}

/** The type of the values of a Spark data type in rows. */
export type ValueOf<D> = D extends { readonly kind: infer K }
  ? K extends keyof LeafValues
    ? LeafValues[K]
    : D extends { readonly kind: 'array'; readonly elementType: infer E; readonly containsNull: infer C }
      ? readonly (ValueOf<E> | NullWhen<C>)[]
      : D extends { readonly kind: 'map'; readonly keyType: infer K2; readonly valueType: infer V; readonly valueContainsNull: infer C }
        ? ReadonlyMap<ValueOf<K2>, ValueOf<V> | NullWhen<C>>
        : D extends StructType
          ? RowOf<D>
          : Untyped
  : Untyped;

type NullWhen<Nullable> = Nullable extends false ? never : null;

type FieldValue<F> = F extends { readonly dataType: infer D; readonly nullable: infer C } ? ValueOf<D> | NullWhen<C> : Untyped;

/**
 * The type of the rows of a schema value.
 *
 * @example
 * ```ts
 * const schema = types.struct([types.field('id', types.long, false), types.field('name', types.string)]);
 * type Person = RowOf<typeof schema>; // { id: bigint; name: string | null }
 * ```
 */
export type RowOf<S extends StructType> = string extends S['fields'][number]['name']
  ? Untyped
  : { [F in S['fields'][number] as F['name']]: FieldValue<F> };

interface NamedValues extends LeafValues {
  bool: boolean;
  tinyint: number;
  smallint: number;
  int: number;
  bigint: bigint;
  real: number;
  dec: Decimal;
  numeric: Decimal;
  timestamp_ltz: Timestamp;
}

/** The type of the values of a data type that is given by its SQL name. */
export type ValueOfName<Name extends string> =
  Lowercase<Name> extends keyof NamedValues
    ? NamedValues[Lowercase<Name>]
    : Lowercase<Name> extends `decimal(${string}` | `numeric(${string}`
      ? Decimal
      : Lowercase<Name> extends `varchar(${string}` | `char(${string}`
        ? string
        : Untyped;
