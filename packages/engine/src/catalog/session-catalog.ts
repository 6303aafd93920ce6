import { sparkError, toSQLId } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';
import { type CreateTempView, type LogicalPlan, outputOf } from '../plan/index.ts';
import type { CatalogEntry, CatalogSnapshot } from './catalog-snapshot.ts';

export interface TempView {
  readonly name: readonly string[];
  /** Analysed, as it was when the view was made. */
  readonly plan: LogicalPlan;
  readonly comment?: string;
  /** The query, when SQL text made the view. */
  readonly text?: string;
  readonly config: SessionConfig;
  readonly columnComments: readonly (string | undefined)[];
}

/** Views that all sessions of an engine share. */
export type GlobalTempViews = Map<string, TempView>;

const GLOBAL_TEMP = 'global_temp';

/** The catalog of one session: where names are looked up, and its temporary views. Tables are not kept yet. */
export class SessionCatalog {
  readonly #tempViews = new Map<string, TempView>();
  readonly #globalViews: GlobalTempViews;
  #currentCatalog = 'spark_catalog';
  #currentNamespace: readonly string[] = ['default'];

  constructor(globalViews: GlobalTempViews = new Map()) {
    this.#globalViews = globalViews;
  }

  get currentCatalog(): string {
    return this.#currentCatalog;
  }

  get currentNamespace(): readonly string[] {
    return this.#currentNamespace;
  }

  useCatalog(name: string): void {
    if (name.toLowerCase() !== 'spark_catalog')
      throw sparkError('CATALOG_NOT_FOUND', { catalogName: toSQLId([name]), config: `"spark.sql.catalog.${name}"` });
    this.#currentCatalog = 'spark_catalog';
  }

  useNamespace(namespace: readonly string[]): void {
    if (!this.hasNamespace(namespace)) throw sparkError('SCHEMA_NOT_FOUND', { schemaName: toSQLId(['spark_catalog', ...namespace]) });
    this.#currentNamespace = namespace;
  }

  hasNamespace(namespace: readonly string[]): boolean {
    const [only] = namespace;
    return namespace.length === 1 && (only?.toLowerCase() === 'default' || only?.toLowerCase() === GLOBAL_TEMP);
  }

  /** CREATE [OR REPLACE] [GLOBAL] TEMPORARY VIEW of an analysed plan. */
  createTempView(view: Omit<CreateTempView, 'kind' | 'child'> & { readonly analyzed: LogicalPlan; readonly config: SessionConfig }): void {
    const views = view.isGlobal ? this.#globalViews : this.#tempViews;
    const name = view.isGlobal ? [GLOBAL_TEMP, view.name] : [view.name];
    const key = view.name.toLowerCase();
    if (views.has(key) && !view.replace) {
      if (view.ifNotExists) return;
      throw sparkError('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: toSQLId(name) });
    }
    views.set(key, {
      name,
      plan: withColumnNames(
        view.analyzed,
        view.columns?.map((column) => column.name),
      ),
      config: view.config,
      columnComments: view.columns?.map((column) => column.comment) ?? [],
      ...(view.comment === undefined ? {} : { comment: view.comment }),
      ...(view.text === undefined ? {} : { text: view.text }),
    });
  }

  /** Whether there was such a view. */
  dropTempView(name: string): boolean {
    return this.#tempViews.delete(name.toLowerCase());
  }

  dropGlobalTempView(name: string): boolean {
    return this.#globalViews.delete(name.toLowerCase());
  }

  findView(nameParts: readonly string[]): TempView | undefined {
    const [first, second] = nameParts;
    if (nameParts.length === 1) return this.#tempViews.get((first as string).toLowerCase());
    if (nameParts.length === 2 && first?.toLowerCase() === GLOBAL_TEMP) return this.#globalViews.get((second as string).toLowerCase());
    if (nameParts.length === 2 && first?.toLowerCase() === 'session') return this.#tempViews.get((second as string).toLowerCase());
    if (nameParts.length === 3 && first?.toLowerCase() === 'system' && second?.toLowerCase() === 'session')
      return this.#tempViews.get((nameParts[2] as string).toLowerCase());
    return undefined;
  }

  get tempViews(): readonly TempView[] {
    return [...this.#tempViews.values()];
  }

  get globalTempViews(): readonly TempView[] {
    return [...this.#globalViews.values()];
  }

  /** The catalog as it is now, for one query. */
  snapshot(): CatalogSnapshot {
    const views = new Map(this.#tempViews);
    const globals = new Map(this.#globalViews);
    const frozen = new SessionCatalog(globals);
    for (const [key, view] of views) frozen.#tempViews.set(key, view);
    return {
      currentCatalog: this.#currentCatalog,
      currentNamespace: this.#currentNamespace,
      lookupRelation(nameParts): CatalogEntry | undefined {
        const view = frozen.findView(nameParts);
        return view && { kind: 'tempView', name: view.name, plan: view.plan };
      },
    };
  }
}

/** `CREATE VIEW v(a, b)`: the plan's columns under other names. */
function withColumnNames(plan: LogicalPlan, names: readonly string[] | undefined): LogicalPlan {
  if (names === undefined || names.length === 0) return plan;
  const output = outputOf(plan);
  if (names.length !== output.length) {
    throw sparkError(
      names.length > output.length
        ? 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS'
        : 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS',
      {
        viewName: '``',
        viewColumns: names.map((name) => `\`${name}\``).join(', '),
        dataColumns: output.map((column) => `\`${column.name}\``).join(', '),
      },
    );
  }
  // Ids below zero are made anew whenever the view is used.
  return {
    kind: 'project',
    list: output.map((column, i) => ({ kind: 'alias', child: column, names: [names[i] as string], id: -1 - i })),
    child: plan,
  };
}
