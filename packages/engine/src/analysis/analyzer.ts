import type { DataType } from '@kindling/protocol';
import type { ViewDefinition } from '../catalog/index.ts';
import { type Alias, type Attribute, type Expression, type LogicalPlan, outputOf, type Project } from '../plan/index.ts';
import { castTo } from './coercion/cast-to.ts';
import type { CoercionRules } from './coercion/common-type.ts';
import type { AnalysisContext } from './context.ts';
import type { Environment } from './environment.ts';
import { isMetadataColumn, NameScope } from './name-scope.ts';

export type ResolvePlan = (plan: LogicalPlan, analyzer: Analyzer, environment: Environment) => LogicalPlan;

/** Where the text of a view or function comes from. */
type BodyOrigin = Pick<ViewDefinition, 'config' | 'catalog' | 'namespace' | 'searchPath'>;

/** State of one analysis: the settings that its rules ask for, and what is known of plans beyond their records. */
export class Analyzer {
  readonly context: AnalysisContext;
  readonly rules: CoercionRules;
  readonly timeZone: string;
  private readonly resolvePlan: ResolvePlan;
  /** Columns of a plan that a qualified name still reaches though the output does not have them. */
  private readonly hiddenOutputs = new WeakMap<LogicalPlan, readonly Attribute[]>();
  private readonly scopes = new WeakMap<LogicalPlan, NameScope>();

  constructor(context: AnalysisContext, resolvePlan: ResolvePlan) {
    this.context = context;
    this.resolvePlan = resolvePlan;
    this.rules = {
      ansi: context.config.isOn('spark.sql.ansi.enabled'),
      caseSensitive: context.config.isOn('spark.sql.caseSensitive'),
    };
    this.timeZone = context.config.get('spark.sql.session.timeZone');
  }

  /** The analysis of the body of a view or function: its settings, and its namespace to look up names in. */
  within({ config, catalog, namespace, searchPath }: BodyOrigin): Analyzer {
    return new Analyzer(
      { ...this.context, config, catalog: this.context.catalog.within(catalog, namespace, searchPath) },
      this.resolvePlan,
    );
  }

  cast(expression: Expression, dataType: DataType): Expression {
    return castTo(expression, dataType, { ansi: this.rules.ansi, timeZone: this.timeZone });
  }

  resolve(plan: LogicalPlan, environment: Environment): LogicalPlan {
    return this.resolvePlan(plan, this, environment);
  }

  newId(): number {
    return this.context.newAttributeId();
  }

  hide(plan: LogicalPlan, attributes: readonly Attribute[]): void {
    if (attributes.length > 0) this.hiddenOutputs.set(plan, attributes);
  }

  /** A plan that only lets more columns through is called by the names of the one that it replaces. */
  keepNames(plan: LogicalPlan, original: LogicalPlan): void {
    if (plan === original) return;
    this.hide(plan, this.hiddenOf(original));
    this.scopes.set(plan, this.scopeOf(original));
  }

  hiddenOf(plan: LogicalPlan): readonly Attribute[] {
    const hidden = this.hiddenIn(plan);
    return plan.isDerivedTable ? hidden.filter(isMetadataColumn) : hidden;
  }

  private hiddenIn(plan: LogicalPlan): readonly Attribute[] {
    const own = this.hiddenOutputs.get(plan);
    if (own !== undefined) return own;
    switch (plan.kind) {
      case 'fileRelation':
        return plan.metadataOutput ?? [];
      case 'subqueryAlias':
        return this.hiddenOf(plan.child)
          .filter(isMetadataColumn)
          .map((attribute) => ({ ...attribute, qualifier: plan.qualifier }));
      case 'project':
      case 'filter':
      case 'sort':
      case 'limit':
      case 'offset':
      case 'tail':
      case 'sample':
      case 'repartition':
      case 'deduplicate':
      case 'generate':
      case 'window':
      case 'hint':
        return this.hiddenOf(plan.child);
      case 'join':
        return plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti'
          ? this.hiddenOf(plan.left)
          : [...this.hiddenOf(plan.left), ...this.hiddenOf(plan.right)];
      default:
        return [];
    }
  }

  scopeOf(plan: LogicalPlan): NameScope {
    let scope = this.scopes.get(plan);
    if (scope === undefined) {
      scope = new NameScope(outputOf(plan), this.rules.caseSensitive, this.hiddenOf(plan));
      this.scopes.set(plan, scope);
    }
    return scope;
  }

  scopeOfBoth(left: LogicalPlan, right: LogicalPlan): NameScope {
    return new NameScope([...outputOf(left), ...outputOf(right)], this.rules.caseSensitive, [
      ...this.hiddenOf(left),
      ...this.hiddenOf(right),
    ]);
  }

  sameName(left: string, right: string): boolean {
    return this.rules.caseSensitive ? left === right : left.toLowerCase() === right.toLowerCase();
  }

  nameKey(name: string): string {
    return this.rules.caseSensitive ? name : name.toLowerCase();
  }

  alias(child: Expression, name: string): Alias {
    return { kind: 'alias', child, names: [name], id: this.newId() };
  }

  project(list: readonly Expression[], child: LogicalPlan): Project {
    return { kind: 'project', list, child };
  }
}
