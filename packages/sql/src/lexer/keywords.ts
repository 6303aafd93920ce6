/**
 * Spark's keywords, by how far each may serve as a name. By default every one of them may: those of `strictNonReserved` not as
 * the alias of a table, the others anywhere. With `enforceReservedKeywords` only `ansiNonReserved` and the three exceptions below may.
 */

// biome-ignore format: one word a line would take 350 lines
const ansiNonReserved = [
  'ADD', 'AFTER', 'AGGREGATE', 'ALTER', 'ALWAYS', 'ANALYZE', 'ANY_VALUE', 'APPROX', 'ARCHIVE', 'ARRAY', 'ASC', 'ASENSITIVE', 'AT',
  'ATOMIC', 'BEGIN', 'BERNOULLI', 'BETWEEN', 'BIGINT', 'BINARY', 'BINDING', 'BOOLEAN', 'BUCKET', 'BUCKETS', 'BY', 'BYTE', 'CACHE',
  'CALLED', 'CASCADE', 'CATALOG', 'CATALOGS', 'CHANGE', 'CHANGES', 'CHAR', 'CHARACTER', 'CLEAR', 'CLOSE', 'CLUSTER', 'CLUSTERED',
  'CODEGEN', 'COLLECTION', 'COLUMNS', 'COMMENT', 'COMMIT', 'COMPACT', 'COMPACTIONS', 'COMPENSATION', 'COMPUTE', 'CONCATENATE',
  'CONDITION', 'CONTAINS', 'CONTINUE', 'COST', 'CUBE', 'CURRENT', 'CURRENT_DATABASE', 'CURSOR', 'DATA', 'DATABASE', 'DATABASES', 'DATE',
  'DATEADD', 'DATEDIFF', 'DATE_ADD', 'DATE_DIFF', 'DAY', 'DAYOFYEAR', 'DAYS', 'DBPROPERTIES', 'DEC', 'DECIMAL', 'DECLARE', 'DEFAULT',
  'DEFAULT_PATH', 'DEFINED', 'DEFINER', 'DELAY', 'DELETE', 'DELIMITED', 'DESC', 'DESCRIBE', 'DETERMINISTIC', 'DFS', 'DIRECTORIES',
  'DIRECTORY', 'DISTANCE', 'DISTRIBUTE', 'DIV', 'DO', 'DOUBLE', 'DROP', 'ELSEIF', 'ENFORCED', 'ESCAPED', 'EVOLUTION', 'EXACT',
  'EXCHANGE', 'EXCLUDE', 'EXCLUSIVE', 'EXISTS', 'EXIT', 'EXPLAIN', 'EXPORT', 'EXTEND', 'EXTENDED', 'EXTERNAL', 'EXTRACT', 'FIELDS',
  'FILEFORMAT', 'FIRST', 'FLOAT', 'FLOW', 'FOLLOWING', 'FORMAT', 'FORMATTED', 'FOUND', 'FUNCTION', 'FUNCTIONS', 'GENERATED', 'GEOGRAPHY',
  'GEOMETRY', 'GLOBAL', 'GROUPING', 'HANDLER', 'HOUR', 'HOURS', 'IDENTIFIED', 'IDENTIFIER', 'IDENTITY', 'IF', 'IGNORE', 'ILIKE',
  'IMMEDIATE', 'IMPORT', 'INCLUDE', 'INCLUSIVE', 'INCREMENT', 'INDEX', 'INDEXES', 'INPATH', 'INPUT', 'INPUTFORMAT', 'INSENSITIVE',
  'INSERT', 'INT', 'INTEGER', 'INTERVAL', 'INVOKER', 'ITEMS', 'ITERATE', 'JSON', 'KEY', 'KEYS', 'LANGUAGE', 'LAST', 'LAZY', 'LEAVE',
  'LEVEL', 'LIKE', 'LIMIT', 'LINES', 'LIST', 'LOAD', 'LOCAL', 'LOCATION', 'LOCK', 'LOCKS', 'LOGICAL', 'LONG', 'LOOP', 'MACRO', 'MAP',
  'MATCHED', 'MATERIALIZED', 'MAX', 'MEASURE', 'MERGE', 'METRICS', 'MICROSECOND', 'MICROSECONDS', 'MILLISECOND', 'MILLISECONDS',
  'MINUTE', 'MINUTES', 'MODIFIES', 'MONTH', 'MONTHS', 'MSCK', 'NAME', 'NAMESPACE', 'NAMESPACES', 'NANOSECOND', 'NANOSECONDS', 'NEAREST',
  'NEXT', 'NO', 'NONE', 'NORELY', 'NULLS', 'NUMERIC', 'OF', 'OPEN', 'OPTION', 'OPTIONS', 'OUT', 'OUTPUTFORMAT', 'OVER', 'OVERLAY',
  'OVERWRITE', 'PARTITION', 'PARTITIONED', 'PARTITIONS', 'PATH', 'PERCENT', 'PIVOT', 'PLACING', 'POSITION', 'PRECEDING', 'PRINCIPALS',
  'PROCEDURE', 'PROCEDURES', 'PROPERTIES', 'PURGE', 'QUALIFY', 'QUARTER', 'QUERY', 'RANGE', 'READ', 'READS', 'REAL', 'RECORDREADER',
  'RECORDWRITER', 'RECOVER', 'RECURSION', 'REDUCE', 'REFRESH', 'RELY', 'RENAME', 'REPAIR', 'REPEAT', 'REPEATABLE', 'REPLACE', 'RESET',
  'RESPECT', 'RESTRICT', 'RETURN', 'RETURNS', 'REVOKE', 'RLIKE', 'ROLE', 'ROLES', 'ROLLBACK', 'ROLLUP', 'ROW', 'ROWS', 'SCHEMA',
  'SCHEMAS', 'SECOND', 'SECONDS', 'SECURITY', 'SEPARATED', 'SERDE', 'SERDEPROPERTIES', 'SET', 'SETS', 'SHORT', 'SHOW', 'SIMILARITY',
  'SINGLE', 'SKEWED', 'SMALLINT', 'SORT', 'SORTED', 'SOURCE', 'SPECIFIC', 'SQLEXCEPTION', 'SQLSTATE', 'START', 'STATISTICS', 'STORED',
  'STRATIFY', 'STREAM', 'STREAMING', 'STRING', 'STRUCT', 'SUBSTR', 'SUBSTRING', 'SYNC', 'SYSTEM', 'SYSTEM_PATH', 'SYSTEM_TIME',
  'SYSTEM_VERSION', 'TABLES', 'TABLESAMPLE', 'TARGET', 'TBLPROPERTIES', 'TEMPORARY', 'TERMINATED', 'TIMEDIFF', 'TIMESTAMP',
  'TIMESTAMPADD', 'TIMESTAMPDIFF', 'TIMESTAMP_LTZ', 'TIMESTAMP_NTZ', 'TINYINT', 'TOUCH', 'TRANSACTION', 'TRANSACTIONS', 'TRANSFORM',
  'TRIM', 'TRUE', 'TRUNCATE', 'TRY_CAST', 'TYPE', 'UNARCHIVE', 'UNBOUNDED', 'UNCACHE', 'UNLOCK', 'UNPIVOT', 'UNSET', 'UNTIL', 'UPDATE',
  'USE', 'VALUE', 'VALUES', 'VAR', 'VARCHAR', 'VARIABLE', 'VARIANT', 'VERSION', 'VIEW', 'VIEWS', 'VOID', 'WATERMARK', 'WEEK', 'WEEKS',
  'WHILE', 'WINDOW', 'WITHOUT', 'X', 'YEAR', 'YEARS', 'ZONE',
] as const;

// biome-ignore format: as above
const ansiReserved = [
  'ALL', 'AND', 'ANY', 'AS', 'AUTHORIZATION', 'BOTH', 'CALL', 'CASE', 'CAST', 'CHECK', 'COLLATE', 'COLLATION', 'COLLATIONS', 'COLUMN',
  'CONSTRAINT', 'CREATE', 'CURRENT_DATE', 'CURRENT_PATH', 'CURRENT_SCHEMA', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'CURRENT_USER',
  'DISTINCT', 'ELSE', 'END', 'ESCAPE', 'EXECUTE', 'FALSE', 'FETCH', 'FILTER', 'FOR', 'FOREIGN', 'FROM', 'GRANT', 'GROUP', 'HAVING', 'IN',
  'INTO', 'IS', 'LEADING', 'NOT', 'NULL', 'OFFSET', 'ONLY', 'OR', 'ORDER', 'OUTER', 'OVERLAPS', 'PRIMARY', 'RECURSIVE', 'REFERENCES',
  'SELECT', 'SESSION_USER', 'SOME', 'SQL', 'TABLE', 'THEN', 'TIME', 'TO', 'TRAILING', 'UNIQUE', 'UNKNOWN', 'USER', 'WHEN', 'WHERE',
  'WITH', 'WITHIN',
] as const;

// biome-ignore format: as above
const strictNonReserved = [
  'ANTI', 'CROSS', 'EXCEPT', 'FULL', 'INNER', 'INTERSECT', 'JOIN', 'LATERAL', 'LEFT', 'MINUS', 'NATURAL', 'ON', 'RIGHT', 'SEMI', 'UNION',
  'USING',
] as const;

export type Keyword = (typeof ansiNonReserved)[number] | (typeof ansiReserved)[number] | (typeof strictNonReserved)[number];

const keywordByWord = new Map<string, Keyword>();
for (const words of [ansiNonReserved, ansiReserved, strictNonReserved] as const) for (const word of words) keywordByWord.set(word, word);
keywordByWord.set('TEMP', 'TEMPORARY');
keywordByWord.set('REGEXP', 'RLIKE');

const longestKeyword = Math.max(...Array.from(keywordByWord.keys(), (word) => word.length));

/** The keyword that a word spells in any letter case; `TEMP` and `REGEXP` are second spellings. */
export function findKeyword(word: string): Keyword | undefined {
  return word.length > longestKeyword ? undefined : keywordByWord.get(word.toUpperCase());
}

const strict: ReadonlySet<string> = new Set<string>(strictNonReserved);
const reservedInAnsi: ReadonlySet<string> = new Set<string>(ansiReserved);
const nonReservedInAnsi: ReadonlySet<string> = new Set<string>(['ANTI', 'MINUS', 'SEMI']);

/** Keywords such as JOIN that are never a table's alias unless quoted. */
export function isStrictNonReserved(keyword: string): boolean {
  return strict.has(keyword);
}

/** Keywords that are no names when the ANSI keywords are enforced. */
export function isReservedInAnsi(keyword: string): boolean {
  return reservedInAnsi.has(keyword) || (strict.has(keyword) && !nonReservedInAnsi.has(keyword));
}

/** Every keyword with its group, as Spark's `sql_keywords()` lists them: without those that have two spellings. */
export function listKeywords(): { keyword: string; reserved: boolean }[] {
  const spelledTwice = new Set(['TEMPORARY', 'TEMP', 'RLIKE', 'REGEXP']);
  const words = Array.from(keywordByWord.keys()).filter((word) => !spelledTwice.has(word));
  return words.map((keyword) => ({ keyword, reserved: isReservedInAnsi(keyword) })).sort((a, b) => (a.keyword < b.keyword ? -1 : 1));
}
