import { type DataType, type InternalValue, type StructType, types } from '@kindling/protocol';
import { csvValueReader } from '../csv/index.ts';
import { isOn, type RecordOptions, recordValues, type TextSession, valueText } from '../csv-record/index.ts';
import type { XmlElement } from './parse-xml.ts';

/** Names of what is no child element: attributes by a prefix, the text among other things by a name of its own. */
export interface XmlNames {
  readonly attributePrefix: string;
  readonly valueTag: string;
  readonly excludesAttributes: boolean;
}

export const xmlNames = (options: RecordOptions): XmlNames => ({
  attributePrefix: options.attributeprefix ?? '_',
  valueTag: options.valuetag ?? '_VALUE',
  excludesAttributes: isOn(options, 'excludeAttribute', false),
});

export function elementText(element: XmlElement, keepsSpaces: boolean): string {
  const text = element.children.filter((child) => typeof child === 'string').join('');
  return keepsSpaces ? text : text.trim();
}

const elementsOf = (element: XmlElement): readonly XmlElement[] => element.children.filter((child) => typeof child !== 'string');

/** Reads elements as values; `onBad` hears of texts that do not fit. */
export class XmlRecordReader {
  readonly #options: RecordOptions;
  readonly #timeZone: string;
  readonly #names: XmlNames;
  readonly #keepsSpaces: boolean;
  isBad = false;

  constructor(options: RecordOptions, timeZone: string) {
    this.#options = options;
    this.#timeZone = timeZone;
    this.#names = xmlNames(options);
    this.#keepsSpaces = !isOn(options, 'ignoreSurroundingSpaces', true);
  }

  struct(element: XmlElement, schema: StructType): InternalValue[] {
    const { attributePrefix, valueTag, excludesAttributes } = this.#names;
    const attributes = new Map(
      excludesAttributes ? [] : element.attributes.map(([name, value]) => [attributePrefix + name, value] as const),
    );
    const children = elementsOf(element);
    return schema.fields.map((field): InternalValue => {
      const attribute = attributes.get(field.name);
      if (attribute !== undefined) return this.#text(attribute, field.dataType);
      const matching = children.filter((child) => child.name === field.name);
      if (matching.length === 0)
        return field.name === valueTag ? this.#text(elementText(element, this.#keepsSpaces), field.dataType) : null;
      if (field.dataType.kind !== 'array') return this.#value(matching.at(-1) as XmlElement, field.dataType);
      const item = field.dataType.elementType;
      return matching.map((child) => this.#value(child, item));
    });
  }

  #value(element: XmlElement, type: DataType): InternalValue {
    switch (type.kind) {
      case 'struct':
        return this.struct(element, type);
      case 'map':
        return elementsOf(element).map((child) => [child.name, this.#value(child, type.valueType)]);
      case 'array':
        return [this.#value(element, type.elementType)];
      default:
        return this.#text(elementText(element, this.#keepsSpaces), type);
    }
  }

  #text(text: string, type: DataType): InternalValue {
    if (text === (this.#options.nullvalue ?? null) || (text === '' && type.kind !== 'string')) return null;
    const value = csvValueReader(type, recordValues(this.#options, this.#timeZone))(text);
    if (value === undefined) this.isBad = true;
    return value ?? null;
  }
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Writes a struct as an element. */
export function writeXml(row: InternalValue, type: DataType, options: RecordOptions, session: TextSession): string {
  const { attributePrefix, valueTag } = xmlNames(options);
  const textOf = (value: InternalValue, dataType: DataType): string => escaped(valueText(value, dataType, options, session));
  const element = (name: string, value: InternalValue, dataType: DataType, indent: string): string => {
    if (value === null) return options.nullvalue === undefined ? '' : `\n${indent}<${name}>${options.nullvalue}</${name}>`;
    if (dataType.kind === 'array')
      return (value as readonly InternalValue[]).map((item) => element(name, item, dataType.elementType, indent)).join('');
    return `\n${indent}${whole(name, value, dataType, indent)}`;
  };
  const whole = (name: string, value: InternalValue, dataType: DataType, indent: string): string => {
    if (dataType.kind !== 'struct' && dataType.kind !== 'map') return `<${name}>${textOf(value, dataType)}</${name}>`;
    const members: readonly (readonly [string, InternalValue, DataType])[] =
      dataType.kind === 'struct'
        ? dataType.fields.map((field, i) => [field.name, (value as readonly InternalValue[])[i] ?? null, field.dataType])
        : (value as readonly [InternalValue, InternalValue][]).map(([key, item]) => [String(key), item, dataType.valueType]);
    const isAttribute = ([member]: (typeof members)[number]): boolean => member.startsWith(attributePrefix) && member !== valueTag;
    const attributes = members.filter((member) => isAttribute(member) && member[1] !== null);
    const head = `${name}${attributes.map(([member, item, itemType]) => ` ${member.slice(attributePrefix.length)}="${textOf(item, itemType).replaceAll('"', '&quot;')}"`).join('')}`;
    const text = members
      .filter(([member, item]) => member === valueTag && item !== null)
      .map(([, item, itemType]) => textOf(item, itemType))
      .join('');
    const inner = members
      .filter((member) => !isAttribute(member) && member[0] !== valueTag)
      .map(([member, item, itemType]) => element(member, item, itemType, `${indent}    `))
      .join('');
    if (inner === '') return text === '' ? `<${head}/>` : `<${head}>${text}</${name}>`;
    return `<${head}>${text}${inner}\n${indent}</${name}>`;
  };
  return whole(options.rowtag ?? 'ROW', row, type, '');
}

/** The type of an element. */
export function xmlType(element: XmlElement, options: RecordOptions, timeZone: string): DataType {
  const names = xmlNames(options);
  const textType = (text: string): DataType => scalarType(text, options, timeZone);
  const typeOf = (one: XmlElement): DataType => {
    const text = elementText(one, false);
    const children = elementsOf(one);
    const attributes = names.excludesAttributes ? [] : one.attributes;
    if (children.length === 0 && attributes.length === 0) return textType(text);
    const fields = new Map<string, DataType>(attributes.map(([name, value]) => [names.attributePrefix + name, textType(value)]));
    for (const child of children) {
      const known = fields.get(child.name);
      const found = typeOf(child);
      fields.set(child.name, known === undefined ? found : types.array(merged(known.kind === 'array' ? known.elementType : known, found)));
    }
    if (text !== '') fields.set(names.valueTag, textType(text));
    const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return types.struct(sorted.map(([name, dataType]) => types.field(name, dataType)));
  };
  return finished(typeOf(element));
}

function scalarType(text: string, options: RecordOptions, timeZone: string): DataType {
  const values = recordValues(options, timeZone);
  const fits = (type: DataType): boolean => csvValueReader(type, values)(text) !== undefined;
  if (text === '' || text === options.nullvalue) return types.null;
  if (!isOn(options, 'inferSchema', true)) return types.string;
  if (fits(types.long)) return types.long;
  if (/^[+-]?[\d.]/.test(text) && !/[dDfF]$/.test(text) && fits(types.double)) return types.double;
  if (fits(types.boolean)) return types.boolean;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) || options.dateformat !== undefined) if (fits(types.date)) return types.date;
  return fits(types.timestamp) ? types.timestamp : types.string;
}

function merged(a: DataType, b: DataType): DataType {
  if (a.kind === b.kind && a.kind !== 'struct') return a;
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if ((a.kind === 'long' && b.kind === 'double') || (a.kind === 'double' && b.kind === 'long')) return types.double;
  if (a.kind !== 'struct' || b.kind !== 'struct') return types.string;
  const fields = new Map(a.fields.map((field) => [field.name, field.dataType] as const));
  for (const field of b.fields) {
    const known = fields.get(field.name);
    fields.set(field.name, known === undefined ? field.dataType : merged(known, field.dataType));
  }
  return types.struct([...fields].sort(([x], [y]) => (x < y ? -1 : 1)).map(([name, dataType]) => types.field(name, dataType)));
}

/** What had no value anywhere is text. */
function finished(type: DataType): DataType {
  if (type.kind === 'null') return types.string;
  if (type.kind === 'array') return types.array(finished(type.elementType));
  if (type.kind === 'struct') return types.struct(type.fields.map((field) => types.field(field.name, finished(field.dataType))));
  return type;
}
