import type { DateTimeFormats } from '../csv/index.ts';
import { defaultJsonSyntax, type JsonInferOptions, type JsonSyntax } from '../json-rows/index.ts';

/** Options of JSON functions, as the user gave them; names in lower case. */
export type JsonOptions = Readonly<Record<string, string>>;

export const isOn = (options: JsonOptions, name: string, byDefault: boolean): boolean => {
  const value = options[name.toLowerCase()];
  return value === undefined ? byDefault : value.toLowerCase() === 'true';
};

export function jsonSyntax(options: JsonOptions): JsonSyntax {
  const names = Object.keys(defaultJsonSyntax) as (keyof JsonSyntax)[];
  return Object.fromEntries(names.map((name) => [name, isOn(options, name, defaultJsonSyntax[name])])) as unknown as JsonSyntax;
}

export function jsonFormats(options: JsonOptions, sessionTimeZone: string): DateTimeFormats {
  const { dateformat, timestampformat, timestampntzformat, timezone } = options;
  return {
    timeZone: timezone ?? sessionTimeZone,
    ...(dateformat === undefined ? {} : { dateFormat: dateformat }),
    ...(timestampformat === undefined ? {} : { timestampFormat: timestampformat }),
    ...(timestampntzformat === undefined ? {} : { timestampNtzFormat: timestampntzformat }),
  };
}

export const jsonInferOptions = (options: JsonOptions, sessionTimeZone: string): JsonInferOptions => ({
  ...jsonFormats(options, sessionTimeZone),
  primitivesAsString: isOn(options, 'primitivesAsString', false),
  prefersDecimal: isOn(options, 'prefersDecimal', false),
  inferTimestamp: isOn(options, 'inferTimestamp', false),
  dropFieldIfAllNull: isOn(options, 'dropFieldIfAllNull', false),
});
