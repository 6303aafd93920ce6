import { dateText, dateTimeText, twoDigits } from './calendar.ts';
import type { Decimal } from './decimal.ts';
import { doubleText, floatText } from './java-number.ts';
import { instantToLocalMicros } from './time-zone.ts';
import type { VariantNode } from './variant-node.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The offset as `+01:00`. */
function offsetText(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function decimalText(value: Decimal): string {
  const text = value.toString();
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const finite = (text: string): string => (/\d$/.test(text) ? text : `"${text}"`);

/** The variant as JSON, timestamps shown in `timeZone`. */
export function variantJson(node: VariantNode, timeZone: string): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'long':
      return String(node.value);
    case 'double':
      return finite(doubleText(node.value));
    case 'float':
      return finite(floatText(node.value));
    case 'decimal':
      return decimalText(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'uuid':
      return `"${node.value}"`;
    case 'binary':
      return `"${base64(node.value)}"`;
    case 'date':
      return `"${dateText(node.value)}"`;
    case 'timestamp': {
      const local = instantToLocalMicros(node.value, timeZone);
      return `"${dateTimeText(local)}${offsetText(Number((local - node.value) / 1_000_000n))}"`;
    }
    case 'timestamp_ntz':
      return `"${dateTimeText(node.value)}"`;
    case 'object':
      return `{${node.members.map(([name, value]) => `${JSON.stringify(name)}:${variantJson(value, timeZone)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map((item) => variantJson(item, timeZone)).join(',')}]`;
  }
}

/** The text of CAST(… AS STRING), which has no quotes and no offsets where JSON has them; NULL for a null inside of the variant. */
export function variantCastText(node: VariantNode, timeZone: string): string | null {
  switch (node.kind) {
    case 'null':
      return null;
    case 'string':
    case 'uuid':
      return node.value;
    case 'double':
      return doubleText(node.value);
    case 'float':
      return floatText(node.value);
    case 'date':
      return dateText(node.value);
    case 'timestamp':
      return dateTimeText(instantToLocalMicros(node.value, timeZone));
    case 'timestamp_ntz':
      return dateTimeText(node.value);
    case 'binary':
      return utf8.decode(node.value);
    default:
      return variantJson(node, timeZone);
  }
}
