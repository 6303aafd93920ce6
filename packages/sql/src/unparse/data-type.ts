import type { DataType, StructFieldType } from '../ast/index.ts';
import { printIdentifier, printInteger, printName, printStringValue } from './name.ts';
import { list, words } from './printer.ts';

/**
 * SQL text of a data type.
 *
 * @example
 * ```ts
 * import { parseDataType, unparseDataType } from '@kindling/sql';
 *
 * unparseDataType(parseDataType('array< decimal(10,2) >')); // ARRAY<DECIMAL(10, 2)>
 * ```
 */
export function unparseDataType(type: DataType): string {
  switch (type.kind) {
    case 'simpleType':
      return type.name.toUpperCase();
    case 'timestampType':
      return 'TIMESTAMP';
    case 'decimalType': {
      if (type.precision === undefined) return 'DECIMAL';
      const scale = type.scale === undefined ? '' : `, ${printInteger(type.scale)}`;
      return `DECIMAL(${printInteger(type.precision)}${scale})`;
    }
    case 'stringType':
      return words('STRING', type.collation && `COLLATE ${printName(type.collation)}`);
    case 'charType':
    case 'varcharType': {
      const name = type.kind === 'charType' ? 'CHAR' : 'VARCHAR';
      return words(`${name}(${printInteger(type.length)})`, type.collation && `COLLATE ${printName(type.collation)}`);
    }
    case 'timeType':
      return type.precision === undefined ? 'TIME' : `TIME(${printInteger(type.precision)})`;
    case 'calendarIntervalType':
      return 'INTERVAL';
    case 'yearMonthIntervalType':
    case 'dayTimeIntervalType': {
      const { startField, endField } = type;
      return `INTERVAL ${startField}${startField === endField ? '' : ` TO ${endField}`}`.toUpperCase();
    }
    case 'geometryType':
    case 'geographyType': {
      const name = type.kind === 'geometryType' ? 'GEOMETRY' : 'GEOGRAPHY';
      return `${name}(${type.srid === 'any' ? 'ANY' : printInteger(type.srid)})`;
    }
    case 'arrayType':
      return `ARRAY<${unparseDataType(type.elementType)}>`;
    case 'mapType':
      return `MAP<${unparseDataType(type.keyType)}, ${unparseDataType(type.valueType)}>`;
    case 'structType':
      return `STRUCT<${list(type.fields, (field) => printField(field, ': '))}>`;
  }
}

function printField({ name, dataType, nullable, comment }: StructFieldType, separator: string): string {
  const type = `${printIdentifier(name)}${separator}${unparseDataType(dataType)}`;
  return words(type, !nullable && 'NOT NULL', comment !== undefined && `COMMENT ${printStringValue(comment)}`);
}

/** A column of a schema. */
export function printColumnType(field: StructFieldType): string {
  return printField(field, ' ');
}
