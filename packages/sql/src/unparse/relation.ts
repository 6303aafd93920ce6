import type {
  ChangesBound,
  ChangesClause,
  Join,
  JoinCriteria,
  LateralView,
  PivotClause,
  Property,
  Relation,
  RowFormat,
  Sample,
  StringValue,
  TableAlias,
  TableArgument,
  TableFunction,
  TimeTravel,
  UnpivotClause,
  Watermark,
} from '../ast/index.ts';
import { printArgument, printExpression, printNamed, printReference, printSortItem } from './expression.ts';
import { printIdentifier, printInteger, printName, printString, printStringValue } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';

export function printAlias(alias: TableAlias | undefined): string {
  return alias === undefined ? '' : `AS ${printIdentifier(alias.name)}${parenthesized(alias.columns, printIdentifier)}`;
}

export function printProperty({ key, value }: Property): string {
  return value === undefined ? printString(key) : `${printString(key)} = ${printString(value)}`;
}

export function printRelation(print: Printers, relation: Relation): string {
  switch (relation.kind) {
    case 'tableReference':
      return words(
        relation.stream && 'STREAM',
        printReference(print, relation.name),
        relation.changes && printChanges(print, relation.changes),
        relation.timeTravel && printTimeTravel(print, relation.timeTravel),
        relation.options.length > 0 && `WITH ${parenthesized(relation.options, printProperty)}`,
        relation.sample && printSample(print, relation.sample),
        relation.identifiedBy && `IDENTIFIED BY ${printIdentifier(relation.identifiedBy)}`,
        printWatermark(print, relation.watermark),
        printAlias(relation.alias),
      );
    case 'subqueryRelation':
    case 'parenthesizedRelation': {
      const inner = relation.kind === 'subqueryRelation' ? print.query(relation.query) : printRelation(print, relation.relation);
      return words(
        `(${inner})`,
        relation.sample && printSample(print, relation.sample),
        printWatermark(print, relation.watermark),
        printAlias(relation.alias),
      );
    }
    case 'inlineTable':
      return words(
        clause('VALUES', relation.rows, (row) => printExpression(print, row)),
        printAlias(relation.alias),
      );
    case 'tableFunction':
      return printTableFunction(print, relation);
    case 'lateralRelation':
      return `LATERAL ${printRelation(print, relation.relation)}`;
    case 'join':
      return `${printRelation(print, relation.left)} ${printJoin(print, relation)}`;
    case 'pivotRelation':
      return `${printRelation(print, relation.input)} ${printPivot(print, relation.pivot)}`;
    case 'unpivotRelation':
      return `${printRelation(print, relation.input)} ${printUnpivot(relation.unpivot)}`;
  }
}

function printTableFunction(print: Printers, relation: TableFunction): string {
  const items = list(relation.arguments, (argument) => {
    if (argument.kind === 'tableArgument') return printTableArgument(print, argument);
    if (argument.kind !== 'namedArgument' || argument.value.kind !== 'tableArgument') return printArgument(print, argument);
    return `${printIdentifier(argument.name)} => ${printTableArgument(print, argument.value)}`;
  });
  return words(
    relation.stream && 'STREAM',
    `${printReference(print, relation.name)}(${items})`,
    relation.identifiedBy && `IDENTIFIED BY ${printIdentifier(relation.identifiedBy)}`,
    printWatermark(print, relation.watermark),
    printAlias(relation.alias),
  );
}

function printTableArgument(print: Printers, argument: TableArgument): string {
  const { table, singlePartition, partitionBy, orderBy } = argument;
  return words(
    `TABLE(${table.kind === 'query' ? print.query(table) : printReference(print, table)})`,
    singlePartition && 'WITH SINGLE PARTITION',
    partitionBy.length > 0 && `PARTITION BY ${parenthesized(partitionBy, (expression) => printExpression(print, expression))}`,
    orderBy.length > 0 && `ORDER BY ${parenthesized(orderBy, (item) => printSortItem(print, item))}`,
  );
}

const joinWords: Readonly<Record<Join['type'], string>> = {
  inner: 'JOIN',
  cross: 'CROSS JOIN',
  leftOuter: 'LEFT OUTER JOIN',
  rightOuter: 'RIGHT OUTER JOIN',
  fullOuter: 'FULL OUTER JOIN',
  leftSemi: 'LEFT SEMI JOIN',
  leftAnti: 'LEFT ANTI JOIN',
};

/** A join without its left side. */
export function printJoin(print: Printers, { type, right, criteria }: Omit<Join, 'kind' | 'left'>): string {
  return words(
    criteria?.kind === 'natural' && 'NATURAL',
    joinWords[type],
    printRelation(print, right),
    criteria && printCriteria(print, criteria),
  );
}

function printCriteria(print: Printers, criteria: JoinCriteria): string {
  switch (criteria.kind) {
    case 'on':
      return `ON ${printExpression(print, criteria.condition)}`;
    case 'using':
      return `USING ${parenthesized(criteria.columns, printIdentifier)}`;
    case 'natural':
      return '';
    case 'nearestBy': {
      const { approximate, results, by, expression } = criteria;
      return `${approximate ? 'APPROX' : 'EXACT'} NEAREST ${results} BY ${by.toUpperCase()} ${printExpression(print, expression)}`;
    }
  }
}

function printTimeTravel(print: Printers, travel: TimeTravel): string {
  if (travel.kind === 'versionAsOf') return `VERSION AS OF ${printString(travel.version)}`;
  return `TIMESTAMP AS OF ${printExpression(print, travel.timestamp)}`;
}

function printChanges(print: Printers, { from, to }: ChangesClause): string {
  const bound = (value: ChangesBound): string => {
    const text =
      value.kind === 'versionBound' ? `VERSION ${printString(value.version)}` : `TIMESTAMP ${printExpression(print, value.timestamp)}`;
    return `${text} ${value.inclusive ? 'INCLUSIVE' : 'EXCLUSIVE'}`;
  };
  return words('CHANGES', from && `FROM ${bound(from)}`, to && `TO ${bound(to)}`);
}

export function printSample(print: Printers, { system, method, seed }: Sample): string {
  let text: string;
  if (method.kind === 'percent') text = `${method.percentage} PERCENT`;
  else if (method.kind === 'rows') text = `${printExpression(print, method.rows)} ROWS`;
  else text = `BUCKET ${method.numerator} OUT OF ${method.denominator}`;
  return words('TABLESAMPLE', system && 'SYSTEM', `(${text})`, seed !== undefined && `REPEATABLE (${printInteger(seed)})`);
}

function printWatermark(print: Printers, watermark: Watermark | undefined): string {
  if (watermark === undefined) return '';
  return `WATERMARK ${printNamed(print, watermark.expression)} DELAY OF ${printExpression(print, watermark.delay)}`;
}

export function printPivot(print: Printers, { aggregates, columns, values, alias }: PivotClause): string {
  const names = columns.length === 1 && columns[0] !== undefined ? printIdentifier(columns[0]) : parenthesized(columns, printIdentifier);
  const items = list(values, (value) =>
    words(printExpression(print, value.expression), value.alias && `AS ${printIdentifier(value.alias)}`),
  );
  const inner = `${list(aggregates, (expression) => printNamed(print, expression))} FOR ${names} IN (${items})`;
  return words(`PIVOT (${inner})`, alias && `AS ${printIdentifier(alias)}`);
}

export function printUnpivot({ includeNulls, valueColumns, nameColumn, columnSets, multiple, alias }: UnpivotClause): string {
  const values = multiple ? parenthesized(valueColumns, printIdentifier) : list(valueColumns, printIdentifier);
  const sets = list(columnSets, (set) => {
    const columns = multiple ? parenthesized(set.columns, printName) : list(set.columns, printName);
    return words(columns, set.alias && `AS ${printIdentifier(set.alias)}`);
  });
  const inner = `(${values} FOR ${printIdentifier(nameColumn)} IN (${sets}))`;
  return words('UNPIVOT', includeNulls && 'INCLUDE NULLS', inner, alias && `AS ${printIdentifier(alias)}`);
}

export function printLateralView(print: Printers, view: LateralView): string {
  return words(
    'LATERAL VIEW',
    view.outer && 'OUTER',
    `${printName(view.functionName)}(${list(view.arguments, (argument) => printExpression(print, argument))})`,
    printIdentifier(view.tableName),
    clause('AS', view.columns, printIdentifier),
  );
}

export function printRowFormat(format: RowFormat): string {
  if (format.kind === 'rowFormatSerde') {
    const properties = format.properties.length > 0 && `WITH SERDEPROPERTIES ${parenthesized(format.properties, printProperty)}`;
    return words(`ROW FORMAT SERDE ${printStringValue(format.name)}`, properties);
  }
  const part = (name: string, value: StringValue | undefined): string => (value === undefined ? '' : `${name} ${printStringValue(value)}`);
  return words(
    'ROW FORMAT DELIMITED',
    part('FIELDS TERMINATED BY', format.fieldsTerminatedBy),
    part('ESCAPED BY', format.escapedBy),
    part('COLLECTION ITEMS TERMINATED BY', format.collectionItemsTerminatedBy),
    part('MAP KEYS TERMINATED BY', format.mapKeysTerminatedBy),
    part('LINES TERMINATED BY', format.linesTerminatedBy),
    part('NULL DEFINED AS', format.nullDefinedAs),
  );
}
