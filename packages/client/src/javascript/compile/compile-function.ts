import { type DataType, equalTypes, types } from '@kindling/protocol';
import type {
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  Expression,
  FunctionExpression,
  MemberExpression,
  Pattern,
  Statement,
  Super,
} from 'acorn';
import { parseExpressionAt } from 'acorn';
import {
  constantValue,
  either,
  type JsValue,
  NotCompilable,
  nonNull,
  refuse,
  required,
  truthy,
  valueOfType,
  whereNotNull,
} from './js-value.ts';
import { arrayIncludes, elementAt, globalCall, propertyOf, stringMethod } from './methods.ts';
import { arithmetic, boolean, concatenated, equal, negated, ordered } from './operators.ts';
import { argument, call, castTo, choose, isNull, literal, not, nullWhereNull, type SparkExpression } from './spark-expression.ts';

/** What is asked of the compiler. */
export interface CompileRequest {
  /** The text of the function. */
  readonly source: string;
  readonly argTypes: readonly DataType[];
  readonly returnType: DataType;
  /** `propagate`: a NULL argument gives NULL without a call. */
  readonly nulls: 'propagate' | 'pass';
  /** What the function gets behind its arguments; absent when it gets nothing. */
  readonly params?: unknown;
}

export type CompileResult =
  | { readonly expression: SparkExpression /** It is right only where overflow is an error. */; readonly needsAnsi: boolean }
  | { readonly reason: string };

type Scope = ReadonlyMap<string, JsValue>;

/** The expression of Spark that gives what the function gives, for arguments of these types, if there surely is one. */
export function compileFunction(request: CompileRequest): CompileResult {
  try {
    const compiler = new Compiler();
    const expression = compiler.compile(request);
    return { expression, needsAnsi: compiler.needsAnsi };
  } catch (error) {
    if (error instanceof NotCompilable) return { reason: error.message };
    if (error instanceof SyntaxError) return { reason: 'a text that cannot be read' };
    throw error;
  }
}

class Compiler {
  needsAnsi = false;
  #variables = 0;
  /** What stands before the `?.` of the chain that is being compiled. */
  #tested: JsValue[] = [];

  compile({ source, argTypes, returnType, nulls, params }: CompileRequest): SparkExpression {
    const node = parseExpressionAt(source, 0, { ecmaVersion: 'latest' });
    if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') refuse('another form than that of a plain function');
    const fn = plainFunction(node);
    const propagates = nulls === 'propagate';
    const names = fn.params.map(nameOf);
    const scope = new Map<string, JsValue>();
    for (const [index, name] of names.entries()) {
      const type = argTypes[index];
      if (type) scope.set(name, valueOfType(argument(index), type, !propagates));
      else if (index === argTypes.length && params !== undefined) scope.set(name, constantValue(params));
      else refuse(`a parameter \`${name}\` without an argument`);
    }
    const value = this.#body(fn, scope);
    const result = castTo(this.converted(value, returnType), returnType);
    if (!propagates || argTypes.length === 0) return result;
    const strict = nullWhereNull(result);
    const others = argTypes.map((_, i) => i).filter((i) => !strict.has(i));
    if (others.length === 0) return result;
    const anyNull = others.map((i) => isNull(argument(i))).reduce((left, right) => call('or', left, right));
    return choose(anyNull, literal(null), result);
  }

  #body(fn: ArrowFunctionExpression | FunctionExpression, scope: Scope): JsValue {
    if (fn.body.type !== 'BlockStatement') return this.#value(fn.body, scope);
    return this.#statements(fn.body.body, scope);
  }

  /** What a list of statements returns: constants, choices and returns. */
  #statements(statements: readonly Statement[], scope: Scope): JsValue {
    const [first, ...rest] = statements;
    if (first === undefined) return constantValue(undefined);
    switch (first.type) {
      case 'ReturnStatement':
        return first.argument ? this.#value(first.argument, scope) : constantValue(undefined);
      case 'VariableDeclaration': {
        const inner = new Map(scope);
        for (const { id, init } of first.declarations) {
          if (first.kind === 'var' || !init) return refuse('a variable that is not given its value at once');
          inner.set(nameOf(id), this.#value(init, inner));
        }
        return this.#statements(rest, inner);
      }
      case 'IfStatement': {
        const test = this.#condition(first.test, scope);
        const branch = (body: Statement | null | undefined) => [...(body ? [body] : []), ...rest];
        const whenTrue = this.#statements(branch(first.consequent), narrowed(first.test, true, scope));
        const whenFalse = this.#statements(branch(first.alternate), narrowed(first.test, false, scope));
        return either(test.spark(), whenTrue, whenFalse);
      }
      case 'BlockStatement':
        return this.#statements([...first.body, ...rest], scope);
      case 'EmptyStatement':
        return this.#statements(rest, scope);
      default:
        return refuse(`a ${spoken(first.type)}`);
    }
  }

  #value(node: Expression | Super, scope: Scope): JsValue {
    switch (node.type) {
      case 'Literal':
        if ('regex' in node && node.regex) return refuse('a regular expression');
        return constantValue(node.bigint != null ? BigInt(node.bigint) : node.value);
      case 'ParenthesizedExpression':
        return this.#value(node.expression, scope);
      case 'Identifier':
        return this.#identifier(node.name, scope);
      case 'TemplateLiteral':
        return this.#template(
          node.quasis.map(({ value }) => value.cooked ?? refuse('a template with a bad escape')),
          node.expressions,
          scope,
        );
      case 'UnaryExpression':
        if (node.operator === '!')
          return boolean(not(this.#condition(node.argument, scope).spark()), this.#condition(node.argument, scope));
        if (node.operator === '-') return this.#negated(this.#value(node.argument, scope));
        return refuse(`the operator \`${node.operator}\``);
      case 'BinaryExpression':
        return this.#binary(node.operator, node.left as Expression, node.right, scope);
      case 'LogicalExpression':
        return this.#logical(node.operator, node.left, node.right, scope);
      case 'ConditionalExpression': {
        const test = this.#condition(node.test, scope);
        const whenTrue = this.#value(node.consequent, narrowed(node.test, true, scope));
        const whenFalse = this.#value(node.alternate, narrowed(node.test, false, scope));
        return either(test.spark(), whenTrue, whenFalse);
      }
      case 'ArrayExpression': {
        const items = node.elements.map((item) =>
          item && item.type !== 'SpreadElement' ? this.#value(item, scope) : refuse('a list with gaps'),
        );
        if (!items.every((item) => typeof item.constant === 'string')) return refuse('a list of other than constant texts');
        return {
          kind: 'array',
          nullable: false,
          spark: () => refuse('a list that is made here'),
          constant: items.map((item) => item.constant),
        };
      }
      case 'ChainExpression':
        return this.#chain(node.expression, scope);
      case 'MemberExpression':
        return this.#member(node, scope);
      case 'CallExpression':
        return this.#call(node, scope);
      default:
        return refuse(`a ${spoken(node.type)}`);
    }
  }

  #identifier(name: string, scope: Scope): JsValue {
    const known = scope.get(name);
    if (known) return known;
    if (name === 'undefined') return constantValue(undefined);
    if (name === 'NaN' || name === 'Infinity') return constantValue(name === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY);
    return refuse(`the name \`${name}\``);
  }

  #template(texts: readonly string[], expressions: readonly Expression[], scope: Scope): JsValue {
    const parts = texts.flatMap((text, i) => {
      const expression = expressions[i];
      return [...(text === '' ? [] : [constantValue(text)]), ...(expression ? [this.#value(expression, scope)] : [])];
    });
    return parts.length === 0 ? constantValue('') : concatenated(parts);
  }

  #negated(value: JsValue): JsValue {
    if (typeof value.constant === 'number' || typeof value.constant === 'bigint') return constantValue(-value.constant);
    if (value.kind === 'bigint') this.needsAnsi = true;
    return negated(value);
  }

  #binary(operator: string, left: Expression, right: Expression, scope: Scope): JsValue {
    const isEquality = /^[!=]==?$/.test(operator);
    const [a, b] = [this.#value(left, scope), this.#value(right, scope)];
    if (isEquality && (a.kind === 'null' || b.kind === 'null'))
      return this.#isNull(operator, a.kind === 'null' ? b : a, a.kind === 'null' ? a : b);
    if (isEquality) return equal(operator, a, b);
    if (/^[<>]=?$/.test(operator)) return ordered(operator, a, b);
    if (!/^[-+*/%&|^]$/.test(operator)) return refuse(`the operator \`${operator}\``);
    if (a.kind === 'bigint' && b.kind === 'bigint' && !/^[&|^]$/.test(operator)) this.needsAnsi = true;
    return arithmetic(operator, a, b);
  }

  /** Comparison with `null` or `undefined`. */
  #isNull(operator: string, value: JsValue, nothing: JsValue): JsValue {
    const isStrict = operator.length === 3;
    const isNegated = operator.startsWith('!');
    if (isStrict && (value.maybeUndefined || nothing.maybeUndefined)) {
      if (value.maybeUndefined) return refuse(`\`${operator}\` of a value that may be undefined`);
      return boolean(literal(isNegated), value);
    }
    if (value.kind === 'null') return boolean(literal(!isNegated));
    if (!value.nullable) return boolean(literal(isNegated), value);
    const test = isNull(value.whole ?? value.spark());
    return boolean(isNegated ? not(test) : test, value);
  }

  #logical(operator: string, left: Expression, right: Expression, scope: Scope): JsValue {
    const a = this.#value(left, scope);
    if (operator === '??') {
      const b = this.#value(right, scope);
      if (!a.nullable) return a;
      if (a.kind === 'null') return b;
      return either(isNull(a.whole ?? a.spark()), b, nonNull(a));
    }
    const isAnd = operator === '&&';
    const b = this.#value(right, narrowed(left, isAnd, scope));
    if (a.kind === 'boolean' && b.kind === 'boolean' && !a.nullable && !b.nullable) return joined(operator, a, b);
    return isAnd ? either(truthy(a), b, a) : either(truthy(a), nonNull(a), b);
  }

  /** Whether JavaScript takes an expression for true: never NULL. */
  #condition(node: Expression, scope: Scope): JsValue {
    if (node.type === 'ParenthesizedExpression') return this.#condition(node.expression, scope);
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      const a = this.#condition(node.left, scope);
      return joined(node.operator, a, this.#condition(node.right, narrowed(node.left, node.operator === '&&', scope)));
    }
    const value = this.#value(node, scope);
    return boolean(truthy(value), value);
  }

  #member(node: MemberExpression, scope: Scope): JsValue {
    const { object, property } = node;
    if (object.type === 'Super' || property.type === 'PrivateIdentifier') return refuse('a class');
    if (object.type === 'Identifier' && object.name === 'Math' && !scope.has('Math') && !node.computed && property.type === 'Identifier') {
      const constant = Math[property.name as 'PI'];
      return typeof constant === 'number' ? constantValue(constant) : refuse(`\`Math.${property.name}\``);
    }
    const subject = this.#value(object, scope);
    if (subject.kind === 'constant') {
      const key = node.computed ? this.#value(property, scope).constant : (property as { name: string }).name;
      if (typeof key !== 'string' && typeof key !== 'number') return refuse('a property of `params` that is computed');
      const held: unknown = (subject.constant as Readonly<Record<string, unknown>>)[key];
      return Array.isArray(held)
        ? { kind: 'array', nullable: false, spark: () => refuse('a list of `params`'), constant: held }
        : constantValue(held);
    }
    const present = node.optional ? nonNull(subject) : subject;
    const value = node.computed
      ? elementAt(present, this.#value(property, scope))
      : propertyOf(present, (property as { name: string }).name);
    if (node.optional) this.#tested.push(subject);
    return value;
  }

  /** `a?.b.c`: where `a` is null, so is all of it. */
  #chain(node: Expression, scope: Scope): JsValue {
    const outer = this.#tested;
    this.#tested = [];
    const value = this.#value(node, scope);
    const chain = this.#tested.reduceRight((inner, subject) => whereNotNull(subject, inner), value);
    this.#tested = outer;
    return chain;
  }

  #call(node: CallExpression, scope: Scope): JsValue {
    const { callee } = node;
    if (node.arguments.some((arg) => arg.type === 'SpreadElement')) return refuse('a spread argument');
    const given = node.arguments as Expression[];
    if (callee.type === 'Identifier' && !scope.has(callee.name)) {
      return callee.name === 'Boolean' && given[0]
        ? this.#condition(given[0], scope)
        : globalCall(
            callee.name,
            given.map((arg) => this.#value(arg, scope)),
          );
    }
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return refuse('a call of a value');
    const name = callee.property.name;
    if (
      callee.object.type === 'Identifier' &&
      ['Math', 'Number', 'String'].includes(callee.object.name) &&
      !scope.has(callee.object.name)
    ) {
      return globalCall(
        `${callee.object.name}.${name}`,
        given.map((arg) => this.#value(arg, scope)),
      );
    }
    const subject = this.#value(callee.object, scope);
    const present = callee.optional ? nonNull(subject) : required(subject, `a value before \`.${name}\``);
    const value = this.#method(present, name, given, scope);
    if (callee.optional) this.#tested.push(subject);
    return value;
  }

  #method(subject: JsValue, name: string, given: readonly Expression[], scope: Scope): JsValue {
    if (subject.kind === 'array') {
      if (name === 'includes')
        return arrayIncludes(
          subject,
          given.map((arg) => this.#value(arg, scope)),
        );
      return this.#lambdaMethod(subject, name, given, scope);
    }
    const args = given.map((arg) => this.#value(arg, scope));
    if (subject.kind === 'string') return stringMethod(subject, name, args);
    if (name === 'toString' && args.length === 0 && subject.kind !== 'struct') return concatenated([subject]);
    return refuse(`\`${name}\` of a ${subject.kind}`);
  }

  /** `map`, `filter`, `some` and `every` with a function of one parameter. */
  #lambdaMethod(subject: JsValue, name: string, given: readonly Expression[], scope: Scope): JsValue {
    const [lambda] = given;
    const type = subject.dataType;
    const spark = ({ map: 'transform', filter: 'filter', some: 'exists', every: 'forall' } as const)[name as 'map'];
    if (spark === undefined || type?.kind !== 'array') return refuse(`\`${name}\` of an array`);
    if (
      given.length !== 1 ||
      (lambda?.type !== 'ArrowFunctionExpression' && lambda?.type !== 'FunctionExpression') ||
      lambda.params.length > 1
    )
      return refuse(`\`${name}\` with other than a function of one parameter`);
    const fn = plainFunction(lambda);
    const variable = `x${++this.#variables}`;
    const inner = new Map(scope);
    const [param] = fn.params;
    if (param) inner.set(nameOf(param), valueOfType({ op: 'variable', name: variable }, type.elementType, type.containsNull));
    const body = this.#body(fn, inner);
    const over = (result: SparkExpression) => call(spark, subject.spark(), { op: 'lambda', variable, body: result });
    const fallible = subject.fallible === true || body.fallible === true;
    if (name === 'map') {
      const natural = body.kind === 'number' ? (body.whole ? types.long : types.double) : undefined;
      const asArray = (elementType: DataType) => over(castTo(this.converted(body, elementType), elementType));
      if (natural || body.kind === 'null')
        return { kind: 'array', nullable: false, fallible, spark: () => asArray(natural ?? types.string), asArray };
      const elementType =
        body.dataType ?? ({ string: types.string, boolean: types.boolean, bigint: types.long } as const)[body.kind as 'string'];
      if (elementType === undefined) return refuse(`an array of ${body.kind}s`);
      return {
        kind: 'array',
        nullable: false,
        fallible,
        spark: () => asArray(elementType),
        asArray,
        dataType: types.array(elementType, body.nullable),
        element: body,
      };
    }
    const test = truthy(body);
    if (name !== 'filter') return { ...boolean(over(test)), fallible };
    return { ...valueOfType(over(test), type, false), fallible };
  }

  /** The value as one of Spark's type, where JavaScript's value of it would be accepted or refused alike. */
  converted(value: JsValue, dataType: DataType): SparkExpression {
    if (value.kind === 'null') return literal(null);
    if (value.kind === 'number') return this.#convertedNumber(value, dataType);
    if (value.kind === 'bigint' && dataType.kind in integralBits) {
      if (dataType.kind !== 'long') this.needsAnsi = true;
      return value.spark();
    }
    if ((value.kind === 'string' || value.kind === 'boolean') && value.kind === dataType.kind) return value.spark();
    if (value.kind === 'array' && dataType.kind === 'array' && value.asArray) return value.asArray(dataType.elementType);
    if (value.dataType && equalTypes(value.dataType, dataType)) return value.spark();
    return refuse(`a ${value.kind} as a result of type ${dataType.kind}`);
  }

  #convertedNumber(value: JsValue, dataType: DataType): SparkExpression {
    if (dataType.kind === 'double' || dataType.kind === 'float') return value.spark();
    const bits = integralBits[dataType.kind as 'long'];
    if (bits === undefined || !value.whole || !value.range)
      return refuse(`a number that may not be whole as a result of type ${dataType.kind}`);
    const limit = 2 ** (bits - 1);
    if (value.range[0] < -limit || value.range[1] >= limit) this.needsAnsi = true;
    return value.whole;
  }
}

const integralBits: Readonly<Partial<Record<DataType['kind'], number>>> = { byte: 8, short: 16, integer: 32, long: 64 };

function joined(operator: string, left: JsValue, right: JsValue): JsValue {
  const isAnd = operator === '&&';
  // Spark may evaluate the parts of AND and OR in any order.
  if (!right.fallible) return boolean(call(isAnd ? 'and' : 'or', left.spark(), right.spark()), left);
  return boolean(
    isAnd ? choose(left.spark(), right.spark(), literal(false)) : choose(left.spark(), literal(true), right.spark()),
    left,
    right,
  );
}

function plainFunction<F extends ArrowFunctionExpression | FunctionExpression>(fn: F): F {
  if (fn.async || fn.generator) refuse('an asynchronous function or a generator');
  return fn;
}

function nameOf(pattern: Pattern): string {
  return pattern.type === 'Identifier' ? pattern.name : refuse('a parameter or variable that is taken apart');
}

/** What is known where a condition holds, or does not. */
function narrowed(test: AnyNode, holds: boolean, scope: Scope): Scope {
  switch (test.type) {
    case 'ParenthesizedExpression':
      return narrowed(test.expression, holds, scope);
    case 'Identifier':
      return holds ? withoutNull(test.name, scope) : scope;
    case 'UnaryExpression':
      return test.operator === '!' ? narrowed(test.argument, !holds, scope) : scope;
    case 'LogicalExpression':
      if (test.operator === '??' || (test.operator === '&&') !== holds) return scope;
      return narrowed(test.right, holds, narrowed(test.left, holds, scope));
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(test.operator)) return scope;
      const [name, other] =
        test.left.type === 'Identifier' && test.left.name !== 'undefined'
          ? [test.left.name, test.right]
          : [test.right.type === 'Identifier' ? test.right.name : '', test.left];
      const isNothing =
        (other.type === 'Literal' && other.value === null && !('regex' in other && other.regex)) ||
        (other.type === 'Identifier' && other.name === 'undefined' && test.operator.length === 2);
      return isNothing && test.operator.startsWith('!') === holds ? withoutNull(name, scope) : scope;
    }
    default:
      return scope;
  }
}

function withoutNull(name: string, scope: Scope): Scope {
  const value = scope.get(name);
  return value?.nullable ? new Map(scope).set(name, nonNull(value)) : scope;
}

/** `ForStatement` as `for statement`. */
function spoken(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
