import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDataType,
  parseExpression,
  parseStatement,
  parseStatements,
  SqlSyntaxError,
  type StatementOrScript,
  unparse,
} from '../src/index.ts';
import { statements } from './sample-statements.ts';
import { strangeFragments } from './strange-fragments.ts';
import { withoutPositions } from './without-positions.ts';

const runs = Number(process.env.KINDLING_FUZZ_RUNS ?? 2000);
const seed = Number(process.env.KINDLING_FUZZ_SEED ?? 1);

const fragments = [...new Set(statements.flatMap((text) => text.match(/\w+|\s+|[^\w\s]/g) ?? [])), ...strangeFragments, '=>', '|>', '<=>'];

/** A statement with some of its parts deleted, doubled, swapped or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...statements),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('delete', 'insert', 'replace', 'double', 'cut'), fc.constantFrom(...fragments)), {
      maxLength: 6,
    }),
  )
  .map(([statement, changes]) => {
    const parts: string[] = [...(statement.match(/\w+|\s+|[^\w\s]/g) ?? [])];
    for (const [at, length, change, fragment] of changes) {
      const index = parts.length === 0 ? 0 : at % parts.length;
      const count = (length % 4) + 1;
      if (change === 'delete') parts.splice(index, count);
      else if (change === 'insert') parts.splice(index, 0, fragment);
      else if (change === 'replace') parts.splice(index, count, fragment);
      else if (change === 'double') parts.splice(index, 0, ...parts.slice(index, index + count));
      else parts.length = index;
    }
    return parts.join('');
  });

/** A tree, or an error that says where. */
function check(text: string, parse: (text: string) => unknown): void {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    expect(error.condition).toMatch(/^[A-Z_0-9.]+$/);
    expect(error.start).toBeGreaterThanOrEqual(0);
    expect(error.start).toBeLessThanOrEqual(text.length);
    expect(error.line).toBeGreaterThan(0);
  }
}

function accepted(text: string): StatementOrScript | undefined {
  try {
    return parseStatement(text);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

describe('whatever the text', { timeout: 10_000 + runs * 10 }, () => {
  it('statements end in a tree or in an error with a position', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        check(text, parseStatement);
        check(text, parseStatements);
      }),
      { numRuns: runs, seed },
    );
  });

  it('what is accepted survives being printed and read again', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const tree = accepted(text);
        if (tree !== undefined) expect(withoutPositions(parseStatement(unparse(tree)))).toEqual(withoutPositions(tree));
      }),
      { numRuns: runs, seed },
    );
  });

  it('so do expressions, types and noise', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.string(),
          fc.array(fc.constantFrom(...fragments)).map((parts) => parts.join(' ')),
        ),
        (text) => {
          check(text, parseExpression);
          check(text, parseDataType);
        },
      ),
      { numRuns: runs, seed },
    );
  });
});
