import type { Origin } from '@kindling/engine';
import type { JvmOrigin, Origin as OriginMessage, StackTraceElement } from '@kindling/protocol/messages';

/** The call in the user's program that made a column or a relation. */
export function originOf(message: OriginMessage | undefined): { readonly origin?: Origin } {
  const from = message?.function;
  switch (from?.case) {
    case 'pythonOrigin':
      return { origin: { kind: 'dataframe', fragment: from.value.fragment, callSite: from.value.callSite } };
    case 'jvmOrigin':
      return jvmOrigin(from.value);
    default:
      return {};
  }
}

function jvmOrigin(message: JvmOrigin): { readonly origin?: Origin } {
  if (message.sqlText !== undefined) {
    const { sqlText: text, startIndex: start = 0, stopIndex: stop = text.length - 1, objectType, objectName } = message;
    return {
      origin: {
        kind: 'sql',
        text,
        start,
        stop,
        ...(objectType === undefined ? {} : { objectType }),
        ...(objectName === undefined ? {} : { objectName }),
      },
    };
  }
  const [called, ...callers] = message.stackTrace;
  if (called === undefined) return {};
  return { origin: { kind: 'dataframe', fragment: called.methodName, callSite: callers.slice(0, 1).map(place).join('\n') } };
}

function place(element: StackTraceElement): string {
  const where =
    element.fileName === undefined
      ? 'Unknown Source'
      : element.lineNumber >= 0
        ? `${element.fileName}:${element.lineNumber}`
        : element.fileName;
  return `${element.declaringClass}.${element.methodName}(${where})`;
}
