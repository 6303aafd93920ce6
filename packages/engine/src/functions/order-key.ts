import { type Collation, collationNamed, type DataType, sparkError } from '@kindling/protocol';
import { call, cases, cast, column, isNotNull, lambda, type Sql, structFieldName, structOf, text } from '../duckdb/sql/index.ts';
import { isCollated as hasCollation } from './runtime/index.ts';

export { isCollated as hasCollation } from './runtime/index.ts';

/** What DuckDB compares, sorts and groups by in place of the value, so that its order and equality are Spark's. */
export function orderKey(value: Sql, dataType: DataType): Sql {
  if (dataType.kind === 'char') return cast(value, 'VARCHAR');
  return hasCollation(dataType) ? keyOf(value, dataType, 0) : value;
}

function keyOf(value: Sql, type: DataType, depth: number): Sql {
  if (!hasCollation(type)) return value;
  switch (type.kind) {
    case 'string':
      return textKey(value, collationNamed(type.collation as string));
    case 'array': {
      const element = `e${depth}`;
      return call('list_transform', value, lambda([element], keyOf(column(element), type.elementType, depth + 1)));
    }
    case 'struct': {
      const fields = type.fields.map((field, i): readonly [string, Sql] => [
        structFieldName(i),
        keyOf(call('struct_extract', value, text(structFieldName(i))), field.dataType, depth),
      ]);
      return cases([[isNotNull(value), structOf(fields)]], undefined);
    }
    case 'map': {
      const entry = column(`e${depth}`);
      const fields = [
        ['key', keyOf(call('struct_extract', entry, text('key')), type.keyType, depth + 1)],
        ['value', keyOf(call('struct_extract', entry, text('value')), type.valueType, depth + 1)],
      ] as const;
      return call('list_transform', call('map_entries', value), lambda([`e${depth}`], structOf(fields)));
    }
    default:
      return value;
  }
}

/** UTF8_LCASE compares small letters, with one sigma; the others ICU's sort keys, which say how strong they are by the language tag. */
function textKey(value: Sql, collation: Collation): Sql {
  const trimmed = collation.trimsRight ? call('rtrim', value, text(' ')) : value;
  switch (collation.kind) {
    case 'binary':
      return trimmed;
    case 'lowercase':
      return call('replace', call('lower', call('replace', trimmed, text('İ'), text('i\u0307'))), text('ς'), text('σ'));
    case 'icu': {
      const level = collation.ignoresAccents ? 1 : collation.ignoresCase ? 2 : 3;
      const caseLevel = collation.ignoresAccents && !collation.ignoresCase ? '-kc-true' : '';
      return call('icu_sort_key', trimmed, text(`${collation.locale}-u-ks-level${level}${caseLevel}`));
    }
    case 'indeterminate':
      throw sparkError('INDETERMINATE_COLLATION', {});
  }
}
