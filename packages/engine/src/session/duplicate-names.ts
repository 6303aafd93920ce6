import { type DataType, type StructType, sparkError, toSQLId } from '@kindling/protocol';
import type { SessionConfig } from '../config/index.ts';

/** Two columns of one name could not be told apart by who reads them. */
export function refuseDuplicateNames(names: readonly string[], config: SessionConfig): void {
  const key = (name: string) => (config.isOn('spark.sql.caseSensitive') ? name : name.toLowerCase());
  const keys = names.map(key);
  const twice = keys.find((name, i) => keys.indexOf(name) < i);
  if (twice !== undefined) throw sparkError('COLUMN_ALREADY_EXISTS', { columnName: toSQLId([twice]) });
}

/** The names of a schema and of all structs in it. */
export function refuseDuplicateFields(schema: StructType, config: SessionConfig): void {
  const names = schema.fields.map(({ name }) => name);
  refuseDuplicateNames(names, config);
  for (const { dataType } of schema.fields) visit(dataType, config);
}

function visit(type: DataType, config: SessionConfig): void {
  switch (type.kind) {
    case 'struct':
      refuseDuplicateFields(type, config);
      break;
    case 'array':
      visit(type.elementType, config);
      break;
    case 'map':
      visit(type.keyType, config);
      visit(type.valueType, config);
      break;
    default:
  }
}
