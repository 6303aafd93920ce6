import type { Setting } from './setting.ts';

const core = (key: string, type: Setting['type'], value: string | undefined, since: string, summary: string): Setting => ({
  key,
  type,
  ...(value === undefined ? {} : { default: value }),
  since,
  summary,
  scope: 'core',
});

/** Settings of the application: read when it starts. */
export const coreSettings: readonly Setting[] = [
  core('spark.app.name', 'string', undefined, '0.9.0', 'Name of the application.'),
  core('spark.app.id', 'string', undefined, '1.3.0', 'Identifier of the application.'),
  core('spark.master', 'string', undefined, '0.9.0', 'Where the engine runs.'),
  core('spark.submit.deployMode', 'string', undefined, '1.5.0', 'Whether the driver runs here or in a cluster.'),
  { ...core('spark.driver.memory', 'bytes', '1g', '1.1.1', 'Memory of the driver.'), unit: 'm' },
  core('spark.driver.cores', 'int', '1', '1.3.0', 'Cores of the driver.'),
  core('spark.driver.host', 'string', undefined, '0.7.0', 'Host of the driver.'),
  core('spark.driver.port', 'int', '0', '0.7.0', 'Port of the driver.'),
  { ...core('spark.driver.maxResultSize', 'bytes', '1g', '1.2.0', 'Most bytes of results in the driver.'), unit: 'b' },
  core('spark.memory.fraction', 'double', '0.6', '1.6.0', 'Part of the memory for execution and storage.'),
  core('spark.memory.storageFraction', 'double', '0.5', '1.6.0', 'Part of that memory from which cached blocks are not evicted.'),
  core('spark.memory.offHeap.enabled', 'boolean', 'false', '1.6.0', 'Whether queries use memory outside of the heap, as DuckDB does.'),
  { ...core('spark.memory.offHeap.size', 'bytes', '0', '1.6.0', 'Memory outside of the heap.'), unit: 'b' },
  core('spark.stage.maxConsecutiveAttempts', 'int', '4', '2.2.0', 'Attempts of one stage after which its job fails.'),
  core('spark.default.parallelism', 'int', undefined, '0.5.0', 'Partitions where nothing else decides.'),
  core('spark.local.dir', 'string', '/tmp', '0.5.0', 'Folder for shuffle and spill files.'),
  core('spark.ui.enabled', 'boolean', 'true', '1.1.1', 'Whether the UI runs.'),
  core('spark.ui.port', 'int', '4040', '0.7.0', 'Port of the UI.'),
  core('spark.jars', 'string', undefined, '0.9.0', 'Accepted for programs that set it: there is no JVM.'),
  core('spark.jars.packages', 'string', undefined, '1.5.0', 'Accepted for programs that set it: there is no JVM.'),
  core(
    'spark.serializer',
    'string',
    'org.apache.spark.serializer.JavaSerializer',
    '0.5.0',
    'Accepted for programs that set it: there is no JVM.',
  ),
  core('spark.shuffle.compress', 'boolean', 'true', '0.6.0', 'Whether shuffle files are compressed.'),
  core('spark.shuffle.spill.compress', 'boolean', 'true', '0.9.0', 'Whether spilled data is compressed.'),
  core('spark.checkpoint.dir', 'string', undefined, '4.0.0', 'Folder for checkpoints.'),
  core('spark.kindling.version', 'string', '0.1.0', '0.1.0', 'Version of Kindling; that it is there tells clients what they talk to.'),
];
