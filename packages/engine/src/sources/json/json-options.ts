import { sparkError } from '@kindling/protocol';
import type { JsonInferOptions, JsonSyntax } from '../../functions/runtime/index.ts';
import { modeOf, type ParseMode, SourceOptions } from '../files/index.ts';

export interface JsonOptions {
  readonly syntax: JsonSyntax;
  readonly infer: JsonInferOptions;
  readonly charset: string;
  readonly lineSep: string | undefined;
  readonly multiLine: boolean;
  readonly mode: ParseMode;
  readonly columnNameOfCorruptRecord: string;
}

export function jsonOptions(raw: Readonly<Record<string, string>>, config: (key: string) => string): JsonOptions {
  const options = new SourceOptions(raw);
  if (options.get('singleVariantColumn') !== undefined)
    throw sparkError('KINDLING_NOT_SUPPORTED', { feature: "the JSON option 'singleVariantColumn'" });
  const formats = {
    timeZone: options.get('timeZone') ?? config('spark.sql.session.timeZone'),
    ...option(options, 'dateFormat', 'dateFormat'),
    ...option(options, 'timestampFormat', 'timestampFormat'),
    ...option(options, 'timestampNtzFormat', 'timestampNTZFormat'),
  };
  return {
    syntax: {
      allowComments: options.boolean('allowComments', false),
      allowUnquotedFieldNames: options.boolean('allowUnquotedFieldNames', false),
      allowSingleQuotes: options.boolean('allowSingleQuotes', true),
      allowNumericLeadingZeros: options.boolean('allowNumericLeadingZeros', false),
      allowNonNumericNumbers: options.boolean('allowNonNumericNumbers', true),
      allowBackslashEscapingAnyCharacter: options.boolean('allowBackslashEscapingAnyCharacter', false),
      allowUnquotedControlChars: options.boolean('allowUnquotedControlChars', false),
    },
    infer: {
      ...formats,
      primitivesAsString: options.boolean('primitivesAsString', false),
      prefersDecimal: options.boolean('prefersDecimal', false),
      inferTimestamp: options.boolean('inferTimestamp', false),
      dropFieldIfAllNull: options.boolean('dropFieldIfAllNull', false),
    },
    charset: options.get('encoding', 'charset') ?? 'UTF-8',
    lineSep: options.lineSeparator(),
    multiLine: options.boolean('multiLine', false),
    mode: modeOf(options.get('mode')),
    columnNameOfCorruptRecord: options.get('columnNameOfCorruptRecord') ?? config('spark.sql.columnNameOfCorruptRecord'),
  };
}

function option<Key extends string>(options: SourceOptions, key: Key, name: string): { readonly [K in Key]?: string } {
  const value = options.get(name);
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
