import { SparkError, sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody } from '../runtime-body.ts';
import { AesCipher, decryptBlocks, encryptBlocks, galoisCounter } from './aes.ts';

const BOTH = '`aes_encrypt`/`aes_decrypt`';
const GCM_START = 12;
const CBC_START = 16;
const TAG = 16;

type Mode = 'GCM' | 'CBC' | 'ECB';

function modeOf(mode: string, padding: string): Mode {
  const name = mode.toUpperCase();
  const pad = padding.toUpperCase();
  if (name === 'GCM' && (pad === 'DEFAULT' || pad === 'NONE')) return name;
  if ((name === 'CBC' || name === 'ECB') && (pad === 'DEFAULT' || pad === 'PKCS')) return name;
  throw sparkError('UNSUPPORTED_FEATURE.AES_MODE', { mode, padding, functionName: BOTH });
}

function cipherOf(key: Uint8Array): AesCipher {
  if (![16, 24, 32].includes(key.length)) {
    throw sparkError('INVALID_PARAMETER_VALUE.AES_KEY_LENGTH', {
      parameter: '`key`',
      functionName: BOTH,
      actualLength: String(key.length),
    });
  }
  return new AesCipher(key);
}

function cryptoError(detailMessage: string): Error {
  return sparkError('INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR', { parameter: '`expr`, `key`', functionName: BOTH, detailMessage });
}

function startVector(mode: Mode, given: Uint8Array): Uint8Array {
  const length = mode === 'GCM' ? GCM_START : CBC_START;
  if (given.length === 0) return globalThis.crypto.getRandomValues(new Uint8Array(length));
  if (given.length === length) return given;
  throw sparkError('INVALID_PARAMETER_VALUE.AES_IV_LENGTH', {
    mode,
    functionName: BOTH,
    parameter: '`iv`',
    actualLength: String(given.length),
  });
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function encrypt(
  input: Uint8Array,
  key: Uint8Array,
  modeText: string,
  padding: string,
  given: Uint8Array,
  associated: Uint8Array,
): Uint8Array {
  const mode = modeOf(modeText, padding);
  const cipher = cipherOf(key);
  if (mode !== 'GCM' && associated.length > 0)
    throw sparkError('UNSUPPORTED_FEATURE.AES_MODE_AAD', { mode, functionName: '`aes_encrypt`' });
  if (mode === 'ECB') {
    if (given.length > 0) throw sparkError('UNSUPPORTED_FEATURE.AES_MODE_IV', { mode, functionName: '`aes_encrypt`' });
    return encryptBlocks(cipher, input, undefined);
  }
  const start = startVector(mode, given);
  if (mode === 'CBC') return joined(start, encryptBlocks(cipher, input, start));
  const { text, tag } = galoisCounter(cipher, input, start, associated, false);
  return joined(start, text, tag);
}

function decrypt(input: Uint8Array, key: Uint8Array, modeText: string, padding: string, associated: Uint8Array): Uint8Array {
  const mode = modeOf(modeText, padding);
  const cipher = cipherOf(key);
  if (mode !== 'GCM' && associated.length > 0)
    throw sparkError('UNSUPPORTED_FEATURE.AES_MODE_AAD', { mode, functionName: '`aes_decrypt`' });
  if (mode === 'GCM') {
    if (input.length < GCM_START + TAG) throw cryptoError('the input is too short for its start vector and its tag');
    const body = input.subarray(GCM_START, input.length - TAG);
    const { text, tag } = galoisCounter(cipher, body, input.subarray(0, GCM_START), associated, true);
    const expected = input.subarray(input.length - TAG);
    if (tag.some((byte, i) => byte !== expected[i])) throw cryptoError('Tag mismatch');
    return text;
  }
  const start = mode === 'CBC' ? input.subarray(0, CBC_START) : undefined;
  const body = input.subarray(start?.length ?? 0);
  if (body.length % 16 !== 0 || (start && start.length < CBC_START)) throw cryptoError('the length of the input is no multiple of 16');
  const text = body.length === 0 ? body : decryptBlocks(cipher, body, start);
  if (text === undefined) throw cryptoError('the padding is wrong: is it the right key?');
  return text;
}

function tryDecrypt(...args: Parameters<typeof decrypt>): Uint8Array | null {
  try {
    return decrypt(...args);
  } catch (error) {
    if (error instanceof SparkError) return null;
    throw error;
  }
}

export const cryptoBodies: readonly RuntimeBody[] = [
  plain('aes_encrypt', encrypt, { isVolatile: true }),
  plain('aes_decrypt', decrypt),
  plain('try_aes_decrypt', tryDecrypt),
];
