import type { IntegerValue, Sample, SampleMethod } from '../ast/index.ts';
import { parseIdentifier } from './identifier.ts';
import { parseInteger, parseIntegerValue } from './parameter.ts';
import type { Parser } from './parser.ts';

/** `TABLESAMPLE [SYSTEM] (10 PERCENT | 5 ROWS | BUCKET 1 OUT OF 4) [REPEATABLE (seed)]`. */
export function parseSample(parser: Parser): Sample | undefined {
  const next = parser.peek();
  if (parser.type !== 'TABLESAMPLE' || (next !== '(' && next !== 'SYSTEM' && next !== 'BERNOULLI')) return undefined;
  const start = parser.start;
  parser.next();
  const system = parser.accept('SYSTEM');
  if (!system) parser.accept('BERNOULLI');
  parser.expect('(');
  const read = parser.at(')') ? undefined : parseMethod(parser);
  parser.expect(')');
  let seed: IntegerValue | undefined;
  if (parser.acceptBefore('REPEATABLE', '(')) {
    parser.expect('(');
    seed = parseIntegerValue(parser);
    parser.expect(')');
  }
  const range = { start, stop: parser.stop };
  if (read === undefined) throw parser.error('_LEGACY_ERROR_TEMP_0014', {}, range);
  if (system && read.name !== 'PERCENT') {
    parser.report('UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_SAMPLE_METHOD', { sampleMethod: read.name }, range);
  }
  if (read.refusal !== undefined) parser.report(read.refusal.condition, read.refusal.parameters, range);
  return { kind: 'sample', system, method: read.method, seed, ...range };
}

interface ReadMethod {
  readonly name: 'PERCENT' | 'ROWS' | 'BUCKET' | 'BYTES';
  readonly method: SampleMethod;
  readonly refusal?: { readonly condition: string; readonly parameters: Readonly<Record<string, string>> };
}

function parseMethod(parser: Parser): ReadMethod {
  const start = parser.start;
  const distance = parser.at('-') ? 1 : 0;
  const number = parser.peek(distance);
  if ((number === 'integer' || number === 'decimal') && parser.peek(distance + 1) === 'PERCENT') {
    if (distance === 1) parser.next();
    parser.next();
    const percentage = parser.textOf({ start, stop: parser.stop });
    parser.expect('PERCENT');
    return { name: 'PERCENT', method: { kind: 'percent', percentage }, ...refuseFraction(Number(percentage) / 100) };
  }
  if (parser.at('BUCKET') && parser.peek() === 'integer') {
    parser.next();
    const numerator = parseInteger(parser);
    parser.expectAll('OUT', 'OF');
    const denominator = parseInteger(parser);
    const method: SampleMethod = { kind: 'bucket', numerator, denominator };
    if (parser.accept('ON')) {
      parseBucketColumn(parser);
      const msg = parser.peek(-1) === ')' ? 'BUCKET x OUT OF y ON function' : 'BUCKET x OUT OF y ON colname';
      return { name: 'BUCKET', method, refusal: { condition: '_LEGACY_ERROR_TEMP_0015', parameters: { msg } } };
    }
    return { name: 'BUCKET', method, ...refuseFraction(numerator / denominator) };
  }
  const rows = parser.rules.expression(parser);
  const method: SampleMethod = { kind: 'rows', rows };
  if (parser.accept('ROWS')) return { name: 'ROWS', method };
  const bytesStr = parser.textOf(rows);
  const isBytes = /^\d+[bkmg]$/i.test(bytesStr);
  const refusal = isBytes
    ? { condition: '_LEGACY_ERROR_TEMP_0015', parameters: { msg: 'byteLengthLiteral' } }
    : { condition: '_LEGACY_ERROR_TEMP_0016', parameters: { bytesStr } };
  return { name: 'BYTES', method, refusal };
}

function parseBucketColumn(parser: Parser): void {
  parseIdentifier(parser);
  while (parser.accept('.')) parseIdentifier(parser);
  if (parser.accept('(')) parser.expect(')');
}

function refuseFraction(fraction: number): Pick<ReadMethod, 'refusal'> {
  if (fraction >= 0 && fraction <= 1) return {};
  const text = Number.isInteger(fraction) ? fraction.toFixed(1) : String(fraction);
  return {
    refusal: { condition: '_LEGACY_ERROR_TEMP_0064', parameters: { msg: `Sampling fraction (${text}) must be on interval [0, 1]` } },
  };
}
