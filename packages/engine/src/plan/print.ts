import { typeName } from '@kindling/protocol';
import type { Attribute, Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';
import { childExpressions, childPlans } from './walk.ts';

const unresolvedKinds: ReadonlySet<string> = new Set([
  'unresolvedTable',
  'unresolvedDataSource',
  'unresolvedTableFunction',
  'inlineTable',
  'withColumns',
  'withColumnsRenamed',
  'drop',
  'renameAll',
  'toSchema',
  'withWindows',
  'qualify',
  'nearestByJoin',
  'parseTexts',
  'sqlText',
]);

const MAX_FIELDS = 25;

/** A plan as Spark's tree of operators, the root first. */
export function planTreeString(plan: LogicalPlan): string {
  const lines: string[] = [];
  const stack: { readonly node: LogicalPlan; readonly prefix: string; readonly branch: string }[] = [
    { node: plan, prefix: '', branch: '' },
  ];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    lines.push(`${item.prefix}${item.branch}${describe(item.node)}`);
    const children = childPlans(item.node);
    const below = item.branch === '' ? item.prefix : `${item.prefix}${item.branch.startsWith('+') ? '   ' : ':  '}`;
    for (let i = children.length - 1; i >= 0; i--) {
      stack.push({ node: children[i] as LogicalPlan, prefix: below, branch: i === children.length - 1 ? '+- ' : ':- ' });
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One operator's line, with a mark in front when it is not resolved. */
function describe(plan: LogicalPlan): string {
  const mark = unresolvedKinds.has(plan.kind) || childExpressions(plan).some(isUnresolved) ? "'" : '';
  return mark + operatorText(plan);
}

function isUnresolved(expression: Expression): boolean {
  return expression.kind.startsWith('unresolved') || childExpressions(expression).some(isUnresolved);
}

function list(expressions: readonly Expression[]): string {
  const shown = expressions.slice(0, MAX_FIELDS).map(printExpression);
  const rest = expressions.length - shown.length;
  return `[${shown.join(', ')}${rest > 0 ? `, ... ${rest} more fields` : ''}]`;
}

const title = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);

function operatorText(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'oneRow':
      return 'OneRowRelation';
    case 'unresolvedTable':
      return `UnresolvedRelation [${plan.nameParts.join(', ')}], [], false`;
    case 'unresolvedDataSource':
      return `UnresolvedDataSource format: ${plan.format}, isStreaming: ${plan.isStreaming === true}, paths: ${plan.paths.length} provided`;
    case 'localRelation':
      return `LocalRelation ${list(plan.output ?? [])}`;
    case 'range':
      return `Range (${plan.start}, ${plan.end}, step=${plan.step}${plan.numPartitions === undefined ? '' : `, splits=Some(${plan.numPartitions})`})`;
    case 'fileRelation':
      return `Relation ${list(plan.output)} ${plan.format}`;
    case 'cachedRelation':
      return `InMemoryRelation ${list(plan.output ?? [])}, ${plan.storageLevel}`;
    case 'cteReference':
      return `CTERelationRef ${plan.cteId}, true, ${list(plan.output ?? [])}, false`;
    case 'project':
      return `Project ${list(plan.list)}`;
    case 'filter':
      return `Filter ${printExpression(plan.condition)}`;
    case 'aggregate':
      return `Aggregate ${list(plan.grouping)}, ${list(plan.list)}`;
    case 'groupingSetsAggregate':
      return `Aggregate ${list(plan.grouping)}, [${plan.sets.map((set) => `[${set.join(', ')}]`).join(', ')}], ${list(plan.list)}`;
    case 'sort':
      return `Sort ${list(plan.order)}, ${plan.isGlobal}`;
    case 'limit':
      return `GlobalLimit ${printExpression(plan.limit)}`;
    case 'offset':
      return `Offset ${printExpression(plan.offset)}`;
    case 'tail':
      return `Tail ${printExpression(plan.limit)}`;
    case 'deduplicate':
      return plan.columns ? `Deduplicate ${list(plan.columns)}` : 'Distinct';
    case 'subqueryAlias':
      return `SubqueryAlias ${plan.qualifier.join('.')}`;
    case 'view':
      return `View (\`${plan.name.join('`.`')}\`)`;
    case 'window':
      return `Window ${list(plan.windowExpressions)}`;
    case 'generate':
      return `Generate ${printExpression(plan.generator)}, ${plan.outer}, ${list(plan.generatorOutput ?? [])}`;
    case 'expand':
      return `Expand [${plan.projections.slice(0, MAX_FIELDS).map(list).join(', ')}], ${list(plan.output)}`;
    case 'repartition':
      return plan.expressions.length > 0
        ? `RepartitionByExpression ${list(plan.expressions)}${plan.numPartitions === undefined ? '' : `, ${plan.numPartitions}`}`
        : `Repartition ${plan.numPartitions}, ${plan.shuffle}`;
    case 'sample':
      return `Sample ${plan.lowerBound}, ${plan.upperBound}, ${plan.withReplacement}, ${plan.seed ?? 0n}`;
    case 'join':
      return `${plan.lateral ? 'LateralJoin' : 'Join'} ${title(plan.joinType)}${plan.condition ? `, ${printExpression(plan.condition)}` : ''}`;
    case 'setOperation':
      return `${title(plan.operation)}${plan.operation === 'union' ? ` ${plan.byName}, ${plan.allowMissingColumns}` : plan.isAll ? ' All true' : ' false'}`;
    default: {
      const expressions = childExpressions(plan);
      return expressions.length === 0 ? title(plan.kind) : `${title(plan.kind)} ${list(expressions)}`;
    }
  }
}

const longKinds: ReadonlySet<string> = new Set(['long']);

function attributeText(attribute: Attribute): string {
  return `${attribute.name}#${attribute.id}${longKinds.has(attribute.dataType.kind) ? 'L' : ''}`;
}

/** An expression as plans show it, columns with their ids. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'attribute':
      return attributeText(expression);
    case 'outerReference':
      return `outer(${attributeText(expression.attribute)})`;
    case 'unresolvedAttribute':
      return `'${expression.nameParts.join('.')}`;
    case 'unresolvedStar':
      return '*';
    case 'literal':
      return expression.value === null || expression.value === undefined ? 'null' : String(expression.value);
    case 'alias':
      return `${printExpression(expression.child)} AS ${expression.names.join(', ')}${expression.id === undefined ? '' : `#${expression.id}`}`;
    case 'cast':
      return `cast(${printExpression(expression.child)} as ${typeName(expression.dataType)})`;
    case 'sortOrder':
      return `${printExpression(expression.child)} ${expression.direction === 'ascending' ? 'ASC' : 'DESC'} NULLS ${expression.nulls === 'first' ? 'FIRST' : 'LAST'}`;
    case 'unresolvedFunction':
      return `'${expression.nameParts.join('.')}(${expression.args.map(printExpression).join(', ')})`;
    case 'call':
    case 'aggregateCall':
    case 'generatorCall':
      return callText(expression);
    case 'getStructField':
      return `${printExpression(expression.child)}.${expression.name}`;
    case 'lambdaVariable':
      return `lambda ${expression.name}#${expression.id}`;
    case 'subquery':
      return `${expression.variant === 'scalar' ? 'scalar-subquery' : expression.variant}#[${(expression.values ?? []).map(printExpression).join(', ')}]`;
    case 'windowCall':
      return `${printExpression(expression.function)} windowspecdefinition(${[...expression.partitionBy, ...expression.orderBy].map(printExpression).join(', ')})`;
    default:
      return `${expression.kind}(${childExpressions(expression).map(printExpression).join(', ')})`;
  }
}

function callText(call: Expression & { kind: 'call' | 'aggregateCall' | 'generatorCall' }): string {
  const args = call.args.map(printExpression);
  if (/^(?:\W+|and|or|div)$/.test(call.fn) && args.length === 2) return `(${args[0]} ${call.fn.toUpperCase()} ${args[1]})`;
  const distinct = call.kind === 'aggregateCall' && call.isDistinct ? 'distinct ' : '';
  return `${call.fn}(${distinct}${args.join(', ')})`;
}
