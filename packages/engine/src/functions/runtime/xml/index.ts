import { type DataType, type InternalValue, sparkError, types } from '@kindling/protocol';
import { malformedRecord, type RecordOptions, textSession } from '../csv-record/index.ts';
import { plain, type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { evaluateXPath, isNodes, toBoolean, toNumber, toText, type XPathValue } from './evaluate-xpath.ts';
import { parseXml, XmlSyntaxError } from './parse-xml.ts';
import { parseXPath, type XPath, XPathSyntaxError } from './parse-xpath.ts';
import { writeXml, XmlRecordReader, xmlType } from './xml-record.ts';
import { xpathDocument } from './xpath-node.ts';

const given = (options: Readonly<Record<string, unknown>>): RecordOptions => (options.record ?? {}) as RecordOptions;
const zone = (options: Readonly<Record<string, unknown>>): string => String(options.timeZone ?? 'UTC');

/** The type of a constant document. */
export function xmlSchema(text: string, options: RecordOptions, timeZone: string): DataType {
  try {
    return xmlType(parseXml(text.trim()), options, timeZone);
  } catch (error) {
    if (!(error instanceof XmlSyntaxError)) throw error;
    throw malformedRecord(text);
  }
}

const fromXml = runtimeBodyOf('from_xml', ({ resultType, options }) => {
  const record = given(options);
  const schema = resultType.kind === 'struct' ? resultType : types.struct([]);
  const isStrict = record.mode?.toUpperCase() === 'FAILFAST';
  const corruptName = record.columnnameofcorruptrecord ?? String(options.corruptColumn ?? '_corrupt_record');
  const corrupt = schema.fields.findIndex((field) => field.name === corruptName && field.dataType.kind === 'string');
  const bad = (row: InternalValue[], text: string): InternalValue => {
    if (isStrict) throw malformedRecord(`[${row.map((value) => (value === null ? 'null' : String(value))).join(',')}]`);
    if (corrupt >= 0) row[corrupt] = text;
    return row;
  };
  return (text: string) => {
    const reader = new XmlRecordReader(record, zone(options));
    try {
      const row = reader.struct(parseXml(text.trim()), schema);
      return reader.isBad ? bad(row, text) : row;
    } catch (error) {
      if (!(error instanceof XmlSyntaxError)) throw error;
      return bad(
        schema.fields.map(() => null),
        text,
      );
    }
  };
});

let lastPath: string | undefined;
let lastParsed: XPath | undefined;

function answer(functionName: string, xml: string, path: string): XPathValue | undefined {
  if (xml.trim() === '' || path === '') return undefined;
  try {
    if (lastParsed === undefined || path !== lastPath) {
      lastParsed = parseXPath(path);
      lastPath = path;
    }
    return evaluateXPath(lastParsed, xpathDocument(parseXml(xml.trim())));
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw malformedRecord(xml);
    if (!(error instanceof XPathSyntaxError)) throw error;
    throw sparkError(
      'INVALID_PARAMETER_VALUE.PATTERN',
      { parameter: '`path`', functionName: `\`${functionName}\``, value: `'${path}'` },
      { cause: error },
    );
  }
}

function xpath(name: string, convert: (value: XPathValue) => InternalValue): RuntimeBody {
  return plain(name, (xml: string, path: string) => {
    const value = answer(name, xml, path);
    return value === undefined ? null : convert(value);
  });
}

/** As Java narrows doubles: NaN is 0, and the ends hold. */
function whole(bits: 16 | 32 | 64): (value: XPathValue) => InternalValue {
  const [least, most] = [-(2n ** BigInt(bits === 64 ? 63 : 31)), 2n ** BigInt(bits === 64 ? 63 : 31) - 1n];
  return (value) => {
    const number = toNumber(value);
    if (Number.isNaN(number)) return bits === 64 ? 0n : 0;
    const held = number >= Number(most) ? most : number <= Number(least) ? least : BigInt(Math.trunc(number));
    return bits === 64 ? held : Number(BigInt.asIntN(bits, held));
  };
}

export const xmlBodies: readonly RuntimeBody[] = [
  fromXml,
  runtimeBodyOf(
    'to_xml',
    ({ argTypes, options }) =>
      (row: InternalValue) =>
        writeXml(row, argTypes[0] ?? types.null, given(options), textSession(options)),
  ),
  xpath('xpath', (value) =>
    isNodes(value) ? value.map((node) => (node.kind === 'element' || node.kind === 'root' ? null : node.text)) : [toText(value)],
  ),
  xpath('xpath_boolean', toBoolean),
  xpath('xpath_short', whole(16)),
  xpath('xpath_int', whole(32)),
  xpath('xpath_long', whole(64)),
  xpath('xpath_float', (value) => Math.fround(toNumber(value))),
  xpath('xpath_double', toNumber),
  xpath('xpath_string', toText),
];
