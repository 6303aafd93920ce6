import { sparkError } from '@kindling/protocol';
import type { CatalogCommand } from '../plan/index.ts';
import { catalogCalls } from './catalog-calls.ts';
import { describeFunction, describeNamespace, describeQuery, describeTable } from './describe.ts';
import { showHandlers } from './show.ts';
import { type CatalogAnswer, type CatalogCommandContext, nothing } from './statement-answer.ts';

type Handler = (command: CatalogCommand, context: CatalogCommandContext) => Promise<CatalogAnswer>;

const handlers: Readonly<Record<string, Handler>> = {
  describeTable: ({ fields }, context) => describeTable(fields, context),
  describeQuery: ({ child }, context) => describeQuery(child ?? { kind: 'oneRow' }, context),
  describeNamespace: ({ fields }, context) => describeNamespace(fields, context),
  describeFunction: ({ fields }, context) => describeFunction(fields, context),
  use: async ({ fields }, context) => {
    const name = await context.nameOf(fields.name);
    const isCatalog = name.length === 1 && name[0]?.toLowerCase() === 'spark_catalog';
    if (!isCatalog) context.catalog.useNamespace(name);
    return nothing;
  },
  useNamespace: async ({ fields }, context) => {
    context.catalog.useNamespace(await context.nameOf(fields.name));
    return nothing;
  },
};

/** Answers a statement that asks the catalog. */
export async function runCatalogCommand(command: CatalogCommand, context: CatalogCommandContext): Promise<CatalogAnswer> {
  const show = showHandlers[command.statement] ?? catalogCalls[command.statement];
  if (show) return show(command.fields, context);
  const handler = handlers[command.statement];
  if (handler === undefined) throw sparkError('KINDLING_NOT_SUPPORTED', { feature: command.statement });
  return handler(command, context);
}
