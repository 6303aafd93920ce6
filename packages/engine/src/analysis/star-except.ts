import { types } from '@kindling/protocol';
import { type Attribute, type Expression, isNullable, toAttribute, typeOf, type UnresolvedStar } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { NameScope } from './name-scope.ts';
import { failAmbiguous } from './resolve-attribute.ts';
import { failUnresolvedName } from './suggestions.ts';

/** A name after EXCEPT: a column, and the fields on the way to what is left out of it. */
interface Excluded {
  readonly nameParts: readonly string[];
  readonly column: Attribute;
  readonly fields: readonly string[];
}

/** `* EXCEPT (a, b.c)`: without whole columns, or with structs that lack fields. */
export function starExcept(
  star: UnresolvedStar,
  names: readonly (readonly string[])[],
  columns: readonly Expression[],
  resolver: ExpressionResolver,
): readonly Expression[] {
  const attributes = columns.map((column) => (column.kind === 'attribute' ? column : toAttribute(column)));
  const scope = new NameScope(attributes, resolver.analyzer.rules.caseSensitive);
  const excluded = names.map((nameParts) => excludedBy(nameParts, scope, star, resolver));
  refuseOverlap(excluded, star);
  return columns.flatMap((column, i) => {
    const paths = excluded.filter((one) => one.column.id === attributes[i]?.id).map(({ fields }) => fields);
    if (paths.length === 0) return [column];
    if (paths.some((path) => path.length === 0)) return [];
    const base = column.kind === 'alias' ? column.child : column;
    return [resolver.analyzer.alias(withoutFields(base, paths, resolver, star), attributes[i]?.name ?? '')];
  });
}

function excludedBy(nameParts: readonly string[], scope: NameScope, star: UnresolvedStar, resolver: ExpressionResolver): Excluded {
  const matches = scope.resolve(nameParts);
  const [match, ...more] = matches;
  if (match === undefined) failUnresolvedName(nameParts, scope.attributes, star);
  if (more.length > 0)
    failAmbiguous(
      nameParts,
      matches.map(({ attribute }) => attribute),
      star,
    );
  const column = match.attribute;
  const taken = resolver.nestedFields(column, match.fields, star);
  for (let part = taken; part !== column && part.kind !== 'attribute'; ) {
    if (part.kind !== 'getStructField') {
      const columnName = [...column.qualifier, column.name, ...match.fields.map((field) => `\`${field}\``)].join('.');
      fail('EXCEPT_NESTED_COLUMN_INVALID_TYPE', { columnName, dataType: typeOf(taken).kind }, star);
    }
    part = part.child;
  }
  return { nameParts, column, fields: match.fields };
}

/** The same written twice, or a column with one of its fields. */
function refuseOverlap(excluded: readonly Excluded[], star: UnresolvedStar): void {
  const writtenName = ({ nameParts, fields }: Excluded): readonly string[] => nameParts.slice(nameParts.length - 1 - fields.length);
  const overlaps = excluded.some((one, i) =>
    excluded.some((other, k) => {
      const [left, right] = [writtenName(one), writtenName(other)];
      return i !== k && one.column.id === other.column.id && left.every((part, at) => part === right[at]);
    }),
  );
  if (overlaps) fail('EXCEPT_OVERLAPPING_COLUMNS', { columns: excluded.map(({ nameParts }) => nameParts.join('.')).join(', ') }, star);
}

/** A struct of the fields that are left; it is there even where the whole one was NULL. */
function withoutFields(
  struct: Expression,
  paths: readonly (readonly string[])[],
  resolver: ExpressionResolver,
  star: UnresolvedStar,
): Expression {
  const type = typeOf(struct);
  if (type.kind !== 'struct') return struct;
  const parts = type.fields.flatMap((field, ordinal): Expression[] => {
    const below = paths.filter(([name]) => name !== undefined && resolver.analyzer.sameName(name, field.name)).map((path) => path.slice(1));
    if (below.some((path) => path.length === 0)) return [];
    const value: Expression = {
      kind: 'getStructField',
      child: struct,
      ordinal,
      name: field.name,
      dataType: field.dataType,
      nullable: isNullable(struct) || field.nullable,
    };
    const kept = below.length === 0 ? value : withoutFields(value, below, resolver, star);
    return [{ kind: 'literal', value: field.name, dataType: types.string }, kept];
  });
  return resolver.resolve({ kind: 'unresolvedFunction', nameParts: ['named_struct'], args: parts });
}
