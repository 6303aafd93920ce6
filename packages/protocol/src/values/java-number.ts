/** Digits and exponent as Java prints them: plain from 0.001 to below 10,000,000, otherwise `1.0E10`. */
function layOut(exponential: string): string {
  const [mantissa = '', exponentText = '0'] = exponential.split('e');
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const exponent = Number(exponentText);
  const sign = negative ? '-' : '';
  if (exponent >= 7 || exponent < -3) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return 'Infinity';
  if (value === Number.NEGATIVE_INFINITY) return '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return undefined;
}

/** A double as Spark prints it: the shortest digits that denote it, at least two. */
export function doubleText(value: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const shortest = value.toExponential();
  // Of one digit and two, Java takes the nearer, as for 4.9E-324.
  const twoDigits = shortest.includes('.') ? shortest : value.toExponential(1);
  return layOut(Number(twoDigits) === value ? twoDigits.replace('.0e', 'e') : shortest);
}

/** A float (already rounded to single precision) as Spark prints it. */
export function floatText(value: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return layOut(text.replace(/\.?0+e/, 'e'));
  }
  return layOut(value.toExponential(9).replace(/\.?0+e/, 'e'));
}
