/** Runtime aggregates are registered under names with this prefix. */
export const RUNTIME_AGGREGATE_PREFIX = 'ka_';
