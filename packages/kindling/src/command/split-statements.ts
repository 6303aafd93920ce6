/**
 * Splits SQL text at its semicolons, outside of quotes, comments and scripts; what follows the last one is `rest`.
 *
 * ```ts
 * splitStatements("SELECT ';'; SELECT 2"); // { statements: ["SELECT ';'"], rest: 'SELECT 2' }
 * ```
 */
export function splitStatements(text: string): { readonly statements: readonly string[]; readonly rest: string } {
  const statements: string[] = [];
  let start = 0;
  let blocks = 0;
  let at = 0;
  const isScript = () => /^\s*(?:\w+\s*:\s*)?BEGIN\b/i.test(text.slice(start, at));
  while (at < text.length) {
    const skipped = skip(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const word = /^[A-Za-z_]\w*/.exec(text.slice(at, at + 12))?.[0].toUpperCase();
    if (word !== undefined) {
      at += word.length;
      if (word === 'BEGIN' || (blocks > 0 && word === 'CASE')) blocks += blocks > 0 || isScript() ? 1 : 0;
      else if (word === 'END' && blocks > 0) blocks -= endsBlock(text, at) ? 1 : 0;
      while (/\w/.test(text[at] ?? '')) at += 1;
      continue;
    }
    if (text[at] === ';' && blocks === 0) {
      const statement = text.slice(start, at).trim();
      if (hasCode(statement)) statements.push(statement);
      start = at + 1;
    }
    at += 1;
  }
  const rest = text.slice(start).trim();
  return { statements, rest: hasCode(rest) ? rest : '' };
}

/** END IF, END WHILE and the like close what did not count as a block. */
function endsBlock(text: string, at: number): boolean {
  return !/^\s+(?:IF|WHILE|LOOP|REPEAT|FOR)\b/i.test(text.slice(at, at + 20));
}

/** The end of the quoted text or comment that starts here; `at` itself where none does. */
function skip(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === '--') return endOf(text.indexOf('\n', at), text);
  if (two === '/*') return endOf(text.indexOf('*/', at + 2) + 1, text);
  const quote = text[at];
  if (quote !== "'" && quote !== '"' && quote !== '`') return at;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i += 1;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

function endOf(index: number, text: string): number {
  return index <= 0 ? text.length : index + 1;
}

function hasCode(statement: string): boolean {
  for (let at = 0; at < statement.length; ) {
    const comment = statement.startsWith('--', at) || statement.startsWith('/*', at) ? skip(statement, at) : at;
    if (comment > at) at = comment;
    else if (/\s/.test(statement[at] ?? '')) at += 1;
    else return true;
  }
  return false;
}
