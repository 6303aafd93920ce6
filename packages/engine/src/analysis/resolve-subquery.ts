import { sqlName, types } from '@kindling/protocol';
import { type Expression, isNullable, outputOf, rewriteExpression, type Subquery, typeOf } from '../plan/index.ts';
import { fail } from './analysis-error.ts';
import { castTo } from './coercion/cast-to.ts';
import { widerType } from './coercion/common-type.ts';
import type { OuterQuery } from './environment.ts';
import type { ExpressionResolver } from './expression-resolver.ts';
import { quotedSql } from './expression-sql.ts';

/** The subquery's plan, with the operator's names as its outer ones. */
export function resolveSubquery(subquery: Subquery, resolver: ExpressionResolver): Expression {
  if (subquery.dataType !== undefined) return subquery;
  const { analyzer, environment } = resolver;
  if (resolver.lambdaVariables.length > 0) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION', {});
  const plan = analyzer.resolve(subquery.plan, {
    ...environment,
    windows: new Map(),
    outer: {
      names: resolver.names,
      environment,
      inputs: resolver.inputs,
      ...(resolver.isParameters ? { isParameters: true } : {}),
      ...(resolver.aggregateOf ? { aggregateOf: resolver.aggregateOf } : {}),
      ...outerFallback(resolver),
    },
  });
  const output = outputOf(plan);
  switch (subquery.variant) {
    case 'scalar': {
      const [column] = output;
      if (output.length !== 1 || column === undefined) {
        fail('INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN', { number: String(output.length) }, subquery);
      }
      return { ...subquery, plan, dataType: column.dataType, nullable: true };
    }
    case 'exists':
      return { ...subquery, plan, dataType: types.boolean, nullable: false };
    case 'in':
      return inSubquery(subquery, plan, resolver);
    case 'table':
      return { ...subquery, plan };
  }
}

/** A subquery sees what its operator reaches beyond its input. */
function outerFallback(resolver: ExpressionResolver): Pick<OuterQuery, 'fallback'> {
  const { fallback } = resolver;
  if (fallback === undefined) return {};
  return {
    fallback: (attribute) => {
      const found = fallback(attribute);
      return (
        found && rewriteExpression(found, (item) => (item.kind === 'attribute' ? { kind: 'outerReference', attribute: item } : undefined))
      );
    },
  };
}

function inSubquery(subquery: Subquery, plan: Subquery['plan'], resolver: ExpressionResolver): Expression {
  const { analyzer } = resolver;
  const values = (subquery.values ?? []).map(resolver.resolve);
  const output = outputOf(plan);
  if (values.length !== output.length) {
    fail(
      'DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH',
      {
        sqlExpr: quotedSql({ ...subquery, plan, values }),
        leftLength: String(values.length),
        rightLength: String(output.length),
        leftColumns: values.map(quotedSql).join(', '),
        rightColumns: output.map(quotedSql).join(', '),
      },
      subquery,
    );
  }
  const common = values.map((value, i) => widerType(typeOf(value), output[i]?.dataType ?? types.null, analyzer.rules));
  if (common.some((type) => type === undefined)) {
    fail(
      'DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH',
      {
        sqlExpr: quotedSql({ ...subquery, plan, values }),
        mismatchedColumns: values
          .flatMap((value, i) =>
            common[i]
              ? []
              : [
                  `(${quotedSql(value)}:${sqlName(typeOf(value))}, ${quotedSql(output[i] as Expression)}:${sqlName(typeOf(output[i] as Expression))})`,
                ],
          )
          .join(', '),
        leftType: values.map((value) => `"${sqlName(typeOf(value))}"`).join(', '),
        rightType: output.map((column) => `"${sqlName(column.dataType)}"`).join(', '),
      },
      subquery,
    );
  }
  const settings = { ansi: analyzer.rules.ansi, timeZone: analyzer.timeZone };
  const castValues = values.map((value, i) => castTo(value, common[i] as never, settings));
  const columns = output.map((column, i) => castTo(column, common[i] as never, settings));
  const isSame = columns.every((column, i) => column === output[i]);
  const castPlan = isSame
    ? plan
    : analyzer.project(
        columns.map((column, i) => (column.kind === 'attribute' ? column : analyzer.alias(column, output[i]?.name ?? ''))),
        plan,
      );
  const nullable = castValues.some(isNullable) || outputOf(castPlan).some((column) => column.nullable);
  return { ...subquery, plan: castPlan, values: castValues, dataType: types.boolean, nullable };
}
