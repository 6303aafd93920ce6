import type {
  AlterNamespaceAction,
  AlterViewAction,
  CreateFunction,
  CreateMetricView,
  CreateNamespace,
  CreateSqlFunction,
  CreateTemporaryViewUsing,
  CreateView,
  DescribeStatement,
  SchemaBinding,
  SettingStatement,
  ShowStatement,
  StringValue,
} from '../ast/index.ts';
import { printColumnType, unparseDataType } from './data-type.ts';
import { printExpression, printReference } from './expression.ts';
import { printIdentifier, printName, printString, printStringValue } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';
import { printProperty } from './relation.ts';
import { printColumn, printPartition } from './table.ts';

function comment(value: StringValue | undefined): string {
  return value === undefined ? '' : `COMMENT ${printStringValue(value)}`;
}

const scopeWords: Readonly<Record<CreateView['scope'], string>> = {
  persisted: '',
  temporary: 'TEMPORARY',
  globalTemporary: 'GLOBAL TEMPORARY',
};

const bindingWords: Readonly<Record<SchemaBinding, string>> = {
  binding: 'BINDING',
  compensation: 'COMPENSATION',
  evolution: 'EVOLUTION',
  typeEvolution: 'TYPE EVOLUTION',
};

export function printCreateView(print: Printers, view: CreateView | CreateMetricView): string {
  const head = words(
    'CREATE',
    view.orReplace && 'OR REPLACE',
    view.kind === 'createView' && scopeWords[view.scope],
    'VIEW',
    view.ifNotExists && 'IF NOT EXISTS',
    printReference(print, view.name),
    parenthesized(view.columns, (column) => words(printIdentifier(column.name), comment(column.comment))),
    comment(view.comment),
  );
  const properties = view.properties.length > 0 && `TBLPROPERTIES ${parenthesized(view.properties, printProperty)}`;
  if (view.kind === 'createMetricView') {
    const tag = view.code.includes('$$') ? '$code$' : '$$';
    return words(head, 'WITH METRICS', view.language !== '' && `LANGUAGE ${view.language}`, properties, `AS ${tag}${view.code}${tag}`);
  }
  return words(
    head,
    view.schemaBinding && `WITH SCHEMA ${bindingWords[view.schemaBinding]}`,
    view.collation && `DEFAULT COLLATION ${printIdentifier(view.collation)}`,
    properties,
    `AS ${print.query(view.query)}`,
  );
}

export function printCreateViewUsing(view: CreateTemporaryViewUsing): string {
  return words(
    'CREATE',
    view.orReplace && 'OR REPLACE',
    view.global && 'GLOBAL',
    'TEMPORARY VIEW',
    printName(view.name),
    parenthesized(view.columns, printColumnType),
    `USING ${printName(view.provider)}`,
    view.options.length > 0 && `OPTIONS ${parenthesized(view.options, printProperty)}`,
  );
}

export function printAlterView(print: Printers, action: AlterViewAction): string {
  switch (action.kind) {
    case 'rename':
      return `RENAME TO ${printName(action.newName)}`;
    case 'setProperties':
      return `SET TBLPROPERTIES ${parenthesized(action.properties, printProperty)}`;
    case 'unsetProperties':
      return words('UNSET TBLPROPERTIES', action.ifExists && 'IF EXISTS', parenthesized(action.keys, printString));
    case 'setQuery':
      return `AS ${print.query(action.query)}`;
    case 'setSchemaBinding':
      return `WITH SCHEMA ${bindingWords[action.schemaBinding]}`;
  }
}

export function printCreateNamespace(print: Printers, namespace: CreateNamespace): string {
  return words(
    'CREATE NAMESPACE',
    namespace.ifNotExists && 'IF NOT EXISTS',
    printReference(print, namespace.name),
    comment(namespace.comment),
    namespace.location !== undefined && `LOCATION ${printStringValue(namespace.location)}`,
    namespace.collation && `DEFAULT COLLATION ${printIdentifier(namespace.collation)}`,
    namespace.properties.length > 0 && `WITH PROPERTIES ${parenthesized(namespace.properties, printProperty)}`,
  );
}

export function printAlterNamespace(action: AlterNamespaceAction): string {
  switch (action.kind) {
    case 'setProperties':
      return `SET PROPERTIES ${parenthesized(action.properties, printProperty)}`;
    case 'unsetProperties':
      return `UNSET PROPERTIES ${parenthesized(action.keys, printString)}`;
    case 'setCollation':
      return `DEFAULT COLLATION ${printIdentifier(action.collation)}`;
    case 'setLocation':
      return `SET LOCATION ${printStringValue(action.location)}`;
  }
}

function printFunctionHead(print: Printers, created: CreateFunction | CreateSqlFunction): string {
  return words(
    'CREATE',
    created.orReplace && 'OR REPLACE',
    created.temporary && 'TEMPORARY',
    'FUNCTION',
    created.ifNotExists && 'IF NOT EXISTS',
    printReference(print, created.name),
  );
}

export function printCreateFunction(print: Printers, created: CreateFunction): string {
  const resources = clause('USING', created.resources, ({ type, path }) => `${type.toUpperCase()} ${printStringValue(path)}`);
  return words(printFunctionHead(print, created), `AS ${printStringValue(created.className)}`, resources);
}

const accessWords = {
  noSql: 'NO SQL',
  containsSql: 'CONTAINS SQL',
  readsSqlData: 'READS SQL DATA',
  modifiesSqlData: 'MODIFIES SQL DATA',
} as const;
const nullCallWords = { returnsNullOnNullInput: 'RETURNS NULL ON NULL INPUT', calledOnNullInput: 'CALLED ON NULL INPUT' } as const;

export function printCreateSqlFunction(print: Printers, created: CreateSqlFunction): string {
  const { returns, body, deterministic } = created;
  let type = '';
  if (returns?.kind === 'table') type = words('RETURNS TABLE', parenthesized(returns.columns, printColumnType));
  else if (returns !== undefined) type = `RETURNS ${unparseDataType(returns)}`;
  return words(
    `${printFunctionHead(print, created)}(${list(created.parameters, (parameter) => printColumn(print, parameter))})`,
    type,
    created.language !== undefined && `LANGUAGE ${created.language}`,
    created.specificName && `SPECIFIC ${printIdentifier(created.specificName)}`,
    deterministic !== undefined && (deterministic ? 'DETERMINISTIC' : 'NOT DETERMINISTIC'),
    created.dataAccess && accessWords[created.dataAccess],
    created.nullCall && nullCallWords[created.nullCall],
    comment(created.comment),
    created.collation && `DEFAULT COLLATION ${printIdentifier(created.collation)}`,
    created.security && `SQL SECURITY ${created.security.toUpperCase()}`,
    `RETURN ${body.kind === 'query' ? print.query(body) : printExpression(print, body)}`,
  );
}

export function printShow(print: Printers, show: ShowStatement): string {
  const like = (pattern: StringValue | undefined): string => (pattern === undefined ? '' : `LIKE ${printStringValue(pattern)}`);
  const inNamespace = (namespace: Parameters<typeof printReference>[1] | undefined): string =>
    namespace === undefined ? '' : `IN ${printReference(print, namespace)}`;
  switch (show.kind) {
    case 'showNamespaces':
      return words('SHOW NAMESPACES', inNamespace(show.namespace), like(show.pattern));
    case 'showTables':
      return words('SHOW TABLES', inNamespace(show.namespace), like(show.pattern));
    case 'showTableExtended':
      return words(
        'SHOW TABLE EXTENDED',
        inNamespace(show.namespace),
        like(show.pattern),
        show.partition && printPartition(show.partition),
      );
    case 'showTableProperties':
      return words(`SHOW TBLPROPERTIES ${printReference(print, show.table)}`, show.key !== undefined && `(${printString(show.key)})`);
    case 'showColumns':
      return words(`SHOW COLUMNS IN ${printReference(print, show.table)}`, inNamespace(show.namespace));
    case 'showViews':
      return words('SHOW VIEWS', inNamespace(show.namespace), like(show.pattern));
    case 'showPartitions':
      return words(`SHOW PARTITIONS ${printReference(print, show.table)}`, show.partition && printPartition(show.partition));
    case 'showFunctions': {
      const { pattern } = show;
      const text = typeof pattern === 'object' && pattern.kind === 'multipartIdentifier' ? `LIKE ${printName(pattern)}` : like(pattern);
      return words('SHOW', show.scope.toUpperCase(), 'FUNCTIONS', inNamespace(show.namespace), text);
    }
    case 'showProcedures':
      return words('SHOW PROCEDURES', inNamespace(show.namespace));
    case 'showCreateTable':
      return words(`SHOW CREATE TABLE ${printReference(print, show.table)}`, show.asSerde && 'AS SERDE');
    case 'showCurrentNamespace':
      return 'SHOW CURRENT NAMESPACE';
    case 'showCatalogs':
      return words('SHOW CATALOGS', like(show.pattern));
    case 'showCollations':
      return words('SHOW COLLATIONS', like(show.pattern));
  }
}

export function printDescribe(print: Printers, describe: DescribeStatement): string {
  switch (describe.kind) {
    case 'describeFunction':
      return words('DESCRIBE FUNCTION', describe.extended && 'EXTENDED', printReference(print, describe.name));
    case 'describeProcedure':
      return `DESCRIBE PROCEDURE ${printReference(print, describe.name)}`;
    case 'describeNamespace':
      return words('DESCRIBE NAMESPACE', describe.extended && 'EXTENDED', printReference(print, describe.name));
    case 'describeTable':
      return words(
        'DESCRIBE TABLE',
        describe.extended && 'EXTENDED',
        printReference(print, describe.name),
        describe.partition && printPartition(describe.partition),
        describe.column && printName(describe.column),
        describe.asJson && 'AS JSON',
      );
    case 'describeQuery':
      return `DESCRIBE QUERY ${print.query(describe.query)}`;
  }
}

export function printSetting(setting: SettingStatement): string {
  const quote = (key: string): string => (/^[a-zA-Z_\d\\.:]+$/.test(key) ? key : `\`${key.replaceAll('`', '``')}\``);
  switch (setting.kind) {
    case 'setAll':
      return setting.verbose ? 'SET -v' : 'SET';
    case 'setGet':
      return `SET ${quote(setting.key)}`;
    case 'setConfiguration': {
      const isPlain = !/[;`]/.test(setting.value) && setting.value.trim() === setting.value;
      return `SET ${quote(setting.key)} = ${isPlain ? setting.value : `\`${setting.value.replaceAll('`', '``')}\``}`;
    }
    case 'setTimeZone': {
      const { zone } = setting;
      return `SET TIME ZONE ${typeof zone !== 'string' ? zone.text : zone === 'local' ? 'LOCAL' : printString(zone)}`;
    }
    case 'setPath':
      return `SET PATH = ${list(setting.elements, (element) => (element.kind === 'pathKeyword' ? element.name.toUpperCase() : printName(element)))}`;
    case 'resetAll':
      return 'RESET';
    case 'resetConfiguration':
      return `RESET ${quote(setting.key)}`;
  }
}
