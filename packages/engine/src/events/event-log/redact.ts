/** What Spark shows in place of a secret. */
const redacted = '*********(redacted)';

export type Redact = (properties: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

/**
 * Hides the values of properties whose key or value the pattern is found in.
 *
 * ```ts
 * makeRedact('(?i)secret|token')({ 'my.Token': '1234', 'my.name': 'x' }); // { 'my.Token': '*********(redacted)', 'my.name': 'x' }
 * ```
 *
 * @param pattern a regular expression of Java: flags may stand in front as `(?i)`.
 */
export function makeRedact(pattern: string): Redact {
  const [, flags = '', source = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  if (source === '') return (properties) => properties;
  const expression = new RegExp(source, flags);
  return (properties) =>
    Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, expression.test(key) || expression.test(value) ? redacted : value]),
    );
}
