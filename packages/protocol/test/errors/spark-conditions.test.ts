import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const strict = process.env.KINDLING_STRICT === '1';
const conditions = join(import.meta.dirname, '../../conditions');

// Reading the jars takes ten seconds, so that only a strict run does it.
test.skipIf(!strict)(
  strict ? 'the facts are those in the jars of PySpark' : 'the facts are those in the jars of PySpark (skipped: set KINDLING_STRICT=1)',
  () => {
    const python = process.env.KINDLING_PYTHON ?? join(import.meta.dirname, '../../../../.cache/python/bin/python');
    const folder = mkdtempSync(join(tmpdir(), 'kindling-conditions-'));
    try {
      const target = join(folder, 'spark-conditions.json');
      execFileSync(python, [join(conditions, 'export-conditions.py'), target]);
      expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(JSON.parse(readFileSync(join(conditions, 'spark-conditions.json'), 'utf8')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  180_000,
);
