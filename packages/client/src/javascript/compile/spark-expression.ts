import { type DataType, sqlName } from '@kindling/protocol';
import type { Expression } from '@kindling/protocol/messages';
import { Column, callExpression, doubleLiteral, makeExpression, makeLiteral } from '../../column/index.ts';

/** An expression of Spark before it is known whether it becomes a Column or SQL text. */
export type SparkExpression =
  | { readonly op: 'argument'; readonly index: number }
  | { readonly op: 'variable'; readonly name: string }
  | { readonly op: 'literal'; readonly value: string | boolean | bigint | null }
  | { readonly op: 'double'; readonly value: number }
  | { readonly op: 'integer'; readonly value: number }
  | { readonly op: 'call'; readonly name: string; readonly args: readonly SparkExpression[] }
  | { readonly op: 'cast'; readonly child: SparkExpression; readonly dataType: DataType }
  | { readonly op: 'field'; readonly child: SparkExpression; readonly name: string }
  | { readonly op: 'lambda'; readonly variable: string; readonly body: SparkExpression };

export const argument = (index: number): SparkExpression => ({ op: 'argument', index });
export const literal = (value: string | boolean | bigint | null): SparkExpression => ({ op: 'literal', value });
export const integer = (value: number): SparkExpression => ({ op: 'integer', value });
export const call = (name: string, ...args: readonly SparkExpression[]): SparkExpression => ({ op: 'call', name, args });
export const castTo = (child: SparkExpression, dataType: DataType): SparkExpression => ({ op: 'cast', child, dataType });
export const isNull = (child: SparkExpression): SparkExpression => call('isNull', child);
export const not = (child: SparkExpression): SparkExpression => call('not', child);

/** CASE WHEN condition THEN value ELSE otherwise END. */
export const choose = (condition: SparkExpression, value: SparkExpression, otherwise: SparkExpression): SparkExpression =>
  call('when', condition, value, otherwise);

/** Calls that give NULL where an argument is NULL. */
const strictCalls: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '%', 'div', '&', '|', '^', '==', '<', '<=', '>', '>=', 'not', 'negative', 'abs', 'sqrt', 'floor', 'ceil'],
  ...['concat', 'upper', 'lower', 'btrim', 'ltrim', 'rtrim', 'startswith', 'endswith', 'contains', 'repeat', 'replace', 'substring'],
  ...['encode', 'decode', 'octet_length'],
]);

/** The arguments whose NULL surely makes the whole expression NULL. */
export function nullWhereNull(expression: SparkExpression): ReadonlySet<number> {
  switch (expression.op) {
    case 'argument':
      return new Set([expression.index]);
    case 'cast':
    case 'field':
      return nullWhereNull(expression.child);
    case 'call':
      return new Set(strictCalls.has(expression.name) ? expression.args.flatMap((arg) => [...nullWhereNull(arg)]) : []);
    default:
      return new Set();
  }
}

/** Spark's message for an expression whose arguments are these columns. */
export function toMessage(expression: SparkExpression, args: readonly Expression[]): Expression {
  const inner = (child: SparkExpression) => toMessage(child, args);
  switch (expression.op) {
    case 'argument':
      return args[expression.index] as Expression;
    case 'variable':
      return makeExpression({ case: 'unresolvedNamedLambdaVariable', value: { nameParts: [expression.name] } });
    case 'literal':
    case 'integer':
      return makeExpression({ case: 'literal', value: makeLiteral(expression.value) });
    case 'double':
      return makeExpression({ case: 'literal', value: doubleLiteral(expression.value) });
    case 'call':
      return callExpression(expression.name, expression.args.map(inner));
    case 'cast':
      return new Column(inner(expression.child)).cast(expression.dataType).expression;
    case 'field': {
      const extraction = makeExpression({ case: 'literal', value: makeLiteral(expression.name) });
      return makeExpression({ case: 'unresolvedExtractValue', value: { child: inner(expression.child), extraction } });
    }
    case 'lambda': {
      const value = { function: inner(expression.body), arguments: [{ nameParts: [expression.variable] }] };
      return makeExpression({ case: 'lambdaFunction', value });
    }
  }
}

const infix: Readonly<Record<string, string>> = {
  ...{ '+': '+', '-': '-', '*': '*', '/': '/', '%': '%', div: 'DIV', '&': '&', '|': '|', '^': '^' },
  ...{ '==': '=', '<=>': '<=>', '<': '<', '<=': '<=', '>': '>', '>=': '>=', and: 'AND', or: 'OR' },
};

/** The expression as SQL, its arguments by these names. */
export function toSql(expression: SparkExpression, names: readonly string[]): string {
  const inner = (child: SparkExpression) => toSql(child, names);
  switch (expression.op) {
    case 'argument':
      return names[expression.index] as string;
    case 'variable':
      return expression.name;
    case 'literal':
      return literalSql(expression.value);
    case 'integer':
      return String(expression.value);
    case 'double':
      return doubleSql(expression.value);
    case 'cast':
      return `CAST(${inner(expression.child)} AS ${sqlName(expression.dataType)})`;
    case 'field':
      return `${inner(expression.child)}.\`${expression.name.replaceAll('`', '``')}\``;
    case 'lambda':
      return `${expression.variable} -> ${inner(expression.body)}`;
    case 'call':
      return callSql(expression.name, expression.args.map(inner));
  }
}

function callSql(name: string, args: readonly string[]): string {
  const sign = infix[name];
  if (sign !== undefined && args.length === 2) return `(${args[0]} ${sign} ${args[1]})`;
  if (name === 'when') return `CASE WHEN ${args[0]} THEN ${args[1]} ELSE ${args[2]} END`;
  if (name === 'not') return `(NOT ${args[0]})`;
  if (name === 'in') return `(${args[0]} IN (${args.slice(1).join(', ')}))`;
  return `${name}(${args.join(', ')})`;
}

function literalSql(value: string | boolean | bigint | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return value === -(2n ** 63n) ? '(-9223372036854775807L - 1L)' : `${value}L`;
  if (typeof value === 'boolean') return String(value);
  return `'${[...value].map(sqlCharacter).join('')}'`;
}

function sqlCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  if (character === "'" || character === '\\') return `\\${character}`;
  return code < 32 || (code >= 127 && code <= 0xffff) ? `\\u${code.toString(16).padStart(4, '0')}` : character;
}

function doubleSql(value: number): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return `${value}D`.replace(/e\+?/, 'E');
  return `CAST('${Object.is(value, -0) ? '-0.0' : value}' AS DOUBLE)`;
}
