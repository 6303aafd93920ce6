import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInstance } from '../../src/duckdb/driver/index.ts';
import { ApplicationFolder } from '../../src/executor/index.ts';
import { asSparkError } from '../../src/session/second-look.ts';

describe('Files of shuffles and spills', () => {
  it('that cannot be kept where they should be are refused with the folder and what to do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindling-local-folder-'));
    try {
      const file = join(folder, 'a-file');
      writeFileSync(file, '');
      expect(() => ApplicationFolder.open(join(file, 'below'))).toThrow(
        expect.objectContaining({
          condition: 'KINDLING_LOCAL_FOLDER_UNUSABLE',
          message: expect.stringMatching(/a-file\/below: ENOTDIR[\s\S]*spark\.local\.dir/),
        }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.runIf(process.platform === 'linux')('that find no space end their query with the file', async () => {
    await using database = await openInstance();
    await using connection = database.connect();
    const written = connection.execute(`COPY (SELECT range AS id FROM range(1000000)) TO '/dev/full' (FORMAT csv)`);
    const error = await written.then(
      () => undefined,
      (thrown: unknown) => asSparkError(thrown),
    );
    expect(error).toMatchObject({
      condition: 'KINDLING_DISK_FULL',
      sqlState: '53100',
      message: expect.stringContaining('no space left for /dev/full'),
    });
  });
});
