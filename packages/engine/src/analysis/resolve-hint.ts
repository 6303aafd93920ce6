import type { Expression, Hint, LogicalPlan, Repartition } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import type { Analyzer } from './analyzer.ts';
import type { Environment } from './environment.ts';
import { withNamedHint } from './join-hints.ts';

/** Hints about strategies go to the joins that they are for; those about partitions become operators. */
export function resolveHint(hint: Hint, analyzer: Analyzer, environment: Environment): LogicalPlan {
  const repartition = repartitionOf(hint);
  return analyzer.resolve(repartition ?? withNamedHint(hint), environment);
}

function repartitionOf(hint: Hint): Repartition | undefined {
  const name = hint.name.toUpperCase();
  if (!['COALESCE', 'REPARTITION', 'REPARTITION_BY_RANGE', 'REBALANCE'].includes(name)) return undefined;
  const [first, ...rest] = hint.parameters;
  const numPartitions = first === undefined ? undefined : countOf(first);
  const columns = (numPartitions === undefined ? hint.parameters : rest).map(columnOf);
  const isCountOnly = name === 'COALESCE';
  const isMissing = name === 'REPARTITION_BY_RANGE' && hint.parameters.length === 0;
  if (isMissing || (isCountOnly && (numPartitions === undefined || columns.length > 0))) failParameters(name, hint);
  return {
    kind: 'repartition',
    ...(numPartitions === undefined ? {} : { numPartitions }),
    shuffle: name !== 'COALESCE',
    expressions: columns.map((column) => column ?? failParameters(name, hint)),
    byRange: name === 'REPARTITION_BY_RANGE',
    child: hint.child,
    ...(hint.origin ? { origin: hint.origin } : {}),
  };
}

function countOf(parameter: Expression | string): number | undefined {
  if (typeof parameter === 'string' || parameter.kind !== 'literal' || parameter.dataType.kind !== 'integer') return undefined;
  return Number(parameter.value);
}

/** A column, also when its name is written as a text. */
function columnOf(parameter: Expression | string): Expression | undefined {
  if (typeof parameter === 'string') return { kind: 'unresolvedAttribute', nameParts: [parameter] };
  if (parameter.kind === 'unresolvedAttribute') return parameter;
  if (parameter.kind !== 'literal' || typeof parameter.value !== 'string') return undefined;
  return { kind: 'unresolvedAttribute', nameParts: [parameter.value], ...(parameter.origin ? { origin: parameter.origin } : {}) };
}

function failParameters(hintName: string, at: Hint): never {
  fail('_LEGACY_ERROR_TEMP_1048', { hintName }, at.origin ? {} : at);
}
