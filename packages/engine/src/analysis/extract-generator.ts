import { type Attribute, type Expression, existsInExpression, type GeneratorCall, type LogicalPlan } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { quotedSql, sqlText } from './expression-sql.ts';

export function hasGenerator(expression: Expression): boolean {
  return existsInExpression(expression, (item) => item.kind === 'generatorCall');
}

/** Moves the generator of a select list into a generate operator below it. */
export function extractGenerator(list: readonly Expression[], child: LogicalPlan, analyzer: Analyzer): { readonly list: readonly Expression[]; readonly child: LogicalPlan } {
  const generators = list.filter(hasGenerator);
  if (generators.length === 0) return { list, child };
  for (const item of generators) checkPlace(item);
  if (generators.length > 1) {
    fail('UNSUPPORTED_GENERATOR.MULTI_GENERATOR', { clause: 'SELECT', num: String(generators.length), generators: generators.map((item) => quotedSql(generatorOf(item))).join(', ') }, generators[1]);
  }
  const item = generators[0] as Expression;
  const generator = generatorOf(item);
  const { call, outer } = withoutOuter(generator);
  const output = generatorOutput(call, item.kind === 'alias' ? item.names : [], outer, analyzer, item);
  const generate: LogicalPlan = { kind: 'generate', generator: call, outer, columnNames: [], generatorOutput: output, child };
  return { list: list.flatMap((entry): readonly Expression[] => (entry === item ? output : [entry])), child: generate };
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
  if (!generator.fn.endsWith('_outer')) return { call: generator, outer: generator.options?.['outer'] === true };
  return { call: { ...generator, fn: generator.fn.slice(0, -'_outer'.length) }, outer: true };
}

export function generatorOutput(generator: GeneratorCall, names: readonly string[], outer: boolean, analyzer: Analyzer, at: Expression | LogicalPlan): readonly Attribute[] {
  const { elementSchema } = generator;
  if (names.length > 0 && names.length !== elementSchema.length) {
    fail('UDTF_ALIAS_NUMBER_MISMATCH', { aliasesSize: String(elementSchema.length), aliasesNames: names.join(','), }, at);
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
