import type { CatalogEntry, TableEntry } from '../catalog/index.ts';
import type { Origin } from '../plan/index.ts';
import type { HasOrigin } from './analysis-error.ts';

/** A table of the catalog under its full name, or a name that the catalog does not know: it may still be a path. */
export interface TableReference {
  readonly nameParts: readonly string[];
  readonly table?: TableEntry;
  readonly origin?: Origin;
}

export function tableReference(
  nameParts: readonly string[],
  entry: Extract<CatalogEntry, { kind: 'table' }> | undefined,
  { origin }: HasOrigin,
): TableReference {
  return { ...(entry ? { nameParts: entry.name, table: entry.table } : { nameParts }), ...(origin ? { origin } : {}) };
}

/** Tells the session that analysis met a table whose files it has not listed: it loads them and analyses again. */
export class TableNotLoaded extends Error {
  readonly reference: TableReference;

  constructor(reference: TableReference) {
    super(`The table ${reference.nameParts.join('.')} was not loaded before analysis.`);
    this.name = 'TableNotLoaded';
    this.reference = reference;
  }
}
