/** Letters, digits and the underscore of ASCII, by code, for the lexer's inner loop. */
const wordCharacter = new Uint8Array(128);
for (let code = 48; code <= 57; code++) wordCharacter[code] = 1;
for (let code = 65; code <= 90; code++) wordCharacter[code] = 1;
for (let code = 97; code <= 122; code++) wordCharacter[code] = 1;
wordCharacter[95] = 1;

const letter = /^\p{L}$/u;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A letter, digit or underscore: Spark's lexer takes letters of any script, and its parser then refuses all but ASCII unquoted. */
export function isWordCharacter(code: number): boolean {
  return code < 128 ? wordCharacter[code] === 1 : isLetterBeyondAscii(code);
}

export function isAsciiWord(word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 128 || wordCharacter[code] !== 1) return false;
  }
  return true;
}

export function isLetter(code: number): boolean {
  return code < 128 ? (code >= 65 && code <= 90) || (code >= 97 && code <= 122) : isLetterBeyondAscii(code);
}

function isLetterBeyondAscii(code: number): boolean {
  // Halves of a surrogate pair: letters of the supplementary planes far outnumber other characters in SQL names.
  return (code >= 0xd800 && code <= 0xdfff) || letter.test(String.fromCharCode(code));
}

export function isWhitespace(code: number): boolean {
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  if (code < 160) return false;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
