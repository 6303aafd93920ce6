import { type DataType, type StructType, sparkError, types } from '@kindling/protocol';
import { isList, isMap, listElement, type ParquetNode } from './parquet-node.ts';

export interface ParquetTypeSettings {
  /** `spark.sql.parquet.binaryAsString` */
  readonly binaryAsString: boolean;
  /** `spark.sql.parquet.inferTimestampNTZ.enabled` */
  readonly infersTimestampNtz: boolean;
}

/** The schema of a file that no Spark wrote. */
export function sparkSchemaOf(nodes: readonly ParquetNode[], settings: ParquetTypeSettings): StructType {
  return types.struct(nodes.map((node) => types.field(node.name, sparkTypeOf(node, settings), node.repetition !== 'REQUIRED')));
}

function sparkTypeOf(node: ParquetNode, settings: ParquetTypeSettings): DataType {
  if (node.repetition === 'REPEATED') return types.array(sparkTypeOf({ ...node, repetition: 'REQUIRED' }, settings), false);
  if (node.physical !== undefined) return leafType(node, settings);
  if (isList(node)) {
    const element = listElement(node);
    return types.array(sparkTypeOf(element, settings), element.repetition !== 'REQUIRED');
  }
  if (isMap(node)) {
    const [key, value] = node.children[0]?.children ?? [];
    if (key && value) return types.map(sparkTypeOf(key, settings), sparkTypeOf(value, settings), value.repetition !== 'REQUIRED');
  }
  return types.struct(node.children.map((child) => types.field(child.name, sparkTypeOf(child, settings), child.repetition !== 'REQUIRED')));
}

function leafType(node: ParquetNode, settings: ParquetTypeSettings): DataType {
  const { converted, logical = '' } = node;
  const illegal = () => sparkError('PARQUET_TYPE_ILLEGAL', { parquetType: parquetTypeText(node) });
  if (converted === 'DECIMAL' || logical.startsWith('DecimalType')) return types.decimal(node.precision ?? 38, node.scale ?? 0);
  switch (node.physical) {
    case 'BOOLEAN':
      return types.boolean;
    case 'FLOAT':
      return types.float;
    case 'DOUBLE':
      return types.double;
    case 'INT32':
      switch (converted) {
        case 'INT_8':
          return types.byte;
        case 'INT_16':
        case 'UINT_8':
          return types.short;
        case 'UINT_32':
          return types.long;
        case 'DATE':
          return types.date;
        case 'TIME_MILLIS':
          throw illegal();
        default:
          if (logical.startsWith('TimeType')) throw illegal();
          return logical.startsWith('DateType') ? types.date : types.integer;
      }
    case 'INT64': {
      if (converted === 'UINT_64') return types.decimal(20, 0);
      if (logical.startsWith('TimestampType')) {
        if (logical.includes('NANOS=NanoSeconds')) throw illegal();
        return logical.includes('isAdjustedToUTC=0') && settings.infersTimestampNtz ? types.timestampNtz : types.timestamp;
      }
      if (converted === 'TIMESTAMP_MICROS' || converted === 'TIMESTAMP_MILLIS') return types.timestamp;
      if (converted === 'TIME_MICROS' || logical.startsWith('TimeType')) return types.time(6);
      return types.long;
    }
    case 'INT96':
      return types.timestamp;
    case 'BYTE_ARRAY': {
      const isText =
        converted === 'UTF8' ||
        converted === 'ENUM' ||
        converted === 'JSON' ||
        logical.startsWith('StringType') ||
        logical.startsWith('EnumType') ||
        logical.startsWith('JsonType');
      return isText || (settings.binaryAsString && converted === undefined && logical === '') ? types.string : types.binary;
    }
    case 'FIXED_LEN_BYTE_ARRAY':
      if (converted === 'INTERVAL') throw illegal();
      return types.binary;
    default:
      throw illegal();
  }
}

/** A leaf's type as Parquet's own schema language writes it. */
export function parquetTypeText(node: ParquetNode): string {
  const physical = node.physical === 'BYTE_ARRAY' ? 'BINARY' : (node.physical ?? 'group');
  const parts = /^(Timestamp|Time)Type\(isAdjustedToUTC=([01]).*?(MILLIS|MICROS|NANOS)=\w+\(/.exec(node.logical ?? '');
  if (parts) return `${physical} (${parts[1]?.toUpperCase()}(${parts[3]},${parts[2] === '1'}))`;
  return node.converted === undefined ? physical : `${physical} (${node.converted})`;
}
