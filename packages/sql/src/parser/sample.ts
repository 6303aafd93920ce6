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
  const method = parser.at(')') ? undefined : parseMethod(parser, system, start);
  parser.expect(')');
  let seed: IntegerValue | undefined;
  if (parser.acceptBefore('REPEATABLE', '(')) {
    parser.expect('(');
    seed = parseIntegerValue(parser);
    parser.expect(')');
  }
  const stop = parser.stop;
  if (method === undefined) throw parser.error('_LEGACY_ERROR_TEMP_0014', {}, { start, stop });
  return { kind: 'sample', system, method, seed, start, stop };
}

function parseMethod(parser: Parser, system: boolean, clauseStart: number): SampleMethod {
  const start = parser.start;
  const range = (): { start: number; stop: number } => ({ start, stop: parser.stop });
  const refuseSystem = (method: string): void => {
    if (!system) return;
    const stop = parser.start;
    throw parser.error('UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_SAMPLE_METHOD', { method }, { start: clauseStart, stop });
  };
  const distance = parser.at('-') ? 1 : 0;
  const number = parser.peek(distance);
  if ((number === 'integer' || number === 'decimal') && parser.peek(distance + 1) === 'PERCENT') {
    if (distance === 1) parser.next();
    parser.next();
    const percentage = parser.textOf(range());
    parser.expect('PERCENT');
    refuseFraction(parser, Number(percentage) / 100, range());
    return { kind: 'percent', percentage };
  }
  if (parser.at('BUCKET') && parser.peek() === 'integer') {
    parser.next();
    const numerator = parseInteger(parser);
    parser.expectAll('OUT', 'OF');
    const denominator = parseInteger(parser);
    const hasColumn = parser.accept('ON');
    if (hasColumn) parseBucketColumn(parser);
    refuseSystem('BUCKET');
    if (hasColumn) throw parser.error('_LEGACY_ERROR_TEMP_0015', { msg: columnMessage(parser) }, range());
    refuseFraction(parser, numerator / denominator, range());
    return { kind: 'bucket', numerator, denominator };
  }
  const rows = parser.rules.expression(parser);
  if (parser.accept('ROWS')) {
    refuseSystem('ROWS');
    return { kind: 'rows', rows };
  }
  refuseSystem('BYTES');
  const text = parser.textOf(rows);
  if (/^\d+[bkmg]$/i.test(text)) throw parser.error('_LEGACY_ERROR_TEMP_0015', { msg: 'byteLengthLiteral' }, range());
  throw parser.error('_LEGACY_ERROR_TEMP_0016', { bytesStr: text }, range());
}

function parseBucketColumn(parser: Parser): void {
  parseIdentifier(parser);
  while (parser.accept('.')) parseIdentifier(parser);
  if (parser.accept('(')) parser.expect(')');
}

function columnMessage(parser: Parser): string {
  return parser.peek(-1) === ')' ? 'BUCKET x OUT OF y ON function' : 'BUCKET x OUT OF y ON colname';
}

function refuseFraction(parser: Parser, fraction: number, range: { start: number; stop: number }): void {
  if (fraction >= 0 && fraction <= 1) return;
  throw parser.error('_LEGACY_ERROR_TEMP_0064', { msg: `Sampling fraction (${fraction}) must be on interval [0, 1]` }, range);
}
