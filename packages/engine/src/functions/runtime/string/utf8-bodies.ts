import { sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody } from '../runtime-body.ts';

type Text = string | Uint8Array;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Nothing for bytes that are no UTF-8. */
function decoded(value: Text): string | undefined {
  if (typeof value === 'string') return value;
  try {
    return strict.decode(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const shown = (bytes: Uint8Array): string => Array.from(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

export const utf8Bodies: readonly RuntimeBody[] = [
  plain('is_valid_utf8', (value: Text) => decoded(value) !== undefined),
  plain('make_valid_utf8', (value: Text) => (typeof value === 'string' ? value : lenient.decode(value))),
  plain('try_validate_utf8', (value: Text) => decoded(value) ?? null),
  plain('validate_utf8', (value: Text) => {
    const text = decoded(value);
    if (text === undefined) throw sparkError('INVALID_UTF8_STRING', { str: shown(value as Uint8Array) });
    return text;
  }),
];
