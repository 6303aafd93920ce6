import { create, type MessageInitShape, type Relation, RelationSchema } from '@kindling/protocol/messages';

let lastPlanId = 0n;

/** A number that no other relation of this process has; columns name the relation that they come from by it. */
export function nextPlanId(): bigint {
  lastPlanId += 1n;
  return lastPlanId;
}

export type RelationType = NonNullable<MessageInitShape<typeof RelationSchema>['relType']>;

/**
 * Makes a relation with a plan id of its own. `references` are the relations that subqueries in its expressions read; Spark Connect
 * wants them around the relation that uses them.
 */
export function makeRelation(relType: RelationType, references: readonly Relation[] = []): Relation {
  const relation = create(RelationSchema, { common: { planId: nextPlanId() }, relType });
  if (references.length === 0) return relation;
  const distinct = [...new Map(references.map((reference) => [planIdOf(reference), reference])).values()];
  return makeRelation({ case: 'withRelations', value: { root: relation, references: distinct } });
}

/** The id by which columns and subqueries refer to a relation. */
export function planIdOf(relation: Relation): bigint {
  const planId = relation.common?.planId;
  if (planId === undefined) throw new Error(`a ${relation.relType.case} relation has no plan id`);
  return planId;
}

/** The same relation under a plan id of this process, for relations that a server made. */
export function adoptRelation(relation: Relation): Relation {
  return { ...relation, common: create(RelationSchema, { common: { planId: nextPlanId() } }).common };
}
