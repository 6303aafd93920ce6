import { type DataType, types } from '@kindling/protocol';
import {
  type AggregateCall,
  type Attribute,
  type Expression,
  type LambdaVariable,
  type LogicalPlan,
  mapChildren,
  typeOf,
  type UnresolvedAttribute,
} from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { needsTimeZone } from './coercion/cast-to.ts';
import { checkCast } from './coercion/check-cast.ts';
import type { Environment } from './environment.ts';
import { extractNested, extractValue } from './extract-value.ts';
import type { NameScope } from './name-scope.ts';
import { resolveAttribute } from './resolve-attribute.ts';
import { resolveFunction } from './resolve-function.ts';
import { resolveIdentifier } from './resolve-identifier.ts';
import { resolveLambdaVariable } from './resolve-lambda.ts';
import { resolveSemiStructuredExtract } from './resolve-semi-structured-extract.ts';
import { resolveSubquery } from './resolve-subquery.ts';
import { resolveUpdateFields } from './resolve-update-fields.ts';
import { resolveUserFunction } from './resolve-user-function.ts';
import { resolveWindow } from './resolve-window.ts';

export interface ResolverOptions {
  readonly environment: Environment;
  readonly names: NameScope;
  /** Children of the operator: columns with a plan id are looked up in them. */
  readonly inputs: readonly LogicalPlan[];
  /** Asked for a name that the children do not have, before enclosing queries are. */
  readonly fallback?: (attribute: UnresolvedAttribute) => Expression | undefined;
  /** Asked before the children are: HAVING means the columns that it groups by before the results. */
  readonly preferred?: (attribute: UnresolvedAttribute) => Expression | undefined;
  /** The names are parameters of a function, which all of its body sees. */
  readonly isParameters?: true;
  /** The operator, where it has no place for generators. */
  readonly withoutGenerators?: string;
  /** HAVING computes what its subqueries aggregate of its groups. */
  readonly aggregateOf?: (call: AggregateCall) => Attribute;
}

/** Resolves the expressions of one operator, leaves first. */
export class ExpressionResolver {
  readonly analyzer: Analyzer;
  readonly environment: Environment;
  readonly names: NameScope;
  readonly inputs: readonly LogicalPlan[];
  readonly fallback: ResolverOptions['fallback'];
  readonly preferred: ResolverOptions['preferred'];
  readonly isParameters: ResolverOptions['isParameters'];
  readonly withoutGenerators: ResolverOptions['withoutGenerators'];
  readonly aggregateOf: ResolverOptions['aggregateOf'];
  lambdaVariables: readonly LambdaVariable[] = [];

  constructor(analyzer: Analyzer, options: ResolverOptions) {
    this.analyzer = analyzer;
    this.environment = options.environment;
    this.names = options.names;
    this.inputs = options.inputs;
    this.fallback = options.fallback;
    this.preferred = options.preferred;
    this.isParameters = options.isParameters;
    this.withoutGenerators = options.withoutGenerators;
    this.aggregateOf = options.aggregateOf;
  }

  /** A resolver of other names, for a body that the expression stands for. */
  over(analyzer: Analyzer, options: ResolverOptions): ExpressionResolver {
    return new ExpressionResolver(analyzer, options);
  }

  readonly resolve = (expression: Expression): Expression => {
    switch (expression.kind) {
      case 'literal':
      case 'attribute':
      case 'outerReference':
      case 'lambdaVariable':
        return expression;
      case 'unresolvedAttribute':
        return resolveAttribute(expression, this);
      case 'unresolvedFunction':
        return resolveFunction(expression, this);
      case 'alias':
        return this.resolveAlias(expression);
      case 'cast':
        return this.resolveCast(expression);
      case 'unresolvedExtractValue':
        return extractValue(this.resolve(expression.child), this.resolve(expression.extraction), this.analyzer, expression);
      case 'semiStructuredExtract':
        return resolveSemiStructuredExtract(expression, this);
      case 'unresolvedLambdaVariable':
        return resolveLambdaVariable(expression, this);
      case 'userFunctionCall':
        return resolveUserFunction(expression.definition, expression, this);
      case 'unresolvedWindow':
        return resolveWindow(expression, this);
      case 'subquery':
        return resolveSubquery(expression, this);
      case 'identifierExpression':
        return resolveIdentifier(expression, this);
      case 'updateFields':
        return resolveUpdateFields(expression, this);
      case 'unresolvedStar':
        fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: "'*'", prettyName: 'expression' }, expression);
        break;
      case 'parameter':
        fail('UNBOUND_SQL_PARAMETER', { name: expression.name ?? `_${expression.position ?? 0}` }, expression);
        break;
      default:
        return mapChildren(expression, { expression: this.resolve });
    }
  };

  private resolveAlias(alias: Expression & { kind: 'alias' }): Expression {
    const child = this.resolve(alias.child);
    return { ...alias, child, id: alias.id ?? this.analyzer.newId() };
  }

  private resolveCast(cast: Expression & { kind: 'cast' }): Expression {
    if (cast.evalMode !== undefined && cast.evalMode !== 'try') return { ...cast, child: this.resolve(cast.child) };
    const child = this.resolve(cast.child);
    const from = typeOf(child);
    const dataType = withoutLengths(cast.dataType);
    const evalMode = cast.evalMode ?? (this.analyzer.rules.ansi ? 'ansi' : 'legacy');
    const zone = needsTimeZone(from, dataType) ? { timeZone: this.analyzer.timeZone } : {};
    const resolved: Expression = { ...cast, child, dataType, evalMode, ...zone };
    checkCast(resolved, from, dataType);
    return resolved;
  }

  nestedFields(base: Expression, fields: readonly string[], at: Expression): Expression {
    return extractNested(base, fields, this.analyzer, at);
  }
}

/** CAST to CHAR(n) or VARCHAR(n) is a cast to STRING. */
function withoutLengths(type: DataType): DataType {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return types.string;
    case 'array':
      return { ...type, elementType: withoutLengths(type.elementType) };
    case 'map':
      return { ...type, keyType: withoutLengths(type.keyType), valueType: withoutLengths(type.valueType) };
    case 'struct':
      return { ...type, fields: type.fields.map((field) => ({ ...field, dataType: withoutLengths(field.dataType) })) };
    default:
      return type;
  }
}
