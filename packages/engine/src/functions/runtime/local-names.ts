/** The names of months in a locale, as dates are written with them. */
export interface MonthNames {
  readonly long: readonly string[];
  readonly short: readonly string[];
}

const months = new Map<string, MonthNames>();

export function monthNames(locale: string): MonthNames {
  let names = months.get(locale);
  if (names === undefined) {
    const known = knownLocale(locale);
    const namesOf = (month: 'long' | 'short') => {
      const format = new Intl.DateTimeFormat(known, { day: 'numeric', month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, i) => partOf(format.formatToParts(Date.UTC(2000, i, 1)), 'month'));
    };
    names = { long: namesOf('long'), short: namesOf('short') };
    months.set(locale, names);
  }
  return names;
}

/** What stands between groups of digits and before a fraction. */
export function numberSigns(locale: string): { readonly group: string; readonly point: string } {
  const parts = new Intl.NumberFormat(knownLocale(locale), { useGrouping: true }).formatToParts(-1_234_567.5);
  return { group: partOf(parts, 'group'), point: partOf(parts, 'decimal') };
}

const partOf = (parts: readonly { readonly type: string; readonly value: string }[], type: string): string =>
  parts.find((part) => part.type === type)?.value ?? '';

/** Java takes a locale that it does not know for none; English is nearest to that. */
function knownLocale(locale: string): string {
  const tag = locale.replaceAll('_', '-');
  return /^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(-[A-Za-z0-9]{2,8})*$/.test(tag) && Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0
    ? tag
    : 'en-US';
}
