import fc from 'fast-check';
import { strangeFragments } from '../../../packages/sql/test/strange-fragments.ts';

const tokenPattern = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|[A-Za-z_]\w*|\d+(?:\.\d+)?\w*|\s+|[^\w\s]/g;

export const tokensOf = (text: string): string[] => text.match(tokenPattern) ?? [];

/** What a token may be replaced by without ceasing to be SQL. */
function classOf(token: string): string {
  if (/^\s/.test(token)) return 'space';
  if (/^['"]/.test(token)) return 'text';
  if (/^\d/.test(token)) return 'number';
  if (/^[A-Za-z_`]/.test(token)) return 'word';
  return /^[(),.[\]]$/.test(token) ? 'bracket' : 'operator';
}

const strange = [...strangeFragments, '|>', ';'];

const steps = (kinds: readonly string[], maxLength: number) =>
  fc.array(fc.record({ at: fc.nat(), count: fc.nat({ max: 3 }), from: fc.nat(), kind: fc.constantFrom(...kinds) }), { maxLength });

/** A statement with some of its tokens deleted, doubled, cut off, or replaced by any others. */
export function broken(statements: readonly string[]): fc.Arbitrary<string> {
  const fragments = [...new Set(statements.flatMap(tokensOf)), ...strange];
  return fc
    .tuple(fc.constantFrom(...statements), steps(['delete', 'insert', 'replace', 'double', 'cut'], 6))
    .map(([statement, changes]) => {
      const tokens = tokensOf(statement);
      for (const { at, count, from, kind } of changes) {
        const index = tokens.length === 0 ? 0 : at % tokens.length;
        const fragment = fragments[from % fragments.length] as string;
        if (kind === 'delete') tokens.splice(index, count + 1);
        else if (kind === 'insert') tokens.splice(index, 0, fragment);
        else if (kind === 'replace') tokens.splice(index, count + 1, fragment);
        else if (kind === 'double') tokens.splice(index, 0, ...tokens.slice(index, index + count + 1));
        else tokens.length = index;
      }
      return tokens.join('');
    });
}

/** A statement with some of its words, numbers, texts and operators replaced by others of their kind, which mostly still parses. */
export function shuffled(statements: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  const byClass = new Map<string, string[]>();
  for (const token of new Set([...words, ...statements.flatMap(tokensOf)])) {
    const known = byClass.get(classOf(token));
    if (known) known.push(token);
    else byClass.set(classOf(token), [token]);
  }
  return fc.tuple(fc.constantFrom(...statements), steps(['replace', 'replace', 'word'], 3)).map(([statement, changes]) => {
    const tokens = tokensOf(statement);
    const places = tokens.flatMap((token, at) => (['space', 'bracket'].includes(classOf(token)) ? [] : [at]));
    for (const { at, from, kind } of changes) {
      const place = places[at % Math.max(places.length, 1)];
      if (place === undefined) continue;
      const others = byClass.get(classOf(tokens[place] as string)) ?? [];
      const pool = kind === 'word' && classOf(tokens[place] as string) === 'word' && words.length > 0 ? words : others;
      tokens[place] = pool[from % Math.max(pool.length, 1)] ?? '';
    }
    return tokens.join('');
  });
}
