import { javaRegex } from '../functions/index.ts';
import { type Attribute, type Expression, isNullable, typeOf, type UnresolvedRegex, type UnresolvedStar } from '../plan/index.ts';
import { fail, quoteName } from './analysis-error.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { starExcept } from './star-except.ts';

/** `*`, `t.*`, `struct.*` and quoted regular expressions as columns. */
export function expandStar(star: UnresolvedStar | UnresolvedRegex, resolver: ExpressionResolver): readonly Expression[] {
  if (star.kind === 'unresolvedRegex') return matching(star, resolver);
  const expanded = star.target === undefined ? resolver.names.attributes : targeted(star, star.target, resolver);
  const kept = star.except ? starExcept(star, star.except, expanded, resolver) : expanded;
  return star.replace ? replaced(star, kept, resolver) : kept;
}

function matching(regex: UnresolvedRegex, resolver: ExpressionResolver): readonly Expression[] {
  const pattern = javaRegex(`^(?:${regex.pattern})$`, 'colRegex', resolver.analyzer.rules.caseSensitive ? 'u' : 'iu');
  const candidates = regex.table === undefined ? resolver.names.attributes : resolver.names.qualified([regex.table]);
  return candidates.filter((attribute) => pattern.test(attribute.name));
}

function targeted(star: UnresolvedStar, target: readonly string[], resolver: ExpressionResolver): readonly Expression[] {
  const columns = resolver.names.qualified(target);
  if (columns.length > 0) return columns;
  const struct = structOf(star, target, resolver);
  if (struct) return struct;
  if (resolver.environment.outer) {
    const outer = resolver.environment.outer.names.qualified(target);
    if (outer.length > 0)
      return outer.map(
        (attribute): Expression => ({
          kind: 'alias',
          child: { kind: 'outerReference', attribute },
          names: [attribute.name],
          id: resolver.analyzer.newId(),
        }),
      );
  }
  const columnNames = resolver.names.attributes.map((attribute) => quoteName([attribute.name])).join(', ');
  fail('CANNOT_RESOLVE_STAR_EXPAND', { targetString: quoteName(target), columns: columnNames }, star);
}

function structOf(star: UnresolvedStar, target: readonly string[], resolver: ExpressionResolver): readonly Expression[] | undefined {
  const matches = resolver.names.resolve(target);
  const [match] = matches;
  if (matches.length !== 1 || match === undefined) return undefined;
  const base = resolver.nestedFields(match.attribute, match.fields, star);
  const type = typeOf(base);
  if (type.kind !== 'struct') return undefined;
  return type.fields.map(
    (field, ordinal): Expression => ({
      kind: 'alias',
      child: {
        kind: 'getStructField',
        child: base,
        ordinal,
        name: field.name,
        dataType: field.dataType,
        nullable: isNullable(base) || field.nullable,
      },
      names: [field.name],
      id: resolver.analyzer.newId(),
    }),
  );
}

function replaced(star: UnresolvedStar, columns: readonly Expression[], resolver: ExpressionResolver): readonly Expression[] {
  return columns.map((column) => {
    const replacement = star.replace?.find((item) => resolver.analyzer.sameName(item.name, nameOf(column)));
    return replacement ? resolver.analyzer.alias(resolver.resolve(replacement.value), nameOf(column)) : column;
  });
}

function nameOf(expression: Expression): string {
  return expression.kind === 'attribute' ? (expression as Attribute).name : expression.kind === 'alias' ? (expression.names[0] ?? '') : '';
}
