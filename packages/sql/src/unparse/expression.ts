import type {
  Expression,
  FrameBound,
  FunctionArgument,
  FunctionCall,
  IdentifierReference,
  NamedExpression,
  NamedWindow,
  PathStep,
  SortItem,
  Window,
  WindowFrame,
} from '../ast/index.ts';
import { unparseDataType } from './data-type.ts';
import { printIdentifier, printName, printParameter, printString } from './name.ts';
import { clause, list, type Printers, parenthesized, words } from './printer.ts';

/** What needs no parentheses as an operand. */
const primaries: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>([
  'namedParameter',
  'positionalParameter',
  'columnReference',
  'columnIdentifierClause',
  'star',
  'scalarSubquery',
  'case',
  'functionCall',
  'currentValue',
  'extract',
  'substring',
  'trim',
  'overlay',
  'position',
  'timestampAdd',
  'timestampDiff',
  'structConstructor',
  'rowConstructor',
  'subscript',
  'fieldAccess',
]);

function isPrimary(expression: Expression): boolean {
  if (expression.kind === 'literal') return !expression.text.startsWith('-') && !expression.type.endsWith('Interval');
  return primaries.has(expression.kind) || (expression.kind === 'cast' && expression.form !== '::');
}

/** An operand: in parentheses unless it holds together without. */
function operand(print: Printers, expression: Expression): string {
  const text = printExpression(print, expression);
  return isPrimary(expression) ? text : `(${text})`;
}

export function printExpression(print: Printers, expression: Expression): string {
  const inner = (child: Expression): string => operand(print, child);
  const whole = (child: Expression): string => printExpression(print, child);
  switch (expression.kind) {
    case 'literal':
      return expression.text;
    case 'namedParameter':
    case 'positionalParameter':
      return printParameter(expression);
    case 'columnReference':
      return expression.parts.map(printIdentifier).join('.');
    case 'columnIdentifierClause':
      return printReference(print, expression.name);
    case 'star': {
      const target = expression.target === undefined ? '*' : `${printName(expression.target)}.*`;
      return words(target, expression.except.length > 0 && `EXCEPT ${parenthesized(expression.except, printName)}`);
    }
    case 'unary': {
      if (expression.operator === 'not') return `NOT ${inner(expression.operand)}`;
      // A minus sign would become part of a number.
      const isNumber = expression.operand.kind === 'literal';
      return `${expression.operator}${isNumber ? `(${whole(expression.operand)})` : inner(expression.operand)}`;
    }
    case 'binary': {
      const left = expression.left.kind === 'binary' && expression.left.operator === expression.operator ? whole : inner;
      return `${left(expression.left)} ${expression.operator.toUpperCase()} ${inner(expression.right)}`;
    }
    case 'logical':
      return expression.operands.map(inner).join(` ${expression.operator.toUpperCase()} `);
    case 'between':
      return words(
        inner(expression.operand),
        expression.negated && 'NOT',
        'BETWEEN',
        inner(expression.lower),
        'AND',
        inner(expression.upper),
      );
    case 'inList':
      return words(inner(expression.operand), expression.negated && 'NOT', `IN (${list(expression.values, whole)})`);
    case 'inSubquery':
      return words(inner(expression.operand), expression.negated && 'NOT', `IN (${print.query(expression.query)})`);
    case 'like': {
      const escape = expression.escape !== undefined && `ESCAPE ${printString(expression.escape)}`;
      return words(
        inner(expression.operand),
        expression.negated && 'NOT',
        expression.operator.toUpperCase(),
        inner(expression.pattern),
        escape,
      );
    }
    case 'likeQuantified': {
      const patterns = `${expression.quantifier.toUpperCase()} (${list(expression.patterns, whole)})`;
      return words(inner(expression.operand), expression.negated && 'NOT', expression.operator.toUpperCase(), patterns);
    }
    case 'isNull':
      return words(inner(expression.operand), 'IS', expression.negated && 'NOT', 'NULL');
    case 'isBoolean':
      return words(inner(expression.operand), 'IS', expression.negated && 'NOT', expression.value.toUpperCase());
    case 'isDistinctFrom':
      return words(inner(expression.left), 'IS', expression.negated && 'NOT', 'DISTINCT FROM', inner(expression.right));
    case 'exists':
      return `EXISTS (${print.query(expression.query)})`;
    case 'scalarSubquery':
      return `(${print.query(expression.query)})`;
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${whole(when)} THEN ${whole(then)}`);
      const otherwise = expression.otherwise && `ELSE ${whole(expression.otherwise)}`;
      return words('CASE', expression.operand && inner(expression.operand), ...branches, otherwise, 'END');
    }
    case 'cast':
      if (expression.form === '::') return `${inner(expression.operand)}::${unparseDataType(expression.dataType)}`;
      return `${expression.form.toUpperCase()}(${whole(expression.operand)} AS ${unparseDataType(expression.dataType)})`;
    case 'functionCall':
      return printCall(print, expression);
    case 'currentValue':
      return expression.name.toUpperCase();
    case 'extract':
      return `EXTRACT(${printIdentifier(expression.field)} FROM ${inner(expression.source)})`;
    case 'substring': {
      const length = expression.length && `FOR ${inner(expression.length)}`;
      return `${expression.name.toUpperCase()}(${words(inner(expression.operand), 'FROM', inner(expression.from), length)})`;
    }
    case 'trim':
      return `TRIM(${words(expression.side?.toUpperCase(), expression.characters && inner(expression.characters), 'FROM', inner(expression.operand))})`;
    case 'overlay': {
      const length = expression.length && `FOR ${inner(expression.length)}`;
      const parts = words(inner(expression.operand), 'PLACING', inner(expression.replacement), 'FROM', inner(expression.from), length);
      return `OVERLAY(${parts})`;
    }
    case 'position':
      return `POSITION(${inner(expression.substring)} IN ${inner(expression.operand)})`;
    case 'timestampAdd':
      return `${expression.name.toUpperCase()}(${expression.unit.toUpperCase()}, ${inner(expression.amount)}, ${inner(expression.operand)})`;
    case 'timestampDiff':
      return `${expression.name.toUpperCase()}(${expression.unit.toUpperCase()}, ${inner(expression.from)}, ${inner(expression.to)})`;
    case 'structConstructor':
      return `STRUCT(${list(expression.fields, (field) => printNamed(print, field))})`;
    case 'rowConstructor':
      return `(${list(expression.fields, (field) => printNamed(print, field))})`;
    case 'lambda': {
      const names = list(expression.parameters, printIdentifier);
      return `${expression.parameters.length > 1 ? `(${names})` : names} -> ${whole(expression.body)}`;
    }
    case 'subscript':
      return `${inner(expression.base)}[${inner(expression.index)}]`;
    case 'fieldAccess':
      return `${inner(expression.base)}.${printIdentifier(expression.field)}`;
    case 'semiStructuredExtract':
      return `${inner(expression.base)}:${expression.path.map(printStep).join('')}`;
    case 'collate':
      return `${inner(expression.operand)} COLLATE ${printName(expression.collation)}`;
  }
}

function printStep(step: PathStep, position: number): string {
  if (step.kind === 'wildcard') return '[*]';
  if (step.kind === 'index') return `[${typeof step.index === 'number' ? step.index : printParameter(step.index)}]`;
  const name = step.quoted ? `\`${step.name.replaceAll('`', '``')}\`` : step.name;
  return position === 0 ? name : `.${name}`;
}

export function printReference(print: Printers, name: IdentifierReference): string {
  return name.kind === 'multipartIdentifier' ? printName(name) : `IDENTIFIER(${printExpression(print, name.expression)})`;
}

export function printArgument(print: Printers, argument: FunctionArgument): string {
  if (argument.kind !== 'namedArgument') return printExpression(print, argument);
  if (argument.value.kind === 'tableArgument') return '';
  return `${printIdentifier(argument.name)} => ${printExpression(print, argument.value)}`;
}

function printCall(print: Printers, call: FunctionCall): string {
  const items = list(call.arguments, (argument) => printArgument(print, argument));
  return words(
    `${printReference(print, call.name)}(${words(call.quantifier?.toUpperCase(), items)})`,
    call.withinGroup.length > 0 && `WITHIN GROUP (${clause('ORDER BY', call.withinGroup, (item) => printSortItem(print, item))})`,
    call.filter && `FILTER (WHERE ${printExpression(print, call.filter)})`,
    call.nulls && `${call.nulls.toUpperCase()} NULLS`,
    call.over && `OVER ${printWindow(print, call.over)}`,
  );
}

export function printNamed(print: Printers, expression: NamedExpression): string {
  if (expression.kind !== 'alias') return printExpression(print, expression);
  const names = list(expression.names, printIdentifier);
  return `${printExpression(print, expression.expression)} AS ${expression.multiple ? `(${names})` : names}`;
}

export function printSortItem(print: Printers, item: SortItem): string {
  return words(printExpression(print, item.expression), item.direction?.toUpperCase(), item.nulls && `NULLS ${item.nulls.toUpperCase()}`);
}

export function printWindow(print: Printers, window: Window): string {
  if (window.kind === 'windowReference') return printIdentifier(window.name);
  const parts = words(
    clause('PARTITION BY', window.partitionBy, (expression) => printExpression(print, expression)),
    clause('ORDER BY', window.orderBy, (item) => printSortItem(print, item)),
    window.frame && printFrame(print, window.frame),
  );
  return `(${parts})`;
}

function printFrame(print: Printers, { type, lower, upper }: WindowFrame): string {
  const bound = printBound(print, lower);
  return `${type.toUpperCase()} ${upper === undefined ? bound : `BETWEEN ${bound} AND ${printBound(print, upper)}`}`;
}

function printBound(print: Printers, { type, offset }: FrameBound): string {
  switch (type) {
    case 'unboundedPreceding':
      return 'UNBOUNDED PRECEDING';
    case 'unboundedFollowing':
      return 'UNBOUNDED FOLLOWING';
    case 'currentRow':
      return 'CURRENT ROW';
    default:
      return words(offset && operand(print, offset), type.toUpperCase());
  }
}

export function printNamedWindow(print: Printers, { name, window }: NamedWindow): string {
  return `${printIdentifier(name)} AS ${printWindow(print, window)}`;
}
