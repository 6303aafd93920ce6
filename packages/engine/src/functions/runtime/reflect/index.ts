import { type InternalValue, sparkError } from '@kindling/protocol';
import { type RuntimeBody, runtimeBodyOf } from '../runtime-body.ts';
import { findJavaMethod, javaText, javaTypeOf } from './java-methods.ts';

export { findJavaMethod, javaMethods, javaTypeOf } from './java-methods.ts';

/** Calls a method of `java-methods.ts`; the first two arguments, class and name, are known before. */
const javaMethod = runtimeBodyOf(
  'java_method',
  ({ argTypes, options }) => {
    const { className, methodName, isTry } = options as {
      readonly className: string;
      readonly methodName: string;
      readonly isTry: boolean;
    };
    const types = argTypes.map(({ kind }) => javaTypeOf(kind) ?? '');
    const method = findJavaMethod(className, methodName, types);
    if (method === undefined) throw sparkError('INTERNAL_ERROR', { message: `There is no method ${className}.${methodName}` });
    const refuse = (reason: string): null => {
      if (isTry) return null;
      const functionName = `${className}.${methodName}`;
      throw sparkError('FAILED_EXECUTE_UDF', { functionName, signature: types.join(', '), result: method.result, reason });
    };
    return (...args: readonly InternalValue[]): InternalValue => {
      const missing = args.indexOf(null);
      if (missing >= 0) return refuse(`java.lang.NullPointerException: argument ${missing + 1} is NULL`);
      try {
        return javaText(method.call(...args), method.result);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return refuse(error.message);
      }
    };
  },
  { acceptsNull: true, isVolatile: true },
);

export const reflectBodies: readonly RuntimeBody[] = [javaMethod];
