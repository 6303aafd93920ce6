/** What the name of a collation says. */
export interface Collation {
  /** Spark's full name, as `UNICODE_CI_RTRIM`. */
  readonly name: string;
  readonly kind: 'binary' | 'lowercase' | 'icu' | 'indeterminate';
  /** Language tag of an ICU collation; `und` for UNICODE. */
  readonly locale: string;
  readonly ignoresCase: boolean;
  readonly ignoresAccents: boolean;
  /** Spaces at the end do not count. */
  readonly trimsRight: boolean;
}

/** What a text has when operands of different collations meet and none was asked for: `string collate null`. */
export const INDETERMINATE = 'null';

/** Locales that ICU has rules for, as Spark names them. */
export const localeNames: readonly string[] =
  `UNICODE af am ar ar_SAU as az be bg blo bn bo br bs bs_Cyrl ca ceb chr cs cy da de de_AUT dsb dz ee el en en_USA eo es et fa fa_AFG ff
  ff_Adlm fi fil fo fr fr_CAN fy ga gl gu ha haw he he_ISR hi hr hsb hu hy id id_IDN ig is it ja ka kk kk_Arab kl km kn ko kok ku ky lb lij
  lkt ln lo lt lv mk ml mn mr ms mt my nb nb_NOR ne nl nn no nso om or pa pa_Guru pa_Guru_IND pl ps pt ro ru sa se si sk sl smn sq sr
  sr_Cyrl sr_Cyrl_BIH sr_Cyrl_MNE sr_Cyrl_SRB sr_Latn sr_Latn_BIH sr_Latn_SRB st sv sw ta te th tk tn to tr ug uk ur uz vi wae wo xh yi yo
  zh zh_Hans zh_Hans_CHN zh_Hans_SGP zh_Hant zh_Hant_HKG zh_Hant_MAC zh_Hant_TWN zu`.split(/\s+/);

const countries: Readonly<Record<string, string>> = {
  SAU: 'SA',
  AUT: 'AT',
  USA: 'US',
  AFG: 'AF',
  CAN: 'CA',
  ISR: 'IL',
  IDN: 'ID',
  NOR: 'NO',
  IND: 'IN',
  BIH: 'BA',
  MNE: 'ME',
  SRB: 'RS',
  CHN: 'CN',
  SGP: 'SG',
  HKG: 'HK',
  MAC: 'MO',
  TWN: 'TW',
};

const byUpperName = new Map(localeNames.map((name) => [name.toUpperCase(), name]));
const MODIFIER = /_(CI|CS|AI|AS|RTRIM)$/;

/** The collation of that name in any case and order of its modifiers; `undefined` when there is none. */
export function parseCollation(name: string): Collation | undefined {
  if (name === INDETERMINATE) return { ...plain('indeterminate', INDETERMINATE), name };
  let base = name.toUpperCase();
  const modifiers: string[] = [];
  for (let match = MODIFIER.exec(base); match; match = MODIFIER.exec(base)) {
    modifiers.push(match[1] as string);
    base = base.slice(0, match.index);
  }
  const has = (modifier: string): boolean => modifiers.includes(modifier);
  if (new Set(modifiers).size < modifiers.length || (has('CI') && has('CS')) || (has('AI') && has('AS'))) return undefined;
  const trimsRight = has('RTRIM');
  const suffix = trimsRight ? '_RTRIM' : '';
  if (base === 'UTF8_BINARY' || base === 'UTF8_LCASE') {
    if (modifiers.some((modifier) => modifier !== 'RTRIM')) return undefined;
    return { ...plain(base === 'UTF8_BINARY' ? 'binary' : 'lowercase', `${base}${suffix}`), trimsRight };
  }
  const locale = byUpperName.get(base);
  if (locale === undefined) return undefined;
  return {
    name: `${locale}${has('CI') ? '_CI' : ''}${has('AI') ? '_AI' : ''}${suffix}`,
    kind: 'icu',
    locale: locale === 'UNICODE' ? 'und' : languageTag(locale),
    ignoresCase: has('CI'),
    ignoresAccents: has('AI'),
    trimsRight,
  };
}

function plain(kind: Collation['kind'], name: string): Collation {
  return { name, kind, locale: 'und', ignoresCase: kind === 'lowercase', ignoresAccents: false, trimsRight: false };
}

/** `sr_Cyrl_SRB` as `sr-Cyrl-RS`. */
function languageTag(name: string): string {
  return name
    .split('_')
    .map((part, i) => (i > 0 && part.length === 3 ? (countries[part] ?? part) : part))
    .join('-');
}

const parsed = new Map<string, Collation>();

/** The collation of a full name that was checked before. */
export function collationNamed(name: string): Collation {
  let collation = parsed.get(name);
  if (collation === undefined) {
    collation = parseCollation(name);
    if (collation === undefined) throw new Error(`There is no collation named ${name}.`);
    parsed.set(name, collation);
  }
  return collation;
}
