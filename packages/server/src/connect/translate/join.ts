import type { Join, JoinType, Relation } from '@kindling/engine';
import { sparkError } from '@kindling/protocol';
import {
  type AsOfJoin as AsOfJoinMessage,
  Join_JoinType as ConnectJoinType,
  type Join as JoinMessage,
  type LateralJoin,
  type NearestByJoin,
} from '@kindling/protocol/messages';
import { expressionOf } from './expression.ts';
import { invalidEnum, notSupported } from './invalid-plan.ts';
import type { RelationTranslator } from './relation.ts';
import type { TranslationContext } from './translation-context.ts';

const joinTypes: Readonly<Record<ConnectJoinType, JoinType | undefined>> = {
  [ConnectJoinType.UNSPECIFIED]: undefined,
  [ConnectJoinType.INNER]: 'inner',
  [ConnectJoinType.FULL_OUTER]: 'fullOuter',
  [ConnectJoinType.LEFT_OUTER]: 'leftOuter',
  [ConnectJoinType.RIGHT_OUTER]: 'rightOuter',
  [ConnectJoinType.LEFT_ANTI]: 'leftAnti',
  [ConnectJoinType.LEFT_SEMI]: 'leftSemi',
  [ConnectJoinType.CROSS]: 'cross',
};

function joinTypeOf(type: ConnectJoinType): JoinType {
  const found = joinTypes[type];
  if (found === undefined) throw invalidEnum('Join.JoinType', type);
  return found;
}

export function joinOf(message: JoinMessage, context: TranslationContext, relationOf: RelationTranslator): Join {
  const { left, right, joinCondition, joinType, usingColumns, joinDataType } = message;
  if (joinCondition !== undefined && usingColumns.length > 0)
    throw sparkError('CONNECT_INVALID_PLAN.USING_COLUMNS_OR_JOIN_CONDITION_SET_IN_JOIN');
  if (joinDataType !== undefined) throw notSupported('joinWith');
  return {
    kind: 'join',
    joinType: joinTypeOf(joinType),
    left: relationOf(left, context),
    right: relationOf(right, context),
    ...(joinCondition === undefined ? {} : { condition: expressionOf(joinCondition, context) }),
    ...(usingColumns.length === 0 ? {} : { usingColumns }),
  };
}

export function lateralJoinOf(message: LateralJoin, context: TranslationContext, relationOf: RelationTranslator): Join {
  const { left, right, joinCondition, joinType } = message;
  return {
    kind: 'join',
    joinType: joinTypeOf(joinType),
    lateral: true,
    left: relationOf(left, context),
    right: relationOf(right, context),
    ...(joinCondition === undefined ? {} : { condition: expressionOf(joinCondition, context) }),
  };
}

const namedJoinTypes: Readonly<Record<string, JoinType>> = {
  inner: 'inner',
  cross: 'cross',
  outer: 'fullOuter',
  full: 'fullOuter',
  fullouter: 'fullOuter',
  left: 'leftOuter',
  leftouter: 'leftOuter',
  right: 'rightOuter',
  rightouter: 'rightOuter',
  semi: 'leftSemi',
  leftsemi: 'leftSemi',
  anti: 'leftAnti',
  leftanti: 'leftAnti',
};
const asOfDirections = ['forward', 'backward', 'nearest'] as const;
const nearestByDirections = ['distance', 'similarity'] as const;
const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

function namedJoinType(name: string): JoinType | undefined {
  return namedJoinTypes[name.toLowerCase().replaceAll('_', '')];
}

export function asOfJoinOf(message: AsOfJoinMessage, context: TranslationContext, relationOf: RelationTranslator): Relation {
  const { left, right, leftAsOf, rightAsOf, joinExpr, usingColumns, tolerance, allowExactMatches } = message;
  const joinType = namedJoinType(message.joinType);
  if (joinType !== 'inner' && joinType !== 'leftOuter')
    throw sparkError('UNSUPPORTED_JOIN_TYPE', { typ: message.joinType, supported: quoted(['inner', 'leftouter', 'left', 'left_outer']) });
  const direction = asOfDirections.find((name) => name === message.direction.toLowerCase());
  if (direction === undefined)
    throw sparkError('AS_OF_JOIN.UNSUPPORTED_DIRECTION', { direction: message.direction, supported: quoted(asOfDirections) });
  return {
    kind: 'asOfJoin',
    joinType,
    left: relationOf(left, context),
    right: relationOf(right, context),
    leftAsOf: expressionOf(leftAsOf, context),
    rightAsOf: expressionOf(rightAsOf, context),
    ...(joinExpr === undefined ? {} : { condition: expressionOf(joinExpr, context) }),
    ...(usingColumns.length === 0 ? {} : { usingColumns }),
    ...(tolerance === undefined ? {} : { tolerance: expressionOf(tolerance, context) }),
    allowExactMatches,
    direction,
  };
}

const MAX_NEAREST = 100_000;

export function nearestByJoinOf(message: NearestByJoin, context: TranslationContext, relationOf: RelationTranslator): Relation {
  const { left, right, rankingExpression, numResults, mode } = message;
  if (numResults < 1 || numResults > MAX_NEAREST) {
    const parameters = { numResults: String(numResults), min: '1', max: String(MAX_NEAREST) };
    throw sparkError('NEAREST_BY_JOIN.NUM_RESULTS_OUT_OF_RANGE', parameters);
  }
  const joinType = namedJoinType(message.joinType);
  if (joinType !== 'inner' && joinType !== 'leftOuter')
    throw sparkError('NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE', { joinType: message.joinType, supported: quoted(['INNER', 'LEFT OUTER']) });
  if (!['approx', 'exact'].includes(mode.toLowerCase()))
    throw sparkError('NEAREST_BY_JOIN.UNSUPPORTED_MODE', { mode, supported: quoted(['approx', 'exact']) });
  const direction = nearestByDirections.find((name) => name === message.direction.toLowerCase());
  if (direction === undefined)
    throw sparkError('NEAREST_BY_JOIN.UNSUPPORTED_DIRECTION', { direction: message.direction, supported: quoted(nearestByDirections) });
  return {
    kind: 'nearestByJoin',
    joinType,
    ranking: expressionOf(rankingExpression, context),
    numResults,
    direction,
    left: relationOf(left, context),
    right: relationOf(right, context),
  };
}
