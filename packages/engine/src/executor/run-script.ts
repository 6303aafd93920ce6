import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { BatchBuilder, type RecordBatch, Row, rowsOf, sparkError, types } from '@kindling/protocol';
import type { ScriptFunction } from '../physical/index.ts';

/** Rows of a batch that a command makes. */
const outputRows = 4096;
/** Text that is given to the command at once. */
const writtenChars = 1 << 16;
/** How much of the end of what the command complains about is kept. */
const keptErrorChars = 2048;
const columns = (count: number) => types.struct(Array.from({ length: count }, (_, i) => types.field(`c${i}`, types.string)));

/**
 * What a shell command makes of the rows of a partition, which it gets as lines. Lines go in and come out as fast as the other side
 * reads. The command and all that it started end with the query. A partition without rows starts no command.
 */
export async function* runScript(
  script: ScriptFunction,
  batches: AsyncIterable<RecordBatch>,
  signal: AbortSignal,
): AsyncGenerator<RecordBatch, void> {
  const rows = batches[Symbol.asyncIterator]();
  const first = await firstWithRows(rows);
  if (first === undefined) return;
  signal.throwIfAborted();
  // A group of its own, so that what the shell starts can be ended with it.
  const child = spawn('/bin/bash', ['-c', script.script], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const running = new RunningScript(child);
  const stop = () => running.kill();
  signal.addEventListener('abort', stop);
  try {
    const writing = running.write(linesOf(script, first, rows));
    yield* batchesOf(script, child);
    await writing;
    await running.finish();
  } catch (error) {
    signal.throwIfAborted();
    throw running.readFailure ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    running.kill();
    await rows.return?.();
  }
}

async function firstWithRows(rows: AsyncIterator<RecordBatch>): Promise<RecordBatch | undefined> {
  for (;;) {
    const next = await rows.next();
    if (next.done === true) return undefined;
    if (next.value.length > 0) return next.value;
  }
}

/** The text that a command reads, in pieces. */
async function* linesOf(
  { inputFormat: { fieldDelimiter, lineDelimiter, nullText } }: ScriptFunction,
  first: RecordBatch,
  rest: AsyncIterator<RecordBatch>,
): AsyncGenerator<string, void> {
  for (let batch: RecordBatch | undefined = first; batch !== undefined; ) {
    let text = '';
    for (const row of rowsOf(batch)) {
      text += Row.valuesOf(row)
        .map((value) => value ?? nullText)
        .join(fieldDelimiter);
      text += lineDelimiter;
      if (text.length < writtenChars) continue;
      yield text;
      text = '';
    }
    yield text;
    const next = await rest.next();
    batch = next.done === true ? undefined : next.value;
  }
}

class RunningScript {
  /** Why the rows stopped coming: the query's own failure, not the command's. */
  readFailure: unknown;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  #errorText = '';
  #hasEnded = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    const decoder = new StringDecoder('utf8');
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errorText = (this.#errorText + decoder.write(chunk)).slice(-keptErrorChars);
    });
    this.#ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#hasEnded = true;
        resolve(code ?? (signal === 'SIGKILL' ? 137 : 143));
      });
    });
    // `finish` tells of it, if it is reached.
    this.#ended.catch((error: unknown) => this.#child.stdout?.destroy(error as Error));
    // A command may leave lines unread; its exit code says whether all is well.
    child.stdin?.on('error', () => this.#child.stdin?.destroy());
  }

  async write(lines: AsyncIterable<string>): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin) return;
    try {
      for await (const text of lines) {
        if (stdin.destroyed) return;
        if (!stdin.write(text)) await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]);
      }
      stdin.end();
    } catch (error) {
      if (stdin.destroyed) return;
      this.readFailure = error;
      this.kill();
    }
  }

  /** Fails as the command did. */
  async finish(): Promise<void> {
    const exitCode = await this.#ended;
    if (this.readFailure !== undefined) throw this.readFailure;
    if (exitCode === 0) return;
    throw sparkError('_LEGACY_ERROR_TEMP_2264', { exitCode: String(exitCode), stderrBuffer: this.#errorText });
  }

  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#hasEnded) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // It may have ended by itself just now.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function* batchesOf(script: ScriptFunction, child: ChildProcess): AsyncGenerator<RecordBatch, void> {
  const schema = columns(script.columnCount);
  const split = fieldSplitter(script);
  let builder = new BatchBuilder(schema);
  for await (const line of linesFrom(child)) {
    builder.appendInternal(split(line));
    if (builder.length < outputRows) continue;
    yield builder.finish();
    builder = new BatchBuilder(schema);
  }
  if (builder.length > 0) yield builder.finish();
}

/** Lines end as Java's readers take them to: with a newline, a carriage return or both. */
async function* linesFrom(child: ChildProcess): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8');
  let open = '';
  for await (const chunk of (child.stdout ?? []) as AsyncIterable<Buffer>) {
    open += decoder.write(chunk);
    // The line feed behind a carriage return may still come.
    const isCut = open.endsWith('\r');
    const lines = (isCut ? open.slice(0, -1) : open).split(/\r\n|\n|\r/);
    open = (lines.pop() as string) + (isCut ? '\r' : '');
    yield* lines;
  }
  open += decoder.end();
  if (open === '') return;
  const lines = open.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  yield* lines;
}

/** Columns that a line lacks are NULL, those too many are dropped. */
function fieldSplitter({ outputFormat, isSchemaless, columnCount }: ScriptFunction): (line: string) => (string | null)[] {
  const { fieldDelimiter, nullText } = outputFormat;
  const splitLine = splitterAt(fieldDelimiter);
  return (line) => {
    const fields = splitLine(line);
    return Array.from({ length: columnCount }, (_, i) => {
      const field = fields[i];
      // Without a schema all is text, also what stands for NULL.
      return field === undefined || (!isSchemaless && field === nullText) ? null : field;
    });
  };
}

/** Spark takes the delimiter for a pattern, which matters for a bar or a dot. */
function splitterAt(delimiter: string): (line: string) => string[] {
  if (!/[.$|()[\]{}^?*+\\]/.test(delimiter)) return (line) => line.split(delimiter);
  const pattern = new RegExp(delimiter, 'u');
  const matchesNothing = pattern.test('');
  return (line) => (matchesNothing ? [...line.split(pattern), ''] : line.split(pattern));
}
