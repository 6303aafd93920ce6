/** One `spark.*` setting. */
export interface Setting {
  readonly key: string;
  readonly type: 'boolean' | 'int' | 'long' | 'double' | 'bytes' | 'time' | 'string';
  /** As its text; absent when there is none. */
  readonly default?: string;
  /** Another setting, whose value this one has while it is not set. */
  readonly fallback?: string;
  readonly summary: string;
  readonly since: string;
  /** Fixed when the session is made. */
  readonly isStatic?: boolean;
  /** `core` settings belong to the application: they are read at its start and refused later. */
  readonly scope?: 'core';
  /** Unit of a size without one. */
  readonly unit?: string;
  /** Allowed values in capitals, a least value with what Spark says about it, a time zone, or a path of schemas. */
  readonly check?: readonly string[] | { readonly atLeast: number; readonly requirement: string } | 'timeZone' | 'sqlPath';
  /** Old names. */
  readonly alternatives?: readonly string[];
}
