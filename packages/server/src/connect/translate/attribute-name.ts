import { sparkError } from '@kindling/protocol';

/**
 * The parts of a column's name as the DataFrame API writes it: separated by dots, quoted by backticks where a part
 * holds a dot itself (a backtick inside is doubled).
 */
export function parseAttributeName(name: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    if (name[at] === '`') {
      let part = '';
      at += 1;
      for (;;) {
        const end = name.indexOf('`', at);
        if (end < 0) throw invalid(name);
        part += name.slice(at, end);
        at = end + 1;
        if (name[at] !== '`') break;
        part += '`';
        at += 1;
      }
      parts.push(part);
    } else {
      const dot = name.indexOf('.', at);
      const end = dot < 0 ? name.length : dot;
      const part = name.slice(at, end);
      if (part.includes('`') || (part === '' && name !== '')) throw invalid(name);
      parts.push(part);
      at = end;
    }
    if (at >= name.length) return parts;
    if (name[at] !== '.') throw invalid(name);
    at += 1;
    if (at === name.length) throw invalid(name);
  }
}

function invalid(name: string) {
  return sparkError('INVALID_ATTRIBUTE_NAME_SYNTAX', { name });
}
