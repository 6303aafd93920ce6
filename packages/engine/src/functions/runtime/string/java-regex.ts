import { sparkError } from '@kindling/protocol';

const compiled = new Map<string, RegExp>();

/** A Java regular expression as JavaScript's: what differs in syntax is rewritten, what has no counterpart is refused. */
export function javaRegex(pattern: string, functionName: string, flags = 'gu'): RegExp {
  const key = `${flags}/${pattern}`;
  let regex = compiled.get(key);
  if (regex === undefined) {
    try {
      const { source, inlineFlags } = translate(pattern);
      regex = new RegExp(source, [...new Set(flags + inlineFlags)].join(''));
    } catch (error) {
      throw sparkError(
        'INVALID_PARAMETER_VALUE.PATTERN',
        { functionName: `\`${functionName}\``, parameter: '`regexp`', value: `'${pattern}'` },
        { cause: error },
      );
    }
    if (compiled.size > 1000) compiled.clear();
    compiled.set(key, regex);
  }
  regex.lastIndex = 0;
  return regex;
}

const posix: Readonly<Record<string, string>> = {
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Space: ' \\t\\n\\x0B\\f\\r',
  Blank: ' \\t',
  XDigit: '0-9a-fA-F',
  Cntrl: '\\x00-\\x1F\\x7F',
  Graph: '!-~',
  Print: ' -~',
  ASCII: '\\x00-\\x7F',
};

function translate(pattern: string): { source: string; inlineFlags: string } {
  let inlineFlags = '';
  let source = '';
  let inClass = 0;
  const open: number[] = [];
  let atom = { start: 0, end: 0 };
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    const start = source.length;
    const wasInClass = inClass > 0;
    const next = pattern[i + 1];
    if (char === '\\' && next !== undefined) {
      i += 1;
      if (next === 'Q') {
        const end = pattern.indexOf('\\E', i + 1);
        const literal = pattern.slice(i + 1, end < 0 ? undefined : end);
        source += literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
        i = end < 0 ? pattern.length : end + 1;
      } else if ((next === 'p' || next === 'P') && pattern[i + 1] === '{') {
        const end = pattern.indexOf('}', i);
        const name = pattern.slice(i + 2, end).replace(/^Is/, '');
        const set = posix[name];
        if (set === undefined) source += `\\${next}{${name}}`;
        else source += inClass > 0 && next === 'p' ? set : `[${next === 'P' ? '^' : ''}${set}]`;
        i = end;
      } else if (
        next === 'd' ||
        next === 'w' ||
        next === 'D' ||
        next === 'W' ||
        next === 'b' ||
        next === 'B' ||
        next === 't' ||
        next === 'n' ||
        next === 'r' ||
        next === 'f' ||
        next === 'v' ||
        next === 'S'
      )
        source += next === 'S' && inClass === 0 ? '[^ \\t\\n\\x0B\\f\\r]' : `\\${next}`;
      else if (next === 's') source += inClass > 0 ? ' \\t\\n\\x0B\\f\\r' : '[ \\t\\n\\x0B\\f\\r]';
      else if (next === 'h') source += inClass > 0 ? ' \\t\\xA0' : '[ \\t\\xA0]';
      else if (next === 'R') source += '(?:\\r\\n|[\\n\\x0B\\f\\r\\x85\\u2028\\u2029])';
      else if (next === 'A') source += '(?<![\\s\\S])';
      else if (next === 'z') source += '(?![\\s\\S])';
      else if (next === 'Z') source += '(?=(?:\\r\\n|[\\n\\r])?(?![\\s\\S]))';
      else if (next === 'e') source += '\\x1B';
      else if (next === 'a') source += '\\x07';
      else if (next === 'x' || next === 'u' || next === 'k' || next === 'c' || /\d/.test(next)) source += `\\${next}`;
      else source += /[\\^$.*+?()[\]{}|/-]/.test(next) ? (next === '-' && inClass === 0 ? '-' : `\\${next}`) : next;
    } else if (char === '[') {
      source += inClass > 0 ? '\\[' : '[';
      inClass += inClass > 0 ? 0 : 1;
    } else if (char === ']' && inClass > 0) {
      inClass -= 1;
      source += ']';
    } else if (inClass === 0 && char === '(' && next === '?' && /^\(\?([imsux]+)\)/.test(pattern.slice(i))) {
      const end = pattern.indexOf(')', i);
      inlineFlags += pattern.slice(i + 2, end).replace(/[ux]/g, '');
      i = end;
    } else if (inClass === 0 && char === '$')
      source += inlineFlags.includes('m') ? '$' : '(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?(?![\\s\\S]))';
    else if (inClass === 0 && (char === '}' || char === ']')) source += `\\${char}`;
    else if (inClass === 0 && char === '{') {
      const bounds = /^\{\d+(?:,\d*)?\}/.exec(pattern.slice(i))?.[0];
      source += bounds ?? '\\{';
      i += (bounds?.length ?? 1) - 1;
    } else if (inClass === 0 && char === '+' && /[*+?}]$/.test(source) && !/\\[*+?}]$/.test(source))
      source = source.slice(0, atom.start) + possessive(source.slice(atom.start, atom.end), source.slice(atom.end));
    else source += char;
    if (inClass > 0) {
      if (!wasInClass) open.push(start);
    } else if (wasInClass) atom = { start: open.pop() ?? start, end: source.length };
    else if (char === '(') open.push(start);
    else if (char === ')') atom = { start: open.pop() ?? start, end: source.length };
    else if (!'*+?{'.includes(char)) atom = { start, end: source.length };
  }
  return { source, inlineFlags: [...new Set(inlineFlags)].join('') };
}

/** What repeats and gives nothing back: JavaScript has no such quantifier, but can look that no further repetition follows. */
function possessive(atom: string, quantifier: string): string {
  const copy = atom.replace(/\\.|\((?:\?<\w+>|(?!\?))/g, (found) => (found.startsWith('(') ? '(?:' : found));
  const bounds = /^\{(\d+),(\d+)\}$/.exec(quantifier);
  if (bounds) return `(?:${atom}{${bounds[2]}}|${copy}${quantifier}(?!${copy}))`;
  return quantifier === '?' ? `(?:${atom}|(?!${copy}))` : `${atom}${quantifier}(?!${copy})`;
}

/** A Java replacement (`$1`, `\$`) applied to one match. */
export function javaReplacement(
  replacement: string,
  groups: readonly (string | undefined)[],
  named: Readonly<Record<string, string | undefined>> | undefined,
): string {
  let out = '';
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i] as string;
    if (char === '\\') {
      i += 1;
      out += replacement[i] ?? '';
    } else if (char === '$') {
      const name = /^\$\{([A-Za-z][A-Za-z0-9]*)\}/.exec(replacement.slice(i));
      if (name) {
        out += named?.[name[1] ?? ''] ?? '';
        i += name[0].length - 1;
        continue;
      }
      let digits = /^\d/.exec(replacement.slice(i + 1))?.[0] ?? '';
      if (digits === '') throw sparkError('INTERNAL_ERROR', { message: 'A replacement holds $ without a group.' });
      while (
        /\d/.test(replacement[i + 1 + digits.length] ?? '') &&
        Number(digits + (replacement[i + 1 + digits.length] ?? '')) < groups.length
      )
        digits += replacement[i + 1 + digits.length];
      out += groups[Number(digits)] ?? '';
      i += digits.length;
    } else out += char;
  }
  return out;
}
