import type { IntervalLiteral } from './literal.ts';
import type { MultipartIdentifier, Position } from './node.ts';
import type { Query, SetAssignment } from './query.ts';

export type SettingStatement =
  /** `SET`, `SET -v`, `SET key`, `SET key = value`. */
  | (Position & { readonly kind: 'setAll'; readonly verbose: boolean })
  | (Position & { readonly kind: 'setGet'; readonly key: string })
  | (Position & { readonly kind: 'setConfiguration'; readonly key: string; readonly value: string })
  | (Position & { readonly kind: 'setTimeZone'; readonly zone: string | 'local' | IntervalLiteral })
  | (Position & { readonly kind: 'setPath'; readonly elements: readonly PathElement[] })
  | (Position & { readonly kind: 'resetAll' })
  | (Position & { readonly kind: 'resetConfiguration'; readonly key: string });

/** An element of `SET PATH = …`. */
export type PathElement =
  | (Position & {
      readonly kind: 'pathKeyword';
      readonly name: 'default_path' | 'system_path' | 'path' | 'current_database' | 'current_schema';
    })
  | MultipartIdentifier;

/** `SET VARIABLE a = 1, b = 2`; in a script also without VARIABLE. */
export interface SetVariables extends Position {
  readonly kind: 'setVariables';
  readonly assignments: readonly SetAssignment[];
}

/** `SET VARIABLE (a, b) = (SELECT …)`. */
export interface SetVariablesByQuery extends Position {
  readonly kind: 'setVariablesByQuery';
  readonly variables: readonly MultipartIdentifier[];
  readonly query: Query;
}

export type SetVariableStatement = SetVariables | SetVariablesByQuery;
