import { dataTypeFromJson, type FunctionPlace, type FunctionText, type UserFunctionDefinition } from '@kindling/protocol';
import type { UserFunctionMessage } from '@kindling/protocol/messages';

type TextMessage = Pick<UserFunctionMessage, 'source' | 'paramsJson' | 'placeJson'>;

/** The text of a JavaScript function as the engine takes it. */
export function functionTextOf({ source, paramsJson, placeJson }: TextMessage): FunctionText {
  return { source, params: paramsJson, ...(placeJson === '' ? {} : { place: JSON.parse(placeJson) as FunctionPlace }) };
}

/** A function of a message as the engine takes it. */
export function definitionOf(message: UserFunctionMessage): UserFunctionDefinition {
  const { name, form, deterministic, nulls, returnTypeJson, argumentTypesJson } = message;
  return {
    ...functionTextOf(message),
    name,
    form,
    deterministic,
    nulls,
    dataType: dataTypeFromJson(JSON.parse(returnTypeJson)),
    ...(argumentTypesJson === '' ? {} : { argTypes: (JSON.parse(argumentTypesJson) as unknown[]).map(dataTypeFromJson) }),
  };
}
