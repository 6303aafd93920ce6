import { create } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema } from '@bufbuild/protobuf/wkt';

/** Fields of a message by their numbers: texts, embedded messages and flags. What is left out, or empty, is not written. */
export type ExtensionFields = Readonly<Record<number, string | boolean | Uint8Array | readonly Uint8Array[] | undefined>>;

const typePrefix = 'type.googleapis.com/';

export function writeFields(fields: ExtensionFields): Uint8Array {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(fields)) {
    const number = Number(key);
    if (value === true) writer.tag(number, WireType.Varint).bool(true);
    else if (typeof value === 'string' && value !== '') writer.tag(number, WireType.LengthDelimited).string(value);
    else if (value instanceof Uint8Array) writer.tag(number, WireType.LengthDelimited).bytes(value);
    else if (Array.isArray(value))
      for (const item of value as readonly Uint8Array[]) writer.tag(number, WireType.LengthDelimited).bytes(item);
  }
  return writer.finish();
}

/** The fields of a message, as they are asked for. */
export class FieldReader {
  readonly #bytes = new Map<number, Uint8Array[]>();
  readonly #flags = new Set<number>();

  constructor(message: Uint8Array) {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (wireType === WireType.LengthDelimited) this.#bytes.set(number, [...(this.#bytes.get(number) ?? []), reader.bytes()]);
      else if (wireType === WireType.Varint) {
        if (reader.bool()) this.#flags.add(number);
      } else reader.skip(wireType, number);
    }
  }

  all(number: number): readonly Uint8Array[] {
    return this.#bytes.get(number) ?? [];
  }

  message(number: number): Uint8Array {
    return this.all(number).at(-1) ?? new Uint8Array();
  }

  text(number: number): string {
    return new TextDecoder().decode(this.message(number));
  }

  flag(number: number): boolean {
    return this.#flags.has(number);
  }
}

export function packExtension(name: string, fields: ExtensionFields): Any {
  return create(AnySchema, { typeUrl: `${typePrefix}${name}`, value: writeFields(fields) });
}

/** The fields of a message of that name; undefined when it is another one. */
export function unpackExtension(name: string, any: Any): FieldReader | undefined {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1) === name ? new FieldReader(any.value) : undefined;
}
