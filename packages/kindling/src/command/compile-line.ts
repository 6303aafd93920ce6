import type { transformSync } from 'esbuild';

/** What a prompt does with the text that was typed so far. */
export type CompiledLine =
  | { readonly kind: 'javascript'; readonly code: string }
  /** The text may go on in the next line. */
  | { readonly kind: 'unfinished'; readonly message: string }
  | { readonly kind: 'wrong'; readonly message: string };

/**
 * Cuts the types away from TypeScript typed at a prompt, and turns its static imports into dynamic ones, which a prompt can run.
 *
 * ```ts
 * compileLine("import { join } from 'node:path'", transformSync); // { kind: 'javascript', code: 'var { join } = await import("node:path");\n' }
 * ```
 */
export function compileLine(text: string, transform: typeof transformSync): CompiledLine {
  try {
    const { code } = transform(text, {
      loader: 'ts',
      target: 'esnext',
      logLevel: 'silent',
      // An import that nothing uses yet is used by a later line.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    return { kind: 'javascript', code: code.replaceAll(/^import .*;$/gm, dynamicImport) };
  } catch (error) {
    const [first] = error instanceof Error && 'errors' in error ? (error.errors as readonly { readonly text: string }[]) : [];
    if (!first) throw error;
    const isUnfinished = /end of file|^Unterminated (?:template|regular|multi)/i.test(first.text);
    return { kind: isUnfinished ? 'unfinished' : 'wrong', message: first.text };
  }
}

function dynamicImport(statement: string): string {
  const [, bindings, specifier] = /^import (?:(.*) from )?(".*")(?: with .*)?;$/.exec(statement) ?? [];
  if (specifier === undefined) return statement;
  if (bindings === undefined) return `await import(${specifier});`;
  const [, first, named] = /^([\w$]+)?(?:, )?(.*)$/.exec(bindings) ?? [];
  const lines = first === undefined ? [] : [`var { default: ${first} } = await import(${specifier});`];
  if (named?.startsWith('* as ')) lines.push(`var ${named.slice('* as '.length)} = await import(${specifier});`);
  else if (named) lines.push(`var ${named.replaceAll(' as ', ': ')} = await import(${specifier});`);
  return lines.join(' ');
}
