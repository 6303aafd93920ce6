/** How rows are written: what the splitter needs to know. Empty texts stand for characters that are switched off. */
export interface CsvFormat {
  readonly sep: string;
  readonly quote: string;
  readonly escape: string;
  readonly charToEscapeQuoteEscaping: string;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
  /** What quotes around nothing mean. */
  readonly emptyValue: string;
  readonly unescapedQuoteHandling: UnescapedQuoteHandling;
  readonly maxColumns: number;
  readonly maxCharsPerColumn: number;
}

export const unescapedQuoteHandlings = [
  'STOP_AT_CLOSING_QUOTE',
  'BACK_TO_DELIMITER',
  'STOP_AT_DELIMITER',
  'SKIP_VALUE',
  'RAISE_ERROR',
] as const;
export type UnescapedQuoteHandling = (typeof unescapedQuoteHandlings)[number];
