import type { DataType } from '@kindling/protocol';
import type { Expression } from '../plan/index.ts';

/** Whether CHAR(n) or VARCHAR(n) is in the type. */
export function isSizedText(type: DataType): boolean {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return true;
    case 'array':
      return isSizedText(type.elementType);
    case 'map':
      return isSizedText(type.keyType) || isSizedText(type.valueType);
    case 'struct':
      return type.fields.some((field) => isSizedText(field.dataType));
    default:
      return false;
  }
}

/** The type that queries see: STRING in place of CHAR(n) and VARCHAR(n). */
export function plainType(type: DataType): DataType {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return { kind: 'string' };
    case 'array':
      return { ...type, elementType: plainType(type.elementType) };
    case 'map':
      return { ...type, keyType: plainType(type.keyType), valueType: plainType(type.valueType) };
    case 'struct':
      return { ...type, fields: type.fields.map((field) => ({ ...field, dataType: plainType(field.dataType) })) };
    default:
      return type;
  }
}

const call = (name: string, ...args: Expression[]): Expression => ({
  kind: 'unresolvedFunction',
  nameParts: [name],
  args,
  isInternal: true,
});
const integer = (value: number): Expression => ({ kind: 'literal', value, dataType: { kind: 'integer' } });
const text = (value: string): Expression => ({ kind: 'literal', value, dataType: { kind: 'string' } });

/** The value as a CHAR or VARCHAR column stores it: padded, blanks at its end cut when they are too many, anything longer an error. */
export function fittedText(value: Expression, type: DataType): Expression {
  if (type.kind === 'array' && isSizedText(type.elementType)) {
    const item: Expression = { kind: 'unresolvedLambdaVariable', nameParts: ['item'] };
    return call('transform', value, { kind: 'lambda', params: ['item'], body: fittedText(item, type.elementType) });
  }
  if (type.kind !== 'char' && type.kind !== 'varchar') return value;
  const length = integer(type.length);
  const fitted = call('rpad', call('rtrim', value), length, text(' '));
  const tooLong = call('exceed_limit_length', text(String(type.length)));
  const fits = call('<=', call('length', value), length);
  return call(
    'when',
    call('or', call('isnull', value), fits),
    type.kind === 'char' ? call('rpad', value, length, text(' ')) : value,
    call('<=', call('length', call('rtrim', value)), length),
    fitted,
    tooLong,
  );
}
