import type { Watermark } from '../ast/index.ts';
import { parseInterval } from './interval-literal.ts';
import { parseNamedExpression } from './named-expression.ts';
import type { Parser } from './parser.ts';

/** `WATERMARK ts DELAY OF INTERVAL 10 SECONDS`. */
export function parseWatermark(parser: Parser): Watermark | undefined {
  if (parser.type !== 'WATERMARK' || !startsWatermark(parser)) return undefined;
  const start = parser.start;
  parser.expect('WATERMARK');
  const expression = parseNamedExpression(parser);
  parser.expectAll('DELAY', 'OF');
  const delay = parseInterval(parser);
  return { kind: 'watermark', expression, delay, start, stop: parser.stop };
}

/** `FROM t watermark` names the table so: only DELAY OF behind the expression makes it a watermark. */
function startsWatermark(parser: Parser): boolean {
  for (let at = 1; ; at++) {
    const type = parser.peek(at);
    if (type === 'DELAY' && parser.peek(at + 1) === 'OF') return true;
    if (type === 'eof' || type === 'SELECT' || type === ';' || type === 'WHERE') return false;
  }
}
