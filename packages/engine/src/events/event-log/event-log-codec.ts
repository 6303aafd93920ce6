import zlib from 'node:zlib';
import { sparkError } from '@kindling/protocol';
import type { EventLogCodecName } from './event-log-options.ts';
import { encodeLz4Blocks, lz4BlocksEnd } from './lz4-block-stream.ts';

export interface EventLogCodec {
  /** Of the file's name, from which readers know the codec. */
  readonly extension: string;
  /** Each piece can be read without those that follow. */
  encode(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const nothing = new Uint8Array(0);
/** Node has zstd from 22.15 on. */
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array };

export function eventLogCodec(name: EventLogCodecName | undefined): EventLogCodec {
  switch (name ?? (zstdCompressSync === undefined ? 'lz4' : 'zstd')) {
    case 'none':
      return { extension: '', encode: (bytes) => bytes, end: () => nothing };
    case 'lz4':
      return { extension: '.lz4', encode: encodeLz4Blocks, end: lz4BlocksEnd };
    case 'zstd':
      if (zstdCompressSync === undefined) {
        throw sparkError('CODEC_NOT_AVAILABLE.WITH_CONF_SUGGESTION', {
          codecName: 'zstd',
          configKey: 'spark.eventLog.compression.codec',
          configVal: 'lz4',
        });
      }
      return { extension: '.zstd', encode: zstdCompressSync, end: () => nothing };
  }
}
