import { sparkError, types } from '@kindling/protocol';
import type { RowFormat, Select, StringValue, Transform } from '@kindling/sql';
import type { LogicalPlan, ScriptFormat } from '../plan/index.ts';
import { queryContextOf } from '../plan/index.ts';
import { structTypeOf } from './data-type.ts';
import { originOf, type SyntaxContext } from './frontend-context.ts';

/** What Spark separates with where a statement does not say. */
const defaults: ScriptFormat = { fieldDelimiter: '\u0001', lineDelimiter: '\n', nullText: '\\N' };

/** `SELECT TRANSFORM(…) USING 'command'`: a query whose rows go through a command. */
export function transformOf(syntax: Transform, context: SyntaxContext, selectOf: (select: Select) => LogicalPlan): LogicalPlan {
  const origin = originOf(syntax, context);
  const refused = [syntax.inputFormat, syntax.outputFormat].some((format) => format?.kind === 'rowFormatSerde');
  if (refused) throw sparkError('UNSUPPORTED_FEATURE.TRANSFORM_NON_HIVE', {}, { context: [queryContextOf(origin)] });
  if (syntax.recordReader !== undefined || syntax.recordWriter !== undefined)
    throw sparkError('_LEGACY_ERROR_TEMP_0048', {}, { context: [queryContextOf(origin)] });
  const { lateralViews, from, where, groupBy, having, windows, start, stop } = syntax;
  const child = selectOf({
    kind: 'select',
    hints: [],
    quantifier: undefined,
    projection: syntax.expressions,
    from,
    lateralViews,
    where,
    groupBy,
    having,
    windows,
    qualify: undefined,
    start,
    stop,
  });
  const isSchemaless = syntax.outputNames.length === 0 && syntax.outputColumns.length === 0;
  const names = isSchemaless ? ['key', 'value'] : syntax.outputNames.map((name) => name.value);
  return {
    kind: 'scriptTransformation',
    script: constantText(syntax.script),
    inputFormat: formatOf(syntax.inputFormat),
    outputFormat: formatOf(syntax.outputFormat),
    isSchemaless,
    schema:
      syntax.outputColumns.length > 0
        ? structTypeOf(syntax.outputColumns, context)
        : types.struct(names.map((name) => types.field(name, types.string))),
    child,
    origin,
  };
}

function formatOf(syntax: RowFormat | undefined): ScriptFormat {
  if (syntax?.kind !== 'rowFormatDelimited') return defaults;
  const text = (value: StringValue | undefined, otherwise: string) => (value === undefined ? otherwise : constantText(value));
  return {
    fieldDelimiter: text(syntax.fieldsTerminatedBy, defaults.fieldDelimiter),
    lineDelimiter: text(syntax.linesTerminatedBy, defaults.lineDelimiter),
    nullText: text(syntax.nullDefinedAs, defaults.nullText),
  };
}

function constantText(value: StringValue): string {
  if (typeof value === 'string') return value;
  throw sparkError('UNBOUND_SQL_PARAMETER', { name: value.kind === 'namedParameter' ? value.name : `_${value.index}` });
}
