/** Tells the session that analysis met a table whose files it has not listed: it loads them and analyses again. */
export class TableNotLoaded extends Error {
  readonly nameParts: readonly string[];

  constructor(nameParts: readonly string[]) {
    super(`The table ${nameParts.join('.')} was not loaded before analysis.`);
    this.name = 'TableNotLoaded';
    this.nameParts = nameParts;
  }
}
