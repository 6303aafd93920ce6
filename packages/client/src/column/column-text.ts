import { type Expression, type Expression_Literal, unpackUserFunctionCall } from '@kindling/protocol/messages';

const infix = new Set(['==', '<=>', '>', '>=', '<', '<=', '+', '-', '*', '/', '%', 'and', 'or', '&', '|', '^']);

/** An expression as people read it; for messages and `toString`, not for parsing. */
export function columnText(expression: Expression): string {
  const { exprType } = expression;
  switch (exprType.case) {
    case 'unresolvedAttribute':
      return exprType.value.unparsedIdentifier;
    case 'unresolvedStar':
      return exprType.value.unparsedTarget ?? '*';
    case 'unresolvedRegex':
      return exprType.value.colName;
    case 'expressionString':
      return exprType.value.expression;
    case 'literal':
      return literalText(exprType.value);
    case 'unresolvedFunction':
      return callText(exprType.value.functionName, exprType.value.arguments);
    case 'callFunction':
      return callText(exprType.value.functionName, exprType.value.arguments);
    case 'alias':
      return `${childText(exprType.value.expr)} AS ${exprType.value.name.join(', ')}`;
    case 'cast':
      return `CAST(${childText(exprType.value.expr)} AS ${exprType.value.castToType.case === 'typeStr' ? exprType.value.castToType.value : exprType.value.castToType.value?.kind.case})`;
    case 'sortOrder':
      return `${childText(exprType.value.child)} ${exprType.value.direction === 2 ? 'DESC' : 'ASC'} NULLS ${exprType.value.nullOrdering === 2 ? 'LAST' : 'FIRST'}`;
    case 'unresolvedExtractValue':
      return `${childText(exprType.value.child)}[${childText(exprType.value.extraction)}]`;
    case 'window':
      return `${childText(exprType.value.windowFunction)} OVER (…)`;
    case 'unresolvedNamedLambdaVariable':
      return exprType.value.nameParts.join('.');
    case 'lambdaFunction':
      return `(${exprType.value.arguments.map((argument) => argument.nameParts.join('.')).join(', ')}) -> ${childText(exprType.value.function)}`;
    case 'extension': {
      const call = unpackUserFunctionCall(exprType.value);
      return call ? callText(call.function.name, call.arguments) : exprType.case;
    }
    case undefined:
      return '';
    default:
      return exprType.case;
  }
}

const childText = (expression: Expression | undefined): string => (expression === undefined ? '' : columnText(expression));

function callText(name: string, args: readonly Expression[]): string {
  const texts = args.map(columnText);
  return infix.has(name) && texts.length === 2 ? `(${texts[0]} ${name} ${texts[1]})` : `${name}(${texts.join(', ')})`;
}

function literalText(literal: Expression_Literal): string {
  const { literalType } = literal;
  switch (literalType.case) {
    case 'null':
      return 'NULL';
    case 'decimal':
      return literalType.value.value;
    case 'string':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return String(literalType.value);
    default:
      return `<${literalType.case}>`;
  }
}
