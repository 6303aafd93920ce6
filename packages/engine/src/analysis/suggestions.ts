import type { Attribute } from '../plan/index.ts';
import { fail, type HasOrigin, quoteName } from './analysis-error.ts';

/** Spark shows this many. */
const MAX_SUGGESTIONS = 5;

/** Raises UNRESOLVED_COLUMN with the most similar names in scope. */
export function failUnresolvedColumn(nameParts: readonly string[], candidates: readonly Attribute[], at: HasOrigin): never {
  // Of names that are equally similar the first ones of the alphabet come first.
  failUnresolvedName(
    nameParts,
    candidates.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id)),
    at,
  );
}

/** As above, with candidates in an order that decides between equally similar ones. */
export function failUnresolvedName(nameParts: readonly string[], candidates: readonly Attribute[], at: HasOrigin): never {
  const objectName = quoteName(nameParts);
  const names = candidates.map((attribute) => [...attribute.qualifier, attribute.name]);
  const suggestions = suggest(nameParts, names);
  if (suggestions.length === 0) fail('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName }, at);
  fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName, proposal: suggestions.join(', ') }, at);
}

/**
 * Names ordered by how many edits they are away from what was written. Qualifiers count only when they tell candidates
 * apart or when the name was written with one.
 */
export function suggest(nameParts: readonly string[], candidates: readonly (readonly string[])[]): readonly string[] {
  const first = candidates[0];
  const isOneTable = first !== undefined && candidates.every((parts) => sameParts(parts.slice(0, -1), first.slice(0, -1)));
  const shown =
    nameParts.length === 1 && isOneTable
      ? candidates.map((parts) => parts.slice(-1))
      : nameParts.length === 1
        ? candidates
        : candidates.map((parts) => (isOneTable ? parts.slice(-Math.max(nameParts.length, 1)) : parts));
  // Spark measures from the name without quotes to the candidates with theirs.
  const target = nameParts.join('.');
  return shown
    .map(quoteName)
    .map((text) => ({ text, distance: levenshtein(target, text) }))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, MAX_SUGGESTIONS)
    .map((candidate) => candidate.text);
}

function sameParts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((part, i) => part === right[i]);
}

function levenshtein(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const substitution = (previous[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[right.length] as number;
}
