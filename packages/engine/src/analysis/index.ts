export { analyze } from './analyze.ts';
export { canStoreAssign } from './coercion/cast-rules.ts';
export { collectReferences, type References } from './collect-references.ts';
export { type AnalysisContext, type BodyText, tableKey } from './context.ts';
export { observedIn } from './resolve-collect-metrics.ts';
export { bindParameters } from './resolve-sql-text.ts';
export { TableNotLoaded, type TableReference } from './table-not-loaded.ts';
