/**
 * The text form of a golden script: blocks with an empty line between them, each a statement, `---`, and what Spark answers.
 *
 *     # Division is exact only where Spark's is.
 *     [ordered]
 *     SELECT 7 / 2 AS half
 *     ---
 *     half double not null
 *     3.5
 */

export interface ScriptBlock {
  /** From 1; `known-failing.txt` names a block by its file and this number. */
  readonly number: number;
  /** Line of the file in which the statement starts. */
  readonly line: number;
  /** Lines that start with `#`, kept as they are. */
  readonly comments: readonly string[];
  /** `[ordered]`: the order of the rows is part of the answer. `[not spark: reason]`: the named targets are left out. */
  readonly ordered: boolean;
  readonly leftOut: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  readonly statement: string;
  readonly answer: string;
}

export class ScriptSyntaxError extends Error {
  override readonly name = 'ScriptSyntaxError';
}

interface Tags {
  ordered: boolean;
  readonly leftOut: Map<string, string>;
}

function readTag(line: string, place: string, tags: Tags): void {
  if (line === '[ordered]') {
    tags.ordered = true;
    return;
  }
  const without = /^\[not ([a-z, ]+): (.+)\]$/.exec(line);
  if (without === null) throw new ScriptSyntaxError(`${place}: ${line} is neither [ordered] nor [not <target>: <reason>]`);
  for (const target of (without[1] as string).split(',')) tags.leftOut.set(target.trim(), without[2] as string);
}

export function parseScript(text: string, file: string): ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    if (lines[at] === '') {
      at += 1;
      continue;
    }
    const comments: string[] = [];
    while (lines[at]?.startsWith('#')) comments.push(lines[at++] as string);
    const rawTags: string[] = [];
    const tags: Tags = { ordered: false, leftOut: new Map() };
    while (lines[at]?.startsWith('[')) {
      readTag(lines[at] as string, `${file}:${at + 1}`, tags);
      rawTags.push(lines[at++] as string);
    }
    const line = at + 1;
    const statement: string[] = [];
    while (at < lines.length && lines[at] !== '---' && lines[at] !== '') statement.push(lines[at++] as string);
    if (statement.length === 0) {
      if (rawTags.length > 0) throw new ScriptSyntaxError(`${file}:${line}: a tag stands before no statement`);
      // Comments alone: they belong to the file, and are kept with the block that follows.
      blocks.push({ number: 0, line, comments, ordered: false, leftOut: tags.leftOut, tags: rawTags, statement: '', answer: '' });
      continue;
    }
    const answer: string[] = [];
    if (lines[at] === '---') {
      at += 1;
      while (at < lines.length && lines[at] !== '') answer.push(lines[at++] as string);
    }
    const number = blocks.filter((block) => block.number > 0).length + 1;
    blocks.push({ number, line, comments, ...tags, tags: rawTags, statement: statement.join('\n'), answer: answer.join('\n') });
  }
  return blocks;
}

/** The text of a script with the answers of its blocks replaced; a block without a new answer keeps its own. */
export function printScript(blocks: readonly ScriptBlock[], answers: ReadonlyMap<number, string>): string {
  const parts = blocks.map((block) => {
    if (block.statement === '') return block.comments.join('\n');
    const answer = answers.get(block.number) ?? block.answer;
    return [...block.comments, ...block.tags, block.statement, '---', ...(answer === '' ? [] : [answer])].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}
