import { type InternalValue, sparkError } from '@kindling/protocol';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { javaRegex, javaReplacement } from './java-regex.ts';

function split(text: string, pattern: string, limit: number): InternalValue {
  if (pattern === '') {
    const characters = [...text];
    if (limit <= 0 || characters.length <= limit) return characters;
    return limit === 1 ? [text] : [...characters.slice(0, limit - 1), characters.slice(limit - 1).join('')];
  }
  const out: string[] = [];
  let from = 0;
  for (const match of text.matchAll(javaRegex(pattern, 'split'))) {
    if (limit > 0 && out.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0 || (match[0].length === 0 && match.index >= text.length)) continue;
    out.push(text.slice(from, match.index));
    from = end;
  }
  out.push(text.slice(from));
  return out;
}

function checkedGroup(match: RegExpMatchArray, index: number, name: string): string {
  if (index < 0 || index >= match.length) {
    throw sparkError('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', {
      parameter: '`idx`',
      functionName: `\`${name}\``,
      groupCount: String(match.length - 1),
      groupIndex: String(index),
    });
  }
  return match[index] ?? '';
}

function first(text: string, pattern: string, name: string): RegExpMatchArray | undefined {
  const [match] = text.matchAll(javaRegex(pattern, name));
  return match;
}

const codePoints = (text: string): number => [...text].length;

function likeRegex(pattern: string, escape: string, name: string): RegExp {
  let source = '';
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const char = characters[i] as string;
    const next = characters[i + 1];
    if (char === escape) {
      if (next === undefined) throw sparkError('INVALID_FORMAT.ESC_AT_THE_END', { format: `'${pattern}'` });
      if (next !== '_' && next !== '%' && next !== escape)
        throw sparkError('INVALID_FORMAT.ESC_IN_THE_MIDDLE', { format: `'${pattern}'`, char: `'${next}'` });
      source += quote(next);
      i += 1;
    } else source += char === '_' ? '[\\s\\S]' : char === '%' ? '[\\s\\S]*' : quote(char);
  }
  return new RegExp(`^${source}$`, name === 'ilike' ? 'iu' : 'u');
}

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function likeBody(name: string): RuntimeBody {
  return runtimeBodyOf(name, ({ options }) => {
    const escape = (options.escape as string | undefined) ?? '\\';
    const known = new Map<string, RegExp>();
    return (text: string, pattern: string) => {
      let regex = known.get(pattern);
      if (regex === undefined) {
        regex = likeRegex(pattern, escape, name);
        if (known.size > 1000) known.clear();
        known.set(pattern, regex);
      }
      return regex.test(text);
    };
  });
}

export const regexBodies: readonly RuntimeBody[] = [
  likeBody('like'),
  likeBody('ilike'),
  plain('rlike', (text: string, pattern: string) => javaRegex(pattern, 'rlike').test(text)),
  plain('split', (text: string, pattern: string, limit = -1) => split(text, pattern, limit)),
  plain('regexp_replace', (text: string, pattern: string, replacement: string, position = 1) => {
    const start = [...text].slice(0, position - 1).join('').length;
    if (position > 1 && start >= text.length) return text;
    const regex = javaRegex(pattern, 'regexp_replace');
    const replaced = text.slice(start).replace(regex, (...parts) => {
      const last = parts[parts.length - 1];
      const named = typeof last === 'object' ? (last as Record<string, string>) : undefined;
      const groups = parts.slice(0, parts.length - (named ? 3 : 2)) as string[];
      return javaReplacement(replacement, groups, named);
    });
    return text.slice(0, start) + replaced;
  }),
  plain('regexp_extract', (text: string, pattern: string, index = 1) => {
    const match = first(text, pattern, 'regexp_extract');
    return match === undefined ? '' : checkedGroup(match, index, 'regexp_extract');
  }),
  plain('regexp_extract_all', (text: string, pattern: string, index = 1) =>
    Array.from(text.matchAll(javaRegex(pattern, 'regexp_extract_all')), (match) => checkedGroup(match, index, 'regexp_extract_all')),
  ),
  plain('regexp_count', (text: string, pattern: string) => [...text.matchAll(javaRegex(pattern, 'regexp_count'))].length),
  plain('regexp_substr', (text: string, pattern: string) => first(text, pattern, 'regexp_substr')?.[0] ?? null),
  plain('regexp_instr', (text: string, pattern: string) => {
    const match = first(text, pattern, 'regexp_instr');
    return match === undefined ? 0 : codePoints(text.slice(0, match.index)) + 1;
  }),
];
