import {
  type Alias,
  type Attribute,
  type Expression,
  existsInExpression,
  type GeneratorCall,
  type LogicalPlan,
  outputOf,
  toAttribute,
  type UnresolvedAttribute,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { isFoldable } from './constant.ts';
import { quotedSql } from './expression-sql.ts';
import { generatorOf, generatorOutput, hasGenerator, withoutOuter } from './extract-generator.ts';
import { failUnresolvedColumn } from './suggestions.ts';

/** Raised by a name that a generator of the same list may still make: its item is resolved after that. */
class AwaitsGenerator extends Error {
  override readonly name = 'AwaitsGenerator';
}

/** The columns that the generators of a select list make, for all of its items, whichever stands first. */
export class GeneratedNames {
  readonly #analyzer: Analyzer;
  readonly #columns: Attribute[] = [];
  #mayCome = false;

  constructor(analyzer: Analyzer) {
    this.#analyzer = analyzer;
  }

  /** Resolves items in their order; those that use a generator's columns after it. */
  resolveInOrder(items: readonly Expression[], resolve: (item: Expression) => readonly Expression[]): readonly Expression[] {
    const results = new Map<number, readonly Expression[]>();
    let pending = items.map((_, i) => i);
    this.#mayCome = true;
    while (pending.length > 0) {
      const waiting = pending.filter((i) => {
        const done = this.#attempt(items[i] as Expression, resolve);
        if (done) results.set(i, done);
        return done === undefined;
      });
      // Without progress the name is unknown, and the next attempt says so.
      if (waiting.length === pending.length) this.#mayCome = false;
      pending = waiting;
    }
    return items.flatMap((_, i) => results.get(i) ?? []);
  }

  #attempt(item: Expression, resolve: (item: Expression) => readonly Expression[]): readonly Expression[] | undefined {
    try {
      return resolve(item).map((resolved) => this.#noted(resolved));
    } catch (error) {
      if (error instanceof AwaitsGenerator) return undefined;
      throw error;
    }
  }

  #noted(item: Expression): Expression {
    const child = item.kind === 'alias' ? item.child : item;
    if (child.kind !== 'generatorCall') return item;
    const { call, outer } = withoutOuter(child);
    const output = generatorOutput(call, item.kind === 'alias' ? item.names : [], outer, this.#analyzer);
    this.#columns.push(...output);
    const generator: GeneratorCall = { ...child, output };
    return item.kind === 'alias' ? { ...item, child: generator } : generator;
  }

  find(attribute: UnresolvedAttribute): { readonly column: Attribute; readonly fields: readonly string[] } | undefined {
    const [name, ...fields] = attribute.nameParts;
    const column = this.#columns.find((candidate) => name !== undefined && this.#analyzer.sameName(candidate.name, name));
    if (column) return { column, fields };
    if (this.#mayCome) throw new AwaitsGenerator();
    return undefined;
  }
}

/** The other items of an aggregate do not see what is made of its results. */
function refuseUse(list: readonly Expression[], generator: GeneratorCall, input: LogicalPlan): void {
  const made = new Set((generator.output ?? []).map(({ id }) => id));
  for (const item of list) {
    existsInExpression(item, (inner) => {
      if (inner.kind === 'attribute' && made.has(inner.id)) failUnresolvedColumn([inner.name], outputOf(input), inner);
      return false;
    });
  }
}

export interface AggregatedGenerator {
  /** What the aggregate computes: the list, with the generator's arguments in its place. */
  readonly list: readonly Expression[];
  /** The list over the results of the aggregate, the generator with them. */
  readonly over: readonly Expression[];
}

/** Takes the generator out of the list of an aggregate: it multiplies the results. */
export function splitGenerator(list: readonly Expression[], input: LogicalPlan, analyzer: Analyzer): AggregatedGenerator | undefined {
  const generators = list.filter(hasGenerator);
  const [only] = generators;
  if (only === undefined) return undefined;
  if (generators.length > 1)
    fail('UNSUPPORTED_GENERATOR.MULTI_GENERATOR', {
      num: String(generators.length),
      generators: generators.map((item) => quotedSql(item.kind === 'alias' ? item.child : item)).join(', '),
    });
  const generator = generatorOf(only);
  refuseUse(list, generator, input);
  const inputs: Alias[] = [];
  const args = generator.args.map((arg, i) => {
    if (isFoldable(arg)) return arg;
    const alias = analyzer.alias(arg, `_gen_input_${i}`);
    inputs.push(alias);
    return toAttribute(alias);
  });
  const moved: GeneratorCall = { ...generator, args };
  return {
    list: list.flatMap((item) => (item === only ? inputs : [item])),
    over: list.map((item) => {
      if (item !== only) return toAttribute(item);
      return item.kind === 'alias' ? { ...item, child: moved } : moved;
    }),
  };
}
