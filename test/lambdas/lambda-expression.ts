import fc from 'fast-check';

type Int = number | null;
type Bool = boolean | null;
type Scope = ReadonlyMap<string, Int>;

/** An expression of Spark SQL, and what it is worth by plain JavaScript. */
export interface Evaluable<T> {
  readonly sql: string;
  readonly value: (scope: Scope) => T;
}
type IntExpression = Evaluable<Int>;
type BoolExpression = Evaluable<Bool>;
type ArrayExpression = Evaluable<Int[]>;

/** The parameters that can be used. */
type Names = readonly string[];

const modulus = 97;
/** `pmod`: keeps numbers small, so that no expression overflows. */
const wrap = (value: number): number => ((value % modulus) + modulus) % modulus;
const lift = (left: Int, right: Int, combine: (left: number, right: number) => number): Int =>
  left === null || right === null ? null : wrap(combine(left, right));

/** Few names, so that an inner parameter often hides an outer one, and meets the names that an engine could use itself. */
const parameterNames = ['x', 'y', 'e', 'k', 'acc'];

function literalArray(allowNull: boolean): fc.Arbitrary<ArrayExpression> {
  const item = allowNull ? fc.option(fc.integer({ min: 0, max: 9 }), { freq: 6 }) : fc.integer({ min: 0, max: 9 });
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    sql: `CAST(array(${items.map((one) => one ?? 'NULL').join(', ')}) AS ARRAY<INT>)`,
    value: () => [...items],
  }));
}

function ints(names: Names, depth: number): fc.Arbitrary<IntExpression> {
  const leaves: fc.Arbitrary<IntExpression>[] = [
    fc.integer({ min: 0, max: 9 }).map((number) => ({ sql: String(number), value: () => number })),
  ];
  if (names.length > 0) {
    const variable = fc.constantFrom(...names).map((name) => ({ sql: name, value: (scope: Scope) => scope.get(name) ?? null }));
    leaves.push(variable, variable, variable);
  }
  if (depth === 0) return fc.oneof(...leaves);
  const smaller = ints(names, depth - 1);
  return fc.oneof(
    ...leaves,
    fc.tuple(smaller, smaller).map(([left, right]) => ({
      sql: `pmod(${left.sql} + 3 * ${right.sql}, ${modulus})`,
      value: (scope: Scope) => lift(left.value(scope), right.value(scope), (a, b) => a + 3 * b),
    })),
    fold(names, depth),
    fold(names, depth),
    fc.tuple(quantifiers(names, depth - 1), smaller, smaller).map(([condition, then, otherwise]) => ({
      sql: `IF(${condition.sql}, ${then.sql}, ${otherwise.sql})`,
      value: (scope: Scope) => (condition.value(scope) ? then : otherwise).value(scope),
    })),
  );
}

const twoNames = fc.shuffledSubarray(parameterNames, { minLength: 2, maxLength: 2 }) as fc.Arbitrary<[string, string]>;
const threeNames = fc.shuffledSubarray(parameterNames, { minLength: 3, maxLength: 3 }) as fc.Arbitrary<[string, string, string]>;

const inside = (names: Names, ...parameters: string[]): Names => [...new Set([...names, ...parameters])];
const bind = (scope: Scope, ...entries: [string, Int][]): Scope => new Map([...scope, ...entries]);

function fold(names: Names, depth: number): fc.Arbitrary<IntExpression> {
  return fc.tuple(fc.constantFrom('aggregate', 'reduce'), twoNames, fc.constantFrom(...parameterNames)).chain(([name, [a, e], r]) =>
    fc
      .tuple(
        arrays(names, depth - 1),
        ints(names, depth - 1),
        ints(inside(names, a, e), depth - 1),
        fc.option(ints(inside(names, r), depth - 1)),
      )
      .map(([list, start, merge, finish]) => ({
        sql: `${name}(${list.sql}, ${start.sql}, (${a}, ${e}) -> ${merge.sql}${finish ? `, ${r} -> ${finish.sql}` : ''})`,
        value: (scope: Scope) => {
          const total = list.value(scope).reduce<Int>((soFar, item) => merge.value(bind(scope, [a, soFar], [e, item])), start.value(scope));
          return finish ? finish.value(bind(scope, [r, total])) : total;
        },
      })),
  );
}

function compare(left: IntExpression, right: IntExpression): BoolExpression {
  return {
    sql: `${left.sql} < ${right.sql}`,
    value: (scope) => {
      const [a, b] = [left.value(scope), right.value(scope)];
      return a === null || b === null ? null : a < b;
    },
  };
}

function conditions(names: Names, depth: number): fc.Arbitrary<BoolExpression> {
  const smaller = ints(names, Math.max(0, depth - 1));
  const comparison = fc.tuple(smaller, smaller).map(([left, right]) => compare(left, right));
  return depth === 0 ? comparison : fc.oneof(comparison, quantifiers(names, depth - 1));
}

function quantifiers(names: Names, depth: number): fc.Arbitrary<BoolExpression> {
  return fc.tuple(fc.constantFrom('exists', 'forall'), fc.constantFrom(...parameterNames)).chain(([name, x]) =>
    fc.tuple(arrays(names, Math.max(0, depth - 1)), conditions(inside(names, x), Math.max(0, depth - 1))).map(([list, condition]) => ({
      sql: `${name}(${list.sql}, ${x} -> ${condition.sql})`,
      value: (scope: Scope) => {
        const outcomes = list.value(scope).map((item) => condition.value(bind(scope, [x, item])));
        const decisive = name === 'exists';
        if (outcomes.includes(decisive)) return decisive;
        return outcomes.includes(null) ? null : !decisive;
      },
    })),
  );
}

/** Maps with the keys 1, 2, 3 to see them as arrays again. */
const mapOf = (list: ArrayExpression): string => `map_from_arrays(sequence(1, size(${list.sql})), ${list.sql})`;

function arrays(names: Names, depth: number): fc.Arbitrary<ArrayExpression> {
  const literal = literalArray(true);
  if (depth === 0) return literal;
  const smaller = arrays(names, depth - 1);
  return fc.oneof(
    literal,
    fc.tuple(twoNames, fc.boolean()).chain(([[x, i], hasIndex]) =>
      fc.tuple(smaller, ints(inside(names, x, ...(hasIndex ? [i] : [])), depth - 1)).map(([list, body]) => ({
        sql: `transform(${list.sql}, ${hasIndex ? `(${x}, ${i})` : x} -> ${body.sql})`,
        value: (scope: Scope) =>
          list
            .value(scope)
            .map((item, index) => body.value(bind(scope, [x, item], ...(hasIndex ? ([[i, index]] as [string, Int][]) : [])))),
      })),
    ),
    fc.tuple(twoNames, fc.boolean()).chain(([[x, i], hasIndex]) =>
      fc.tuple(smaller, conditions(inside(names, x, ...(hasIndex ? [i] : [])), depth - 1)).map(([list, body]) => ({
        sql: `filter(${list.sql}, ${hasIndex ? `(${x}, ${i})` : x} -> ${body.sql})`,
        value: (scope: Scope) =>
          list
            .value(scope)
            .filter((item, index) => body.value(bind(scope, [x, item], ...(hasIndex ? ([[i, index]] as [string, Int][]) : [])))),
      })),
    ),
    twoNames.chain(([x, y]) =>
      fc.tuple(smaller, smaller, ints(inside(names, x, y), depth - 1)).map(([left, right, body]) => ({
        sql: `zip_with(${left.sql}, ${right.sql}, (${x}, ${y}) -> ${body.sql})`,
        value: (scope: Scope) => {
          const [a, b] = [left.value(scope), right.value(scope)];
          return Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
            body.value(bind(scope, [x, a[i] ?? null], [y, b[i] ?? null])),
          );
        },
      })),
    ),
    twoNames.chain(([k, v]) =>
      fc.tuple(literal, ints(inside(names, k, v), depth - 1)).map(([list, body]) => ({
        sql: `map_values(transform_values(${mapOf(list)}, (${k}, ${v}) -> ${body.sql}))`,
        value: (scope: Scope) => list.value(scope).map((item, i) => body.value(bind(scope, [k, i + 1], [v, item]))),
      })),
    ),
    twoNames.chain(([k, v]) =>
      fc.tuple(literal, ints(inside(names, k, v), depth - 1)).map(([list, body]) => ({
        // The key stays first in the sum, so that keys stay distinct.
        sql: `map_keys(transform_keys(${mapOf(list)}, (${k}, ${v}) -> ${k} * 1000 + coalesce(${body.sql}, 0)))`,
        value: (scope: Scope) => list.value(scope).map((item, i) => (i + 1) * 1000 + (body.value(bind(scope, [k, i + 1], [v, item])) ?? 0)),
      })),
    ),
    twoNames.chain(([k, v]) =>
      fc.tuple(literal, conditions(inside(names, k, v), depth - 1)).map(([list, body]) => ({
        sql: `map_values(map_filter(${mapOf(list)}, (${k}, ${v}) -> ${body.sql}))`,
        value: (scope: Scope) => list.value(scope).filter((item, i) => body.value(bind(scope, [k, i + 1], [v, item]))),
      })),
    ),
    threeNames.chain(([k, v, w]) =>
      fc.tuple(literal, literal, ints(inside(names, k, v, w), depth - 1)).map(([left, right, body]) => ({
        sql: `map_values(map_zip_with(${mapOf(left)}, ${mapOf(right)}, (${k}, ${v}, ${w}) -> ${body.sql}))`,
        value: (scope: Scope) => {
          const [a, b] = [left.value(scope), right.value(scope)];
          return Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
            body.value(bind(scope, [k, i + 1], [v, a[i] ?? null], [w, b[i] ?? null])),
          );
        },
      })),
    ),
    twoNames.chain(([x, y]) =>
      fc
        .tuple(
          literalArray(false),
          ints(
            names.filter((name) => name !== x && name !== y),
            depth - 1,
          ),
        )
        .map(([list, center]) => {
          const distance = (name: string): string => `abs(${name} - coalesce(${center.sql}, 0))`;
          return {
            sql: `array_sort(array_distinct(${list.sql}), (${x}, ${y}) -> IF(${distance(x)} = ${distance(y)}, ${x} - ${y}, ${distance(x)} - ${distance(y)}))`,
            value: (scope: Scope) => {
              const middle = center.value(scope) ?? 0;
              const far = (item: Int): number => Math.abs((item as number) - middle);
              return [...new Set(list.value(scope))].sort((a, b) => far(a) - far(b) || (a as number) - (b as number));
            },
          };
        }),
    ),
  );
}

/** Arrays made by lambdas in lambdas in lambdas, which use each other's parameters. */
export const nestedLambdas: fc.Arbitrary<ArrayExpression> = arrays([], 4);
