import type { DuckDbConnection, OperatorProfile } from '../duckdb/driver/index.ts';
import { emptyTaskMetrics, type TaskMetrics } from '../events/index.ts';
import { type ExchangeFile, exchangeIdOf, type OperatorMetrics, type ScannedFiles, type WrittenFile } from '../physical/index.ts';

/** Gathers what a task's metrics are made of. */
export class TaskMeasures {
  readonly #startMs = performance.now();
  #isFinished = false;
  #cpuTimeNs = 0;
  #peakMemoryBytes = 0;
  #spilledBytes = 0;
  #operators: readonly OperatorMetrics[] = [];
  #inputs: readonly ExchangeFile[] = [];
  #scans: readonly ScannedFiles[] = [];
  #exchanged: readonly ExchangeFile[] = [];
  #written: readonly WrittenFile[] = [];
  #rowsWritten = 0;
  #resultSizeBytes = 0;

  readInputs(inputs: readonly ExchangeFile[], scans: readonly ScannedFiles[]): void {
    this.#inputs = inputs;
    this.#scans = scans;
  }

  gaveBatch(sizeBytes: number): void {
    this.#resultSizeBytes += sizeBytes;
  }

  wroteExchange(files: readonly ExchangeFile[]): void {
    this.#exchanged = files;
  }

  wroteFiles(files: readonly WrittenFile[], rows: number): void {
    this.#written = files;
    this.#rowsWritten = rows;
  }

  /** Takes what a statement used that is not the last one. */
  ranStatement(connection: DuckDbConnection): void {
    this.#take(connection.profile());
  }

  /** Reads the profile of the statement that ran last, which is the task's only one unless others were told before. */
  finish(connection: DuckDbConnection): readonly OperatorMetrics[] {
    if (this.#isFinished) return this.#operators;
    this.#isFinished = true;
    const profile = connection.profile();
    this.#take(profile);
    if (profile) this.#operators = operatorsOf(profile);
    return this.#operators;
  }

  /** DuckDB counts its peaks for each statement anew. */
  #take(profile: OperatorProfile | undefined): void {
    if (!profile) return;
    const { metrics } = profile;
    this.#cpuTimeNs += Math.round(Number(metrics.cpu_time ?? 0) * 1e9);
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, Number(metrics.system_peak_buffer_memory ?? 0));
    this.#spilledBytes = Math.max(this.#spilledBytes, Number(metrics.system_peak_temp_dir_size ?? 0));
  }

  #recordsRead(): number {
    const scans = this.#operators.filter((operator) => operator.file !== undefined && exchangeIdOf(operator.file) === undefined);
    const rows = sum(scans, rowsRead);
    const known = this.#scans.map((scan) => scan.rows ?? Number.POSITIVE_INFINITY);
    // A scan of some of a file's rows counts all of them.
    return Math.min(
      rows,
      sum(known, (count) => count),
    );
  }

  metrics(): TaskMetrics {
    const readRows = sum(this.#inputs, (file) => file.rows);
    return {
      ...emptyTaskMetrics,
      executorRunTimeMs: Math.round(performance.now() - this.#startMs),
      executorCpuTimeNs: this.#cpuTimeNs,
      resultSizeBytes: this.#resultSizeBytes,
      memoryBytesSpilled: this.#spilledBytes,
      diskBytesSpilled: this.#spilledBytes,
      peakExecutionMemoryBytes: this.#peakMemoryBytes,
      peakOffHeapExecutionMemoryBytes: this.#peakMemoryBytes,
      input: {
        bytesRead: Math.round(sum(this.#scans, (scan) => scan.sizeBytes)),
        recordsRead: this.#recordsRead(),
      },
      output: {
        bytesWritten: sum(this.#written, (file) => file.sizeBytes),
        recordsWritten: this.#rowsWritten,
      },
      shuffleRead: {
        ...emptyTaskMetrics.shuffleRead,
        localBlocksFetched: this.#inputs.length,
        localBytesRead: sum(this.#inputs, (file) => file.sizeBytes),
        recordsRead: readRows,
      },
      shuffleWrite: {
        bytesWritten: sum(this.#exchanged, (file) => file.sizeBytes),
        recordsWritten: sum(this.#exchanged, (file) => file.rows),
        writeTimeNs: this.#exchanged.length > 0 ? (this.#operators.find(({ name }) => name === 'COPY_TO_FILE')?.timeNs ?? 0) : 0,
      },
    };
  }
}

/** Rows that a scan read, before its filters. */
export function rowsRead(scan: OperatorMetrics): number {
  return scan.isFiltered ? Math.max(scan.rows, scan.rowsScanned) : scan.rows;
}

const sum = <T>(items: readonly T[], figure: (item: T) => number): number => items.reduce((total, item) => total + figure(item), 0);

/** The operators of a profile, each before those that it reads. */
export function operatorsOf(profile: OperatorProfile): readonly OperatorMetrics[] {
  const operators: OperatorMetrics[] = [];
  const visit = (node: OperatorProfile, depth: number): void => {
    const { operator_name: name, operator_cardinality: rows, operator_timing: seconds, operator_rows_scanned: scanned } = node.metrics;
    if (name !== undefined) {
      const { extra_info: info = '' } = node.metrics;
      operators.push({
        name,
        depth,
        rows: Number(rows ?? 0),
        timeNs: Math.round(Number(seconds ?? 0) * 1e9),
        rowsScanned: Number(scanned ?? 0),
        isFiltered: /(?:^\{|, )(?:Dynamic )?Filters=/.test(info),
        ...fileOf(info),
      });
    }
    for (const child of node.children) visit(child, depth + 1);
  };
  for (const child of profile.children) visit(child, 0);
  return operators;
}

/** DuckDB's text of what an operator does names the first files of a scan. */
function fileOf(info: string): { readonly file?: string } {
  const found = /'Filename\(s\)'=('?)(.*?)(?:, |\1\}$)/.exec(info);
  return found?.[2] ? { file: found[2] } : {};
}
