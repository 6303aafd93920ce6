import { type DataType, type InternalValue, sparkError, toSQLId } from '@kindling/protocol';
import type { CloseCursor, Compound, DeclareCursor, FetchCursor, MultipartIdentifier, OpenCursor } from '@kindling/sql';
import { originOf } from '../frontend/index.ts';
import type { Expression } from '../plan/index.ts';
import { bindUsing } from './run-execute-immediate.ts';
import { variableNamed } from './run-variable.ts';
import type { StatementContext } from './statement-context.ts';

interface OpenRows {
  readonly types: readonly DataType[];
  readonly rows: readonly (readonly InternalValue[])[];
  next: number;
}

interface Cursor {
  readonly declaration: DeclareCursor;
  open: OpenRows | undefined;
}

/** The cursors of a block, by their names in lower case. */
export type CursorScope = Map<string, Cursor>;

/** A block around a statement, as far as cursors care. */
interface CursorBlock {
  readonly scope: { readonly label: string };
  readonly cursors: CursorScope;
}

export function cursorScopeOf(block: Compound): CursorScope {
  const cursors: CursorScope = new Map();
  for (const declaration of block.body) {
    if (declaration.kind !== 'declareCursor') continue;
    const name = declaration.name.value.toLowerCase();
    if (cursors.has(name)) throw sparkError('CURSOR_ALREADY_EXISTS', { cursorName: toSQLId([name]) });
    cursors.set(name, { declaration, open: undefined });
  }
  return cursors;
}

function cursorNamed({ parts }: MultipartIdentifier, blocks: readonly CursorBlock[]): Cursor {
  const names = parts.map((part) => part.value.toLowerCase());
  const label = names.length === 2 ? names[0] : undefined;
  for (const block of blocks) {
    const found = label === undefined || block.scope.label === label ? block.cursors.get(names.at(-1) as string) : undefined;
    if (found && names.length <= 2) return found;
  }
  throw sparkError('CURSOR_NOT_FOUND', { cursorName: parts.map((part) => part.value).join('.') });
}

const shown = (cursor: Cursor): string => toSQLId([cursor.declaration.name.value.toLowerCase()]);

/** The rows are those of now: later changes do not reach a cursor that is open. */
export async function openCursor(statement: OpenCursor, blocks: readonly CursorBlock[], context: StatementContext): Promise<void> {
  const cursor = cursorNamed(statement.name, blocks);
  if (cursor.open) throw sparkError('CURSOR_ALREADY_OPEN', { cursorName: shown(cursor) });
  const plan = await bindUsing(cursor.declaration.queryText, statement.using, context);
  cursor.open = { ...(await context.rowsOf(plan)), next: 0 };
}

export function closeCursor(statement: CloseCursor, blocks: readonly CursorBlock[]): void {
  const cursor = cursorNamed(statement.name, blocks);
  if (cursor.open === undefined) throw sparkError('CURSOR_NOT_OPEN', { cursorName: shown(cursor) });
  cursor.open = undefined;
}

export async function fetchCursor(statement: FetchCursor, blocks: readonly CursorBlock[], context: StatementContext): Promise<void> {
  const cursor = cursorNamed(statement.name, blocks);
  const { open } = cursor;
  if (open === undefined) throw sparkError('CURSOR_NOT_OPEN', { cursorName: shown(cursor) });
  const nameOf = (name: MultipartIdentifier) => name.parts.map((part) => part.value);
  const targets = statement.into.map((name) => variableNamed(nameOf(name), context, name));
  const row = open.rows[open.next];
  if (row === undefined) throw sparkError('CURSOR_NO_MORE_ROWS', { cursorName: shown(cursor) });
  open.next += 1;
  const origin = originOf(statement, context.frontend);
  const literals = row.map((value, i): Expression => ({ kind: 'literal', value, dataType: open.types[i] as DataType }));
  const [only] = targets;
  const takesRow =
    targets.length === 1 && literals.length > 1 && only?.dataType.kind === 'struct' && only.dataType.fields.length === literals.length;
  const items: readonly Expression[] = takesRow
    ? [{ kind: 'unresolvedFunction', nameParts: ['struct'], args: literals, isInternal: true }]
    : literals;
  if (items.length !== targets.length)
    throw sparkError('ASSIGNMENT_ARITY_MISMATCH', { numTarget: String(targets.length), numExpr: String(items.length) });
  const values: unknown[] = [];
  for (const [i, target] of targets.entries()) {
    const child = items[i] as Expression;
    values.push((await context.evaluate({ kind: 'cast', child, dataType: target.dataType, origin })).value);
  }
  targets.forEach((target, i) => {
    context.catalog.assign(target, values[i]);
  });
}
