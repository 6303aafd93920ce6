import type { ConnectEvent } from './connect-events.ts';
import type { CoreEvent } from './core-events.ts';
import type { SQLEvent } from './sql-events.ts';

/** Everything that is told while an application runs, named for Spark's listener events. */
export type SparkEvent = CoreEvent | SQLEvent | ConnectEvent;

export type SparkEventOf<Kind extends SparkEvent['kind']> = Extract<SparkEvent, { readonly kind: Kind }>;
