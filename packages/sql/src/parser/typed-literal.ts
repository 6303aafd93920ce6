import type { Literal } from '../ast/index.ts';
import { parseDateText, parseTimestampText, parseTimeText } from './datetime-text.ts';
import { typedInterval } from './interval-literal.ts';
import { parseIntervalText } from './interval-text.ts';
import type { Parser } from './parser.ts';
import { stringLiteralValue } from './string-literal.ts';

const supportedTypes = '"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP", "INTERVAL", "X", "TIME"';

/** A type's name and a string: `DATE'2024-01-31'`. */
export function parseTypedLiteral(parser: Parser): Literal {
  const start = parser.start;
  const typeToken = parser.next();
  const type = parser.textOf(typeToken).toUpperCase();
  const value = stringLiteralValue(parser, parser.next());
  const stop = parser.stop;
  const base = { kind: 'literal', text: parser.textOf({ start, stop }), start, stop } as const;
  const invalid = (): Literal => {
    parser.report('INVALID_TYPED_LITERAL', { valueType: `"${type}"`, value: `'${value}'` }, base);
    return { ...base, type: 'null' };
  };
  switch (type) {
    case 'DATE': {
      const date = parseDateText(value);
      if (date === undefined) return invalid();
      return { ...base, type: 'date', value, ...date };
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_NTZ': {
      const timestamp = parseTimestampText(value);
      // A time of day alone needs the current date, which only the types with a zone take.
      if (timestamp === undefined || (type === 'TIMESTAMP_NTZ' && timestamp.timeOnly)) return invalid();
      const name = type === 'TIMESTAMP' ? 'timestamp' : type === 'TIMESTAMP_LTZ' ? 'timestamp_ltz' : 'timestamp_ntz';
      return { ...base, type: name, value, ...timestamp };
    }
    case 'TIME': {
      const nanoseconds = parseTimeText(value);
      if (nanoseconds === undefined) return invalid();
      return { ...base, type: 'time', value, nanoseconds };
    }
    case 'INTERVAL': {
      const parts = parseIntervalText(value);
      if ('problem' in parts) return invalid();
      const words = value.toLowerCase().split(/[^a-z]+/);
      const units = words
        .filter((word) => word !== '' && word !== 'interval')
        .map((word) => (word.endsWith('s') ? word.slice(0, -1) : word));
      return typedInterval(parser, parts, units, base);
    }
    case 'X': {
      if (!/^[0-9a-fA-F]*$/.test(value)) return invalid();
      return { ...base, type: 'binary', value: toBytes(value) };
    }
    default:
      parser.report('UNSUPPORTED_TYPED_LITERAL', { unsupportedType: `"${type}"`, supportedTypes }, base);
      return { ...base, type: 'null' };
  }
}

/** An odd number of digits means that the first byte has only one. */
function toBytes(hex: string): Uint8Array {
  const digits = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
