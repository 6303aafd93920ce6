import type { MessageInitShape } from '@kindling/protocol/messages';
import {
  type Expression,
  type Expression_SortOrder,
  type Expression_Window_WindowFrame_FrameBoundarySchema as FrameBoundarySchema,
  Expression_Window_WindowFrame_FrameType as FrameType,
} from '@kindling/protocol/messages';
import { Column, toColumn } from './column.ts';
import { makeExpression, nameExpression, referencesOf } from './expression.ts';

type FrameBoundary = MessageInitShape<typeof FrameBoundarySchema>;

interface Frame {
  readonly frameType: FrameType;
  readonly lower: FrameBoundary;
  readonly upper: FrameBoundary;
}

interface WindowParts {
  readonly partitions: readonly Column[];
  readonly orders: readonly Column[];
  readonly frame?: Frame;
}

/** A row offset or value distance; `Window.unboundedPreceding`, `unboundedFollowing` and `currentRow` are the named ones. */
export type FrameBound = number | bigint | Column;

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/**
 * How the rows around each row are chosen for a window function; made by {@link Window}.
 *
 * @example
 * ```ts
 * const byCity = Window.partitionBy('city').orderBy('age').rowsBetween(-1, Window.currentRow);
 * const smoothed = people.withColumn('mean_age', avg('age').over(byCity));
 * ```
 */
export class WindowSpec {
  readonly #parts: WindowParts;

  constructor(parts: WindowParts = { partitions: [], orders: [] }) {
    this.#parts = parts;
  }

  /** Rows with equal values form a partition. @example `Window.partitionBy('city', col('country'))` */
  partitionBy(...columns: readonly (Column | string)[]): WindowSpec {
    return new WindowSpec({ ...this.#parts, partitions: columns.map(namedColumn) });
  }
  /** Order of the rows in a partition. @example `Window.orderBy(col('age').desc())` */
  orderBy(...columns: readonly (Column | string)[]): WindowSpec {
    return new WindowSpec({ ...this.#parts, orders: columns.map((column) => asSortOrder(namedColumn(column))) });
  }
  /** A frame counted in rows, both ends included. @example `spec.rowsBetween(Window.unboundedPreceding, Window.currentRow)` */
  rowsBetween(start: FrameBound, end: FrameBound): WindowSpec {
    return new WindowSpec({ ...this.#parts, frame: makeFrame(FrameType.ROW, start, end) });
  }
  /** A frame by distance from the current row's ordering value. @example `spec.rangeBetween(-7, Window.currentRow)` */
  rangeBetween(start: FrameBound, end: FrameBound): WindowSpec {
    return new WindowSpec({ ...this.#parts, frame: makeFrame(FrameType.RANGE, start, end) });
  }

  /** The column that evaluates a function over this window; what {@link Column.over} calls. */
  apply<T, N extends string>(column: Column<T, N>): Column<T, N> {
    const { partitions, orders, frame } = this.#parts;
    const expression = makeExpression({
      case: 'window',
      value: {
        windowFunction: column.expression,
        partitionSpec: partitions.map((partition) => partition.expression),
        orderSpec: orders.map(sortOrderOf),
        ...(frame !== undefined && { frameSpec: frame }),
      },
    });
    return new Column(expression, referencesOf([column, ...partitions, ...orders]));
  }
}

/**
 * Starts a {@link WindowSpec}.
 *
 * @example
 * ```ts
 * const ranked = people.withColumn('rank', rank().over(Window.partitionBy('city').orderBy(col('age').desc())));
 * ```
 */
export const Window = {
  /** The first row of the partition. */
  unboundedPreceding: MIN_LONG,
  /** The last row of the partition. */
  unboundedFollowing: MAX_LONG,
  /** The row itself. */
  currentRow: 0,

  /** @example `Window.partitionBy('city')` */
  partitionBy(...columns: readonly (Column | string)[]): WindowSpec {
    return new WindowSpec().partitionBy(...columns);
  },
  /** @example `Window.orderBy('age')` */
  orderBy(...columns: readonly (Column | string)[]): WindowSpec {
    return new WindowSpec().orderBy(...columns);
  },
  /** @example `Window.rowsBetween(-1, 1)` */
  rowsBetween(start: FrameBound, end: FrameBound): WindowSpec {
    return new WindowSpec().rowsBetween(start, end);
  },
  /** @example `Window.rangeBetween(-7, Window.currentRow)` */
  rangeBetween(start: FrameBound, end: FrameBound): WindowSpec {
    return new WindowSpec().rangeBetween(start, end);
  },
};

/** A column given by name or as itself. */
export const namedColumn = (column: Column | string): Column => (typeof column === 'string' ? new Column(nameExpression(column)) : column);

/** A column as a sort key: ascending unless it says otherwise. */
export const asSortOrder = (column: Column): Column => (column.expression.exprType.case === 'sortOrder' ? column : column.asc());

/** The sort order inside a column that {@link asSortOrder} gave. */
export function sortOrderOf(column: Column): Expression_SortOrder {
  const { exprType } = column.expression;
  if (exprType.case === 'sortOrder') return exprType.value;
  return sortOrderOf(column.asc());
}

function makeFrame(frameType: FrameType, start: FrameBound, end: FrameBound): Frame {
  return { frameType, lower: boundary(start, frameType), upper: boundary(end, frameType) };
}

function boundary(bound: FrameBound, frameType: FrameType): FrameBoundary {
  if (bound === Window.unboundedPreceding || bound === Window.unboundedFollowing) {
    return { boundary: { case: 'unbounded', value: true } };
  }
  if (bound === 0 || bound === 0n) return { boundary: { case: 'currentRow', value: true } };
  return { boundary: { case: 'value', value: boundExpression(bound, frameType) } };
}

function boundExpression(bound: FrameBound, frameType: FrameType): Expression {
  // Spark takes the offset of a row frame as an integer only.
  if (frameType === FrameType.ROW && typeof bound === 'bigint') return toColumn(Number(bound)).expression;
  return toColumn(bound).expression;
}
