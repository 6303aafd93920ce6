import * as grpc from '@grpc/grpc-js';
import type { SparkError } from '@kindling/protocol';
import { anyPack, create, ErrorInfoSchema, StatusSchema, toBinary } from '@kindling/protocol/messages';

/** Metadata is small (8 KB by default); what does not fit is fetched by the error's id. */
const MAX_MESSAGE_CHARACTERS = 2048;
const MAX_PARAMETERS_CHARACTERS = 1024;

/** A call's end by an error, as clients of Spark read it. */
export function statusOfError(error: SparkError, errorId: string | undefined): Partial<grpc.StatusObject> {
  const message =
    error.message.length > MAX_MESSAGE_CHARACTERS ? `${error.message.slice(0, MAX_MESSAGE_CHARACTERS - 3)}...` : error.message;
  const messageParameters = JSON.stringify(error.messageParameters);
  const info = create(ErrorInfoSchema, {
    reason: error.jvmClasses[0] ?? 'org.apache.spark.SparkException',
    domain: 'org.apache.spark',
    metadata: {
      classes: JSON.stringify(error.jvmClasses),
      ...(error.condition === '' ? {} : { errorClass: error.condition }),
      ...(error.sqlState === '' ? {} : { sqlState: error.sqlState }),
      ...(error.condition !== '' && messageParameters.length <= MAX_PARAMETERS_CHARACTERS ? { messageParameters } : {}),
      ...(errorId === undefined ? {} : { errorId }),
    },
  });
  const status = create(StatusSchema, { code: grpc.status.INTERNAL, message, details: [anyPack(ErrorInfoSchema, info)] });
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(toBinary(StatusSchema, status)));
  return { code: grpc.status.INTERNAL, details: message, metadata };
}
