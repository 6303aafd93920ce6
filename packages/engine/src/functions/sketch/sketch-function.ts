import { type DataType, types } from '@kindling/protocol';
import type { Expression } from '../../plan/index.ts';
import { unexpectedType } from '../data-type-mismatch.ts';
import { aggregate, body, type FunctionSpec, optional, param, runtimeAggregateCall, scalar } from '../define.ts';
import { dataTypeOf } from '../expression-type.ts';
import type { FunctionParameter, FunctionRecord, ResolveContext, TypeRule } from '../function-record.ts';

const LOG_ENTRIES = {
  ...optional('lgNomEntries', types.integer),
  takesNoText: true,
  default: { kind: 'literal', value: 12, dataType: types.integer },
} as const;
const MODE = { ...optional('mode', 'string'), default: { kind: 'literal', value: 'sum', dataType: types.string } } as const;
export const logEntries: FunctionParameter = LOG_ENTRIES;
export const summaryMode: FunctionParameter = MODE;
export const sketch = (name = 'sketch'): FunctionParameter => ({ ...param(name, 'binary'), takesNoText: true });

type SketchSpec = Omit<FunctionSpec, 'family'> & {
  /** Types that are taken as they are: sketches do not cast items, for the hash depends on the type. */
  readonly expects?: readonly (readonly DataType[] | undefined)[];
  /** How messages call the types of the first argument. */
  readonly itemsText?: string;
};

const typeTexts: Partial<Record<DataType['kind'], string>> = { byte: 'TINYINT', short: 'SMALLINT', integer: 'INT', long: 'BIGINT' };
const textOf = (type: DataType): string =>
  type.kind === 'array' ? `ARRAY<${textOf(type.elementType)}>` : (typeTexts[type.kind] ?? type.kind.toUpperCase());
const isKind = (type: DataType, wanted: DataType): boolean =>
  type.kind === wanted.kind && (type.kind !== 'array' || wanted.kind !== 'array' || type.elementType.kind === wanted.elementType.kind);

function checked({ expects = [], itemsText, check }: SketchSpec): NonNullable<FunctionSpec['check']> {
  return (args, context) => {
    for (const [i, allowed] of expects.entries()) {
      const arg = args[i];
      if (allowed === undefined || arg === undefined || allowed.some((type) => isKind(dataTypeOf(arg), type))) continue;
      // What NULL means is for the function to say.
      if (i > 0 && dataTypeOf(arg).kind === 'null') continue;
      if (i === 0 && itemsText) unexpectedType(args, i, itemsText, context);
      const texts = allowed.map((type) => `"${textOf(type)}"`);
      unexpectedType(args, i, texts.length === 1 ? (texts[0] as string) : `(${texts.join(' or ')})`, context);
    }
    check?.(args, context);
  };
}

export const sketchFunction = (spec: SketchSpec): FunctionRecord =>
  scalar({ family: 'sketch_funcs', lower: body(spec.name), ...withChecks(spec) });

/** `constants` of its arguments, which are no columns of the aggregate, become options. */
export function sketchAggregate(
  spec: SketchSpec & { readonly rows?: number; readonly constants?: Readonly<Record<string, number>> },
): FunctionRecord {
  const { rows = 1, constants = {}, ...rest } = spec;
  return aggregate({
    family: 'agg_funcs',
    nullable: false,
    options: (args, context) => constantsOf(constants, args, context),
    lower: (args, call, context) =>
      runtimeAggregateCall(spec.name, args.slice(0, rows), { ...call, args: call.args.slice(0, rows) }, context),
    ...withChecks(rest),
  });
}

function withChecks(spec: SketchSpec): Omit<SketchSpec, 'expects' | 'itemsText'> {
  const { expects, itemsText: _, ...rest } = spec;
  return expects ? { coercion: 'none', ...rest, check: checked(spec) } : rest;
}

function constantsOf(
  constants: Readonly<Record<string, number>>,
  args: readonly Expression[],
  context: ResolveContext,
): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, index] of Object.entries(constants)) {
    const arg = args[index];
    const value = arg && context.constant(arg)?.value;
    if (value !== undefined && value !== null) found[name] = value;
  }
  return found;
}

/** The arguments that end an aggregate's list are constants. */
export const constant = (name: string, type: TypeRule, value?: number | string | boolean): FunctionParameter => ({
  ...optional(name, type),
  foldable: true,
  ...(value === undefined
    ? {}
    : {
        default: {
          kind: 'literal',
          value,
          dataType: typeof value === 'number' ? types.integer : typeof value === 'string' ? types.string : types.boolean,
        },
      }),
});
