/** The value of an option; numbers and booleans are written as text. */
export type OptionValue = string | number | bigint | boolean | null;

/** Options as the texts that travel; those that are undefined or null are left out. */
export function optionTexts(options: Readonly<Record<string, OptionValue | undefined>>): Record<string, string> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}

interface FileReadOptions {
  readonly pathGlobFilter?: string;
  readonly recursiveFileLookup?: boolean;
  readonly modifiedBefore?: string;
  readonly modifiedAfter?: string;
  readonly ignoreCorruptFiles?: boolean;
  readonly ignoreMissingFiles?: boolean;
}

/** How to go on at a malformed record: keep it with NULLs, leave it out, or fail. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

interface TextFormatOptions {
  readonly encoding?: string;
  readonly charset?: string;
  readonly lineSep?: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNTZFormat?: string;
  readonly timeFormat?: string;
  readonly locale?: string;
  readonly timeZone?: string;
}

interface CsvFormatOptions extends TextFormatOptions {
  readonly sep?: string;
  readonly delimiter?: string;
  readonly quote?: string | null;
  readonly escape?: string;
  readonly charToEscapeQuoteEscaping?: string;
  readonly comment?: string;
  readonly header?: boolean;
  readonly ignoreLeadingWhiteSpace?: boolean;
  readonly ignoreTrailingWhiteSpace?: boolean;
  readonly nullValue?: string;
  readonly emptyValue?: string;
}

/** Spark's options for reading CSV. */
export interface CsvReadOptions extends CsvFormatOptions, FileReadOptions {
  readonly inferSchema?: boolean;
  readonly samplingRatio?: number;
  readonly enforceSchema?: boolean;
  readonly mode?: ParseMode;
  readonly columnNameOfCorruptRecord?: string;
  readonly multiLine?: boolean;
  readonly maxColumns?: number;
  readonly maxCharsPerColumn?: number;
  readonly unescapedQuoteHandling?: 'STOP_AT_CLOSING_QUOTE' | 'BACK_TO_DELIMITER' | 'STOP_AT_DELIMITER' | 'SKIP_VALUE' | 'RAISE_ERROR';
  readonly preferDate?: boolean;
  readonly nanValue?: string;
  readonly positiveInf?: string;
  readonly negativeInf?: string;
  readonly enableDateTimeParsingFallback?: boolean;
  readonly singleVariantColumn?: string;
}

/** Spark's options for writing CSV. */
export interface CsvWriteOptions extends CsvFormatOptions {
  readonly quoteAll?: boolean;
  readonly escapeQuotes?: boolean;
  readonly compression?: string;
}

/** Spark's options for reading JSON. */
export interface JsonReadOptions extends TextFormatOptions, FileReadOptions {
  readonly multiLine?: boolean;
  readonly primitivesAsString?: boolean;
  readonly prefersDecimal?: boolean;
  readonly allowComments?: boolean;
  readonly allowUnquotedFieldNames?: boolean;
  readonly allowSingleQuotes?: boolean;
  readonly allowNumericLeadingZeros?: boolean;
  readonly allowBackslashEscapingAnyCharacter?: boolean;
  readonly allowUnquotedControlChars?: boolean;
  readonly allowNonNumericNumbers?: boolean;
  readonly dropFieldIfAllNull?: boolean;
  readonly samplingRatio?: number;
  readonly mode?: ParseMode;
  readonly columnNameOfCorruptRecord?: string;
  readonly enableDateTimeParsingFallback?: boolean;
  readonly singleVariantColumn?: string;
}

/** Spark's options for writing JSON. */
export interface JsonWriteOptions extends TextFormatOptions {
  readonly compression?: string;
  readonly ignoreNullFields?: boolean;
  readonly writeNonAsciiCharacterAsCodePoint?: boolean;
}

/** Spark's options for reading Parquet. */
export interface ParquetReadOptions extends FileReadOptions {
  readonly mergeSchema?: boolean;
  readonly datetimeRebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  readonly int96RebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
}

/** Spark's options for writing Parquet. */
export interface ParquetWriteOptions {
  readonly compression?: string;
}

/** Spark's options for reading text. */
export interface TextReadOptions extends FileReadOptions {
  readonly wholetext?: boolean;
  readonly lineSep?: string;
  readonly encoding?: string;
}

/** Spark's options for writing text. */
export interface TextWriteOptions {
  readonly compression?: string;
  readonly lineSep?: string;
  readonly encoding?: string;
}
