import type { ConditionalBranch, ConditionValue, Identifier, ScriptStatement } from '../ast/index.ts';
import { printExpression } from './expression.ts';
import { printIdentifier, printName, printString } from './name.ts';
import { list, type Printers, words } from './printer.ts';

/** Any statement of a script. */
export function printScript(print: Printers, statement: ScriptStatement): string {
  const body = (statements: readonly ScriptStatement[]): string => statements.map((item) => `${printScript(print, item)};`).join(' ');
  const otherwise = (statements: readonly ScriptStatement[] | undefined): string =>
    statements === undefined ? '' : `ELSE ${body(statements)}`;
  const branch = ({ condition, body: statements }: ConditionalBranch): string =>
    `${printExpression(print, condition)} THEN ${body(statements)}`;
  switch (statement.kind) {
    case 'compound':
      return labelled(statement.label, words('BEGIN', body(statement.body), 'END'));
    case 'declareCondition': {
      const state = statement.sqlState !== undefined && `FOR SQLSTATE ${printString(statement.sqlState)}`;
      return words(`DECLARE ${printIdentifier(statement.name)} CONDITION`, state);
    }
    case 'declareHandler': {
      const conditions = list(statement.conditions, printCondition);
      return `DECLARE ${statement.type.toUpperCase()} HANDLER FOR ${conditions} ${printScript(print, statement.body)}`;
    }
    case 'if':
      return words(`IF ${statement.branches.map(branch).join(' ELSEIF ')}`, otherwise(statement.otherwise), 'END IF');
    case 'caseStatement': {
      const operand = statement.operand && printExpression(print, statement.operand);
      return words(
        'CASE',
        operand,
        ...statement.branches.map((item) => `WHEN ${branch(item)}`),
        otherwise(statement.otherwise),
        'END CASE',
      );
    }
    case 'while':
      return labelled(statement.label, `WHILE ${printExpression(print, statement.condition)} DO ${body(statement.body)} END WHILE`);
    case 'repeat':
      return labelled(statement.label, `REPEAT ${body(statement.body)} UNTIL ${printExpression(print, statement.until)} END REPEAT`);
    case 'loop':
      return labelled(statement.label, `LOOP ${body(statement.body)} END LOOP`);
    case 'for': {
      const variable = statement.variable && `${printIdentifier(statement.variable)} AS`;
      return labelled(statement.label, words('FOR', variable, print.query(statement.query), `DO ${body(statement.body)} END FOR`));
    }
    case 'leave':
      return `LEAVE ${printIdentifier(statement.label)}`;
    case 'iterate':
      return `ITERATE ${printIdentifier(statement.label)}`;
    default:
      return print.statement(statement);
  }
}

function labelled(label: Identifier | undefined, text: string): string {
  return label === undefined ? text : `${printIdentifier(label)}: ${text}`;
}

function printCondition(condition: ConditionValue): string {
  switch (condition.kind) {
    case 'sqlState':
      return `SQLSTATE ${printString(condition.sqlState)}`;
    case 'sqlException':
      return 'SQLEXCEPTION';
    case 'notFound':
      return 'NOT FOUND';
    case 'conditionName':
      return printName(condition.name);
  }
}
