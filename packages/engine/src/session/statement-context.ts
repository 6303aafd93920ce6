import { type DataType, type InternalValue, internalRowsOf, type QueryContext, sparkError, sqlContext, toSQLId } from '@kindling/protocol';
import type { Expression as ExpressionSyntax, IdentifierReference, NamedExpression, StatementOrScript, StringValue } from '@kindling/sql';
import { pathSql, type TableEntry, type ViewEntry } from '../catalog/index.ts';
import { expressionOfSyntax, type FrontendContext, namePartsOf, originOf, planOfSyntax } from '../frontend/index.ts';
import { type CatalogCommand, type Expression, type LogicalPlan, type Origin, queryContextOf, schemaOf } from '../plan/index.ts';
import type { EngineSession, ExecuteOptions } from './engine-session.ts';
import { frontendContext, type QueryState } from './query-state.ts';

/** A value that a statement computes before it runs. */
export interface Computed {
  readonly value: InternalValue;
  readonly dataType: DataType;
}

/** What running one statement needs: the session, and the text that its syntax tree points into. */
export class StatementContext {
  readonly session: EngineSession;
  readonly state: QueryState;
  readonly options: ExecuteOptions;
  readonly text: string;
  readonly #command: CatalogCommand;
  readonly #defaultCollation: string | undefined;
  readonly #origins = new WeakMap<readonly string[], Origin>();

  constructor(command: CatalogCommand, session: EngineSession, state: QueryState, options: ExecuteOptions, defaultCollation?: string) {
    this.#command = command;
    this.#defaultCollation = defaultCollation;
    this.session = session;
    this.state = state;
    this.options = options;
    this.text = command.origin?.kind === 'sql' ? command.origin.text : '';
  }

  get catalog() {
    return this.session.catalog;
  }

  get wholeOrigin(): Origin {
    return { kind: 'sql', text: this.text, start: 0, stop: this.text.length - 1 };
  }

  /** The statement itself, as what an error is about. */
  get wholeText(): readonly QueryContext[] {
    return this.text === '' ? [] : [sqlContext({ sqlText: this.text, startIndex: 0, stopIndex: this.text.length - 1 })];
  }

  get frontend(): FrontendContext {
    const context = frontendContext(this.text, this.state);
    return this.#defaultCollation === undefined ? context : { ...context, defaultCollation: this.#defaultCollation };
  }

  /** For words whose string types have this collation where they name none. */
  collatedBy(defaultCollation: string | undefined): StatementContext {
    const { session, state, options } = this;
    return defaultCollation === undefined ? this : new StatementContext(this.#command, session, state, options, defaultCollation);
  }

  analyze(plan: LogicalPlan): Promise<LogicalPlan> {
    return this.session.analyze(plan, this.options.signal, this.state);
  }

  planOf(syntax: StatementOrScript, defaultCollation?: string): LogicalPlan {
    return planOfSyntax(syntax, this.collatedBy(defaultCollation).frontend);
  }

  expressionOf(syntax: NamedExpression): Expression {
    return expressionOfSyntax(syntax, this.frontend);
  }

  /** An expression kept as text, such as a column's default. */
  expressionOfText(text: string): Expression {
    return this.session.parseExpression(text);
  }

  /** All rows of a relation: for answers that are small. */
  async rowsOf(plan: LogicalPlan): Promise<{ readonly types: readonly DataType[]; readonly rows: readonly (readonly InternalValue[])[] }> {
    const analyzed = await this.analyze(plan);
    const result = this.session.executeResolved(analyzed, this.state, this.options);
    const rows: InternalValue[][] = [];
    for await (const batch of result.batches) rows.push(...internalRowsOf(batch));
    return { types: schemaOf(analyzed).fields.map((field) => field.dataType), rows };
  }

  /** The value of an expression that has no columns. */
  async evaluate(expression: Expression): Promise<Computed> {
    const list: Expression[] = [{ kind: 'alias', child: expression, names: ['value'] }];
    const { types, rows } = await this.rowsOf({ kind: 'project', list, child: { kind: 'oneRow' } });
    return { value: rows[0]?.[0] ?? null, dataType: types[0] ?? { kind: 'null' } };
  }

  evaluateSyntax(syntax: ExpressionSyntax): Promise<Computed> {
    return this.evaluate(this.expressionOf(syntax));
  }

  /** The parts of a name, computed when it is written as IDENTIFIER(…). */
  async nameOf(reference: IdentifierReference): Promise<readonly string[]> {
    const parts = await this.#partsOf(reference);
    this.#origins.set(parts, originOf(reference, this.frontend));
    return parts;
  }

  /** Where a name stands that `nameOf` gave. */
  originOf(nameParts: readonly string[]): Origin | undefined {
    return this.#origins.get(nameParts);
  }

  async #partsOf(reference: IdentifierReference): Promise<readonly string[]> {
    const parts = namePartsOf(reference);
    if (parts) return parts;
    if (reference.kind !== 'identifierClause') return [];
    const { value } = await this.evaluateSyntax(reference.expression);
    if (typeof value !== 'string') {
      const expr = `"${this.text.slice(reference.expression.start, reference.expression.stop + 1)}"`;
      throw sparkError(value === null ? 'NOT_A_CONSTANT_STRING.NULL' : 'NOT_A_CONSTANT_STRING.WRONG_TYPE', {
        name: 'IDENTIFIER',
        expr,
        dataType: '',
      });
    }
    return this.session.parseTableName(value);
  }

  stringOf(value: StringValue): string {
    if (typeof value === 'string') return value;
    throw sparkError('UNBOUND_SQL_PARAMETER', { name: value.kind === 'namedParameter' ? value.name : `_${value.index}` });
  }

  /** Commands on a table do not look among the builtin ones, and say so. */
  relationNamed(nameParts: readonly string[], isCommand = false, origin?: Origin): TableEntry | ViewEntry {
    return this.catalog.findRelation(nameParts) ?? this.failNotFound(nameParts, isCommand, origin);
  }

  /** A table; a view is the wrong thing for the operation. */
  tableNamed(nameParts: readonly string[], operation: string): TableEntry {
    if (this.catalog.findView(nameParts)) {
      throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(nameParts), operation });
    }
    const entry = this.relationNamed(nameParts, true);
    if (entry.kind === 'view') throw sparkError('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { viewName: toSQLId(entry.name), operation });
    return entry;
  }

  failNotFound(nameParts: readonly string[], isCommand = false, origin = this.#origins.get(nameParts)): never {
    const { currentCatalog, currentNamespace, searchPath } = this.catalog;
    const path = isCommand
      ? [
          ['system', 'session'],
          [currentCatalog, ...currentNamespace],
        ]
      : searchPath;
    throw sparkError(
      'TABLE_OR_VIEW_NOT_FOUND',
      { relationName: toSQLId(nameParts), searchPath: pathSql(path) },
      origin ? { context: [queryContextOf(origin)] } : {},
    );
  }
}
