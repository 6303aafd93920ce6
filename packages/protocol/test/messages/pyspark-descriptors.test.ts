import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { registry } from '@kindling/protocol/messages';
import { describe, expect, test } from 'vitest';

const local = join(import.meta.dirname, '../../../../.cache/python/bin/python');
const python = process.env.KINDLING_PYTHON ?? (existsSync(local) ? local : undefined);
const strict = process.env.KINDLING_STRICT === '1';
const title =
  python === undefined && !strict
    ? 'the messages are those of PySpark (skipped: set KINDLING_PYTHON to a Python with pyspark[connect]==4.2.0)'
    : 'the messages are those of PySpark';

describe.skipIf(python === undefined && !strict)(title, () => {
  const expected = python === undefined ? undefined : describeInPython(python);

  test('a Python with PySpark is there', () => {
    expect(expected, 'KINDLING_PYTHON is not set and .cache/python is not there').toBeDefined();
  });

  test('every message has the same fields', () => {
    const ours = Object.fromEntries([...messagesOfSpark()].map((message) => [message.typeName, describeMessage(message)]));
    expect(Object.keys(ours).length).toBeGreaterThan(300);
    expect(ours).toEqual(expected?.messages);
  });

  test('every enum has the same values', () => {
    const ours = Object.fromEntries(
      [...registry]
        .filter((type) => type.kind === 'enum')
        .map((type) => [type.typeName, Object.fromEntries(type.values.map((value) => [value.name, value.number]))]),
    );
    expect(Object.keys(ours).length).toBeGreaterThan(10);
    expect(ours).toEqual(expected?.enums);
  });

  test('every service has the same methods', () => {
    const ours = Object.fromEntries(
      [...registry]
        .filter((type) => type.kind === 'service')
        .map((service) => [
          service.typeName,
          Object.fromEntries(
            service.methods.map((method) => [
              method.name,
              {
                input: method.input.typeName,
                output: method.output.typeName,
                streams: [/client|bidi/.test(method.methodKind), /server|bidi/.test(method.methodKind)],
              },
            ]),
          ),
        ]),
    );
    expect(Object.keys(ours)).toEqual(['spark.connect.SparkConnectService']);
    expect(ours).toEqual(expected?.services);
  });
});

interface Described {
  readonly messages: unknown;
  readonly enums: unknown;
  readonly services: unknown;
}

function describeInPython(interpreter: string): Described {
  return JSON.parse(execFileSync(interpreter, [join(import.meta.dirname, 'describe-messages.py')], { maxBuffer: 1 << 26 }).toString());
}

function* messagesOfSpark(): Iterable<DescMessage> {
  for (const type of registry) {
    if (type.kind === 'message' && type.typeName.startsWith('spark.connect.') && type.proto.options?.mapEntry !== true) yield type;
  }
}

function describeMessage(message: DescMessage): Record<string, unknown> {
  return Object.fromEntries(
    message.fields.map((field) => [
      field.name,
      {
        number: field.number,
        json: field.jsonName,
        type: (field.proto.proto3Optional ? 'optional ' : '') + shapeOf(field),
        oneof: field.oneof?.name ?? null,
        deprecated: field.deprecated,
      },
    ]),
  );
}

function shapeOf(field: DescField): string {
  const element = field.message?.typeName ?? field.enum?.typeName ?? ScalarType[field.scalar!].toLowerCase();
  if (field.fieldKind === 'map') return `map<${ScalarType[field.mapKey].toLowerCase()}, ${element}>`;
  return field.fieldKind === 'list' ? `repeated ${element}` : element;
}
