import { valueError } from '../client-error.ts';

/** What a connection string says. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly token: string | undefined;
  readonly userId: string | undefined;
  readonly userAgent: string | undefined;
  readonly sessionId: string | undefined;
  readonly maxMessageSizeBytes: number | undefined;
  /** All other parameters: they travel as metadata of each call. */
  readonly metadata: Readonly<Record<string, string>>;
}

const defaultPort = 15002;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const namedParameters = new Set(['token', 'user_id', 'user_agent', 'session_id', 'use_ssl', 'grpc_max_message_size']);

/**
 * Reads a connection string of Spark Connect.
 *
 * @example
 * ```ts
 * parseConnectionString('sc://localhost:15002/;user_id=ann').port; // 15002
 * ```
 */
export function parseConnectionString(text: string): Connection {
  const match = /^sc:\/\/([^/;]*)(?:\/([^;]*))?(?:;(.*))?$/.exec(text.trim());
  if (match === null) throw invalid('it must start with sc:// and a host');
  const [, authority = '', path = '', rest = ''] = match;
  if (path !== '') throw invalid(`it must not have a path, and /${path} was given`);
  const { host, port } = parseAuthority(authority);
  const parameters = parseParameters(rest);
  const sessionId = parameters.get('session_id');
  if (sessionId !== undefined && !uuidPattern.test(sessionId)) throw invalid('session_id must be a UUID');
  const size = parameters.get('grpc_max_message_size');
  return {
    host,
    port,
    secure: isSecure(parameters, host),
    token: parameters.get('token'),
    userId: parameters.get('user_id'),
    userAgent: parameters.get('user_agent'),
    sessionId,
    maxMessageSizeBytes: size === undefined ? undefined : Number(size),
    metadata: Object.fromEntries([...parameters].filter(([name]) => !namedParameters.has(name))),
  };
}

function parseAuthority(authority: string): { host: string; port: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(authority);
  if (match === null) throw invalid('after sc:// it needs a host, and a number after the colon');
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  if (port < 1 || port > 65535) throw invalid(`there is no port ${port}`);
  return { host: match[1]!, port };
}

function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals <= 0) throw invalid(`the parameter ${part} must be written name=value`);
    parameters.set(part.slice(0, equals), decodeURIComponent(part.slice(equals + 1)));
  }
  return parameters;
}

/** A token needs an encrypted connection, except to this machine or where the string says otherwise. */
function isSecure(parameters: ReadonlyMap<string, string>, host: string): boolean {
  const asked = parameters.get('use_ssl')?.toLowerCase();
  if (asked !== undefined) return asked === 'true';
  return parameters.has('token') && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

const invalid = (detail: string) => valueError('CONNECT_URL_INVALID', { detail });
