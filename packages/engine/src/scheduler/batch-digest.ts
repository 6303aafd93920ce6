import { createHash, type Hash } from 'node:crypto';
import { type ArrowField, arrowFieldsOf, bitBytes, type ColumnData, layoutOf, type RecordBatch } from '@kindling/protocol';

/** A digest of a batch's values: what lies under nulls and how the buffers are laid out is left out of it. */
export function digestOfBatch(batch: RecordBatch): string {
  const hash = createHash('sha1');
  hash.update(`${batch.length}`);
  for (const [i, field] of arrowFieldsOf(batch.schema, 'UTC').entries()) addColumn(hash, batch.columns[i] as ColumnData, field);
  return hash.digest('base64');
}

function addColumn(hash: Hash, column: ColumnData, field: ArrowField): void {
  const { length, nullCount, validity, offsets, data } = column;
  const layout = layoutOf(field.type);
  hash.update(`${length},${nullCount};`);
  if (layout.kind === 'none' || length === 0) return;
  const nulls = nullCount > 0 && validity ? validity : undefined;
  if (nulls) hash.update(wholeBits(nulls, length));
  switch (layout.kind) {
    case 'bits': {
      const bits = wholeBits(data ?? new Uint8Array(0), length);
      hash.update(nulls ? bits.map((byte, i) => byte & (nulls[i] as number)) : bits);
      break;
    }
    case 'fixed': {
      const values = (data ?? new Uint8Array(0)).subarray(0, length * layout.bytes);
      hash.update(nulls ? withoutNulls(values, nulls, length, layout.bytes) : values);
      break;
    }
    case 'bytes':
    case 'list': {
      const part = (offsets ?? new Int32Array(1)).subarray(0, length + 1);
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      if (layout.kind === 'bytes') hash.update((data ?? new Uint8Array(0)).subarray(0, part[length] ?? 0));
      break;
    }
    default:
      break;
  }
  for (const [i, child] of field.children.entries()) addColumn(hash, column.children?.[i] as ColumnData, child);
}

/** The bits of the values, those behind the last one as zeros. */
function wholeBits(bits: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(bits.subarray(0, bitBytes(length)));
  if ((length & 7) !== 0) copy[copy.length - 1] = (copy[copy.length - 1] as number) & ((1 << (length & 7)) - 1);
  return copy;
}

function withoutNulls(values: Uint8Array, validity: Uint8Array, length: number, width: number): Uint8Array {
  const copy = new Uint8Array(values);
  for (let i = 0; i < length; i++) {
    if ((((validity[i >> 3] as number) >> (i & 7)) & 1) === 0) copy.fill(0, i * width, (i + 1) * width);
  }
  return copy;
}
