import { tokenizer } from 'acorn';

/** Whether the text of a function speaks of missing values: `null`, `undefined`, `??`, `?.`. */
export function mentionsNull(source: string): boolean {
  try {
    for (const token of tokenizer(source, { ecmaVersion: 'latest' })) {
      const text = source.slice(token.start, token.end);
      if (text === 'null' || text === 'undefined' || text === '??' || text === '?.') return true;
    }
    return false;
  } catch (error) {
    // Where the tokens depend on the grammar, as after a template, the text says enough.
    if (error instanceof SyntaxError) return /\bnull\b|\bundefined\b|\?\?|\?\./.test(source);
    throw error;
  }
}
