import { sparkError } from '@kindling/protocol';
import type {
  FunctionArgument,
  FunctionCall,
  IdentifierReference,
  NamedExpression,
  SemiStructuredExtract,
  SortItem,
  Expression as Syntax,
  FrameBound as SyntaxFrameBound,
  Window as SyntaxWindow,
  TableArgument,
} from '@kindling/sql';
import type { Expression, FrameBound, Literal, SortOrder, UnresolvedFunction, UnresolvedWindow, WindowFrame } from '../plan/index.ts';
import { dataTypeOf } from './data-type.ts';
import { originOf, type SyntaxContext } from './frontend-context.ts';
import { literalOf } from './literal.ts';

type Positioned = { readonly start: number; readonly stop: number };

/** Expressions of SQL text as unresolved expressions. Lambda parameters in scope are passed down by name. */
export class ExpressionFrontend {
  readonly #context: SyntaxContext;
  readonly #lambdaParameters: readonly string[];

  constructor(context: SyntaxContext, lambdaParameters: readonly string[] = []) {
    this.#context = context;
    this.#lambdaParameters = lambdaParameters;
  }

  named(syntax: NamedExpression): Expression {
    if (syntax.kind !== 'alias') return this.of(syntax);
    return {
      kind: 'alias',
      child: this.of(syntax.expression),
      names: syntax.names.map((name) => name.value),
      origin: originOf(syntax, this.#context),
    };
  }

  list(items: readonly Syntax[]): Expression[] {
    return items.map((item) => this.of(item));
  }

  of(syntax: Syntax): Expression {
    switch (syntax.kind) {
      case 'literal':
        return literalOf(syntax, this.#context);
      case 'namedParameter':
        return { kind: 'parameter', name: syntax.name, origin: originOf(syntax, this.#context) };
      case 'positionalParameter':
        return { kind: 'parameter', position: syntax.index, origin: originOf(syntax, this.#context) };
      case 'columnReference': {
        const nameParts = syntax.parts.map((part) => part.value);
        const first = (nameParts[0] as string).toLowerCase();
        const kind = this.#lambdaParameters.includes(first) ? 'unresolvedLambdaVariable' : 'unresolvedAttribute';
        return { kind, nameParts, origin: originOf(syntax, this.#context) };
      }
      case 'columnIdentifierClause':
        return { kind: 'identifierExpression', value: this.of(syntax.name.expression), origin: originOf(syntax, this.#context) };
      case 'star':
        return {
          kind: 'unresolvedStar',
          ...(syntax.target ? { target: syntax.target.parts.map((part) => part.value) } : {}),
          ...(syntax.except.length > 0 ? { except: syntax.except.map((name) => name.parts.map((part) => part.value)) } : {}),
          origin: originOf(syntax, this.#context),
        };
      case 'unary':
        return this.#call(syntax, syntax.operator === '+' ? 'positive' : syntax.operator, [this.of(syntax.operand)]);
      case 'binary':
        return this.#binary(syntax);
      case 'logical':
        return this.#logical(syntax);
      case 'between':
        return this.#negate(syntax, this.#call(syntax, 'between', this.list([syntax.operand, syntax.lower, syntax.upper])));
      case 'inList':
        return this.#negate(syntax, this.#call(syntax, 'in', this.list([syntax.operand, ...syntax.values])));
      case 'inSubquery': {
        const values =
          syntax.operand.kind === 'rowConstructor' ? syntax.operand.fields.map((field) => this.named(field)) : [this.of(syntax.operand)];
        return this.#negate(syntax, {
          kind: 'subquery',
          variant: 'in',
          plan: this.#context.queryOf(syntax.query),
          values,
          origin: originOf(syntax, this.#context),
        });
      }
      case 'like': {
        const args = this.list([syntax.operand, syntax.pattern]);
        if (syntax.escape !== undefined) args.push(this.#text(syntax.escape, syntax));
        return this.#negate(syntax, this.#call(syntax, syntax.operator, args));
      }
      case 'likeQuantified':
        return this.#likeQuantified(syntax);
      case 'isNull':
        return this.#call(syntax, syntax.negated ? 'isnotnull' : 'isnull', [this.of(syntax.operand)]);
      case 'isBoolean': {
        if (syntax.value === 'unknown') return this.#call(syntax, syntax.negated ? 'isnotnull' : 'isnull', [this.of(syntax.operand)]);
        const value: Literal = { kind: 'literal', value: syntax.value === 'true', dataType: { kind: 'boolean' } };
        return this.#negate(syntax, this.#call(syntax, '<=>', [this.of(syntax.operand), value]));
      }
      case 'isDistinctFrom': {
        const same = this.#call(syntax, '<=>', this.list([syntax.left, syntax.right]));
        return syntax.negated ? same : this.#call(syntax, 'not', [same]);
      }
      case 'exists':
        return { kind: 'subquery', variant: 'exists', plan: this.#context.queryOf(syntax.query), origin: originOf(syntax, this.#context) };
      case 'scalarSubquery':
        return { kind: 'subquery', variant: 'scalar', plan: this.#context.queryOf(syntax.query), origin: originOf(syntax, this.#context) };
      case 'case': {
        const operand = syntax.operand ? this.of(syntax.operand) : undefined;
        const args = syntax.branches.flatMap((branch) => {
          const when = this.of(branch.when);
          return [operand ? this.#call(branch, '=', [operand, when]) : when, this.of(branch.then)];
        });
        if (syntax.otherwise) args.push(this.of(syntax.otherwise));
        return this.#call(syntax, 'when', args);
      }
      case 'cast':
        return {
          kind: 'cast',
          child: this.of(syntax.operand),
          dataType: dataTypeOf(syntax.dataType, this.#context),
          ...(syntax.form === 'try_cast' ? { evalMode: 'try' as const } : {}),
          origin: originOf(syntax, this.#context),
        };
      case 'functionCall':
        return this.#functionCall(syntax);
      case 'currentValue':
        // A column of that name comes first.
        return { kind: 'unresolvedAttribute', nameParts: [syntax.name], origin: originOf(syntax, this.#context) };
      case 'extract':
        return this.#call(syntax, 'extract', [this.#text(syntax.field.value, syntax.field), this.of(syntax.source)]);
      case 'substring':
        return this.#call(
          syntax,
          'substring',
          this.list(syntax.length ? [syntax.operand, syntax.from, syntax.length] : [syntax.operand, syntax.from]),
        );
      case 'trim': {
        const name = syntax.side === 'leading' ? 'ltrim' : syntax.side === 'trailing' ? 'rtrim' : 'trim';
        return this.#call(syntax, name, this.list(syntax.characters ? [syntax.characters, syntax.operand] : [syntax.operand]));
      }
      case 'overlay': {
        const args = [syntax.operand, syntax.replacement, syntax.from];
        return this.#call(syntax, 'overlay', this.list(syntax.length ? [...args, syntax.length] : args));
      }
      case 'position':
        return this.#call(syntax, 'locate', this.list([syntax.substring, syntax.operand]));
      case 'timestampAdd':
        return this.#call(syntax, 'timestampadd', [
          this.#text(syntax.unit.toUpperCase(), syntax),
          this.of(syntax.amount),
          this.of(syntax.operand),
        ]);
      case 'timestampDiff':
        return this.#call(syntax, 'timestampdiff', [
          this.#text(syntax.unit.toUpperCase(), syntax),
          this.of(syntax.from),
          this.of(syntax.to),
        ]);
      case 'rowConstructor': {
        const args = syntax.fields.map((field) => this.named(field));
        return {
          kind: 'unresolvedFunction',
          nameParts: ['row_constructor'],
          args,
          isInternal: true,
          origin: originOf(syntax, this.#context),
        };
      }
      case 'structConstructor':
        return this.#call(
          syntax,
          'struct',
          syntax.fields.map((field) => this.named(field)),
        );
      case 'lambda': {
        const params = syntax.parameters.map((parameter) => parameter.value);
        const inner = new ExpressionFrontend(this.#context, [...this.#lambdaParameters, ...params.map((name) => name.toLowerCase())]);
        return { kind: 'lambda', params, body: inner.of(syntax.body), origin: originOf(syntax, this.#context) };
      }
      case 'subscript':
        return {
          kind: 'unresolvedExtractValue',
          child: this.of(syntax.base),
          extraction: this.of(syntax.index),
          origin: originOf(syntax, this.#context),
        };
      case 'fieldAccess':
        return {
          kind: 'unresolvedExtractValue',
          child: this.of(syntax.base),
          extraction: this.#text(syntax.field.value, syntax.field),
          origin: originOf(syntax, this.#context),
        };
      case 'semiStructuredExtract':
        return {
          kind: 'semiStructuredExtract',
          child: this.of(syntax.base),
          ...this.#variantPath(syntax),
          origin: originOf(syntax, this.#context),
        };
      case 'collate':
        return this.#call(syntax, 'collate', [
          this.of(syntax.operand),
          this.#text(collationName(syntax.collation.parts), syntax.collation),
        ]);
    }
  }

  sortOrder(item: SortItem): SortOrder {
    const direction = item.direction === 'desc' ? 'descending' : 'ascending';
    return {
      kind: 'sortOrder',
      child: this.of(item.expression),
      direction,
      nulls: item.nulls ?? (direction === 'ascending' ? 'first' : 'last'),
      origin: originOf(item, this.#context),
    };
  }

  argument(argument: FunctionArgument | TableArgument): Expression {
    if (argument.kind === 'tableArgument') {
      return {
        kind: 'subquery',
        variant: 'table',
        plan: this.#context.tableArgumentPlan(argument),
        partitionBy: this.list(argument.partitionBy),
        orderBy: argument.orderBy.map((item) => this.sortOrder(item)),
        withSinglePartition: argument.singlePartition,
        origin: originOf(argument, this.#context),
      };
    }
    if (argument.kind !== 'namedArgument') return this.of(argument);
    return {
      kind: 'namedArgument',
      name: argument.name.value,
      value: this.argument(argument.value),
      origin: originOf(argument, this.#context),
    };
  }

  window(syntax: SyntaxWindow, call: Expression, position: Positioned): UnresolvedWindow {
    if (syntax.kind === 'windowReference') {
      return {
        kind: 'unresolvedWindow',
        function: call,
        windowName: syntax.name.value,
        partitionBy: [],
        orderBy: [],
        origin: originOf(position, this.#context),
      };
    }
    return {
      kind: 'unresolvedWindow',
      function: call,
      partitionBy: this.list(syntax.partitionBy),
      orderBy: syntax.orderBy.map((item) => this.sortOrder(item)),
      ...(syntax.frame ? { frame: this.#frame(syntax.frame) } : {}),
      specOrigin: originOf(syntax, this.#context),
      origin: originOf(position, this.#context),
    };
  }

  #frame(frame: NonNullable<Extract<SyntaxWindow, { kind: 'windowDefinition' }>['frame']>): WindowFrame {
    return { unit: frame.type, lower: this.#bound(frame.lower), upper: frame.upper ? this.#bound(frame.upper) : { kind: 'currentRow' } };
  }

  #bound(bound: SyntaxFrameBound): FrameBound {
    if (bound.type !== 'preceding' && bound.type !== 'following') return { kind: bound.type };
    if (!bound.offset) throw sparkError('INTERNAL_ERROR', { message: 'A window frame bound has no offset.' });
    return { kind: bound.type, value: this.of(bound.offset) };
  }

  #binary(syntax: Extract<Syntax, { kind: 'binary' }>): Expression {
    const args = this.list([syntax.left, syntax.right]);
    if (syntax.operator === '<>') return this.#call(syntax, 'not', [this.#call(syntax, '=', args)]);
    return this.#call(syntax, syntax.operator === '||' ? 'concat' : syntax.operator, args);
  }

  /** A chain becomes a balanced tree, as Spark's parser does it: thousands of operands stay a dozen levels deep. */
  #logical(syntax: Extract<Syntax, { kind: 'logical' }>): Expression {
    const operands = this.list(syntax.operands);
    const join = (from: number, to: number): Expression => {
      if (to - from === 1) return operands[from] as Expression;
      const middle = from + Math.ceil((to - from) / 2);
      return this.#call(syntax, syntax.operator, [join(from, middle), join(middle, to)]);
    };
    return join(0, operands.length);
  }

  #likeQuantified(syntax: Extract<Syntax, { kind: 'likeQuantified' }>): Expression {
    if (syntax.patterns.length === 0) throw sparkError('_LEGACY_ERROR_TEMP_0064', { msg: 'Expected something between ( and ).' });
    const operand = this.of(syntax.operand);
    const patterns = this.list(syntax.patterns);
    if (syntax.operator === 'like' && patterns.every((pattern) => pattern.kind === 'literal')) {
      return this.#call(syntax, `${syntax.negated ? 'not_' : ''}like_${syntax.quantifier}`, [operand, ...patterns]);
    }
    const tests = patterns.map((pattern) => this.#negate(syntax, this.#call(syntax, syntax.operator, [operand, pattern])));
    return tests.reduce((left, right) => this.#call(syntax, syntax.quantifier === 'all' ? 'and' : 'or', [left, right]));
  }

  #functionCall(syntax: FunctionCall): Expression {
    const args = syntax.arguments.map((argument) => this.argument(argument));
    const isDistinct = syntax.quantifier === 'distinct';
    if (syntax.name.kind === 'identifierClause') {
      return {
        kind: 'identifierExpression',
        value: this.of(syntax.name.expression),
        functionArgs: args,
        origin: originOf(syntax, this.#context),
      };
    }
    const nameParts = syntax.name.parts.map((part) => part.value);
    const [first] = args;
    const countsRows = nameParts.length === 1 && nameParts[0]?.toLowerCase() === 'count' && args.length === 1 && !isDistinct;
    const isBareStar = first?.kind === 'unresolvedStar' && first.target === undefined && first.except === undefined;
    const call: UnresolvedFunction = {
      kind: 'unresolvedFunction',
      nameParts,
      args: countsRows && isBareStar ? [{ kind: 'literal', value: 1, dataType: { kind: 'integer' } }] : args,
      ...(isDistinct ? { isDistinct } : {}),
      ...(syntax.filter ? { filter: this.of(syntax.filter) } : {}),
      ...(syntax.withinGroup.length > 0 ? { withinGroup: syntax.withinGroup.map((item) => this.sortOrder(item)) } : {}),
      ...(syntax.nulls === 'ignore' ? { ignoreNulls: true } : {}),
      origin: originOf(syntax, this.#context),
    };
    return syntax.over ? this.window(syntax.over, call, syntax) : call;
  }

  #negate(syntax: Positioned & { readonly negated: boolean }, expression: Expression): Expression {
    return syntax.negated ? this.#call(syntax, 'not', [expression]) : expression;
  }

  /** The path as functions of variants take it, and the last field in it. */
  #variantPath({ path, text }: SemiStructuredExtract): { readonly path: string; readonly name?: string } {
    const field = path.findLast((step) => step.kind === 'field');
    const steps = path.map((step) => {
      if (step.kind === 'wildcard' || (step.kind === 'index' && typeof step.index !== 'number'))
        throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `the variant path ${text}` });
      if (step.kind === 'index') return `[${String(step.index)}]`;
      return /[.[\]'"]/.test(step.name) ? `["${step.name}"]` : `.${step.name}`;
    });
    return { path: `$${steps.join('')}`, ...(field ? { name: field.name } : {}) };
  }

  #call(position: Positioned, name: string, args: readonly Expression[]): UnresolvedFunction {
    return { kind: 'unresolvedFunction', nameParts: [name], args, isInternal: true, origin: originOf(position, this.#context) };
  }

  #text(value: string, position: Positioned): Literal {
    return { kind: 'literal', value, dataType: { kind: 'string' }, origin: originOf(position, this.#context) };
  }
}

/** Plain name parts; a computed name is an expression that analysis evaluates first. */
export function namePartsOf(name: IdentifierReference): readonly string[] | undefined {
  return name.kind === 'multipartIdentifier' ? name.parts.map((part) => part.value) : undefined;
}

/** All that is there is built in, so the schema in front of a name says nothing. */
function collationName(parts: readonly { readonly value: string }[]): string {
  const names = parts.map((part) => part.value);
  const isBuiltin = names.length === 3 && names.slice(0, 2).join('.').toLowerCase() === 'system.builtin';
  return isBuiltin ? (names[2] as string) : names.join('.');
}
