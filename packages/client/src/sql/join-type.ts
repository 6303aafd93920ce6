import { Join_JoinType as Message } from '@kindling/protocol/messages';
import { valueError } from '../client-error.ts';
import type { JoinType } from './row-type.ts';

const joinTypes: Readonly<Record<JoinType, Message>> = {
  inner: Message.INNER,
  cross: Message.CROSS,
  outer: Message.FULL_OUTER,
  full: Message.FULL_OUTER,
  fullouter: Message.FULL_OUTER,
  full_outer: Message.FULL_OUTER,
  left: Message.LEFT_OUTER,
  leftouter: Message.LEFT_OUTER,
  left_outer: Message.LEFT_OUTER,
  right: Message.RIGHT_OUTER,
  rightouter: Message.RIGHT_OUTER,
  right_outer: Message.RIGHT_OUTER,
  semi: Message.LEFT_SEMI,
  leftsemi: Message.LEFT_SEMI,
  left_semi: Message.LEFT_SEMI,
  anti: Message.LEFT_ANTI,
  leftanti: Message.LEFT_ANTI,
  left_anti: Message.LEFT_ANTI,
};

/** The message's word for a way to join. */
export function joinTypeOf(name: JoinType): Message {
  const found = joinTypes[name.toLowerCase() as JoinType];
  if (found === undefined) throw valueError('UNSUPPORTED_JOIN_TYPE', { typ: name, supported: Object.keys(joinTypes).join(', ') });
  return found;
}
