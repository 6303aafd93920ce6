import { type ConditionName, Decimal, sparkError } from '@kindling/protocol';

/** A run of digits; `exact` when it begins with a 0 before the point and so asks for all of its digits. */
interface Digits {
  readonly kind: 'digits';
  readonly count: number;
  readonly exact: boolean;
}

type Token =
  | Digits
  | { readonly kind: 'separator' | 'point' | 'dollar' | 'sign' | 'minus' | 'bracket' }
  | { readonly kind: 'unknown'; readonly character: string };

/** A number format of to_number and to_char: `[MI|S][$][0|9|G|,]*[.|D][0|9]*[PR|MI|S]`. */
export interface NumberFormat {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Groups between thousands separators, left to right. */
  readonly groups: readonly Digits[];
  readonly digitsBefore: number;
  readonly digitsAfter: number;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const run = /^[09]+/.exec(text.slice(at))?.[0];
    const isAfterPoint = tokens.some((token) => token.kind === 'point');
    if (run !== undefined) tokens.push({ kind: 'digits', count: run.length, exact: run.startsWith('0') && !isAfterPoint });
    const word = run ?? /^(?:MI|PR)/.exec(text.slice(at))?.[0] ?? (text[at] as string);
    if (run === undefined) tokens.push(symbol(word));
    at += word.length;
  }
  return tokens;
}

function symbol(word: string): Token {
  switch (word) {
    case ',':
    case 'G':
      return { kind: 'separator' };
    case '.':
    case 'D':
      return { kind: 'point' };
    case '$':
      return { kind: 'dollar' };
    case 'S':
      return { kind: 'sign' };
    case 'MI':
      return { kind: 'minus' };
    case 'PR':
      return { kind: 'bracket' };
    default:
      return { kind: 'unknown', character: word };
  }
}

const names: Readonly<Record<Token['kind'], string>> = {
  digits: 'digit sequence',
  separator: ', or G',
  point: '. or D',
  dollar: '$',
  sign: 'S',
  minus: 'MI',
  bracket: 'PR',
  unknown: '',
};

function refuse(subclass: string, text: string, parameters: Readonly<Record<string, string>> = {}): never {
  throw sparkError(`INVALID_FORMAT.${subclass}` as ConditionName, { ...parameters, format: `'${text}'` });
}

/** Reads a number format and refuses what Spark refuses. */
export function parseNumberFormat(format: string): NumberFormat {
  const text = format.toUpperCase();
  if (text === '') refuse('EMPTY', text);
  const tokens = tokenize(text);
  const kinds = tokens.map(({ kind }) => kind);
  if (!kinds.includes('digits')) refuse('WRONG_NUM_DIGIT', text);
  for (const kind of ['point', 'sign', 'minus', 'dollar', 'bracket'] as const) {
    if (kinds.filter((one) => one === kind).length > 1) refuse('WRONG_NUM_TOKEN', text, { token: names[kind] });
  }
  const dollar = kinds.indexOf('dollar');
  const point = kinds.indexOf('point');
  if (dollar >= 0 && kinds.indexOf('digits') < dollar) refuse('CUR_MUST_BEFORE_DIGIT', text);
  if (dollar >= 0 && point >= 0 && point < dollar) refuse('CUR_MUST_BEFORE_DEC', text);
  if (point >= 0 && kinds.lastIndexOf('separator') > point) refuse('THOUSANDS_SEPS_MUST_BEFORE_DEC', text);
  if (kinds.some((kind, i) => kind === 'separator' && (kinds[i - 1] !== 'digits' || kinds[i + 1] !== 'digits')))
    refuse('CONT_THOUSANDS_SEPS', text);
  checkOrder(tokens, text);
  const before = point < 0 ? tokens : tokens.slice(0, point);
  const isDigits = (token: Token): token is Digits => token.kind === 'digits';
  const total = (some: readonly Token[]): number => some.filter(isDigits).reduce((sum, { count }) => sum + count, 0);
  return { text, tokens, groups: before.filter(isDigits), digitsBefore: total(before), digitsAfter: total(tokens) - total(before) };
}

function checkOrder(tokens: readonly Token[], text: string): void {
  let at = 0;
  const takes = (...kinds: readonly Token['kind'][]): void => {
    if (kinds.includes(tokens[at]?.kind as Token['kind'])) at += 1;
  };
  takes('minus', 'sign');
  takes('dollar');
  while (tokens[at]?.kind === 'digits' || tokens[at]?.kind === 'separator') at += 1;
  takes('point');
  takes('digits');
  takes('dollar');
  takes('bracket', 'minus', 'sign');
  const rest = tokens[at];
  if (rest === undefined) return;
  refuse('UNEXPECTED_TOKEN', text, { token: rest.kind === 'unknown' ? `character '${rest.character}''` : names[rest.kind] });
}

/** The number that a text stands for; nothing when the text is not of the format. */
export function parseNumber(input: string, format: NumberFormat): Decimal | undefined {
  const text = input.trim();
  let at = 0;
  let isNegative = false;
  const passes = (character: string): boolean => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const isBracketed = format.tokens.some(({ kind }) => kind === 'bracket') && passes('<');
  let whole = '';
  let fraction = '';
  let isAfterPoint = false;
  let pointRead = false;
  let groupsRead = false;
  for (const token of format.tokens) {
    switch (token.kind) {
      case 'digits':
        if (isAfterPoint) {
          const run = digitsAt(text, at);
          if (run.length > token.count) return undefined;
          if (pointRead) fraction = run;
          else whole += run;
          at += run.length;
        } else if (!groupsRead) {
          groupsRead = true;
          const run = /^[0-9,\s]*/.exec(text.slice(at))?.[0] ?? '';
          if (!fitsGroups(run, format.groups)) return undefined;
          whole = run.replaceAll(/[,\s]/g, '');
          at += run.length;
        }
        break;
      case 'point':
        pointRead = passes('.');
        isAfterPoint = true;
        break;
      case 'dollar':
        if (!passes('$')) return undefined;
        break;
      case 'sign':
        if (passes('-')) isNegative = true;
        else passes('+');
        break;
      case 'minus':
        if (passes('-')) isNegative = true;
        break;
      case 'bracket':
        if (isBracketed && !passes('>')) return undefined;
        isNegative = isBracketed;
        break;
    }
  }
  if (at < text.length || whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction.padEnd(format.digitsAfter, '0'));
  return new Decimal(isNegative ? -digits : digits, format.digitsAfter);
}

const digitsAt = (text: string, at: number): string => /^[0-9]*/.exec(text.slice(at))?.[0] ?? '';

/** From the point to the left: no group has too many digits, and one that begins with 0 has them all. */
function fitsGroups(run: string, groups: readonly Digits[]): boolean {
  const found = run.replaceAll(/\s/g, '').split(',').reverse();
  const wanted = [...groups].reverse();
  if (found.length > wanted.length) return false;
  return wanted.every(({ count, exact }, i) => (exact ? (found[i]?.length ?? 0) === count : (found[i]?.length ?? 0) <= count));
}

/** The number as text in the format; hashes for digits when it does not fit. */
export function formatNumber(value: Decimal, format: NumberFormat): string {
  const [before = '', after = ''] = value.toString().replace('-', '').split('.');
  const whole = before.replace(/^0+/, '');
  const fraction = after.replace(/0+$/, '');
  const isNegative = value.unscaled < 0n;
  if (whole.length > format.digitsBefore || fraction.length > format.digitsAfter) {
    return written(format, '#'.repeat(format.digitsBefore), '#'.repeat(format.digitsAfter), isNegative);
  }
  return written(format, whole.padStart(format.digitsBefore), fraction.padEnd(format.digitsAfter, '0'), isNegative);
}

function written(format: NumberFormat, whole: string, fraction: string, isNegative: boolean): string {
  const out: string[] = [];
  let rest = whole;
  let isAfterPoint = false;
  const take = (count: number): string => {
    const taken = rest.slice(0, count);
    rest = rest.slice(count);
    return taken;
  };
  // A sign stands next to the first digit: blanks go before it.
  const blank = (): void => {
    if (['-', '+', '<'].includes(out.at(-1) ?? '')) out.splice(-1, 0, ' ');
    else out.push(' ');
  };
  if (isNegative && format.tokens.some(({ kind }) => kind === 'bracket')) out.push('<');
  for (const token of format.tokens) {
    switch (token.kind) {
      case 'digits':
        if (isAfterPoint) out.push(...fraction);
        else for (const digit of take(token.count)) digit !== ' ' ? out.push(digit) : token.exact ? out.push('0') : blank();
        break;
      case 'separator':
        if (/[0-9]/.test(out.at(-1) ?? '')) out.push(',');
        else blank();
        break;
      case 'point':
        if (out.at(-1) === ' ') out[out.length - 1] = '0';
        out.push('.');
        isAfterPoint = true;
        break;
      case 'dollar':
        out.push('$');
        break;
      case 'sign':
        out.push(isNegative ? '-' : '+');
        break;
      case 'minus':
        out.push(isNegative ? '-' : ' ');
        break;
      case 'bracket':
        out.push(...(isNegative ? ['>'] : [' ', ' ']));
        break;
    }
  }
  const text = out.join('');
  return text.endsWith('.') ? `${text.slice(0, -1)} ` : text;
}
