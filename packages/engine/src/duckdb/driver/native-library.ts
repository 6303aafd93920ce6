import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LibraryHandle } from 'koffi';
import koffi from 'koffi';
import { type NativeCalls, type Pointer, type PointerLike, signatures } from './native-calls.ts';

type Name = keyof NativeCalls;
type KoffiFunction = ReturnType<LibraryHandle['func']>;

const libraryFiles: Readonly<Record<string, string>> = { linux: 'libduckdb.so', darwin: 'libduckdb.dylib', win32: 'duckdb.dll' };

function findLibrary(): string {
  const file = libraryFiles[process.platform];
  const packageName = `@duckdb/node-bindings-${process.platform}-${process.arch}`;
  if (file === undefined) throw new Error(`DuckDB has no binary for ${process.platform}-${process.arch}`);
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), file);
  } catch (cause) {
    throw new Error(`The package ${packageName} is not installed. Was npm told to leave optional dependencies out?`, { cause });
  }
}

const cLibraryFiles: Readonly<Record<string, string>> = { darwin: '/usr/lib/libSystem.B.dylib', win32: 'ucrtbase.dll' };

/** What koffi gives a call on the pool by itself, 128 KiB, overflows where DuckDB walks a deeply nested query, and the process dies of it. */
const poolStackBytes = 16 * 1024 * 1024;

let library: LibraryHandle | undefined;
function loadLibrary(): LibraryHandle {
  if (library === undefined) {
    koffi.config({ async_stack_size: poolStackBytes });
    library = koffi.load(findLibrary());
  }
  return library;
}

const declared = new Map<Name, KoffiFunction>();
function declareFunction(name: Name): KoffiFunction {
  let fn = declared.get(name);
  if (fn === undefined) {
    const [result, ...parameters] = signatures[name];
    fn = loadLibrary().func(name, result, parameters);
    declared.set(name, fn);
  }
  return fn;
}

/**
 * DuckDB's C functions, called on the calling thread. A function is declared when it is first used: declaring all of them costs
 * more than opening a database. Nothing that may run a query is called through this; see {@link callOnPool}.
 */
export const native: Readonly<NativeCalls> = Object.defineProperties(
  {} as NativeCalls,
  Object.fromEntries(
    (Object.keys(signatures) as Name[]).map((name) => [
      name,
      {
        configurable: true,
        get() {
          const fn = declareFunction(name);
          Object.defineProperty(native, name, { value: fn });
          return fn;
        },
      },
    ]),
  ),
);

/**
 * The same functions on a thread of libuv's pool. The arguments are kept alive until the call is over, since native code
 * writes to them meanwhile.
 */
export function callOnPool<K extends Name>(name: K, ...args: Parameters<NativeCalls[K]>): Promise<ReturnType<NativeCalls[K]>> {
  const fn = declareFunction(name);
  return new Promise((resolve, reject) => {
    fn.async(...args, (error: unknown, value: ReturnType<NativeCalls[K]>) => {
      keepAlive(args);
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(value);
    });
  });
}

const kept: unknown[] = [];
/** Uses a value as far as the optimiser can tell, so that its memory cannot be collected before this point. */
export function keepAlive(value: unknown): void {
  kept[0] = value;
  kept[0] = undefined;
}

type Copy = (target: PointerLike, source: PointerLike, sizeBytes: number) => void;

let copy: Copy | undefined;
/** C's `memcpy`: the only way bytes cross between native memory and ours. */
export function copyBytes(target: PointerLike, source: PointerLike, sizeBytes: number): void {
  if (sizeBytes === 0) return;
  if (copy === undefined) {
    const cLibrary = koffi.load(cLibraryFiles[process.platform] ?? null);
    copy = cLibrary.func('memcpy', 'void', ['void *', 'void *', 'size_t']) as Copy;
  }
  copy(target, source, sizeBytes);
}

export function allocate(sizeBytes: number): Pointer {
  return koffi.alloc('uint8_t', sizeBytes) as Pointer;
}

export function free(memory: Pointer): void {
  koffi.free(memory);
}

export function addressOf(memory: Uint8Array): Pointer {
  return koffi.address(memory);
}

/** Reads a string that DuckDB allocated for us, and gives the memory back. */
export function takeString(memory: Pointer | null): string {
  if (memory === null) return '';
  const text = koffi.decode.string(memory);
  native.duckdb_free(memory);
  return text;
}

const encoder = new TextEncoder();
/** A NUL-terminated copy. A NUL inside would silently cut the text, so it is refused. */
export function cString(text: string): Uint8Array {
  if (text.includes('\0')) throw new RangeError('Text for DuckDB must not contain the character U+0000');
  return encoder.encode(`${text}\0`);
}

/** One pointer-sized cell for C's out parameters. */
export function cell(value: Pointer = 0n): BigUint64Array {
  return new BigUint64Array([value]);
}

export function readCell(out: BigUint64Array): Pointer {
  return out[0] ?? 0n;
}
