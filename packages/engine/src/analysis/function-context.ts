import type { DataType } from '@kindling/protocol';
import { pathText } from '../catalog/index.ts';
import type { ResolveContext } from '../functions/index.ts';
import type { Expression } from '../plan/index.ts';
import type { HasOrigin } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import { castTo } from './coercion/cast-to.ts';
import { commonType, tightestCommonType, widerTypeWithoutText } from './coercion/common-type.ts';
import { constantValue } from './constant.ts';
import { sqlText } from './expression-sql.ts';

export type BuildCall = (name: string, args: readonly Expression[], analyzer: Analyzer, at: HasOrigin) => Expression;

/** What function records see of the analysis. */
export class FunctionContext implements ResolveContext {
  readonly functionName: string;
  readonly ansi: boolean;
  readonly timeZone: string;
  readonly caseSensitive: boolean;
  readonly queryStartMicros: bigint;
  private readonly analyzer: Analyzer;
  readonly at: HasOrigin;
  private readonly build: BuildCall;

  constructor(functionName: string, analyzer: Analyzer, at: HasOrigin, build: BuildCall) {
    this.functionName = functionName;
    this.analyzer = analyzer;
    this.at = at;
    this.build = build;
    this.ansi = analyzer.rules.ansi;
    this.timeZone = analyzer.timeZone;
    this.caseSensitive = analyzer.rules.caseSensitive;
    this.queryStartMicros = analyzer.context.queryStartMicros;
  }

  config(key: string): string {
    return this.analyzer.context.config.get(key);
  }

  sqlText(expression: Expression): string {
    return sqlText(expression);
  }

  constant(expression: Expression): { readonly value: unknown; readonly dataType: DataType } | undefined {
    return constantValue(expression, this.timeZone);
  }

  cast(expression: Expression, dataType: DataType): Expression {
    return castTo(expression, dataType, this);
  }

  call(name: string, ...args: Expression[]): Expression {
    return this.build(name, args, this.analyzer, this.at);
  }

  commonType(types: readonly DataType[]): DataType | undefined {
    return commonType(types, this.analyzer.rules);
  }

  commonTypeWithoutText([left, right]: readonly [DataType, DataType]): DataType | undefined {
    return widerTypeWithoutText(left, right, this.analyzer.rules);
  }

  tightestCommonType([left, right]: readonly [DataType, DataType]): DataType | undefined {
    return tightestCommonType(left, right, this.analyzer.rules);
  }

  newAttributeId(): number {
    return this.analyzer.newId();
  }

  currentCatalog(): string {
    return this.analyzer.context.catalog.currentCatalog;
  }

  currentPath(): string {
    return pathText(this.analyzer.context.catalog.sessionPath);
  }

  currentDatabase(): string {
    return this.analyzer.context.catalog.currentNamespace.join('.');
  }

  currentUser(): string {
    return this.analyzer.context.user;
  }
}
