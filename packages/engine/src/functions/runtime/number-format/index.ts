import { type Decimal, sparkError } from '@kindling/protocol';
import { decimalOverflow, fitDecimal } from '../cast/index.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { formatNumber, type NumberFormat, parseNumber, parseNumberFormat } from './number-format.ts';

export { parseNumberFormat } from './number-format.ts';

/** Formats are constants mostly: the last one is kept. */
function remembered(): (text: string) => NumberFormat {
  let last: NumberFormat | undefined;
  let lastText: string | undefined;
  return (text) => {
    if (last === undefined || text !== lastText) {
      last = parseNumberFormat(text);
      lastText = text;
    }
    return last;
  };
}

function toNumber(name: string, isTry: boolean): RuntimeBody {
  return runtimeBodyOf(name, ({ resultType }) => {
    const formatOf = remembered();
    return (input: string, text: string) => {
      const format = formatOf(text);
      const value = parseNumber(input, format);
      if (value === undefined) {
        if (isTry) return null;
        throw sparkError('INVALID_FORMAT.MISMATCH_INPUT', { inputType: '"STRING"', input, format: text });
      }
      if (resultType.kind !== 'decimal') return value;
      return fitDecimal(value, resultType) ?? overflow(value, resultType, isTry);
    };
  });
}

function overflow(value: Decimal, type: Parameters<typeof decimalOverflow>[1], isTry: boolean): null {
  if (isTry) return null;
  throw decimalOverflow(value, type);
}

const HEX = /^[0-9a-fA-F]*$/;
const BASE64_GROUP = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function hexBytes(text: string): Uint8Array | undefined {
  if (!HEX.test(text)) return undefined;
  const even = text.length % 2 === 1 ? `0${text}` : text;
  return Uint8Array.from(even.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function base64Bytes(text: string): Uint8Array | undefined {
  if (/=.*\s/s.test(text)) return undefined;
  const packed = text.replaceAll(/\s/g, '');
  if (!BASE64_GROUP.test(packed)) return undefined;
  return Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
}

function toBinary(text: string, format: string, isTry: boolean): Uint8Array | null {
  const kind = format.toLowerCase();
  if (kind === 'utf-8' || kind === 'utf8') return new TextEncoder().encode(text);
  const bytes = kind === 'hex' ? hexBytes(text) : kind === 'base64' ? base64Bytes(text) : undefined;
  if (bytes !== undefined) return bytes;
  if (isTry) return null;
  throw sparkError('CONVERSION_INVALID_INPUT', {
    str: `'${text}'`,
    fmt: `'${format.toUpperCase()}'`,
    targetType: '"BINARY"',
    suggestion: '`try_to_binary`',
  });
}

export const numberFormatBodies: readonly RuntimeBody[] = [
  toNumber('to_number', false),
  toNumber('try_to_number', true),
  runtimeBodyOf('to_char', () => {
    const formatOf = remembered();
    return (value: Decimal, text: string) => formatNumber(value, formatOf(text));
  }),
  plain('to_binary', (text: string, format: string) => toBinary(text, format, false)),
  plain('try_to_binary', (text: string, format: string) => toBinary(text, format, true)),
];
