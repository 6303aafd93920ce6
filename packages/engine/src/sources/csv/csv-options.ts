import { sparkError } from '@kindling/protocol';
import {
  type CsvFormat,
  type CsvRecordFormat,
  type CsvValueOptions,
  parseCsvDouble,
  type UnescapedQuoteHandling,
  unescapedQuoteHandlings,
} from '../../functions/runtime/index.ts';
import { modeOf, type ParseMode, SourceOptions } from '../files/index.ts';
import { separatorOf } from './separator.ts';

export interface CsvOptions {
  readonly format: CsvFormat;
  readonly values: CsvValueOptions;
  readonly nullValue: string;
  readonly comment: string;
  readonly charset: string;
  readonly lineSep: string | undefined;
  /** Quoted values may hold line ends. */
  readonly multiLine: boolean;
  readonly header: boolean;
  /** Without it the names in headers must be those of the schema. */
  readonly enforceSchema: boolean;
  readonly inferSchema: boolean;
  readonly samplingRatio: number;
  readonly preferDate: boolean;
  readonly mode: ParseMode;
  readonly columnNameOfCorruptRecord: string;
  /** Rows are read as one variant under this name. */
  readonly singleVariantColumn?: string;
}

export const DEFAULT_MAX_COLUMNS = 20_480;

const charsets = ['iso-8859-1', 'us-ascii', 'utf-16', 'utf-16be', 'utf-16le', 'utf-32', 'utf-8'];

/** The options of reading, each with Spark's default; a value that Spark refuses is refused here. */
export function csvOptions(raw: Readonly<Record<string, string>>, config: (key: string) => string): CsvOptions {
  const options = new SourceOptions(raw);
  const quote = options.character('quote', '"');
  const escape = options.character('escape', '\\');
  const charset = options.get('encoding', 'charset') ?? 'UTF-8';
  if (!charsets.includes(charset.toLowerCase())) {
    throw sparkError('INVALID_PARAMETER_VALUE.CHARSET', {
      parameter: '`charset`',
      functionName: '`CSVOptions`',
      charsets: charsets.join(', '),
      charset,
    });
  }
  const singleVariantColumn = options.get('singleVariantColumn');
  const dateFormat = options.get('dateFormat');
  const timestampFormat = options.get('timestampFormat');
  const fallback = parsingFallback(options, config);
  const locale = options.get('locale');
  const timestampNtzFormat = options.get('timestampNTZFormat');
  return {
    format: {
      sep: separatorOf(options.get('sep', 'delimiter') ?? ','),
      quote: quote === '\u0000' ? '' : quote,
      escape,
      charToEscapeQuoteEscaping: options.character('charToEscapeQuoteEscaping', quote === escape ? '' : escape),
      ignoreLeadingWhiteSpace: options.boolean('ignoreLeadingWhiteSpace', false),
      ignoreTrailingWhiteSpace: options.boolean('ignoreTrailingWhiteSpace', false),
      emptyValue: options.get('emptyValue') ?? '',
      unescapedQuoteHandling: handlingOf(options.get('unescapedQuoteHandling') ?? 'STOP_AT_DELIMITER'),
      maxColumns: options.integer('maxColumns', DEFAULT_MAX_COLUMNS),
      maxCharsPerColumn: options.integer('maxCharsPerColumn', -1),
    },
    values: {
      nanValue: options.get('nanValue') ?? 'NaN',
      positiveInf: options.get('positiveInf') ?? 'Inf',
      negativeInf: options.get('negativeInf') ?? '-Inf',
      timeZone: options.get('timeZone') ?? config('spark.sql.session.timeZone'),
      ...(fallback === true ? { parsingFallback: true } : {}),
      ...(locale === undefined || locale === 'en-US' ? {} : { locale }),
      ...(dateFormat !== undefined ? { dateFormat } : fallback === false ? { dateFormat: 'yyyy-MM-dd' } : {}),
      ...(timestampFormat === undefined ? {} : { timestampFormat }),
      ...(timestampNtzFormat === undefined ? {} : { timestampNtzFormat }),
    },
    nullValue: options.get('nullValue') ?? '',
    comment: options.character('comment', ''),
    charset,
    lineSep: lineSeparatorOf(options),
    multiLine: options.boolean('multiLine', false),
    header: options.boolean('header', false),
    enforceSchema: options.boolean('enforceSchema', true),
    inferSchema: options.boolean('inferSchema', false),
    samplingRatio: samplingRatioOf(options.get('samplingRatio')),
    preferDate: options.boolean('preferDate', true),
    mode: modeOf(options.get('mode')),
    ...(singleVariantColumn === undefined ? {} : { singleVariantColumn }),
    columnNameOfCorruptRecord: options.get('columnNameOfCorruptRecord') ?? config('spark.sql.columnNameOfCorruptRecord'),
  };
}

/** How whole files are split. */
export function recordFormat({ format, comment, lineSep }: CsvOptions): CsvRecordFormat {
  return { ...format, comment, ...(lineSep === undefined ? {} : { lineSep }) };
}

function handlingOf(name: string): UnescapedQuoteHandling {
  const handling = unescapedQuoteHandlings.find((each) => each === name.toUpperCase());
  if (handling) return handling;
  throw sparkError(
    'INTERNAL_ERROR',
    { message: `There is no way ${name} to handle unescaped quotes.` },
    { exception: 'SparkIllegalArgumentException' },
  );
}

function samplingRatioOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const ratio = parseCsvDouble(text, { nanValue: '', positiveInf: '', negativeInf: '', timeZone: '' });
  if (ratio === undefined)
    throw sparkError(
      'INTERNAL_ERROR',
      { message: `'samplingRatio' is no number: ${text}` },
      { exception: 'SparkIllegalArgumentException' },
    );
  return ratio;
}

/** Whether dates that do not fit their pattern are read as casts read them; absent where the patterns decide. */
function parsingFallback(options: SourceOptions, config: (key: string) => string): boolean | undefined {
  const text = options.get('enableDateTimeParsingFallback')?.toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  if (text !== undefined)
    throw sparkError(
      'INTERNAL_ERROR',
      { message: `'enableDateTimeParsingFallback' can be true or false, not ${text}.` },
      { exception: 'SparkIllegalArgumentException' },
    );
  const isLegacy =
    config('spark.sql.legacy.csv.enableDateTimeParsingFallback') === 'true' || config('spark.sql.legacy.timeParserPolicy') === 'LEGACY';
  return isLegacy ? true : undefined;
}

function lineSeparatorOf(options: SourceOptions): string | undefined {
  const lineSep = options.lineSeparator();
  if (lineSep !== undefined && lineSep.length > 2)
    throw sparkError(
      'INTERNAL_ERROR',
      { message: "'lineSep' can contain only 1 character." },
      { exception: 'SparkIllegalArgumentException' },
    );
  return lineSep;
}
