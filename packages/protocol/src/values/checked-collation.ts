import { sparkError } from '../errors/index.ts';
import { type Collation, localeNames, parseCollation } from '../types/index.ts';

/**
 * The collation that a user names: modifiers in any order, any case, and perhaps `system.builtin` before it.
 *
 * @example
 * ```ts
 * checkedCollation('unicode_ai_ci').name; // 'UNICODE_CI_AI'
 * ```
 */
export function checkedCollation(name: string): Collation {
  const collation = parseCollation(name.replace(/^system\.builtin\./i, ''));
  if (collation === undefined || collation.kind === 'indeterminate')
    throw sparkError('COLLATION_INVALID_NAME', { collationName: name, proposals: proposals(name).join(', ') });
  return collation;
}

const MOST_PROPOSALS = 3;
/** A name that differs in more letters is no slip of the pen. */
const NEAR = 3;

function proposals(name: string): readonly string[] {
  const isPlain = name.startsWith('UTF8_');
  const roots = isPlain ? ['UTF8_BINARY', 'UTF8_LCASE'] : localeNames;
  const pattern = isPlain ? /_RTRIM$/ : /_(?:CI|AI|CS|AS|RTRIM)$/;
  let base = name.toUpperCase();
  const found: string[] = [];
  for (let match = pattern.exec(base); match; match = pattern.exec(base)) {
    found.unshift(match[0]);
    base = base.slice(0, match.index);
  }
  const distinct = [...new Set(found)];
  const kept = distinct.filter(
    (modifier) => !(modifier === '_CI' && distinct.includes('_CS')) && !(modifier === '_AI' && distinct.includes('_AS')),
  );
  return roots
    .map((root) => ({ root, distance: distanceOf(root.toUpperCase(), base) }))
    .sort((left, right) => left.distance - right.distance || (left.root < right.root ? -1 : 1))
    .slice(0, MOST_PROPOSALS)
    .filter(({ distance }, i) => i === 0 || distance < NEAR)
    .map(({ root }) => root + kept.join(''));
}

/** Letters to change, leave out or put in. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
