import { sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody } from '../runtime-body.ts';

interface UrlParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string | undefined;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** What Java's URI takes: RFC 2396 characters, escapes, and other letters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const ALLOWED = /^(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,#[\]]|%[0-9A-Fa-f]{2}|[^\u0000-\u00a0\u2000-\u200b\u2028\u2029\u3000])*$/;
const SHAPE = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const HOST =
  /^(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])\.)*(?:[A-Za-z]|[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])\.?$|^\d{1,3}(?:\.\d{1,3}){3}$|^\[[0-9A-Fa-f:.%]+\]$/;

function parts(url: string): UrlParts | undefined {
  if (!ALLOWED.test(url)) return undefined;
  const [, scheme, authority, path, query, fragment] = SHAPE.exec(url) ?? [];
  if (scheme !== undefined && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return undefined;
  if (/[[\]]/.test((path ?? '') + (fragment ?? ''))) return undefined;
  const [, , host] = serverOf(authority);
  if (host?.includes('[') && !HOST.test(host)) return undefined;
  if (scheme !== undefined && authority === undefined && path !== undefined && !path.startsWith('/')) {
    return path === '' ? undefined : { scheme, authority: undefined, path: undefined, query: undefined, fragment };
  }
  return { scheme, authority: authority === '' ? undefined : authority, path, query, fragment };
}

/** User, host and port of an authority. */
const serverOf = (authority: string | undefined): readonly (string | undefined)[] =>
  /^(?:(.*)@)?(.*?)(?::(\d*))?$/.exec(authority ?? '') ?? [];

function partOf(url: string, part: string, key: string | undefined, isTry: boolean): string | null {
  const found = parts(url);
  if (found === undefined) {
    if (isTry) return null;
    throw sparkError('INVALID_URL', { url });
  }
  if (key !== undefined) return part === 'QUERY' && found.query !== undefined ? valueOf(found.query, key) : null;
  const [, user, host] = serverOf(found.authority);
  const isServer = host !== undefined && HOST.test(host);
  switch (part) {
    case 'HOST':
      return isServer ? host : null;
    case 'PATH':
      return found.path ?? null;
    case 'QUERY':
      return found.query ?? null;
    case 'REF':
      return found.fragment ?? null;
    case 'PROTOCOL':
      return found.scheme ?? null;
    case 'FILE':
      return found.path === undefined ? null : found.query === undefined ? found.path : `${found.path}?${found.query}`;
    case 'AUTHORITY':
      return found.authority ?? null;
    case 'USERINFO':
      return isServer ? (user ?? null) : null;
    default:
      return null;
  }
}

function valueOf(query: string, key: string): string | null {
  const pair = query.split('&').find((one) => one.startsWith(`${key}=`));
  return pair === undefined ? null : pair.slice(key.length + 1);
}

const utf8 = new TextEncoder();
const utf8Text = new TextDecoder();

/** As an HTML form does. */
export function encodeForm(text: string): string {
  let out = '';
  for (const byte of utf8.encode(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9.\-*_]/.test(character)) out += character;
    else out += byte === 32 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

export function decodeForm(text: string, isTry: boolean): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) {
    if (isTry) return null;
    throw sparkError('CANNOT_DECODE_URL', { url: text });
  }
  return text
    .replaceAll('+', ' ')
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      utf8Text.decode(Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16))),
    );
}

export const urlBodies: readonly RuntimeBody[] = [
  plain('parse_url', (url: string, part: string, key?: string) => partOf(url, part, key, false)),
  plain('try_parse_url', (url: string, part: string, key?: string) => partOf(url, part, key, true)),
  plain('url_encode', encodeForm),
  plain('url_decode', (text: string) => decodeForm(text, false)),
  plain('try_url_decode', (text: string) => decodeForm(text, true)),
];
