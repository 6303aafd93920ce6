import { types } from '@kindling/protocol';
import {
  call,
  cases,
  column,
  type From,
  falseToken,
  listOf,
  number,
  operator,
  type Query,
  type Select,
  type Sql,
  structOf,
  text,
  token,
  trueToken,
} from '../../duckdb/sql/index.ts';
import type { FileRelation, SourceFile } from '../../plan/index.ts';
import type { ScanContext } from '../data-source.ts';
import { fileFacts, metadataOf, readsMetadata } from './file-metadata.ts';
import { escapeDuckDbGlob } from './file-path.ts';
import { sqlLiteral } from './sql-literal.ts';
import { isDecompressedHere, type TextTraits } from './text-file.ts';

/** Never stands in text, so that DuckDB's reader takes each line for one column; would it, the reader fails rather than errs. */
const NO_DELIMITER = "E'\\x01\\x02\\x03'";
const DEFAULT_LINE_BYTES = 2_000_000;

export interface LineScanOptions {
  readonly charset: string;
  readonly lineSep: string | undefined;
  /** Lines that a file starts with and that are no rows. */
  readonly skippedLines: (file: SourceFile) => number;
  readonly wholeText?: boolean;
}

/** A relation with the columns `line` and `path`. */
export function lineScan(files: readonly SourceFile[], options: LineScanOptions, context: ScanContext): From {
  const groups = new Map<string, SourceFile[]>();
  for (const file of files) {
    const isBehindStart = (file.block?.start ?? 0) > 0;
    const key = `${reader(file, options)} ${isBehindStart ? 0 : options.skippedLines(file)}`;
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  const inputs = [...groups].map(([key, group]): Query => {
    const skipped = Number(key.split(' ')[1]);
    const body = key.startsWith('exact')
      ? exactLines(group, skipped, options, context)
      : nativeLines(group, skipped, key.startsWith('crlf'));
    return { ctes: [], body };
  });
  if (inputs.length === 0) inputs.push({ ctes: [], body: noLines });
  const [only] = inputs;
  const query: Query = inputs.length === 1 && only ? only : { ctes: [], body: { kind: 'set', operation: 'UNION', all: true, inputs } };
  return { kind: 'query', query, as: 'lines' };
}

const noLines: Select = {
  kind: 'select',
  items: [
    { value: token("''"), as: 'line' },
    { value: token("''"), as: 'path' },
  ],
  where: falseToken,
};

function reader(file: SourceFile, options: LineScanOptions): 'lf' | 'crlf' | 'exact' {
  const traits = file.traits as unknown as TextTraits | undefined;
  if (
    options.wholeText ||
    options.lineSep !== undefined ||
    options.charset.toLowerCase() !== 'utf-8' ||
    !traits?.isUtf8 ||
    traits.newline === 'mixed' ||
    isDecompressedHere(file.path)
  )
    return 'exact';
  return traits.newline;
}

/** A relation with the columns `content` and `filename`. */
export const blobScan = (files: readonly SourceFile[]): From =>
  files.length === 0
    ? { kind: 'query', query: { ctes: [], body: noContents }, as: 'files' }
    : { kind: 'function', call: call('read_blob', pathList(files)) };

const noContents: Select = {
  kind: 'select',
  items: [
    { value: token("''::BLOB"), as: 'content' },
    { value: token("''"), as: 'filename' },
  ],
  where: falseToken,
};

const pathList = (files: readonly SourceFile[]): Sql =>
  listOf(...files.map((file) => text(escapeDuckDbGlob(file.block?.copy ?? file.path))));

/** The path of the file that a row is of, which may be read from a copy of a part of it. */
function pathOf(files: readonly SourceFile[]): Sql {
  const copies = files.flatMap(({ path, block }): [Sql, Sql][] =>
    block?.copy === undefined ? [] : [[operator('=', column('filename'), text(block.copy)), text(path)]],
  );
  return copies.length === 0 ? column('filename') : cases(copies, column('filename'));
}

function nativeLines(files: readonly SourceFile[], skipped: number, isCrlf: boolean): Select {
  const longest = Math.max(...files.map((file) => (file.traits as unknown as TextTraits).longestLineBytes));
  const namedArgs: [string, Sql][] = [
    ['auto_detect', falseToken],
    ['columns', structOf([['l', text('VARCHAR')]])],
    ['delim', token(NO_DELIMITER)],
    ['quote', text('')],
    ['escape', text('')],
    ['header', falseToken],
    ['new_line', text(isCrlf ? '\\r\\n' : '\\n')],
    ['filename', trueToken],
    ['skip', number(skipped)],
  ];
  if (longest > DEFAULT_LINE_BYTES) namedArgs.push(['max_line_size', number(longest + 16)]);
  return {
    kind: 'select',
    items: [
      { value: call('coalesce', column('l'), text('')), as: 'line' },
      { value: pathOf(files), as: 'path' },
    ],
    from: { kind: 'function', call: call('read_csv', pathList(files)), namedArgs },
  };
}

function exactLines(files: readonly SourceFile[], skipped: number, options: LineScanOptions, context: ScanContext): Select {
  const { charset, lineSep } = options;
  const settings = { charset, ...(lineSep === undefined ? {} : { lineSep }) };
  const from = blobScan(files);
  if (options.wholeText) {
    const value = context.runtime('decode_text', [column('content'), pathOf(files)], [types.binary, types.string], types.string, settings);
    return {
      kind: 'select',
      items: [
        { value, as: 'line' },
        { value: pathOf(files), as: 'path' },
      ],
      from,
    };
  }
  let lines = context.runtime(
    'text_lines',
    [column('content'), pathOf(files)],
    [types.binary, types.string],
    types.array(types.string),
    settings,
  );
  if (skipped > 0) lines = call('list_slice', lines, number(skipped + 1), operator('-', number(1)));
  return {
    kind: 'select',
    items: [
      { value: call('unnest', lines), as: 'line' },
      { value: pathOf(files), as: 'path' },
    ],
    from,
  };
}

/** Adds the partition columns of each file, and `_metadata` where it is used, to rows that know their `path`. */
export function withPartitionValues(
  rows: From,
  rowPath: Sql,
  relation: FileRelation,
  rowIndex?: Sql,
): { readonly from: From; readonly columns: readonly Sql[] } {
  const { fields } = relation.partitionSchema;
  const hasMetadata = readsMetadata(relation);
  if (fields.length === 0 && !hasMetadata) return { from: rows, columns: [] };
  const rowOf = (file: SourceFile): Sql[] => [
    text(file.path),
    ...fields.map((field, i) => sqlLiteral((file.partitionValues[i] ?? null) as Parameters<typeof sqlLiteral>[0], field.dataType)),
    ...(hasMetadata ? fileFacts(file) : []),
  ];
  // A file may be there in several parts.
  const values = [...new Map(relation.files.map((file) => [file.path, file])).values()].map(rowOf);
  if (values.length === 0) values.push(rowOf(noFile));
  const facts = (values[0] ?? []).slice(1 + fields.length).map((_, i) => `m${i}`);
  const names = ['path', ...fields.map((_, i) => `p${i}`), ...facts];
  const partitions: From = { kind: 'query', query: { ctes: [], body: { kind: 'values', rows: values } }, as: 'partitions', columns: names };
  return {
    from: { kind: 'join', type: 'INNER', left: rows, right: partitions, on: operator('=', rowPath, column('path', 'partitions')) },
    columns: [
      ...fields.map((_, i) => column(`p${i}`, 'partitions')),
      ...(hasMetadata
        ? [
            metadataOf(
              facts.map((name) => column(name, 'partitions')),
              rowIndex,
            ),
          ]
        : []),
    ],
  };
}

const noFile: SourceFile = { path: '', sizeBytes: 0, modifiedMs: 0, partitionValues: [] };
