import type { TokenType } from '../lexer/index.ts';
import type { Parser } from './parser.ts';

/** Commands of Hive that Spark reads only to refuse them by name. Longer ones stand before their beginnings. */
const commands: readonly (readonly TokenType[])[] = [
  ['CREATE', 'ROLE'],
  ['DROP', 'ROLE'],
  ['GRANT', 'ROLE'],
  ['GRANT'],
  ['REVOKE', 'ROLE'],
  ['REVOKE'],
  ['SHOW', 'GRANT'],
  ['SHOW', 'ROLE', 'GRANT'],
  ['SHOW', 'ROLE'],
  ['SHOW', 'PRINCIPALS'],
  ['SHOW', 'ROLES'],
  ['SHOW', 'CURRENT', 'ROLES'],
  ['EXPORT', 'TABLE'],
  ['IMPORT', 'TABLE'],
  ['SHOW', 'COMPACTIONS'],
  ['SHOW', 'TRANSACTIONS'],
  ['SHOW', 'INDEXES'],
  ['SHOW', 'LOCKS'],
  ['ALTER', 'INDEX'],
  ['LOCK', 'TABLE'],
  ['LOCK', 'DATABASE'],
  ['UNLOCK', 'TABLE'],
  ['UNLOCK', 'DATABASE'],
  ['CREATE', 'TEMPORARY', 'MACRO'],
  ['DROP', 'TEMPORARY', 'MACRO'],
  ['START', 'TRANSACTION'],
  ['COMMIT'],
  ['ROLLBACK'],
  ['DFS'],
];

/** What ALTER TABLE … goes on with in those commands. */
const alterActions: readonly (readonly TokenType[])[] = [
  ['NOT', 'CLUSTERED'],
  ['CLUSTERED', 'BY'],
  ['NOT', 'SORTED'],
  ['SKEWED', 'BY'],
  ['NOT', 'SKEWED'],
  ['NOT', 'STORED', 'AS', 'DIRECTORIES'],
  ['SET', 'SKEWED', 'LOCATION'],
  ['EXCHANGE', 'PARTITION'],
  ['ARCHIVE', 'PARTITION'],
  ['UNARCHIVE', 'PARTITION'],
  ['TOUCH'],
  ['COMPACT'],
  ['CONCATENATE'],
  ['SET', 'FILEFORMAT'],
];

/** Refuses such a command; returns when none stands here. */
export function refuseNativeCommand(parser: Parser): void {
  const words = commands.find((command) => command.every((word, i) => parser.peek(i) === word));
  if (words !== undefined) refuseRest(parser, words.join(' '), parser.start);
}

export function refuseNativeAlter(parser: Parser, start: number): never {
  const words = alterActions.find((action) => action.every((word, i) => parser.peek(i) === word));
  if (words === undefined) return parser.refuse();
  return refuseRest(parser, `ALTER TABLE ${words.join(' ')}`, start);
}

export function refuseRest(parser: Parser, operation: string, start: number): never {
  parser.skipRest();
  throw parser.error('INVALID_STATEMENT_OR_CLAUSE', { operation }, { start, stop: parser.stop });
}
