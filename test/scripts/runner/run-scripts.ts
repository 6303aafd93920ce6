import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SparkSession } from 'kindling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from './answer.ts';
import { readKnownFailing } from './known-failing.ts';
import { parseScript, printScript, type ScriptBlock } from './script-file.ts';

/** Where scripts run. One script must give one answer on all of them. */
export interface Target {
  readonly name: 'embedded' | 'staged' | 'cluster' | 'wire' | 'spark';
  /** A session of its own for each file, so that views and settings stay in it. */
  readonly openSession: () => Promise<SparkSession>;
}

const folder = join(import.meta.dirname, '..');
const acceptFrom = process.env.KINDLING_ACCEPT ?? '';

export function findScripts(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.script'))
    .map((path) => relative(folder, join(folder, path)).replaceAll('\\', '/'))
    .sort();
}

/** Declares one test per block of every script. With the accept flag for this target the answers are written instead of compared. */
export function runScripts(target: Target): void {
  const accepts = acceptFrom === target.name;
  const knownFailing = readKnownFailing();
  for (const file of findScripts()) {
    describe(file, () => {
      const path = join(folder, file);
      const blocks = parseScript(readFileSync(path, 'utf8'), file);
      const answers = new Map<number, string>();
      let spark: SparkSession | undefined;
      beforeAll(async () => {
        spark = await target.openSession();
      });
      afterAll(async () => {
        await spark?.stop();
        if (accepts) writeFileSync(path, printScript(blocks, answers));
      });
      for (const block of blocks.filter(({ number }) => number > 0)) {
        const leftOut = block.leftOut.get(target.name);
        const title = `${file}:${block.number} line ${block.line}`;
        if (leftOut !== undefined) {
          it(`${title} is not for ${target.name}: ${leftOut}`, (context) => context.skip());
          continue;
        }
        it(title, async () => {
          if (spark === undefined) throw new Error('there is no session');
          const answer = await answerOf(spark, block);
          const knownReason = knownFailing(file, block.number, target.name);
          if (!accepts) compare(block, answer, knownReason);
          else if (knownReason === undefined) answers.set(block.number, answer);
        });
      }
    });
  }
}

function compare(block: ScriptBlock, answer: string, knownReason: string | undefined): void {
  if (knownReason === undefined) expect(answer, block.statement).toBe(block.answer);
  else if (answer === block.answer) throw new Error(`this block passes: take it out of known-failing.txt ("${knownReason}")`);
}
