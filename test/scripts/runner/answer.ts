import { type QueryContext, quoteIfNeeded, Row, SparkError, type StructType } from '@kindling/protocol';
import type { SparkSession } from 'kindling';
import { sparkText, typeText } from '../../../scripts/spark-text.ts';
import type { ScriptBlock } from './script-file.ts';

/** The time zone in which scripts run. */
export const scriptTimeZone = 'UTC';

const oneLine = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

function schemaLine(schema: StructType): string {
  const columns = schema.fields.map(
    (field) => `${quoteIfNeeded(field.name)} ${typeText(field.dataType)}${field.nullable ? '' : ' not null'}`,
  );
  return oneLine(columns.join(', '));
}

function placeOf(context: readonly QueryContext[]): string {
  const fragment = context[0]?.fragment ?? '';
  return fragment === '' ? '' : ` at ${JSON.stringify(fragment)}`;
}

/** Condition, SQLSTATE and parameters; not the sentence, which is ours. */
function errorLines(error: SparkError): string[] {
  const parameters = Object.entries(error.messageParameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `error ${error.condition} ${error.sqlState}${placeOf(error.queryContext)}`,
    ...parameters.map(([name, value]) => `  ${name}: ${oneLine(value)}`),
  ];
}

/** Runs a statement and writes down what came: a line for the schema and one per row, `ok` of a command without a result, or the error. */
export async function answerOf(spark: SparkSession, block: Pick<ScriptBlock, 'statement' | 'ordered'>): Promise<string> {
  try {
    const df = await spark.sql(block.statement);
    const schema = await df.schema();
    const rows = await df.collect();
    if (schema.fields.length === 0) return 'ok';
    const lines = rows.map((row) => {
      const values = Row.valuesOf(row as Row);
      return oneLine(schema.fields.map((field, i) => sparkText(values[i], field.dataType, scriptTimeZone)).join(' | '));
    });
    return [schemaLine(schema), ...(block.ordered ? lines : lines.sort())].join('\n');
  } catch (error) {
    if (error instanceof SparkError) return errorLines(error).join('\n');
    throw error;
  }
}
