import type { Expression, NamedExpression } from './expression.ts';
import type { Identifier, MultipartIdentifier, Position } from './node.ts';
import type { Query } from './query.ts';
import type { Statement } from './statement.ts';

/** `label: BEGIN … END label`. */
export interface Compound extends Position {
  readonly kind: 'compound';
  readonly label: Identifier | undefined;
  readonly body: readonly ScriptStatement[];
}

export interface DeclareCondition extends Position {
  readonly kind: 'declareCondition';
  readonly name: Identifier;
  /** Five characters, upper case; absent: 45000. */
  readonly sqlState: string | undefined;
}

export type ConditionValue =
  | (Position & { readonly kind: 'sqlState'; readonly sqlState: string })
  | (Position & { readonly kind: 'sqlException' })
  | (Position & { readonly kind: 'notFound' })
  | (Position & { readonly kind: 'conditionName'; readonly name: MultipartIdentifier });

export interface DeclareHandler extends Position {
  readonly kind: 'declareHandler';
  readonly type: 'continue' | 'exit';
  readonly conditions: readonly ConditionValue[];
  readonly body: Compound | Statement;
}

export interface ConditionalBranch extends Position {
  readonly kind: 'conditionalBranch';
  readonly condition: Expression;
  readonly body: readonly ScriptStatement[];
}

export interface IfStatement extends Position {
  readonly kind: 'if';
  readonly branches: readonly ConditionalBranch[];
  readonly otherwise: readonly ScriptStatement[] | undefined;
}

/** With `operand` each branch's condition is a value to compare with. */
export interface CaseStatement extends Position {
  readonly kind: 'caseStatement';
  readonly operand: Expression | undefined;
  readonly branches: readonly ConditionalBranch[];
  readonly otherwise: readonly ScriptStatement[] | undefined;
}

export interface While extends Position {
  readonly kind: 'while';
  readonly label: Identifier | undefined;
  readonly condition: Expression;
  readonly body: readonly ScriptStatement[];
}

export interface Repeat extends Position {
  readonly kind: 'repeat';
  readonly label: Identifier | undefined;
  readonly body: readonly ScriptStatement[];
  readonly until: Expression;
}

export interface Loop extends Position {
  readonly kind: 'loop';
  readonly label: Identifier | undefined;
  readonly body: readonly ScriptStatement[];
}

export interface For extends Position {
  readonly kind: 'for';
  readonly label: Identifier | undefined;
  readonly variable: Identifier | undefined;
  readonly query: Query;
  readonly body: readonly ScriptStatement[];
}

export interface Leave extends Position {
  readonly kind: 'leave';
  readonly label: Identifier;
}

export interface Iterate extends Position {
  readonly kind: 'iterate';
  readonly label: Identifier;
}

export interface DeclareCursor extends Position {
  readonly kind: 'declareCursor';
  readonly name: Identifier;
  readonly sensitivity: 'asensitive' | 'insensitive' | undefined;
  readonly query: Query;
  readonly queryText: string;
  readonly readOnly: boolean;
}

export interface OpenCursor extends Position {
  readonly kind: 'openCursor';
  readonly name: MultipartIdentifier;
  readonly using: readonly NamedExpression[];
}

export interface FetchCursor extends Position {
  readonly kind: 'fetchCursor';
  readonly name: MultipartIdentifier;
  readonly into: readonly MultipartIdentifier[];
}

export interface CloseCursor extends Position {
  readonly kind: 'closeCursor';
  readonly name: MultipartIdentifier;
}

export type ScriptStatement =
  | Statement
  | Compound
  | DeclareCondition
  | DeclareHandler
  | IfStatement
  | CaseStatement
  | While
  | Repeat
  | Loop
  | For
  | Leave
  | Iterate;
