import type { Property, Statement } from '../ast/index.ts';
import {
  printAlterNamespace,
  printAlterView,
  printCreateFunction,
  printCreateNamespace,
  printCreateSqlFunction,
  printCreateView,
  printCreateViewUsing,
  printDescribe,
  printSetting,
  printShow,
} from './catalog-statement.ts';
import {
  printAssignments,
  printCreateFlow,
  printDelete,
  printExecuteImmediate,
  printInsert,
  printMerge,
  printMultiInsert,
  printUpdate,
} from './data-statement.ts';
import { unparseDataType } from './data-type.ts';
import { printArgument, printExpression, printNamed, printReference } from './expression.ts';
import { printIdentifier, printName, printStringValue } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';
import { printProperty } from './relation.ts';
import { printAlterTable, printClauses, printElements, printPartition, printStorage } from './table.ts';

export function printStatement(print: Printers, statement: Statement): string {
  const name = (reference: Parameters<typeof printReference>[1]): string => printReference(print, reference);
  const properties = (word: string, items: readonly Property[]): string =>
    items.length === 0 ? '' : `${word} ${parenthesized(items, printProperty)}`;
  switch (statement.kind) {
    case 'query':
      return print.query(statement);
    case 'explain':
      return words('EXPLAIN', statement.mode !== 'simple' && statement.mode.toUpperCase(), printStatement(print, statement.statement));
    case 'insert':
      return printInsert(print, statement);
    case 'multiInsert':
      return printMultiInsert(print, statement);
    case 'delete':
      return printDelete(print, statement);
    case 'update':
      return printUpdate(print, statement);
    case 'merge':
      return printMerge(print, statement);
    case 'executeImmediate':
      return printExecuteImmediate(print, statement);
    case 'createFlow':
      return printCreateFlow(print, statement);
    case 'createTable':
    case 'replaceTable':
    case 'createPipelineDataset': {
      const head =
        statement.kind === 'replaceTable'
          ? words(statement.orCreate && 'CREATE OR', 'REPLACE TABLE')
          : statement.kind === 'createTable'
            ? words('CREATE', statement.external && 'EXTERNAL', 'TABLE')
            : `CREATE ${statement.type === 'materializedView' ? 'MATERIALIZED VIEW' : 'STREAMING TABLE'}`;
      return words(
        head,
        statement.kind !== 'replaceTable' && statement.ifNotExists && 'IF NOT EXISTS',
        name(statement.name),
        printElements(print, statement.elements),
        printClauses(print, statement),
        statement.query && `AS ${print.query(statement.query)}`,
      );
    }
    case 'createTableLike':
      return words(
        'CREATE TABLE',
        statement.ifNotExists && 'IF NOT EXISTS',
        `${name(statement.name)} LIKE ${name(statement.source)}`,
        statement.provider && `USING ${printName(statement.provider)}`,
        printStorage(statement),
        statement.location !== undefined && `LOCATION ${printStringValue(statement.location)}`,
        properties('TBLPROPERTIES', statement.properties),
      );
    case 'dropTable':
      return words('DROP TABLE', statement.ifExists && 'IF EXISTS', name(statement.name), statement.purge && 'PURGE');
    case 'alterTable':
      return `ALTER TABLE ${name(statement.name)} ${printAlterTable(print, statement.action)}`;
    case 'truncateTable':
      return words('TRUNCATE TABLE', name(statement.name), statement.partition && printPartition(statement.partition));
    case 'analyzeTable': {
      const { columns } = statement;
      const suffix =
        columns === 'all'
          ? 'FOR ALL COLUMNS'
          : columns === undefined
            ? statement.noScan && 'NOSCAN'
            : clause('FOR COLUMNS', columns, printIdentifier);
      return words(
        'ANALYZE TABLE',
        name(statement.name),
        statement.partition && printPartition(statement.partition),
        'COMPUTE STATISTICS',
        suffix,
      );
    }
    case 'analyzeTables':
      return words(
        'ANALYZE TABLES',
        statement.namespace && `IN ${name(statement.namespace)}`,
        'COMPUTE STATISTICS',
        statement.noScan && 'NOSCAN',
      );
    case 'refreshTable':
      return `REFRESH TABLE ${name(statement.name)}`;
    case 'refreshResource':
      return `REFRESH ${printStringValue(statement.path)}`;
    case 'refreshFunction':
      return `REFRESH FUNCTION ${name(statement.name)}`;
    case 'cacheTable': {
      const query = statement.query && `AS ${print.query(statement.query)}`;
      return words('CACHE', statement.lazy && 'LAZY', 'TABLE', name(statement.name), properties('OPTIONS', statement.options), query);
    }
    case 'uncacheTable':
      return words('UNCACHE TABLE', statement.ifExists && 'IF EXISTS', name(statement.name));
    case 'clearCache':
      return 'CLEAR CACHE';
    case 'loadData':
      return words(
        'LOAD DATA',
        statement.local && 'LOCAL',
        `INPATH ${printStringValue(statement.path)}`,
        statement.overwrite && 'OVERWRITE',
        `INTO TABLE ${name(statement.table)}`,
        statement.partition && printPartition(statement.partition),
      );
    case 'repairTable':
      return words('REPAIR TABLE', name(statement.name), statement.option && `${statement.option.toUpperCase()} PARTITIONS`);
    case 'createIndex':
      return words(
        'CREATE INDEX',
        statement.ifNotExists && 'IF NOT EXISTS',
        `${printIdentifier(statement.name)} ON TABLE ${name(statement.table)}`,
        statement.method && `USING ${printIdentifier(statement.method)}`,
        parenthesized(statement.columns, (column) => words(printName(column.name), properties('OPTIONS', column.options))),
        properties('OPTIONS', statement.options),
      );
    case 'dropIndex':
      return words('DROP INDEX', statement.ifExists && 'IF EXISTS', `${printIdentifier(statement.name)} ON TABLE ${name(statement.table)}`);
    case 'commentOn': {
      const value = statement.comment === undefined ? 'NULL' : printStringValue(statement.comment);
      return `COMMENT ON ${statement.target.toUpperCase()} ${name(statement.name)} IS ${value}`;
    }
    default:
      return printCatalogStatement(print, statement);
  }
}

type CatalogStatement = Exclude<
  Statement,
  {
    kind:
      | 'query'
      | 'explain'
      | 'insert'
      | 'multiInsert'
      | 'delete'
      | 'update'
      | 'merge'
      | 'executeImmediate'
      | 'createFlow'
      | 'createTable'
      | 'replaceTable'
      | 'createPipelineDataset'
      | 'createTableLike'
      | 'dropTable'
      | 'alterTable'
      | 'truncateTable'
      | 'analyzeTable'
      | 'analyzeTables'
      | 'refreshTable'
      | 'refreshResource'
      | 'refreshFunction'
      | 'cacheTable'
      | 'uncacheTable'
      | 'clearCache'
      | 'loadData'
      | 'repairTable'
      | 'createIndex'
      | 'dropIndex'
      | 'commentOn';
  }
>;

function printCatalogStatement(print: Printers, statement: CatalogStatement): string {
  const name = (reference: Parameters<typeof printReference>[1]): string => printReference(print, reference);
  switch (statement.kind) {
    case 'createView':
    case 'createMetricView':
      return printCreateView(print, statement);
    case 'createTemporaryViewUsing':
      return printCreateViewUsing(statement);
    case 'dropView':
      return words('DROP VIEW', statement.ifExists && 'IF EXISTS', name(statement.name));
    case 'alterView':
      return `ALTER VIEW ${name(statement.name)} ${printAlterView(print, statement.action)}`;
    case 'createNamespace':
      return printCreateNamespace(print, statement);
    case 'alterNamespace':
      return `ALTER NAMESPACE ${name(statement.name)} ${printAlterNamespace(statement.action)}`;
    case 'dropNamespace':
      return words('DROP NAMESPACE', statement.ifExists && 'IF EXISTS', name(statement.name), statement.cascade && 'CASCADE');
    case 'use':
      return `USE ${name(statement.name)}`;
    case 'useNamespace':
      return `USE NAMESPACE ${name(statement.name)}`;
    case 'setCatalog':
      return `SET CATALOG ${printExpression(print, statement.catalog)}`;
    case 'createFunction':
      return printCreateFunction(print, statement);
    case 'createSqlFunction':
      return printCreateSqlFunction(print, statement);
    case 'dropFunction':
      return words('DROP', statement.temporary && 'TEMPORARY', 'FUNCTION', statement.ifExists && 'IF EXISTS', name(statement.name));
    case 'declareVariable':
      return words(
        'DECLARE',
        statement.orReplace && 'OR REPLACE',
        `VARIABLE ${list(statement.names, name)}`,
        statement.dataType && unparseDataType(statement.dataType),
        statement.default && `DEFAULT ${printExpression(print, statement.default.expression)}`,
      );
    case 'dropVariable':
      return words('DROP TEMPORARY VARIABLE', statement.ifExists && 'IF EXISTS', name(statement.name));
    case 'call':
      return `CALL ${name(statement.procedure)}(${list(statement.arguments, (argument) => printArgument(print, argument))})`;
    case 'manageResource':
      return words(statement.operation.toUpperCase(), statement.type, statement.arguments);
    case 'showNamespaces':
    case 'showTables':
    case 'showTableExtended':
    case 'showTableProperties':
    case 'showColumns':
    case 'showViews':
    case 'showPartitions':
    case 'showFunctions':
    case 'showProcedures':
    case 'showCreateTable':
    case 'showCurrentNamespace':
    case 'showCatalogs':
    case 'showCollations':
      return printShow(print, statement);
    case 'describeFunction':
    case 'describeProcedure':
    case 'describeNamespace':
    case 'describeTable':
    case 'describeQuery':
      return printDescribe(print, statement);
    case 'setAll':
    case 'setGet':
    case 'setConfiguration':
    case 'setTimeZone':
    case 'setPath':
    case 'resetAll':
    case 'resetConfiguration':
      return printSetting(statement);
    case 'setVariables':
      return `SET VARIABLE ${printAssignments(print, statement.assignments)}`;
    case 'setVariablesByQuery':
      return `SET VARIABLE ${parenthesized(statement.variables, printName)} = (${print.query(statement.query)})`;
    case 'declareCursor':
      return words(
        `DECLARE ${printIdentifier(statement.name)}`,
        statement.sensitivity?.toUpperCase(),
        `CURSOR FOR ${print.query(statement.query)}`,
        statement.readOnly && 'FOR READ ONLY',
      );
    case 'openCursor':
      return words(
        `OPEN ${printName(statement.name)}`,
        clause('USING', statement.using, (expression) => printNamed(print, expression)),
      );
    case 'fetchCursor':
      return `FETCH FROM ${printName(statement.name)} INTO ${list(statement.into, printName)}`;
    case 'closeCursor':
      return `CLOSE ${printName(statement.name)}`;
  }
}
