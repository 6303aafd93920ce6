import { expect, it } from 'vitest';
import { parseKnownFailing } from './known-failing.ts';
import { parseScript, printScript } from './script-file.ts';

const text = `# About the file.

# Division is never integral.
SELECT 7 / 2
---
(7 / 2) double
3.5

[ordered]
[not spark: it has no such table]
SELECT *
FROM t
---
a int
2
1
`;

it('reads blocks with their comments and tags, and writes them as they were', () => {
  const blocks = parseScript(text, 'a.script');
  expect(blocks.map(({ number, line, ordered, statement }) => ({ number, line, ordered, statement }))).toEqual([
    { number: 0, line: 2, ordered: false, statement: '' },
    { number: 1, line: 4, ordered: false, statement: 'SELECT 7 / 2' },
    { number: 2, line: 11, ordered: true, statement: 'SELECT *\nFROM t' },
  ]);
  expect(blocks[2]?.leftOut).toEqual(new Map([['spark', 'it has no such table']]));
  expect(printScript(blocks, new Map())).toBe(text);
});

it('writes new answers in the place of old and of missing ones', () => {
  const blocks = parseScript('SELECT 1\n\nSELECT 2\n---\nold\n', 'a.script');
  const answers = new Map([
    [1, 'one'],
    [2, 'two'],
  ]);
  expect(printScript(blocks, answers)).toBe('SELECT 1\n---\none\n\nSELECT 2\n---\ntwo\n');
});

it('refuses a tag that it does not know', () => {
  expect(() => parseScript('[sorted]\nSELECT 1\n', 'a.script')).toThrow('a.script:1: [sorted] is neither');
});

it('finds the reason of a known gap, of one target or of all', () => {
  const reasonOf = parseKnownFailing('# gaps\na.script:1 intervals are not there yet\nb.script:2@wire cut off\n');
  expect(reasonOf('a.script', 1, 'embedded')).toBe('intervals are not there yet');
  expect(reasonOf('b.script', 2, 'wire')).toBe('cut off');
  expect(reasonOf('b.script', 2, 'embedded')).toBeUndefined();
  expect(() => parseKnownFailing('a.script:1')).toThrow('is not "file:block reason"');
});
