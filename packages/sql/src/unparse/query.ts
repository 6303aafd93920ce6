import type {
  GroupBy,
  GroupingAnalytics,
  GroupingSet,
  PipeOperator,
  Query,
  QueryOrganization,
  QueryTerm,
  Select,
  Transform,
  WithClause,
} from '../ast/index.ts';
import { printColumnType } from './data-type.ts';
import { printExpression, printNamed, printNamedWindow, printReference, printSortItem } from './expression.ts';
import { printIdentifier, printInteger, printName, printStringValue } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';
import { printJoin, printLateralView, printPivot, printRelation, printRowFormat, printSample, printUnpivot } from './relation.ts';

export function printQuery(print: Printers, query: Query): string {
  return words(query.with && printWith(print, query.with), printTerm(print, query.body), printOrganization(print, query));
}

export function printWith(print: Printers, { recursive, tables }: WithClause): string {
  const items = list(tables, ({ name, columns, maxRecursionLevel, query }) => {
    const level = maxRecursionLevel !== undefined && `MAX RECURSION LEVEL ${printInteger(maxRecursionLevel)}`;
    return words(`${printIdentifier(name)}${parenthesized(columns, printIdentifier)}`, level, `AS (${print.query(query)})`);
  });
  return words('WITH', recursive && 'RECURSIVE', items);
}

function printOrganization(print: Printers, organization: QueryOrganization): string {
  const expression = (item: Parameters<typeof printExpression>[1]): string => printExpression(print, item);
  return words(
    clause('ORDER BY', organization.orderBy, (item) => printSortItem(print, item)),
    clause('CLUSTER BY', organization.clusterBy, expression),
    clause('DISTRIBUTE BY', organization.distributeBy, expression),
    clause('SORT BY', organization.sortBy, (item) => printSortItem(print, item)),
    clause('WINDOW', organization.windows, (window) => printNamedWindow(print, window)),
    organization.limit && `LIMIT ${expression(organization.limit)}`,
    organization.offset && `OFFSET ${expression(organization.offset)}`,
  );
}

const setWords = { union: 'UNION', except: 'EXCEPT', intersect: 'INTERSECT' } as const;

function printTerm(print: Printers, term: QueryTerm): string {
  switch (term.kind) {
    case 'query':
      return `(${printQuery(print, term)})`;
    case 'select':
      return printSelect(print, term);
    case 'transform':
      return printTransform(print, term);
    case 'tableQuery':
      return `TABLE ${printReference(print, term.name)}`;
    case 'inlineTable':
      return printRelation(print, term);
    case 'fromStatement':
      return words(
        clause('FROM', term.from, (relation) => printRelation(print, relation)),
        ...term.lateralViews.map((view) => printLateralView(print, view)),
        ...term.branches.map((branch) => printQuery(print, branch)),
      );
    case 'setOperation':
      return words(printTerm(print, term.left), setWords[term.operator], term.all && 'ALL', printTerm(print, term.right));
    case 'pipe':
      return `${printTerm(print, term.input)} |> ${printPipe(print, term.operator)}`;
  }
}

type Clauses = Pick<Select, 'from' | 'lateralViews' | 'where' | 'groupBy' | 'having' | 'windows'>;

function printClauses(print: Printers, clauses: Clauses): string {
  return words(
    clause('FROM', clauses.from, (relation) => printRelation(print, relation)),
    ...clauses.lateralViews.map((view) => printLateralView(print, view)),
    clauses.where && `WHERE ${printExpression(print, clauses.where)}`,
    clauses.groupBy && printGroupBy(print, clauses.groupBy),
    clauses.having && `HAVING ${printExpression(print, clauses.having)}`,
    clause('WINDOW', clauses.windows, (window) => printNamedWindow(print, window)),
  );
}

function printSelect(print: Printers, select: Select): string {
  const hints = list(select.hints, ({ name, parameters }) => `${name}${parenthesized(parameters, (item) => printExpression(print, item))}`);
  return words(
    'SELECT',
    hints !== '' && `/*+ ${hints} */`,
    select.quantifier?.toUpperCase(),
    list(select.projection, (expression) => printNamed(print, expression)),
    printClauses(print, select),
    select.qualify && `QUALIFY ${printExpression(print, select.qualify)}`,
  );
}

function printTransform(print: Printers, transform: Transform): string {
  const items = words(
    transform.quantifier?.toUpperCase(),
    list(transform.expressions, (expression) => printExpression(print, expression)),
  );
  const output =
    transform.outputColumns.length > 0 ? list(transform.outputColumns, printColumnType) : list(transform.outputNames, printIdentifier);
  return words(
    transform.form === 'transform' ? `SELECT TRANSFORM(${items})` : `${transform.form.toUpperCase()} ${items}`,
    transform.inputFormat && printRowFormat(transform.inputFormat),
    transform.recordWriter !== undefined && `RECORDWRITER ${printStringValue(transform.recordWriter)}`,
    `USING ${printStringValue(transform.script)}`,
    output !== '' && `AS (${output})`,
    transform.outputFormat && printRowFormat(transform.outputFormat),
    transform.recordReader !== undefined && `RECORDREADER ${printStringValue(transform.recordReader)}`,
    printClauses(print, transform),
  );
}

function printGroupBy(print: Printers, { expressions, suffix, sets }: GroupBy): string {
  const items = list(expressions, (item) => (item.kind === 'groupingAnalytics' ? printAnalytics(print, item) : printNamed(print, item)));
  const end =
    suffix === undefined ? '' : suffix === 'groupingSets' ? `GROUPING SETS (${printSets(print, sets)})` : `WITH ${suffix.toUpperCase()}`;
  return words('GROUP BY', items, end);
}

function printSets(print: Printers, sets: GroupingAnalytics['sets']): string {
  return list(sets, (set) => (set.kind === 'groupingAnalytics' ? printAnalytics(print, set) : printSet(print, set)));
}

function printSet(print: Printers, { expressions }: GroupingSet): string {
  return `(${list(expressions, (expression) => printExpression(print, expression))})`;
}

function printAnalytics(print: Printers, { type, sets }: GroupingAnalytics): string {
  return `${type === 'groupingSets' ? 'GROUPING SETS' : type.toUpperCase()} (${printSets(print, sets)})`;
}

function printPipe(print: Printers, operator: PipeOperator): string {
  const named = (expression: Parameters<typeof printNamed>[1]): string => printNamed(print, expression);
  switch (operator.kind) {
    case 'pipeSelect':
      return printSelect(print, operator.select);
    case 'pipeExtend':
      return clause('EXTEND', operator.expressions, named);
    case 'pipeSet':
      return clause('SET', operator.assignments, ({ target, value }) => `${printName(target)} = ${printExpression(print, value)}`);
    case 'pipeDrop':
      return clause('DROP', operator.columns, printName);
    case 'pipeAs':
      return `AS ${printIdentifier(operator.name)}`;
    case 'pipeWhere':
      return words(
        'WHERE',
        printExpression(print, operator.condition),
        clause('WINDOW', operator.windows, (window) => printNamedWindow(print, window)),
      );
    case 'pipePivot':
      return printPivot(print, operator.pivot);
    case 'pipeUnpivot':
      return printUnpivot(operator.unpivot);
    case 'pipeSample':
      return printSample(print, operator.sample);
    case 'pipeJoin':
      return printJoin(print, operator.join);
    case 'pipeSetOperation':
      return words(setWords[operator.operator], operator.all && 'ALL', printTerm(print, operator.right));
    case 'pipeOrganization':
      return printOrganization(print, operator);
    case 'pipeAggregate':
      return words('AGGREGATE', list(operator.aggregates, named), operator.groupBy && printGroupBy(print, operator.groupBy));
  }
}
