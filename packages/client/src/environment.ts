interface ProcessLike {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const processLike = (globalThis as { readonly process?: ProcessLike }).process;

/** A variable of the environment; undefined where there is none, as in a browser. */
export const environmentVariable = (name: string): string | undefined => processLike?.env?.[name];
