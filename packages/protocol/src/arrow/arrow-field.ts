/** Arrow's own types and fields, see https://arrow.apache.org/docs/format/Columnar.html. */

export type TimeUnit = 'second' | 'millisecond' | 'microsecond' | 'nanosecond';

export type ArrowType =
  | { readonly kind: 'null' | 'bool' | 'utf8' | 'binary' | 'large_utf8' | 'large_binary' | 'utf8_view' | 'binary_view' }
  | { readonly kind: 'int'; readonly bits: number; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number; readonly bits: number }
  | { readonly kind: 'fixed_binary'; readonly width: number }
  | { readonly kind: 'date'; readonly unit: 'day' | 'millisecond' }
  | { readonly kind: 'time'; readonly unit: TimeUnit; readonly bits: number }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly timeZone?: string }
  | { readonly kind: 'duration'; readonly unit: TimeUnit }
  | { readonly kind: 'interval'; readonly unit: 'year_month' | 'day_time' | 'month_day_nano' }
  | { readonly kind: 'list' | 'large_list' | 'struct' }
  | { readonly kind: 'fixed_list'; readonly size: number }
  | { readonly kind: 'map'; readonly keysSorted: boolean }
  /** Known by its number only. */
  | { readonly kind: 'unsupported'; readonly name: string };

export interface ArrowDictionary {
  readonly id: number;
  readonly indexType: ArrowType;
}

export interface ArrowField {
  readonly name: string;
  readonly nullable: boolean;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  readonly metadata?: ReadonlyMap<string, string>;
  readonly dictionary?: ArrowDictionary;
}

/** Which buffers a column of a type has, besides its validity. */
export type Layout =
  | { readonly kind: 'none' }
  | { readonly kind: 'bits' }
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'bytes'; readonly large: boolean }
  | { readonly kind: 'view' }
  | { readonly kind: 'list'; readonly large: boolean }
  | { readonly kind: 'fixed_list'; readonly size: number }
  | { readonly kind: 'struct' };

const INTERVAL_BYTES = { year_month: 4, day_time: 8, month_day_nano: 16 } as const;

export function layoutOf(type: ArrowType): Layout {
  switch (type.kind) {
    case 'null':
    case 'unsupported':
      return { kind: 'none' };
    case 'bool':
      return { kind: 'bits' };
    case 'int':
    case 'float':
    case 'decimal':
    case 'time':
      return { kind: 'fixed', bytes: type.bits / 8 };
    case 'fixed_binary':
      return { kind: 'fixed', bytes: type.width };
    case 'date':
      return { kind: 'fixed', bytes: type.unit === 'day' ? 4 : 8 };
    case 'timestamp':
    case 'duration':
      return { kind: 'fixed', bytes: 8 };
    case 'interval':
      return { kind: 'fixed', bytes: INTERVAL_BYTES[type.unit] };
    case 'utf8':
    case 'binary':
      return { kind: 'bytes', large: false };
    case 'large_utf8':
    case 'large_binary':
      return { kind: 'bytes', large: true };
    case 'utf8_view':
    case 'binary_view':
      return { kind: 'view' };
    case 'list':
    case 'map':
      return { kind: 'list', large: false };
    case 'large_list':
      return { kind: 'list', large: true };
    case 'fixed_list':
      return { kind: 'fixed_list', size: type.size };
    case 'struct':
      return { kind: 'struct' };
  }
}
