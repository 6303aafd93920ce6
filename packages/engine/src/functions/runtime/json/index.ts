import { plain, type RuntimeBody } from '../runtime-body.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const STEP = /\.([^.[\]]+)|\[(\d+|\*|'[^']*')\]/y;

function steps(path: string): string[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const out: string[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    out.push((match[1] !== undefined ? `.${match[1]}` : (match[2] ?? '')).replace(/^'(.*)'$/, '.$1'));
  }
  return out;
}

function* find(value: Json, path: readonly string[]): Generator<Json> {
  const [step, ...rest] = path;
  if (step === undefined) yield value;
  else if (step.startsWith('.')) {
    const name = step.slice(1);
    if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* find(item, path);
    else if (value !== null && typeof value === 'object') {
      const object = value as { readonly [key: string]: Json };
      if (name === '*') for (const item of Object.values(object)) yield* find(item, rest);
      else if (Object.hasOwn(object, name)) yield* find(object[name] as Json, rest);
    }
  } else if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (step === '*') for (const item of items) yield* find(item, rest);
    else if (items[Number(step)] !== undefined) yield* find(items[Number(step)] as Json, rest);
  }
}

function getJsonObject(text: string, path: string): string | null {
  const value = parse(text);
  const path_ = steps(path);
  if (value === undefined || path_ === undefined) return null;
  const found = [...find(value, path_)];
  if (found.length === 0 || (found.length === 1 && found[0] === null)) return null;
  const [only] = found;
  if (found.length > 1) return JSON.stringify(found);
  return typeof only === 'string' ? only : JSON.stringify(only);
}

export const jsonBodies: readonly RuntimeBody[] = [
  plain('get_json_object', getJsonObject),
  plain('json_array_length', (text: string) => {
    const value = parse(text);
    return Array.isArray(value) ? value.length : null;
  }),
];
