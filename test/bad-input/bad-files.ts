import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of files that something is wrong with; it is gone at the end of the block. */
export class BadFiles implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'kindling-bad-input-'));

  /** Of its five rows the second has a value too few, the third one too many, and the fourth no number. */
  readonly malformedCsv = this.write('malformed.csv', 'a,b\n1,2\n3\n4,5,6\nx,7\n8,9\n');

  readonly notParquet = this.write('broken.parquet', 'these bytes are no Parquet');

  readonly missing = join(this.folder, 'missing.parquet');

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
