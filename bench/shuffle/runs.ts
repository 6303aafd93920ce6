/** One way to run the experiment. */
export interface ShuffleRun {
  readonly name: string;
  readonly title: string;
  readonly partitions: number;
  readonly memoryMiB: number;
  readonly aggregatesFirst: boolean;
}

const joined = `SELECT l.action_name, u.info, count(*) AS actions
FROM log l JOIN users u ON l.key = u.key
GROUP BY l.action_name, u.info`;

const aggregatedFirst = `SELECT l.action_name, u.info, sum(l.actions) AS actions
FROM (SELECT key, action_name, count(*) AS actions FROM log GROUP BY key, action_name) l JOIN users u ON l.key = u.key
GROUP BY l.action_name, u.info`;

export const queryOf = (run: ShuffleRun): string => (run.aggregatesFirst ? aggregatedFirst : joined);

export function runsOf(cores: number, memoryMiB: number): readonly ShuffleRun[] {
  return [
    { name: '1', title: 'partitions = cores', partitions: cores, memoryMiB, aggregatesFirst: false },
    { name: '2', title: '6 × the partitions', partitions: 6 * cores, memoryMiB, aggregatesFirst: false },
    { name: '3', title: 'log aggregated first', partitions: 6 * cores, memoryMiB, aggregatesFirst: true },
    { name: '4', title: 'the same, half the memory', partitions: 6 * cores, memoryMiB: memoryMiB / 2, aggregatesFirst: true },
  ];
}

/**
 * Settings that keep both engines to the plan that the experiment is about. `maxPartitionBytes` of a file go to one task: so few that its
 * groups fit into the memory of the smallest run.
 */
export function settingsOf(run: ShuffleRun, logFolder: string, maxPartitionBytes: string): Readonly<Record<string, string>> {
  return {
    'spark.sql.shuffle.partitions': String(run.partitions),
    'spark.sql.adaptive.enabled': 'false',
    'spark.sql.autoBroadcastJoinThreshold': '-1',
    'spark.sql.files.maxPartitionBytes': maxPartitionBytes,
    'spark.sql.files.openCostInBytes': '0',
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': logFolder,
    'spark.eventLog.rolling.enabled': 'false',
    'spark.eventLog.compress': 'false',
  };
}
