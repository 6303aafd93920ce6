import { types } from '@kindling/protocol';
import { argType, at, type Lower, param, runtimeCall } from '../define.ts';
import type { FunctionRecord } from '../function-record.ts';
import { textFunction } from './case-and-length.ts';

const textOrBinary = { oneOf: ['string', 'binary'] } as const;

/** Texts are always UTF-8 here; only binaries are looked at. */
const ofBytes =
  (name: string): Lower =>
  (args, call, context) =>
    argType(call, 0).kind === 'binary' || name === 'is_valid_utf8' ? runtimeCall(name, args, call, context) : at(args, 0);

function utf8Function(name: string, summary: string, returns: typeof types.boolean | typeof types.string): FunctionRecord {
  return textFunction({
    name,
    since: '4.0.0',
    summary,
    examples: [`${name}('Spark')`],
    parameters: [param('str', textOrBinary)],
    returns,
    nullable: true,
    lower: ofBytes(name),
  });
}

export const utf8Functions: readonly FunctionRecord[] = [
  utf8Function('is_valid_utf8', 'Whether the bytes are UTF-8.', types.boolean),
  utf8Function('make_valid_utf8', 'The text, with what is no UTF-8 replaced by U+FFFD.', types.string),
  utf8Function('validate_utf8', 'The text; an error when it is no UTF-8.', types.string),
  utf8Function('try_validate_utf8', 'The text, or NULL when it is no UTF-8.', types.string),
];
