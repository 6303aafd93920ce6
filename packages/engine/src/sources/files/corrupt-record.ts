import { sparkError } from '@kindling/protocol';
import type { FileRelation } from '../../plan/index.ts';

/** Without any other column nothing would be parsed, and no record would be found corrupt: Spark refuses such a query. */
export function checkCorruptRecordQuery(relation: FileRelation, corruptColumn: string): void {
  const required = relation.requiredColumns ?? relation.dataSchema.fields.map((field) => field.name);
  if (required.length === 1 && required[0] === corruptColumn) throw sparkError('UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN', {});
}
