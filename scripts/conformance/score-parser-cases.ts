import { readFileSync } from 'node:fs';
import { parseDataType, parseExpression, parseStatement, parseTableSchema, SqlSyntaxError } from '@kindling/sql';
import type { Scored } from './mark.ts';
import type { Outcome } from './score-query.ts';

interface ParserCase {
  readonly group: string;
  readonly sql: string;
  /** What Spark's parser raises, or null when it accepts the text. */
  readonly exception: string | null;
}

function parserOf(group: string): (sql: string) => unknown {
  if (group === 'data_type') return parseDataType;
  if (group === 'table_schema') return parseTableSchema;
  return group.startsWith('expression') ? parseExpression : parseStatement;
}

function scoreCase(one: ParserCase): Outcome {
  try {
    parserOf(one.group)(one.sql);
    return one.exception === null ? { mark: 'exact', why: '' } : { mark: 'wrong', why: 'no error' };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError))
      return { mark: 'wrong', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    if (one.exception === null) return { mark: 'wrong', why: `${error.condition}: ${error.message}` };
    // Some of Spark's refusals have no condition, only a sentence.
    const wanted = /^\s*\[([A-Z0-9_.]+)\]/.exec(one.exception)?.[1];
    return wanted === undefined || wanted === error.condition
      ? { mark: 'exact', why: '' }
      : { mark: 'sign', why: `${error.condition}: ${error.message}` };
  }
}

export function scoreParserCases(path: string): Scored[] {
  const cases = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ParserCase);
  return cases.map((one) => ({ set: 'parser-cases', group: one.group, query: one.sql, ...scoreCase(one) }));
}
