import type { TransformOptions } from 'esbuild';

/** How a program's TypeScript becomes what this Node runs; stack traces show the program as it was written. */
export function transformOptions(file: string): TransformOptions {
  return {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    format: isCommonJs(file) ? 'cjs' : 'esm',
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    sourcesContent: false,
    sourcefile: file,
  };
}

export const isCommonJs = (file: string): boolean => /\.cts$/.test(file);
