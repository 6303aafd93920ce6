import { types } from '@kindling/protocol';
import { type Expression, isNullable, typeOf, type UpdateFields } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql, quotedType, sqlText } from './expression-sql.ts';
import { extractValue } from './extract-value.ts';
import { buildCall } from './resolve-function.ts';

/** `withField` and `dropFields`: the struct built anew; a dotted name goes down. */
export function resolveUpdateFields(update: UpdateFields, resolver: ExpressionResolver): Expression {
  const child = resolver.resolve(update.child);
  const value = update.value && resolver.resolve(update.value);
  const path = update.fieldName.split('.');
  const inner = update.child.kind === 'updateFields' && child.kind === 'call' ? child.displaySql : undefined;
  const shown = shownUpdate(sqlText(child), path, value);
  // Updates one after the other are shown as one with several steps.
  const displaySql = inner === undefined ? shown : `${inner.slice(0, -1)}, ${shown.slice(`update_fields(${inner}, `.length)}`;
  const made = updated(child, path, value, update, resolver, displaySql);
  return made.kind === 'call' ? { ...made, displaySql } : made;
}

/** How Spark shows it: an update of a part is the value of the part. */
function shownUpdate(struct: string, [name, ...rest]: readonly string[], value: Expression | undefined): string {
  if (rest.length > 0) return `update_fields(${struct}, WithField(${shownUpdate(`${struct}.${name}`, rest, value)}))`;
  return `update_fields(${struct}, ${value === undefined ? 'dropfield()' : `WithField(${sqlText(value)})`})`;
}

function updated(
  child: Expression,
  path: readonly string[],
  value: Expression | undefined,
  at: UpdateFields,
  resolver: ExpressionResolver,
  displaySql: string,
): Expression {
  const struct = typeOf(child);
  const { analyzer } = resolver;
  const [name, ...rest] = path as [string, ...string[]];
  if (struct.kind !== 'struct') {
    fail(
      'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
      {
        sqlExpr: quotedSql(child),
        paramIndex: 'first',
        inputSql: quotedSql(child),
        inputType: quotedType(child),
        requiredType: '"STRUCT"',
      },
      at,
    );
  }
  const field = (fieldName: string): Expression =>
    extractValue(child, { kind: 'literal', value: fieldName, dataType: types.string }, analyzer, at, at);
  const entries: (readonly [string, Expression])[] = [];
  let found = false;
  for (const [ordinal, existing] of struct.fields.entries()) {
    const own: Expression = {
      kind: 'getStructField',
      child,
      ordinal,
      name: existing.name,
      dataType: existing.dataType,
      nullable: isNullable(child) || existing.nullable,
    };
    if (!analyzer.sameName(existing.name, name)) {
      entries.push([existing.name, own]);
      continue;
    }
    found = true;
    if (rest.length > 0) entries.push([existing.name, updated(own, rest, value, at, resolver, shownUpdate(sqlText(own), rest, value))]);
    else if (value !== undefined) entries.push([name, value]);
  }
  if (!found && rest.length > 0) field(name);
  if (!found && value !== undefined) entries.push([name, value]);
  if (entries.length === 0) fail('DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS', { sqlExpr: `"${displaySql}"` }, at);
  const args = entries.flatMap(([fieldName, item]): Expression[] => [{ kind: 'literal', value: fieldName, dataType: types.string }, item]);
  const rebuilt = buildCall('named_struct', args, resolver.analyzer, at);
  if (!isNullable(child)) return rebuilt;
  const dataType = typeOf(rebuilt);
  return buildCall('if', [buildCall('isnull', [child], analyzer, at), { kind: 'literal', value: null, dataType }, rebuilt], analyzer, at);
}
