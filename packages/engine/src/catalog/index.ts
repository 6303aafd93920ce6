export type * from './catalog-entry.ts';
export type { CatalogEntry, CatalogSnapshot, RoutineMatch, VariableMatch } from './catalog-snapshot.ts';
export type { CatalogStore, RelationEntry } from './catalog-store.ts';
export { runCatalogCommand } from './run-catalog-command.ts';
export { type PathEntry, pathOf, pathSql, pathText, type SearchPath } from './search-path.ts';
export { newSharedCatalog, SessionCatalog, type SharedCatalog, type VariableScope } from './session-catalog.ts';
export type { CatalogAnswer, CatalogCommandContext, FunctionListing } from './statement-answer.ts';
