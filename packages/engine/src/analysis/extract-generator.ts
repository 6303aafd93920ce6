import { type Attribute, type Expression, existsInExpression, type GeneratorCall, type LogicalPlan } from '../plan/index.ts';
import { fail, type HasOrigin } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { sqlText } from './expression-sql.ts';

export function hasGenerator(expression: Expression): boolean {
  return existsInExpression(expression, (item) => item.kind === 'generatorCall');
}

/** Moves the generators of a select list into generate operators below it: each multiplies the rows of those before. */
export function extractGenerator(
  list: readonly Expression[],
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly list: readonly Expression[]; readonly child: LogicalPlan } {
  const made = new Map<Expression, readonly Attribute[]>();
  for (const item of list) if (hasGenerator(item)) made.set(item, outputOfItem(item, analyzer));
  if (made.size === 0) return { list, child };
  let below = child;
  for (const item of inOrderOfUse([...made.keys()], made)) {
    const { call, outer } = withoutOuter(generatorOf(item));
    below = { kind: 'generate', generator: call, outer, columnNames: [], generatorOutput: made.get(item) ?? [], child: below };
  }
  return { list: list.flatMap((item): readonly Expression[] => made.get(item) ?? [item]), child: below };
}

function outputOfItem(item: Expression, analyzer: Analyzer): readonly Attribute[] {
  const generator = generatorOf(item);
  if (generator.output) return generator.output;
  const { call, outer } = withoutOuter(generator);
  return generatorOutput(call, item.kind === 'alias' ? item.names : [], outer, analyzer);
}

/** A generator over the columns of another one stands above it. */
function inOrderOfUse(items: readonly Expression[], made: ReadonlyMap<Expression, readonly Attribute[]>): readonly Expression[] {
  const ordered: Expression[] = [];
  const uses = (item: Expression, other: Expression): boolean =>
    existsInExpression(item, (inner) => inner.kind === 'attribute' && (made.get(other) ?? []).some(({ id }) => id === inner.id));
  let waiting = items;
  while (waiting.length > 0) {
    const next = waiting.find((item) => waiting.every((other) => other === item || !uses(item, other))) ?? (waiting[0] as Expression);
    ordered.push(next);
    waiting = waiting.filter((item) => item !== next);
  }
  return ordered;
}

/** The generator of an item of a select list, which stands alone there. */
export function generatorOf(item: Expression): GeneratorCall {
  const top = item.kind === 'alias' ? item.child : item;
  if (top.kind === 'generatorCall' && !top.args.some(hasGenerator)) return top;
  fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${sqlText(top)}"` });
}

/** `explode_outer` is `explode` that keeps rows without elements. */
export function withoutOuter(generator: GeneratorCall): { readonly call: GeneratorCall; readonly outer: boolean } {
  if (!generator.fn.endsWith('_outer')) return { call: generator, outer: generator.options?.outer === true };
  return { call: { ...generator, fn: generator.fn.slice(0, -'_outer'.length) }, outer: true };
}

export function generatorOutput(
  generator: GeneratorCall,
  names: readonly string[],
  outer: boolean,
  analyzer: Analyzer,
  at?: HasOrigin,
): readonly Attribute[] {
  const { elementSchema } = generator;
  if (names.length > 0 && names.length !== elementSchema.length) {
    fail('UDTF_ALIAS_NUMBER_MISMATCH', { aliasesSize: String(elementSchema.length), aliasesNames: names.join(',') }, at);
  }
  return elementSchema.map((column, i) => ({
    kind: 'attribute',
    name: names[i] ?? column.name,
    dataType: column.dataType,
    nullable: outer || column.nullable,
    id: analyzer.newId(),
    qualifier: [],
  }));
}
