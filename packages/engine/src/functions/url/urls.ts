import { types } from '@kindling/protocol';
import { body, optional, param, scalar } from '../define.ts';
import type { FunctionParameter, FunctionRecord } from '../function-record.ts';

const url = (name: string, since: string, summary: string, parameters: readonly FunctionParameter[], example: string): FunctionRecord =>
  scalar({
    name,
    family: 'url_funcs',
    since,
    summary,
    examples: [example],
    parameters,
    returns: types.string,
    nullable: true,
    lower: body(name),
  });

const parseParameters = [param('url', 'string'), param('partToExtract', 'string'), optional('key', 'string')];

export const urls: readonly FunctionRecord[] = [
  url(
    'parse_url',
    '2.0.0',
    'A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO.',
    parseParameters,
    "parse_url('http://spark.apache.org/path?query=1', 'HOST')",
  ),
  url(
    'try_parse_url',
    '4.0.0',
    'A part of a URL, or NULL when it is none.',
    parseParameters,
    "try_parse_url('http://spark.apache.org/path?query=1', 'HOST')",
  ),
  url('url_encode', '3.4.0', 'A text as it stands in a URL.', [param('str', 'string')], "url_encode('https://spark.apache.org')"),
  url('url_decode', '3.4.0', 'What text in a URL stands for.', [param('str', 'string')], "url_decode('https%3A%2F%2Fspark.apache.org')"),
  url(
    'try_url_decode',
    '4.0.0',
    'What text in a URL stands for, or NULL.',
    [param('str', 'string')],
    "try_url_decode('https%3A%2F%2Fspark.apache.org')",
  ),
];
