export type { CatalogEntry, CatalogSnapshot } from './catalog-snapshot.ts';
export { type CatalogAnswer, type CatalogCommandContext, runCatalogCommand } from './run-catalog-command.ts';
export { type GlobalTempViews, SessionCatalog, type TempView } from './session-catalog.ts';
