import { type DataType, types } from '@kindling/protocol';
import {
  type Attribute,
  childExpressions,
  childPlans,
  type Expression,
  existsInExpression,
  type FileRelation,
  type LogicalPlan,
  mapExpressions,
  outputOf,
  rewriteExpression,
  rewritePlanUp,
  type SetOperation,
  toAttribute,
  typeOf,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { quotedSql } from './expression-sql.ts';
import { buildCall } from './resolve-function.ts';

/** Functions that tell of the file of a row, with their field of `_metadata` and what they give for rows of no file. */
const fileFunctions: Readonly<Record<string, { readonly field: string; readonly nowhere: string | bigint; readonly dataType: DataType }>> =
  {
    input_file_name: { field: 'file_path', nowhere: '', dataType: types.string },
    input_file_block_start: { field: 'file_block_start', nowhere: -1n, dataType: types.long },
    input_file_block_length: { field: 'file_block_length', nowhere: -1n, dataType: types.long },
  };

const isFileFunction = (expression: Expression): boolean => expression.kind === 'call' && fileFunctions[expression.fn] !== undefined;

/** Gives `input_file_name()` and its kind the files of the rows, as far as the rows come straight from them. */
export function bindFileOrigin(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  return rewritePlanUp(plan, (node) => {
    const calls: Expression[] = [];
    for (const expression of childExpressions(node)) {
      existsInExpression(expression, (item) => isFileFunction(item) && calls.push(item) < 0);
    }
    const [first] = calls;
    if (first === undefined || !('child' in node) || node.child === undefined) return node;
    countSources(node.child, first);
    const origin = originOf(node.child, analyzer);
    return origin ? bound(node as LogicalPlan & { readonly child: LogicalPlan }, origin, analyzer) : node;
  });
}

function bound(node: LogicalPlan & { readonly child: LogicalPlan }, origin: Origin, analyzer: Analyzer): LogicalPlan {
  const replace = (expression: Expression): Expression =>
    rewriteExpression(expression, (item) =>
      item.kind === 'call' && isFileFunction(item) ? factOf(item.fn, origin.column, analyzer) : undefined,
    );
  const output = outputOf(node);
  const rewritten = mapExpressions({ ...node, child: origin.plan } as LogicalPlan, replace);
  return outputOf(rewritten).length === output.length ? rewritten : analyzer.project(output, rewritten);
}

function factOf(name: string, column: Attribute, analyzer: Analyzer): Expression {
  const { field, nowhere, dataType } = fileFunctions[name] as (typeof fileFunctions)[string];
  const type = typeOf(column);
  const ordinal = type.kind === 'struct' ? type.fields.findIndex((candidate) => candidate.name === field) : -1;
  const fact: Expression = { kind: 'getStructField', child: column, ordinal, name: field, dataType, nullable: true };
  const literal = (value: string | number | bigint, of: DataType): Expression => ({ kind: 'literal', value, dataType: of });
  const call = (fn: string, ...args: Expression[]): Expression => buildCall(fn, args, analyzer, column);
  // The path of `_metadata` is `file:/…`, that of the function `file:///…`.
  const shown =
    name === 'input_file_name'
      ? call('concat', literal('file://', types.string), call('substring', fact, literal('file:/'.length, types.integer)))
      : fact;
  return call('coalesce', shown, literal(nowhere, dataType));
}

/** A plan that has such a column besides its own. */
interface Origin {
  readonly plan: LogicalPlan;
  readonly column: Attribute;
}

/** Rows that were grouped, sorted or cut off come from no file any more. */
function originOf(plan: LogicalPlan, analyzer: Analyzer): Origin | undefined {
  switch (plan.kind) {
    case 'fileRelation':
      return originOfFiles(plan, analyzer);
    case 'project': {
      const below = originOf(plan.child, analyzer);
      if (below === undefined) return undefined;
      return { plan: { ...plan, list: [...plan.list, below.column], child: below.plan }, column: below.column };
    }
    case 'filter':
    case 'subqueryAlias':
    case 'view':
    case 'generate':
    case 'sample':
    case 'hint':
    case 'window': {
      const below = originOf(plan.child, analyzer);
      return below && { plan: { ...plan, child: below.plan }, column: below.column };
    }
    case 'join': {
      const left = originOf(plan.left, analyzer);
      if (left) return { plan: { ...plan, left: left.plan }, column: left.column };
      const right = plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti' ? undefined : originOf(plan.right, analyzer);
      return right && { plan: { ...plan, right: right.plan }, column: right.column };
    }
    case 'setOperation':
      return plan.operation === 'union' && plan.isAll ? originOfUnion(plan, analyzer) : undefined;
    default:
      return undefined;
  }
}

const originType = types.struct(Object.values(fileFunctions).map(({ field, dataType }) => types.field(field, dataType, false)));

function originOfFiles(relation: FileRelation, analyzer: Analyzer): Origin | undefined {
  const [metadata] = relation.metadataOutput ?? [];
  if (metadata?.dataType.kind !== 'struct') return undefined;
  const { fields } = metadata.dataType;
  const parts = originType.fields.flatMap(({ name, dataType }): Expression[] => {
    const ordinal = fields.findIndex((field) => field.name === name);
    return [
      { kind: 'literal', value: name, dataType: types.string },
      { kind: 'getStructField', child: metadata, ordinal, name, dataType, nullable: false },
    ];
  });
  const column = analyzer.alias(buildCall('named_struct', parts, analyzer, metadata), 'origin');
  const isShown = relation.output.some(({ id }) => id === metadata.id);
  const files = isShown ? relation : { ...relation, output: [...relation.output, metadata] };
  return { plan: analyzer.project([...relation.output, column], files), column: toAttribute(column) };
}

function originOfUnion(plan: SetOperation, analyzer: Analyzer): Origin | undefined {
  const origins = [originOf(plan.left, analyzer), originOf(plan.right, analyzer)];
  if (plan.output === undefined || origins.every((origin) => origin === undefined)) return undefined;
  const nowhere: Expression = { kind: 'literal', value: null, dataType: originType };
  const side = (given: LogicalPlan, origin: Origin | undefined): LogicalPlan =>
    analyzer.project([...outputOf(given), origin ? origin.column : analyzer.alias(nowhere, 'origin')], origin?.plan ?? given);
  const column: Attribute = { ...toAttribute(analyzer.alias(nowhere, 'origin')), nullable: true };
  return {
    plan: { ...plan, left: side(plan.left, origins[0]), right: side(plan.right, origins[1]), output: [...plan.output, column] },
    column,
  };
}

/** Rows of a join come from one file only when one side alone reads files. */
function countSources(plan: LogicalPlan, call: Expression): number {
  if (plan.kind === 'fileRelation') return 1;
  const count = childPlans(plan).reduce((sum, child) => sum + countSources(child, call), 0);
  if (plan.kind === 'setOperation' && plan.operation === 'union') return Math.min(count, 1);
  if (count > 1) fail('MULTI_SOURCES_UNSUPPORTED_FOR_EXPRESSION', { expr: quotedSql(call) }, call);
  return count;
}
