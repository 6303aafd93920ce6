import { type Collation, localeNames, parseCollation } from '../types/index.ts';

/** The release of ICU that comes with Spark 4.2. */
const ICU_VERSION = '78.3.0.0';

const suffixes = ['', '_AI', '_AI_RTRIM', '_CI', '_CI_AI', '_CI_AI_RTRIM', '_CI_RTRIM', '_RTRIM'];

/** What SHOW COLLATIONS says: name, language, country, accents, case, padding, ICU's release. */
export function collationRows(): readonly (readonly (string | null)[])[] {
  const languages = new Intl.DisplayNames('en', { type: 'language' });
  const regions = new Intl.DisplayNames('en', { type: 'region' });
  const plain = ['UTF8_BINARY', 'UTF8_LCASE', 'UTF8_BINARY_RTRIM', 'UTF8_LCASE_RTRIM'].map((name) => row(name, null, null));
  return [
    ...plain,
    ...localeNames.flatMap((root) => {
      const { locale } = parseCollation(root) as Collation;
      const { language, region } = new Intl.Locale(locale);
      const shown = locale === 'und' ? null : (languages.of(language ?? locale) ?? null);
      return suffixes.map((suffix) => row(root + suffix, shown, region === undefined ? null : (regions.of(region) ?? null)));
    }),
  ];
}

function row(name: string, language: string | null, country: string | null): readonly (string | null)[] {
  const { kind, ignoresAccents, ignoresCase, trimsRight } = parseCollation(name) as Collation;
  return [
    name,
    language,
    country,
    ignoresAccents ? 'ACCENT_INSENSITIVE' : 'ACCENT_SENSITIVE',
    ignoresCase ? 'CASE_INSENSITIVE' : 'CASE_SENSITIVE',
    trimsRight ? 'RTRIM' : 'NO_PAD',
    kind === 'icu' ? ICU_VERSION : null,
  ];
}
