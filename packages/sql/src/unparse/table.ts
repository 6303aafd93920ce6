import type {
  AlterColumnAction,
  AlterTableAction,
  ColumnAddition,
  ColumnDefinition,
  ColumnPosition,
  ConstraintDefinition,
  CreateTableLike,
  ExpressionProperty,
  FileFormat,
  IdentityDefinition,
  PartitionField,
  PartitionSpec,
  TableClauses,
  TableElement,
} from '../ast/index.ts';
import { printColumnType, unparseDataType } from './data-type.ts';
import { printExpression } from './expression.ts';
import { printIdentifier, printInteger, printName, printParameter, printString, printStringValue } from './name.ts';
import { list, type Printers, parenthesized, words } from './printer.ts';
import { printProperty, printRowFormat } from './relation.ts';

export function printElements(print: Printers, elements: readonly TableElement[]): string {
  return parenthesized(elements, (element) =>
    element.kind === 'constraint' ? printConstraint(print, element) : printColumn(print, element),
  );
}

export function printColumn(print: Printers, column: ColumnDefinition): string {
  return words(
    printIdentifier(column.name),
    unparseDataType(column.dataType),
    !column.nullable && 'NOT NULL',
    column.default && `DEFAULT ${printExpression(print, column.default.expression)}`,
    column.generatedAs && `GENERATED ALWAYS AS (${printExpression(print, column.generatedAs.expression)})`,
    column.identity && printIdentity(column.identity),
    column.comment !== undefined && `COMMENT ${printStringValue(column.comment)}`,
    column.constraint && printConstraint(print, column.constraint),
  );
}

function printIdentity({ always, startWith, incrementBy }: IdentityDefinition): string {
  const start = startWith !== undefined && `START WITH ${startWith}`;
  const options = words(start, incrementBy !== undefined && `INCREMENT BY ${incrementBy}`);
  return words('GENERATED', always ? 'ALWAYS' : 'BY DEFAULT', 'AS IDENTITY', options !== '' && `(${options})`);
}

function printConstraint(print: Printers, { name, body, enforced, rely }: ConstraintDefinition): string {
  let text: string;
  switch (body.kind) {
    case 'check':
      text = `CHECK (${printExpression(print, body.condition)})`;
      break;
    case 'unique':
      text = words('UNIQUE', parenthesized(body.columns, printIdentifier));
      break;
    case 'primaryKey':
      text = words('PRIMARY KEY', parenthesized(body.columns, printIdentifier));
      break;
    case 'foreignKey': {
      const columns = body.columns.length > 0 && `FOREIGN KEY ${parenthesized(body.columns, printIdentifier)}`;
      text = words(columns, `REFERENCES ${printName(body.parent)}`, parenthesized(body.parentColumns, printIdentifier));
    }
  }
  const enforcement = enforced === undefined ? '' : enforced ? 'ENFORCED' : 'NOT ENFORCED';
  const reliance = rely === undefined ? '' : rely ? 'RELY' : 'NORELY';
  return words(name && `CONSTRAINT ${printIdentifier(name)}`, text, enforcement, reliance);
}

export function printClauses(print: Printers, clauses: TableClauses): string {
  const bucket = clauses.bucketSpec;
  const option = ({ key, value }: ExpressionProperty): string =>
    value === undefined ? printString(key) : `${printString(key)} = ${printExpression(print, value)}`;
  return words(
    clauses.provider && `USING ${printName(clauses.provider)}`,
    clauses.options.length > 0 && `OPTIONS ${parenthesized(clauses.options, option)}`,
    clauses.partitionedBy.length > 0 && `PARTITIONED BY ${parenthesized(clauses.partitionedBy, printPartitionField)}`,
    clauses.clusterBy && `CLUSTER BY ${parenthesized(clauses.clusterBy.columns, printName)}`,
    bucket && `CLUSTERED BY ${parenthesized(bucket.columns, printIdentifier)}`,
    bucket &&
      bucket.sortedBy.length > 0 &&
      `SORTED BY ${parenthesized(bucket.sortedBy, ({ name, direction }) => words(printIdentifier(name), direction?.toUpperCase()))}`,
    bucket && `INTO ${printInteger(bucket.buckets)} BUCKETS`,
    printStorage(clauses),
    clauses.location !== undefined && `LOCATION ${printStringValue(clauses.location)}`,
    clauses.comment !== undefined && `COMMENT ${printStringValue(clauses.comment)}`,
    clauses.collation && `DEFAULT COLLATION ${printIdentifier(clauses.collation)}`,
    clauses.properties.length > 0 && `TBLPROPERTIES ${parenthesized(clauses.properties, printProperty)}`,
  );
}

export function printStorage({ rowFormat, fileFormat }: Pick<CreateTableLike, 'rowFormat' | 'fileFormat'>): string {
  return words(rowFormat && printRowFormat(rowFormat), fileFormat && printFileFormat(fileFormat));
}

function printFileFormat(format: FileFormat): string {
  switch (format.kind) {
    case 'storedAs':
      return `STORED AS ${format.format}`;
    case 'storedAsFormats':
      return `STORED AS INPUTFORMAT ${printStringValue(format.inputFormat)} OUTPUTFORMAT ${printStringValue(format.outputFormat)}`;
    case 'storedBy': {
      const properties = format.properties.length > 0 && `WITH SERDEPROPERTIES ${parenthesized(format.properties, printProperty)}`;
      return words(`STORED BY ${printStringValue(format.handler)}`, properties);
    }
  }
}

function printPartitionField(field: PartitionField): string {
  switch (field.kind) {
    case 'multipartIdentifier':
      return printName(field);
    case 'structField':
      return printColumnType(field);
    case 'partitionTransform':
      return `${printIdentifier(field.name)}(${list(field.arguments, (argument) => {
        if (argument.kind === 'multipartIdentifier') return printName(argument);
        return argument.kind === 'literal' ? argument.text : printParameter(argument);
      })})`;
  }
}

export function printPartition(spec: PartitionSpec): string {
  return `PARTITION ${parenthesized(spec.values, ({ name, value }) => {
    if (value === undefined) return printIdentifier(name);
    const text = value === 'default' ? 'DEFAULT' : value.kind === 'literal' ? value.text : printParameter(value);
    return `${printIdentifier(name)} = ${text}`;
  })}`;
}

function printPosition(position: ColumnPosition): string {
  return position.kind === 'first' ? 'FIRST' : `AFTER ${printIdentifier(position.column)}`;
}

function printAddition(print: Printers, column: ColumnAddition): string {
  return words(
    printName(column.name),
    unparseDataType(column.dataType),
    !column.nullable && 'NOT NULL',
    column.default && `DEFAULT ${printExpression(print, column.default.expression)}`,
    column.comment !== undefined && `COMMENT ${printStringValue(column.comment)}`,
    column.position && printPosition(column.position),
  );
}

function printColumnAction(print: Printers, action: AlterColumnAction): string {
  switch (action.kind) {
    case 'setType':
      return `TYPE ${unparseDataType(action.dataType)}`;
    case 'setComment':
      return `COMMENT ${printStringValue(action.comment)}`;
    case 'setPosition':
      return printPosition(action.position);
    case 'setNotNull':
      return 'SET NOT NULL';
    case 'dropNotNull':
      return 'DROP NOT NULL';
    case 'setDefault':
      return `SET DEFAULT ${printExpression(print, action.default.expression)}`;
    case 'dropDefault':
      return 'DROP DEFAULT';
  }
}

export function printAlterTable(print: Printers, action: AlterTableAction): string {
  switch (action.kind) {
    case 'addColumns':
      return `ADD COLUMNS ${parenthesized(action.columns, (column) => printAddition(print, column))}`;
    case 'renameColumn':
      return `RENAME COLUMN ${printName(action.column)} TO ${printIdentifier(action.newName)}`;
    case 'dropColumns':
      return words('DROP COLUMNS', action.ifExists && 'IF EXISTS', parenthesized(action.columns, printName));
    case 'rename':
      return `RENAME TO ${printName(action.newName)}`;
    case 'setProperties':
      return `SET TBLPROPERTIES ${parenthesized(action.properties, printProperty)}`;
    case 'unsetProperties':
      return words('UNSET TBLPROPERTIES', action.ifExists && 'IF EXISTS', parenthesized(action.keys, printString));
    case 'alterColumns':
      return `ALTER COLUMN ${list(action.columns, (spec) => words(printName(spec.column), printColumnAction(print, spec.action)))}`;
    case 'changeColumn': {
      const position = action.position && printPosition(action.position);
      return words('CHANGE COLUMN', printName(action.column), printColumnType(action.definition), position);
    }
    case 'replaceColumns':
      return `REPLACE COLUMNS ${parenthesized(action.columns, (column) => printAddition(print, column))}`;
    case 'setSerde': {
      const properties = parenthesized(action.properties, printProperty);
      const partition = action.partition && printPartition(action.partition);
      if (action.serde === undefined) return words(partition, 'SET SERDEPROPERTIES', properties);
      return words(partition, `SET SERDE ${printStringValue(action.serde)}`, properties !== '' && `WITH SERDEPROPERTIES ${properties}`);
    }
    case 'addPartitions':
      return words(
        'ADD',
        action.ifNotExists && 'IF NOT EXISTS',
        ...action.partitions.map(({ partition, location }) =>
          words(printPartition(partition), location !== undefined && `LOCATION ${printStringValue(location)}`),
        ),
      );
    case 'renamePartition':
      return `${printPartition(action.from)} RENAME TO ${printPartition(action.to)}`;
    case 'dropPartitions':
      return words('DROP', action.ifExists && 'IF EXISTS', list(action.partitions, printPartition), action.purge && 'PURGE');
    case 'setLocation':
      return words(action.partition && printPartition(action.partition), `SET LOCATION ${printStringValue(action.location)}`);
    case 'recoverPartitions':
      return 'RECOVER PARTITIONS';
    case 'clusterBy':
      return `CLUSTER BY ${action.clusterBy === 'none' ? 'NONE' : parenthesized(action.clusterBy.columns, printName)}`;
    case 'setCollation':
      return `DEFAULT COLLATION ${printIdentifier(action.collation)}`;
    case 'addConstraint':
      return `ADD ${printConstraint(print, action.constraint)}`;
    case 'dropConstraint':
      return words('DROP CONSTRAINT', action.ifExists && 'IF EXISTS', printIdentifier(action.name), action.cascade && 'CASCADE');
  }
}
