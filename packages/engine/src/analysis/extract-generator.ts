import { type Attribute, type Expression, existsInExpression, type GeneratorCall, type LogicalPlan } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
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
  let below = child;
  const expanded = list.flatMap((item): readonly Expression[] => {
    if (!hasGenerator(item)) return [item];
    checkPlace(item);
    const { call, outer } = withoutOuter(generatorOf(item));
    const output = generatorOutput(call, item.kind === 'alias' ? item.names : [], outer, analyzer, item);
    below = { kind: 'generate', generator: call, outer, columnNames: [], generatorOutput: output, child: below };
    return output;
  });
  return { list: expanded, child: below };
}

function generatorOf(item: Expression): GeneratorCall {
  return (item.kind === 'alias' ? item.child : item) as GeneratorCall;
}

function checkPlace(item: Expression): void {
  const top = item.kind === 'alias' ? item.child : item;
  if (top.kind === 'generatorCall' && !top.args.some(hasGenerator)) return;
  fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${sqlText(top)}"` }, item);
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
  at: Expression | LogicalPlan,
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
