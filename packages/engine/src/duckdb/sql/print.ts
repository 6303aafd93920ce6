import { quoteName } from './builders.ts';
import type { Cte, From, Query, QueryBody, Select, Sql, SqlBound, SqlCall, SqlOrder } from './syntax.ts';

/** DuckDB SQL text of a query. */
export function printQuery(query: Query): string {
  const body = printBody(query.body);
  if (query.ctes.length === 0) return body;
  const recursive = query.ctes.some((cte) => cte.recursive) ? 'RECURSIVE ' : '';
  return `WITH ${recursive}${query.ctes.map(printCte).join(',\n')}\n${body}`;
}

function printCte(cte: Cte): string {
  const columns = cte.columns ? `(${cte.columns.map(quoteName).join(', ')})` : '';
  const materialized = cte.materialized === undefined ? '' : cte.materialized ? ' MATERIALIZED' : ' NOT MATERIALIZED';
  return `${quoteName(cte.name)}${columns} AS${materialized} (${printQuery(cte.query)})`;
}

function printBody(body: QueryBody): string {
  switch (body.kind) {
    case 'select':
      return printSelect(body);
    case 'set':
      return body.inputs.map((input) => `(${printQuery(input)})`).join(` ${body.operation}${body.all ? ' ALL' : ''} `);
    case 'values':
      return `VALUES ${body.rows.map((row) => `(${row.map(printExpression).join(', ')})`).join(', ')}`;
  }
}

function printSelect(select: Select): string {
  const parts = ['SELECT'];
  if (select.distinct === true) parts.push('DISTINCT');
  else if (select.distinct) parts.push(`DISTINCT ON (${list(select.distinct)})`);
  parts.push(
    select.items
      .map((item) => (item.as === undefined ? printExpression(item.value) : `${printExpression(item.value)} AS ${quoteName(item.as)}`))
      .join(', '),
  );
  if (select.from) parts.push(`FROM ${printFrom(select.from)}`);
  if (select.where) parts.push(`WHERE ${printExpression(select.where)}`);
  if (select.groupingSets) parts.push(`GROUP BY GROUPING SETS (${select.groupingSets.map((set) => `(${list(set)})`).join(', ')})`);
  else if (select.groupBy && select.groupBy.length > 0) parts.push(`GROUP BY ${list(select.groupBy)}`);
  if (select.having) parts.push(`HAVING ${printExpression(select.having)}`);
  if (select.qualify) parts.push(`QUALIFY ${printExpression(select.qualify)}`);
  if (select.orderBy && select.orderBy.length > 0) parts.push(`ORDER BY ${orders(select.orderBy)}`);
  if (select.limit) parts.push(`LIMIT ${printExpression(select.limit)}`);
  if (select.offset) parts.push(`OFFSET ${printExpression(select.offset)}`);
  if (select.sample) parts.push(`USING SAMPLE reservoir(${select.sample.rows} ROWS) REPEATABLE (${select.sample.seed})`);
  return parts.join(' ');
}

function printFrom(from: From): string {
  switch (from.kind) {
    case 'table':
      return `${from.schema === undefined ? '' : `${quoteName(from.schema)}.`}${quoteName(from.name)}${aliased(from.as, from.columns)}`;
    case 'function': {
      const args = [
        ...from.call.args.map(printExpression),
        ...(from.namedArgs ?? []).map(([name, value]) => `${name} = ${printExpression(value)}`),
      ];
      return `${from.call.name}(${args.join(', ')})${from.withOrdinality ? ' WITH ORDINALITY' : ''}${aliased(from.as, from.columns)}`;
    }
    case 'query':
      return `${from.lateral ? 'LATERAL ' : ''}(${printQuery(from.query)})${aliased(from.as, from.columns)}`;
    case 'join': {
      const on = from.on === undefined ? '' : ` ON ${printExpression(from.on)}`;
      const right = from.right.kind === 'join' ? `(${printFrom(from.right)})` : printFrom(from.right);
      return `${printFrom(from.left)} ${from.type} JOIN ${right}${on}`;
    }
  }
}

function aliased(name: string | undefined, columns: readonly string[] | undefined): string {
  if (name === undefined) return '';
  return ` AS ${quoteName(name)}${columns ? `(${columns.map(quoteName).join(', ')})` : ''}`;
}

/** DuckDB SQL text of an expression. */
export function printExpression(sql: Sql): string {
  switch (sql.kind) {
    case 'token':
      return sql.text;
    case 'column':
      return sql.table === undefined ? quoteName(sql.name) : `${quoteName(sql.table)}.${quoteName(sql.name)}`;
    case 'star':
      return sql.table === undefined ? '*' : `${quoteName(sql.table)}.*`;
    case 'call':
      return printCall(sql);
    case 'operator':
      return printOperator(sql.operator, sql.args, sql.postfix === true);
    case 'cast':
      return `${sql.isTry ? 'TRY_CAST' : 'CAST'}(${printExpression(sql.child)} AS ${sql.type})`;
    case 'case': {
      const branches = sql.branches.map(([when, then]) => `WHEN ${printExpression(when)} THEN ${printExpression(then)}`).join(' ');
      return `CASE ${branches}${sql.otherwise === undefined ? '' : ` ELSE ${printExpression(sql.otherwise)}`} END`;
    }
    case 'lambda':
      return `lambda ${sql.params.map(quoteName).join(', ')}: ${printExpression(sql.body)}`;
    case 'in':
      return `(${printExpression(sql.child)} IN (${list(sql.items)}))`;
    case 'struct':
      return `{${sql.fields.map(([name, value]) => `${quoteName(name)}: ${printExpression(value)}`).join(', ')}}`;
    case 'list':
      return `[${list(sql.items)}]`;
    case 'subquery': {
      const query = `(${printQuery(sql.query)})`;
      if (sql.variant === 'exists') return `EXISTS ${query}`;
      return sql.variant === 'in' && sql.child ? `(${printExpression(sql.child)} IN ${query})` : query;
    }
    case 'window': {
      const parts: string[] = [];
      if (sql.partitionBy.length > 0) parts.push(`PARTITION BY ${list(sql.partitionBy)}`);
      if (sql.orderBy.length > 0) parts.push(`ORDER BY ${orders(sql.orderBy)}`);
      if (sql.frame) parts.push(`${sql.frame.unit} BETWEEN ${bound(sql.frame.lower)} AND ${bound(sql.frame.upper)}`);
      return `${printCall(sql.call)} OVER (${parts.join(' ')})`;
    }
  }
}

function printCall(sql: SqlCall): string {
  const args = sql.args.map(printExpression).join(', ');
  const ordered = sql.orderBy && sql.orderBy.length > 0 ? ` ORDER BY ${orders(sql.orderBy)}` : '';
  const nulls = sql.ignoreNulls ? ' IGNORE NULLS' : '';
  const filter = sql.filter ? ` FILTER (WHERE ${printExpression(sql.filter)})` : '';
  return `${sql.name}(${sql.distinct ? 'DISTINCT ' : ''}${args}${ordered}${nulls})${filter}`;
}

function printOperator(name: string, args: readonly Sql[], postfix: boolean): string {
  const printed = args.map(printExpression);
  if (postfix) return `(${printed.join(', ')} ${name})`;
  return printed.length === 1 ? `(${name} ${printed[0]})` : `(${printed.join(` ${name} `)})`;
}

function bound(value: SqlBound): string {
  return typeof value === 'string' ? value : `${printExpression(value.offset)} ${value.direction}`;
}

function list(items: readonly Sql[]): string {
  return items.map(printExpression).join(', ');
}

function orders(items: readonly SqlOrder[]): string {
  return items
    .map((item) => `${printExpression(item.value)}${item.descending ? ' DESC' : ' ASC'} NULLS ${item.nulls.toUpperCase()}`)
    .join(', ');
}
