#!/usr/bin/env node
// CommonJS on purpose: libuv reads the size of its thread pool at the first use, and the loader of ES modules is one.
process.env.UV_THREADPOOL_SIZE ??= '16';
// Node 22 keeps what it compiled for the next start.
require('node:module').enableCompileCache?.();
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const built = join(__dirname, '../dist/cli-main.js');
if (existsSync(built) && !process.env.KINDLING_FROM_SOURCE) {
  void import(pathToFileURL(built).href);
} else {
  // A clone that was not built: TypeScript sources, through tsx.
  const { spawn } = require('node:child_process');
  const main = join(__dirname, '../src/cli-main.ts');
  const child = spawn(process.execPath, ['--conditions=source', '--import', require.resolve('tsx/esm'), main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}
