/** A node of a Parquet file's schema. */
export interface ParquetNode {
  readonly name: string;
  /** Physical type; absent for groups. */
  readonly physical?: string;
  readonly lengthBytes?: number;
  readonly repetition: 'REQUIRED' | 'OPTIONAL' | 'REPEATED';
  readonly converted?: string;
  readonly logical?: string;
  readonly precision?: number;
  readonly scale?: number;
  /** The type in which DuckDB reads a leaf. */
  readonly duckDbType?: string;
  readonly children: readonly ParquetNode[];
}

/** The columns that `parquet_schema` is asked for, in the order that `parquetTree` takes. */
export const PARQUET_SCHEMA_COLUMNS =
  'name, type, type_length, repetition_type, num_children, converted_type, scale, precision, logical_type, duckdb_type';

/** Columns of a file from the rows of `parquet_schema`, which list the tree in depth-first order. */
export function parquetTree(rows: readonly (readonly unknown[])[]): readonly ParquetNode[] {
  let next = 0;
  const take = (): ParquetNode => {
    const [name, physical, length, repetition, childCount, converted, scale, precision, logical, duckDbType] = rows[next++] as readonly (
      | string
      | bigint
      | null
    )[];
    const children: ParquetNode[] = [];
    for (let i = 0; i < Number(childCount ?? 0); i++) children.push(take());
    return {
      name: String(name),
      repetition: (repetition ?? 'REQUIRED') as ParquetNode['repetition'],
      children,
      ...(physical === null || children.length > 0 ? {} : { physical: String(physical) }),
      ...(length === null ? {} : { lengthBytes: Number(length) }),
      ...(converted === null ? {} : { converted: String(converted) }),
      ...(scale === null ? {} : { scale: Number(scale) }),
      ...(precision === null ? {} : { precision: Number(precision) }),
      ...(logical === null ? {} : { logical: String(logical) }),
      ...(duckDbType === null ? {} : { duckDbType: String(duckDbType) }),
    };
  };
  return take().children;
}

/** The repeated child of a list and what it repeats; older writers left out the group between. */
export function listElement(node: ParquetNode): ParquetNode {
  const repeated = node.children[0] as ParquetNode;
  return isElement(node, repeated) ? { ...repeated, repetition: 'REQUIRED' } : (repeated.children[0] as ParquetNode);
}

function isElement(list: ParquetNode, repeated: ParquetNode): boolean {
  return repeated.children.length !== 1 || repeated.name === 'array' || repeated.name === `${list.name}_tuple`;
}

/** The only field of a repeated group that is the element itself. */
export function loneField(list: ParquetNode): ParquetNode | undefined {
  const repeated = list.children[0];
  return repeated?.children.length === 1 && isElement(list, repeated) ? repeated.children[0] : undefined;
}

export const isList = (node: ParquetNode): boolean => node.converted === 'LIST' || (node.logical ?? '').startsWith('ListType');
export const isMap = (node: ParquetNode): boolean =>
  node.converted === 'MAP' || node.converted === 'MAP_KEY_VALUE' || (node.logical ?? '').startsWith('MapType');
