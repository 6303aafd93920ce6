import { types } from '@kindling/protocol';
import { body, optional, param, scalar } from '../define.ts';
import type { FunctionParameter, FunctionRecord } from '../function-record.ts';

const text = (name: string, value: string): FunctionParameter => ({
  ...optional(name, 'string'),
  default: { kind: 'literal', value, dataType: types.string },
});
const bytes = (name: string): FunctionParameter => ({
  ...optional(name, 'binary'),
  default: { kind: 'literal', value: '', dataType: types.string },
});

function aes(name: string, since: string, summary: string, example: string, more: readonly FunctionParameter[]): FunctionRecord {
  return scalar({
    name,
    family: 'misc_funcs',
    since,
    summary,
    examples: [example],
    parameters: [param('expr', 'binary'), param('key', 'binary'), text('mode', 'GCM'), text('padding', 'DEFAULT'), ...more],
    returns: types.binary,
    nullable: true,
    ...(name === 'aes_encrypt' ? { deterministic: false } : {}),
    lower: body(name),
  });
}

export const aesFunctions: readonly FunctionRecord[] = [
  aes('aes_encrypt', '3.3.0', 'Bytes encrypted with AES.', "base64(aes_encrypt('Spark SQL', '1234567890abcdef', 'ECB', 'PKCS'))", [
    bytes('iv'),
    bytes('aad'),
  ]),
  aes(
    'aes_decrypt',
    '3.3.0',
    'Bytes decrypted with AES.',
    "aes_decrypt(unbase64('3lmwu+Mw0H3fi5NDvcu9lg=='), '1234567890abcdef', 'ECB', 'PKCS')",
    [bytes('aad')],
  ),
  aes(
    'try_aes_decrypt',
    '3.5.0',
    'Bytes decrypted with AES, or NULL where that fails.',
    "try_aes_decrypt(unhex('00'), '0000111122223333', 'GCM')",
    [bytes('aad')],
  ),
];
