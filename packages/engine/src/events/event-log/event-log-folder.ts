import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sparkError } from '@kindling/protocol';
import { type EventLogCodec, eventLogCodec } from './event-log-codec.ts';
import { EventLogFile } from './event-log-file.ts';
import type { EventLogOptions } from './event-log-options.ts';

const inProgress = '.inprogress';

/** The files of one application's log, laid out and named so that Spark's History Server finds them. */
export interface EventLogFolder {
  write(line: string): void;
  flush(): void;
  /** The log is complete: readers see it as finished. */
  finish(): void;
  /** Leaves the log as it is, as one that was cut short. */
  abandon(): void;
}

export function openEventLog(options: EventLogOptions, appId: string, appAttemptId?: string): EventLogFolder {
  const folder = localPath(options.dir);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw sparkError('PATH_NOT_FOUND', { path: options.dir });
  const name = appAttemptId === undefined ? cleanName(appId) : `${cleanName(appId)}_${cleanName(appAttemptId)}`;
  const codec = eventLogCodec(options.codec);
  return options.rolling ? new RollingLog(folder, name, codec, options) : new SingleLog(folder, name, codec, options);
}

class SingleLog implements EventLogFolder {
  readonly #path: string;
  readonly #overwrite: boolean;
  readonly #file: EventLogFile;

  constructor(folder: string, name: string, codec: EventLogCodec, options: EventLogOptions) {
    this.#path = join(folder, `${name}${codec.extension}`);
    this.#overwrite = options.overwrite;
    if (!options.overwrite && existsSync(this.#path)) throw sparkError('PATH_ALREADY_EXISTS', { outputPath: this.#path });
    this.#file = new EventLogFile(`${this.#path}${inProgress}`, codec, options.bufferSizeBytes);
  }

  write(line: string): void {
    this.#file.write(line);
  }

  flush(): void {
    this.#file.flush();
  }

  finish(): void {
    this.#file.close();
    if (!this.#overwrite && existsSync(this.#path)) {
      throw sparkError('FAILED_RENAME_PATH', { sourcePath: this.#file.path, targetPath: this.#path });
    }
    renameSync(this.#file.path, this.#path);
  }

  abandon(): void {
    this.#file.close();
  }
}

class RollingLog implements EventLogFolder {
  readonly #folder: string;
  readonly #name: string;
  readonly #codec: EventLogCodec;
  readonly #options: EventLogOptions;
  #index = 1;
  #file: EventLogFile;

  constructor(folder: string, name: string, codec: EventLogCodec, options: EventLogOptions) {
    this.#folder = join(folder, `eventlog_v2_${name}`);
    this.#name = name;
    this.#codec = codec;
    this.#options = options;
    if (existsSync(this.#folder)) {
      if (!options.overwrite) throw sparkError('PATH_ALREADY_EXISTS', { outputPath: this.#folder });
      rmSync(this.#folder, { recursive: true });
    }
    mkdirSync(this.#folder);
    chmodSync(this.#folder, 0o770);
    writeFileSync(`${this.#statusPath()}${inProgress}`, '');
    chmodSync(`${this.#statusPath()}${inProgress}`, 0o660);
    this.#file = this.#openFile();
  }

  write(line: string): void {
    if (this.#file.bytesWritten + line.length > this.#options.maxFileSizeBytes) {
      this.#file.close();
      this.#index++;
      this.#file = this.#openFile();
    }
    this.#file.write(line);
  }

  flush(): void {
    this.#file.flush();
  }

  finish(): void {
    this.#file.close();
    renameSync(`${this.#statusPath()}${inProgress}`, this.#statusPath());
  }

  abandon(): void {
    this.#file.close();
  }

  #statusPath(): string {
    return join(this.#folder, `appstatus_${this.#name}`);
  }

  #openFile(): EventLogFile {
    const path = join(this.#folder, `events_${this.#index}_${this.#name}${this.#codec.extension}`);
    return new EventLogFile(path, this.#codec, this.#options.bufferSizeBytes);
  }
}

/** Spark's rule for names of files. */
function cleanName(id: string): string {
  return id
    .replace(/[ :/]/g, '-')
    .replace(/[.${}'"]/g, '_')
    .toLowerCase();
}

function localPath(dir: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(dir)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(dir);
  if (scheme === 'file') return resolve(dir.replace(/^file:\/*/i, '/'));
  throw sparkError('KINDLING_NOT_SUPPORTED', { feature: `keeping the event log at paths of the scheme ${scheme}` });
}
