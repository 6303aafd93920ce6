import type { FunctionPlace } from '@kindling/protocol';

export interface FunctionPosition {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** The place in the author's file that an offset in the text of a function stands for. */
export function positionAt(source: string, place: FunctionPlace | undefined, offset: number): FunctionPosition {
  const known = place?.positions.findLast(([start]) => start <= offset);
  if (place === undefined || known === undefined) return { file: place?.file ?? 'unknown', line: undefined, column: undefined };
  const [start, line, column] = known;
  const between = source.slice(start, offset);
  const lastBreak = between.lastIndexOf('\n');
  if (lastBreak < 0) return { file: place.file, line, column: column + between.length };
  return { file: place.file, line: line + between.split('\n').length - 1, column: between.length - lastBreak };
}
