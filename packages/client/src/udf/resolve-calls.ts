import { type DataType, sparkError } from '@kindling/protocol';
import { type Expression, packMapPartitions, packUserFunctionCall, type Relation } from '@kindling/protocol/messages';
import { Column, columnText, makeExpression } from '../column/index.ts';
import { compileFunction, toMessage } from '../javascript/index.ts';
import { hasOpenCalls, type OpenCall, type OpenMapping, openCallOf, openMappingOf } from './user-call.ts';

/** What the session of a plan can say. */
export interface CallEnvironment {
  isKindling(): Promise<boolean>;
  isAnsi(): Promise<boolean>;
  typesOf(
    expressions: readonly Expression[],
    inputs: readonly Relation[],
  ): Promise<readonly { readonly dataType: DataType; readonly nullable: boolean }[]>;
}

/** Relations without calls: plans are looked through each time that they are sent. */
const clean = new WeakSet<object>();

/**
 * A message with its calls of JavaScript functions resolved: those that surely mean the same to Spark are Column expressions, the others
 * stay calls, which only Kindling can run.
 */
export async function resolveUserCalls<M extends object>(message: M, environment: CallEnvironment): Promise<M> {
  if (!hasOpenCalls()) return message;
  return (await new Resolver(environment).resolved(message, [])) as M;
}

/** For each function that a plan calls, what became of it. */
export async function userCallNotes(relation: Relation, environment: CallEnvironment): Promise<readonly string[]> {
  if (!hasOpenCalls()) return [];
  const resolver = new Resolver(environment);
  await resolver.resolved(relation, []);
  return [...new Set(resolver.notes)];
}

type Record = { readonly [key: string]: unknown };

class Resolver {
  readonly notes: string[] = [];
  readonly #environment: CallEnvironment;

  constructor(environment: CallEnvironment) {
    this.#environment = environment;
  }

  /** A value of a message; `inputs` are the relations whose columns its expressions read. */
  async resolved(value: unknown, inputs: readonly Relation[]): Promise<unknown> {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || clean.has(value)) return value;
    if (Array.isArray(value)) return this.#list(value, inputs);
    const call = openCallOf(value);
    if (call) throw new Error('A call stands outside an expression.');
    if (isExpression(value)) {
      const open = value.exprType.case === 'extension' ? openCallOf(value.exprType.value) : undefined;
      if (open) return this.#call(open, inputs);
    }
    if (isRelation(value)) return this.#relation(value);
    return this.#fields(value as Record, inputs);
  }

  async #relation(relation: Relation): Promise<Relation> {
    const { relType } = relation;
    if (typeof relType.value !== 'object') return relation;
    const mapping = relType.case === 'extension' ? openMappingOf(relType.value) : undefined;
    if (mapping) return this.#mapping(relation, mapping);
    // What is below comes first: the types of columns come from it.
    const below = await this.#fields(relType.value as unknown as Record, [], isOrHoldsRelation);
    const inputs = Object.values(below)
      .flat()
      .filter((item): item is Relation => typeof item === 'object' && item !== null && isRelation(item));
    const value = await this.#fields(named(below, relType.case ?? ''), inputs, (item) => !isOrHoldsRelation(item));
    if (value === (relType.value as unknown)) {
      clean.add(relation);
      return relation;
    }
    return copyOf(relation, { relType: { ...relType, value } }) as unknown as Relation;
  }

  async #mapping(relation: Relation, mapping: OpenMapping): Promise<Relation> {
    if (!(await this.#environment.isKindling()))
      throw sparkError('KINDLING_JAVASCRIPT_NOT_ON_SPARK', { functionName: mapping.name, reason: 'it makes rows of rows' });
    const input = await this.#relation(mapping.input);
    const grouping = (await this.#list(mapping.grouping, [input])) as readonly Expression[];
    if (input === mapping.input && grouping === mapping.grouping) return relation;
    const value = packMapPartitions({ ...mapping, input, grouping });
    return copyOf(relation, { relType: { case: 'extension', value } }) as unknown as Relation;
  }

  async #fields(value: Record, inputs: readonly Relation[], wanted: (item: unknown) => boolean = () => true): Promise<Record> {
    let changes: { [key: string]: unknown } | undefined;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'object' || item === null || !wanted(item)) continue;
      const resolved = await this.resolved(item, inputs);
      if (resolved !== item) changes = { ...changes, [key]: resolved };
    }
    return changes === undefined ? value : copyOf(value, changes);
  }

  async #list(list: readonly unknown[], inputs: readonly Relation[]): Promise<readonly unknown[]> {
    const resolved: unknown[] = [];
    for (const item of list) resolved.push(await this.resolved(item, inputs));
    return resolved.some((item, i) => item !== list[i]) ? resolved : list;
  }

  async #call(call: OpenCall, inputs: readonly Relation[]): Promise<Expression> {
    const { spec } = call;
    const { message } = spec;
    const args = (await this.#list(call.args, inputs)) as readonly Expression[];
    const outcome = await this.#compiled(call, args, inputs);
    if ('expression' in outcome) {
      this.notes.push(`${message.name}: a Column expression, ${columnText(outcome.expression)}`);
      return outcome.expression;
    }
    this.notes.push(`${message.name}: JavaScript, since it has ${outcome.reason}`);
    if (!(await this.#environment.isKindling()))
      throw sparkError('KINDLING_JAVASCRIPT_NOT_ON_SPARK', { functionName: message.name, reason: `it has ${outcome.reason}` });
    return makeExpression({ case: 'extension', value: packUserFunctionCall({ function: message, arguments: args }) });
  }

  async #compiled(
    { spec }: OpenCall,
    args: readonly Expression[],
    inputs: readonly Relation[],
  ): Promise<{ readonly expression: Expression } | { readonly reason: string }> {
    const { message, returnType, params } = spec;
    if (message.form !== 'scalar') return { reason: `the form of ${message.form === 'table' ? 'a table' : 'an aggregate'} function` };
    if (!message.deterministic) return { reason: 'no equal results for equal arguments' };
    const argTypes = spec.argTypes ?? (await this.#typesOf(args, inputs));
    if (argTypes === undefined) return { reason: 'arguments of types that are not known here' };
    if (argTypes.length !== args.length) return { reason: `${args.length} arguments instead of ${argTypes.length}` };
    const result = compileFunction({
      source: message.source,
      argTypes,
      returnType,
      nulls: message.nulls,
      ...(params === undefined ? {} : { params }),
    });
    if ('reason' in result) return result;
    if (result.needsAnsi && !(await this.#environment.isAnsi()))
      return { reason: 'arithmetic that may overflow, and spark.sql.ansi.enabled is off' };
    const given = spec.argTypes === undefined ? args : args.map((arg, i) => new Column(arg).cast(argTypes[i] as DataType).expression);
    return { expression: toMessage(result.expression, given) };
  }

  async #typesOf(args: readonly Expression[], inputs: readonly Relation[]): Promise<readonly DataType[] | undefined> {
    if (args.length === 0) return [];
    try {
      return (await this.#environment.typesOf(args, inputs)).map(({ dataType }) => dataType);
    } catch {
      // What is wrong with the arguments, the query itself will tell.
      return undefined;
    }
  }
}

/** A call keeps its name as that of the column, whatever it becomes. */
function named(value: Record, relation: string): Record {
  const key = relation === 'project' ? 'expressions' : relation === 'aggregate' ? 'aggregateExpressions' : undefined;
  const list = key === undefined ? undefined : value[key];
  if (!Array.isArray(list)) return value;
  const names = (list as readonly Expression[]).map((item) => {
    const open = item.exprType.case === 'extension' ? openCallOf(item.exprType.value) : undefined;
    if (open === undefined || open.spec.message.form === 'table') return item;
    return new Column(item).alias(columnText(item)).expression;
  });
  return names.some((item, i) => item !== list[i]) ? copyOf(value, { [key as string]: names }) : value;
}

function copyOf(value: object, changes: Record): Record {
  return Object.assign(Object.create(Object.getPrototypeOf(value)), value, changes) as Record;
}

const typeNameOf = (value: object): unknown => (value as { readonly $typeName?: unknown }).$typeName;
const isRelation = (value: object): value is Relation => typeNameOf(value) === 'spark.connect.Relation';
const isExpression = (value: object): value is Expression => typeNameOf(value) === 'spark.connect.Expression';

function isOrHoldsRelation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.some(isOrHoldsRelation) : isRelation(value);
}
