/** What DuckDB calls a cached block: its file's name, which is unique in an application. */
export const databaseNameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
