import { BatchBuilder, Decimal, type RecordBatch, Row, rowFactoryOf, rowsOf, type StructType } from '@kindling/protocol';
import { type CompiledFunction, compileFunction, rowText, type UserConsole, userFunctionFailed } from '../functions/runtime/index.ts';
import type { PartitionFunction } from '../physical/index.ts';

/** Rows of a batch that a function makes. */
const outputRows = 4096;

type MapFunction = PartitionFunction & { readonly kind: 'map' };
type Call = (...args: unknown[]) => unknown;

/** Calls a function for the rows, batches, groups or the whole of a partition; the rows that it makes as batches. */
export async function* mapRows(
  fn: MapFunction,
  partition: number,
  batches: AsyncIterable<RecordBatch>,
  output: UserConsole,
): AsyncGenerator<RecordBatch, void> {
  const mapping = new Mapping(fn, partition, output);
  const results = mapping.results(batches);
  if (fn.schema === undefined) {
    for await (const _ of results) mapping.rowsMade += 1;
    return;
  }
  let builder = new BatchBuilder(fn.schema);
  for await (const row of results) {
    mapping.guarded(() => builder.append(row));
    if (builder.length < outputRows) continue;
    yield builder.finish();
    builder = new BatchBuilder(fn.schema);
  }
  if (builder.length > 0) yield builder.finish();
}

class Mapping {
  rowsMade = 0;
  readonly #fn: MapFunction;
  readonly #partition: number;
  #compiled: CompiledFunction | undefined;
  readonly #call: Call;
  readonly #params: readonly unknown[];
  /** The row that the function took last, for its errors. */
  #row: unknown;

  constructor(fn: MapFunction, partition: number, output: UserConsole) {
    this.#fn = fn;
    this.#partition = partition;
    this.#compiled = this.guarded(() => compileFunction(fn, output));
    const { value, params } = this.#compiled;
    if (typeof value !== 'function') throw this.#failed('its text is no function');
    this.#call = value as Call;
    this.#params = [params];
  }

  async *results(batches: AsyncIterable<RecordBatch>): AsyncGenerator<unknown, void> {
    switch (this.#fn.each) {
      case 'row':
        for await (const row of this.#rowsOf(batches)) await this.#settled(() => this.#call(row, ...this.#params));
        return;
      case 'batch':
        for await (const batch of batches) yield* this.#each(() => this.#call([...this.#taking(rowsOf(batch))], ...this.#params));
        return;
      case 'group':
        for await (const [key, rows] of groupsOf(batches, this.#fn.keyCount)) {
          this.#row = key;
          yield* this.#each(() => this.#call(key, rows, ...this.#params));
        }
        return;
      case 'partition':
        if (isAsynchronous(this.#call)) {
          yield* this.#each(() => this.#call(this.#rowsOf(batches), ...this.#params));
        } else {
          const all: RecordBatch[] = [];
          for await (const batch of batches) all.push(batch);
          yield* this.#each(() => this.#call(this.#taking(allRows(all)), ...this.#params));
        }
    }
  }

  guarded<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #settled(run: () => unknown): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** What a call gives, one by one: of an iterable, of an asynchronous one, or nothing. */
  async *#each(run: () => unknown): AsyncGenerator<unknown, void> {
    const made = await this.#settled(run);
    if (made === undefined || made === null || this.#fn.schema === undefined) return;
    if (typeof made !== 'object' || !(Symbol.iterator in made || Symbol.asyncIterator in made))
      throw this.#failed('it must give an iterable of rows');
    const failed = (error: unknown) => this.#failed(error);
    if (Symbol.asyncIterator in made) yield* guardedAsync(made as AsyncIterable<unknown>, failed);
    else yield* guardedSync(made as Iterable<unknown>, failed);
  }

  *#taking(rows: Iterable<Row>): Generator<Row, void> {
    for (const row of rows) {
      this.#row = row;
      yield row;
    }
  }

  async *#rowsOf(batches: AsyncIterable<RecordBatch>): AsyncGenerator<Row, void> {
    for await (const batch of batches) yield* this.#taking(rowsOf(batch));
  }

  #failed(error: unknown) {
    const row = this.#row instanceof Row ? { row: rowText(Row.valuesOf(this.#row)) } : {};
    return userFunctionFailed(this.#fn.name, this.#compiled, error, { ...row, partition: this.#partition });
  }
}

/** Only iteration itself is guarded: what the reader throws is not the function's. */
async function* guardedAsync(made: AsyncIterable<unknown>, failed: (error: unknown) => Error): AsyncGenerator<unknown, void> {
  const iterator = made[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next().catch((error: unknown) => {
      throw failed(error);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

function* guardedSync(made: Iterable<unknown>, failed: (error: unknown) => Error): Generator<unknown, void> {
  try {
    const iterator = made[Symbol.iterator]();
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) yield next.value;
  } catch (error) {
    throw failed(error);
  }
}

const isAsynchronous = (call: Call): boolean => call.constructor.name.startsWith('Async');

function* allRows(batches: readonly RecordBatch[]): Generator<Row, void> {
  for (const batch of batches) yield* rowsOf(batch);
}

/** Rows that stand together and have the same key, without the key's columns. */
async function* groupsOf(batches: AsyncIterable<RecordBatch>, keyCount: number): AsyncGenerator<readonly [Row, Row[]], void> {
  let key: unknown[] | undefined;
  let keySchema: StructType | undefined;
  let rows: Row[] = [];
  for await (const batch of batches) {
    const { fields } = batch.schema;
    keySchema ??= { kind: 'struct', fields: fields.slice(0, keyCount) };
    const valueSchema: StructType = { kind: 'struct', fields: fields.slice(keyCount) };
    const valuesOnly = { schema: valueSchema, length: batch.length, columns: batch.columns.slice(keyCount) };
    const keysOnly = { schema: keySchema, length: batch.length, columns: batch.columns.slice(0, keyCount) };
    const keys = rowsOf(keysOnly);
    for (const row of rowsOf(valuesOnly)) {
      const own = Row.valuesOf(keys.next().value as Row);
      if (key !== undefined && !sameValue(key, own)) {
        yield [rowFactoryOf(keySchema)(key), rows];
        rows = [];
      }
      key = own;
      rows.push(row);
    }
  }
  if (key !== undefined && keySchema !== undefined) yield [rowFactoryOf(keySchema)(key), rows];
}

/** Equality of grouping: NULL equals NULL, NaN equals NaN, and zeros are equal whatever their sign. */
function sameValue(left: unknown, right: unknown): boolean {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right) === 0;
  if (Array.isArray(left) || left instanceof Uint8Array) {
    const other = right as ArrayLike<unknown>;
    return left.length === other.length && [...left].every((item, i) => sameValue(item, other[i]));
  }
  if (left instanceof Row && right instanceof Row) return sameValue(Row.valuesOf(left), Row.valuesOf(right));
  return String(left) === String(right);
}
