import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type InternalValue, internalRowsOf, simpleString } from '@kindling/protocol';
import { afterAll, beforeAll } from 'vitest';
import { Engine } from '../../src/index.ts';
import type { LogicalPlan } from '../../src/plan/index.ts';

export interface Answer {
  /** `name:type`, by column. */
  readonly schema: readonly string[];
  readonly rows: readonly InternalValue[][];
}

/** An engine and a directory of files for the tests of one file. */
export class SourceFixture {
  #engine = new Engine({ threads: 2 });
  #session = this.#engine.createSession({ sessionId: 'sources', userId: 'test' });
  #directory = '';

  async open(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'sources-'));
  }

  async close(): Promise<void> {
    await this.#engine.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.#directory, name);
  }

  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  /** Names and contents of the files that a write left, without the parts of the names that differ each time. */
  async written(name: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const path of (await readdir(this.path(name), { recursive: true })).sort()) {
      if (!/part-/.test(path)) continue;
      found[path.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}/, '')] = await readFile(join(this.path(name), path), 'utf8');
    }
    return found;
  }

  read(format: string, path: string, options: Readonly<Record<string, string>> = {}, schema?: string): Promise<Answer> {
    const given = schema === undefined ? {} : { schema: this.#session.parseSchema(schema) };
    return this.#run({ kind: 'unresolvedDataSource', format, paths: [path], options, isStreaming: false, ...given } as LogicalPlan);
  }

  /** Runs a list of SELECT over files. */
  select(list: string, format: string, path: string, options: Readonly<Record<string, string>>, schema: string): Promise<Answer> {
    const plan = this.#session.parse(`SELECT ${list} FROM VALUES (1)`) as Extract<LogicalPlan, { kind: 'project' }>;
    const child = {
      kind: 'unresolvedDataSource',
      format,
      paths: [path],
      options,
      isStreaming: false,
      schema: this.#session.parseSchema(schema),
    };
    return this.#run({ ...plan, child } as LogicalPlan);
  }

  sql(text: string): Promise<Answer> {
    return this.#run(this.#session.parse(text));
  }

  async write(
    query: string,
    format: string,
    name: string,
    options: Readonly<Record<string, string>> = {},
    partitionBy: readonly string[] = [],
  ): Promise<void> {
    await this.#run({
      kind: 'writeFiles',
      child: this.#session.parse(query),
      format,
      path: this.path(name),
      options,
      mode: 'overwrite',
      partitionBy,
    } as LogicalPlan);
  }

  async #run(plan: LogicalPlan): Promise<Answer> {
    const result = await this.#session.execute(plan, { signal: new AbortController().signal });
    const rows: InternalValue[][] = [];
    for await (const batch of result.batches) rows.push(...internalRowsOf(batch));
    return { schema: result.schema.fields.map((field) => `${field.name}:${simpleString(field.dataType)}`), rows };
  }
}

/** Opens the fixture before a file's tests and closes it after them. */
export function useSources(): SourceFixture {
  const fixture = new SourceFixture();
  beforeAll(() => fixture.open());
  afterAll(() => fixture.close());
  return fixture;
}

export const sorted = (rows: readonly InternalValue[][]): InternalValue[][] => [...rows].sort((a, b) => (text(a) < text(b) ? -1 : 1));
const text = (row: readonly InternalValue[]): string =>
  row.map((value) => (typeof value === 'bigint' ? `${value}n` : JSON.stringify(value))).join();
