import type { Relation } from '@kindling/engine';
import { fromJson, type StructType, sparkError } from '@kindling/protocol';
import type { Read } from '@kindling/protocol/messages';
import { asStruct } from './data-type.ts';
import { notSet, notSupported } from './invalid-plan.ts';
import type { TranslationContext } from './translation-context.ts';

/** spark.table and spark.read…load(). */
export function readOf(message: Read, context: TranslationContext): Relation {
  const { readType, isStreaming } = message;
  if (isStreaming) throw notSupported('readStream');
  switch (readType.case) {
    case undefined:
      throw notSet('Read', 'readType');
    case 'namedTable':
      return {
        kind: 'unresolvedTable',
        nameParts: context.parseTableName(readType.value.unparsedIdentifier),
        options: readType.value.options,
      };
    case 'dataSource': {
      const { format = '', schema, options, paths, predicates } = readType.value;
      if (predicates.length > 0) {
        throw format === 'jdbc'
          ? notSupported('JDBC predicates')
          : sparkError('CONNECT_INVALID_PLAN.PREDICATES_NOT_SUPPORTED_FOR_DATA_SOURCE', { format });
      }
      return {
        kind: 'unresolvedDataSource',
        format,
        options,
        paths,
        ...(schema === undefined || schema === '' ? {} : { schema: schemaOfText(schema, context) }),
      };
    }
  }
}

/** A schema as Spark's JSON or as DDL. */
export function schemaOfText(text: string, context: TranslationContext): StructType {
  return text.trimStart().startsWith('{') ? asStruct(fromJson(text), text) : context.parseSchema(text);
}
