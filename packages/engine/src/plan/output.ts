import type { DataType, StructType } from '@kindling/protocol';
import { castIsNullable } from './cast-nullability.ts';
import type { Alias, Attribute, Expression } from './expression.ts';
import type { LogicalPlan } from './logical-plan.ts';

const known = new WeakMap<LogicalPlan, readonly Attribute[]>();

/** The columns of a resolved plan. */
export function outputOf(plan: LogicalPlan): readonly Attribute[] {
  let output = known.get(plan);
  if (output === undefined) {
    output = deriveOutput(plan);
    known.set(plan, output);
  }
  return output;
}

/** The schema of a resolved plan's rows. */
export function schemaOf(plan: LogicalPlan): StructType {
  return {
    kind: 'struct',
    fields: outputOf(plan).map(({ name, dataType, nullable, metadata }) =>
      metadata && Object.keys(metadata).length > 0 ? { name, dataType, nullable, metadata } : { name, dataType, nullable },
    ),
  };
}

/** Type of a resolved expression. */
export function typeOf(expression: Expression): DataType {
  switch (expression.kind) {
    case 'alias':
    case 'sortOrder':
      return typeOf(expression.child);
    case 'lambda':
      return typeOf(expression.body);
    case 'outerReference':
      return expression.attribute.dataType;
    case 'namedArgument':
      return typeOf(expression.value);
    case 'generatorCall':
      if (expression.elementSchema.length === 1) return (expression.elementSchema[0] as { readonly dataType: DataType }).dataType;
      return { kind: 'struct', fields: expression.elementSchema.map(({ name, dataType, nullable }) => ({ name, dataType, nullable })) };
    case 'subquery':
      if (expression.variant === 'exists' || expression.variant === 'in') return { kind: 'boolean' };
      return expression.dataType ?? { kind: 'null' };
    default:
      if ('dataType' in expression && expression.dataType !== undefined) return expression.dataType;
      throw new TypeError(`An expression of kind ${expression.kind} has no type before analysis.`);
  }
}

/** Whether a resolved expression can be NULL. */
export function isNullable(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return expression.value === null || expression.value === undefined;
    case 'alias':
    case 'sortOrder':
      return isNullable(expression.child);
    case 'lambda':
      return isNullable(expression.body);
    case 'outerReference':
      return expression.attribute.nullable;
    case 'cast':
      return castIsNullable(isNullable(expression.child), typeOf(expression.child), expression.dataType, expression.evalMode);
    case 'namedArgument':
      return isNullable(expression.value);
    case 'generatorCall':
      return expression.fn.endsWith('_outer') || expression.elementSchema.length !== 1 || expression.elementSchema[0]?.nullable !== false;
    case 'subquery':
      return expression.nullable ?? expression.variant !== 'exists';
    default:
      return 'nullable' in expression ? (expression.nullable ?? true) : true;
  }
}

/** The attribute by which operators above refer to a named expression. */
export function toAttribute(expression: Expression): Attribute {
  if (expression.kind === 'attribute') return expression;
  if (expression.kind === 'alias') return aliasAttribute(expression);
  if (expression.kind === 'outerReference') return expression.attribute;
  throw new TypeError(`An expression of kind ${expression.kind} has no name before analysis.`);
}

const aliasAttributes = new WeakMap<Alias, Attribute>();

function aliasAttribute(alias: Alias): Attribute {
  let attribute = aliasAttributes.get(alias);
  if (attribute === undefined) {
    const metadata = alias.metadata ?? inheritedMetadata(alias.child);
    attribute = {
      kind: 'attribute',
      name: alias.names[0] ?? '',
      dataType: typeOf(alias.child),
      nullable: isNullable(alias.child),
      id: alias.id ?? -1,
      qualifier: [],
      ...(metadata ? { metadata } : {}),
    };
    aliasAttributes.set(alias, attribute);
  }
  return attribute;
}

function inheritedMetadata(child: Expression): Readonly<Record<string, unknown>> | undefined {
  if (child.kind === 'attribute' || child.kind === 'alias') return child.metadata;
  if (child.kind === 'outerReference') return child.attribute.metadata;
  if (child.kind === 'getStructField') {
    const parent = typeOf(child.child);
    return parent.kind === 'struct' ? parent.fields[child.ordinal]?.metadata : undefined;
  }
  return undefined;
}

function nullable(attributes: readonly Attribute[]): readonly Attribute[] {
  return attributes.map((attribute) => (attribute.nullable ? attribute : { ...attribute, nullable: true }));
}

function deriveOutput(plan: LogicalPlan): readonly Attribute[] {
  switch (plan.kind) {
    case 'oneRow':
      return [];
    case 'localRelation':
    case 'range':
    case 'fileRelation':
    case 'cachedRelation':
    case 'exchangeRead':
    case 'cteReference':
    case 'expand':
    case 'mapPartitions':
    case 'scriptTransformation':
    case 'stagedRows':
    case 'setOperation':
      return plan.output ?? [];
    case 'project':
    case 'aggregate':
    case 'groupingSetsAggregate':
      return plan.list.map(toAttribute);
    case 'window':
      return [...outputOf(plan.child), ...plan.windowExpressions.map(toAttribute)];
    case 'evalFunctions':
      return [...outputOf(plan.child), ...plan.calls.map(toAttribute)];
    case 'generate':
      return [...outputOf(plan.child), ...(plan.generatorOutput ?? [])];
    case 'subqueryAlias':
      return outputOf(plan.child).map((attribute) => ({ ...attribute, qualifier: plan.qualifier }));
    case 'join':
    case 'asOfJoin':
      return joinOutput(plan.joinType, plan.left, plan.right);
    case 'showString':
      return showStringOutput(plan);
    case 'filter':
    case 'sort':
    case 'limit':
    case 'offset':
    case 'tail':
    case 'deduplicate':
    case 'view':
    case 'sample':
    case 'repartition':
    case 'hint':
    case 'withCte':
    case 'withWatermark':
    case 'collectMetrics':
    case 'withRelations':
      return outputOf(plan.child);
    default:
      return [];
  }
}

function joinOutput(joinType: string, left: LogicalPlan, right: LogicalPlan): readonly Attribute[] {
  switch (joinType) {
    case 'leftSemi':
    case 'leftAnti':
      return outputOf(left);
    case 'leftOuter':
      return [...outputOf(left), ...nullable(outputOf(right))];
    case 'rightOuter':
      return [...nullable(outputOf(left)), ...outputOf(right)];
    case 'fullOuter':
      return [...nullable(outputOf(left)), ...nullable(outputOf(right))];
    default:
      return [...outputOf(left), ...outputOf(right)];
  }
}

/** `show_string` is the only column, and nothing refers to it: its id may be anything. */
function showStringOutput(plan: LogicalPlan & { kind: 'showString' }): readonly Attribute[] {
  return [
    {
      kind: 'attribute',
      name: plan.format === 'html' ? 'html_string' : 'show_string',
      dataType: { kind: 'string' },
      nullable: false,
      id: -1,
      qualifier: [],
    },
  ];
}
