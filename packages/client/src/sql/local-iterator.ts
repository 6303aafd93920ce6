/** An async iterator that can be given up early: by leaving the loop, or at the end of an `await using` block. */
export class LocalIterator<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  readonly #values: AsyncGenerator<T>;

  constructor(values: AsyncGenerator<T>) {
    this.#values = values;
  }

  next(): Promise<IteratorResult<T>> {
    return this.#values.next();
  }
  return(): Promise<IteratorResult<T>> {
    return this.#values.return(undefined);
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
