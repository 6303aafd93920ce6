import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDdl, schemaFromJson, toJson, toSparkError, types } from '../../src/index.ts';
import { create, DataTypeSchema, dataTypeFromProto, dataTypeToProto, fromBinary, toBinary } from '../../src/messages/index.ts';
import { arbitraryStruct } from '../arrow/arbitrary-batch.ts';

test('every type comes back from its message and from its JSON', () => {
  fc.assert(
    fc.property(arbitraryStruct(3), (schema) => {
      const message = fromBinary(DataTypeSchema, toBinary(DataTypeSchema, dataTypeToProto(schema)));
      expect(dataTypeFromProto(message)).toEqual(schema);
      expect(schemaFromJson(toJson(schema))).toEqual(schema);
    }),
  );
});

test('metadata, classes and intervals of one field travel along', () => {
  const udt = { kind: 'udt', pythonClass: 'm.Point', serializedPythonClass: 'gAW', sqlType: types.array(types.double, false) } as const;
  const schema = types.struct([
    types.field('a', types.integer, false, { comment: 'hi' }),
    types.field('u', udt),
    types.field('h', types.dayTimeInterval('hour')),
    types.field('y', types.yearMonthInterval('year')),
  ]);
  expect(dataTypeFromProto(dataTypeToProto(schema))).toEqual(schema);
});

test('an unparsed type is parsed, an empty message is an invalid plan', () => {
  const message = create(DataTypeSchema, { kind: { case: 'unparsed', value: { dataTypeString: 'array<int>' } } });
  expect(dataTypeFromProto(message)).toEqual(types.array(types.integer));
  expect(() => dataTypeFromProto(create(DataTypeSchema))).toThrow(/CONNECT_INVALID_PLAN/);
});

test('a text that is no type becomes an error of Spark', () => {
  let failure: unknown;
  try {
    parseDdl('a foo');
  } catch (error) {
    failure = toSparkError(error);
  }
  expect(failure).toMatchObject({ condition: 'UNSUPPORTED_DATATYPE', messageParameters: { typeName: '"FOO"' } });
});
