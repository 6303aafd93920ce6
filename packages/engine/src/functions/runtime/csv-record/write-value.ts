import { castToSparkString, type DataType, type InternalValue } from '@kindling/protocol';
import { MICROS_PER_DAY } from '../calendar.ts';
import { formatLocal, formatTimestamp } from '../date-time/index.ts';
import type { RecordOptions } from './record-options.ts';

const LOCAL_FORMAT = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";

/** What of a session's settings shows in texts. */
export interface TextSession {
  readonly timeZone: string;
  readonly binaryStyle?: string;
}

/** How values stand in the texts that CSV and XML are written in. */
export function valueText(value: InternalValue, type: DataType, options: RecordOptions, session: TextSession): string {
  const timeZone = options.timezone ?? session.timeZone;
  switch (type.kind) {
    case 'date':
      return formatLocal(BigInt(value as number) * MICROS_PER_DAY, options.dateformat ?? 'yyyy-MM-dd', timeZone, 0);
    case 'timestamp':
      return formatTimestamp(value as bigint, options.timestampformat ?? `${LOCAL_FORMAT}[XXX]`, timeZone);
    case 'timestamp_ntz':
      return formatLocal(value as bigint, options.timestampntzformat ?? LOCAL_FORMAT, 'UTC', 0);
    default:
      return castToSparkString(value, type, { ...session, timeZone, style: 'cast' }) ?? '';
  }
}
