/** What a query answered, as PySpark sees it: names and types of the columns, and the rows, values but numbers of whole as text. */
export interface Answer {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly Cell[])[];
}
type Cell = string | number | boolean | null;

/** Sums of doubles depend on the order in which an engine adds; this much, relative to the value, may differ. */
export const doubleTolerance = 1e-9;

const isDouble = (type: string): boolean => type === 'double' || type === 'float';

/** Says how two answers differ, as multisets of rows; undefined when they are equal. */
export function differenceOf(expected: Answer, actual: Answer): string | undefined {
  const schema = (answer: Answer): string => answer.columns.map(([name, type]) => `${name} ${type}`).join(', ');
  if (schema(expected) !== schema(actual)) return firstDifference(expected.columns.map(String), actual.columns.map(String), 'column');
  if (expected.rows.length !== actual.rows.length) return `${actual.rows.length} rows instead of ${expected.rows.length}`;
  const doubles = expected.columns.map(([, type]) => isDouble(type));
  const order = compareRows(doubles);
  const [wanted, found] = [[...expected.rows].sort(order), [...actual.rows].sort(order)];
  const wrong = wanted.findIndex(
    (row, index) => !row.every((cell, column) => isEqual(cell, found[index]?.[column] ?? null, doubles[column] === true)),
  );
  return wrong === -1 ? undefined : `row ${JSON.stringify(found[wrong])} instead of ${JSON.stringify(wanted[wrong])}`;
}

function firstDifference(expected: readonly string[], actual: readonly string[], what: string): string {
  if (expected.length !== actual.length) return `${actual.length} ${what}s instead of ${expected.length}`;
  const index = expected.findIndex((one, position) => one !== actual[position]);
  return `${what} ${actual[index]} instead of ${expected[index]}`;
}

function isEqual(a: Cell, b: Cell, double: boolean): boolean {
  if (a === b) return true;
  if (!double || a === null || b === null) return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= doubleTolerance * Math.max(Math.abs(x), Math.abs(y));
}

/** Exact columns first, so that doubles that differ in their last digits do not move a row. */
function compareRows(doubles: readonly boolean[]): (a: readonly Cell[], b: readonly Cell[]) => number {
  const columns = [...doubles.keys()].sort((a, b) => Number(doubles[a]) - Number(doubles[b]));
  return (a, b) => {
    for (const column of columns) {
      const [x, y] = [a[column] ?? null, b[column] ?? null];
      if (x === y) continue;
      if (x === null || y === null) return x === null ? -1 : 1;
      if (doubles[column]) return Number(x) - Number(y);
      return String(x) < String(y) ? -1 : 1;
    }
    return 0;
  };
}
