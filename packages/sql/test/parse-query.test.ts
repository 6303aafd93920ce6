import { describe, expect, it } from 'vitest';
import { type Expression, parseExpression, parseQuery, parseStatement, type Query, type Select } from '../src/index.ts';

function select(text: string): Select {
  const { body } = parseQuery(text);
  if (body.kind !== 'select') throw new Error(`${body.kind} is no select`);
  return body;
}

function from(text: string) {
  return select(`SELECT * FROM ${text}`).from;
}

describe('queries', () => {
  it('keeps where each node stands', () => {
    const text = 'SELECT a,\n  f(b) AS c FROM t';
    const [, alias] = select(text).projection;
    expect(alias?.kind).toBe('alias');
    expect(text.slice(alias!.start, alias!.stop + 1)).toBe('f(b) AS c');
  });

  it('binds INTERSECT tighter than UNION, unless the old precedence is asked for', () => {
    const text = 'SELECT 1 UNION SELECT 2 INTERSECT SELECT 3';
    expect(parseQuery(text).body).toMatchObject({ kind: 'setOperation', operator: 'union', right: { operator: 'intersect' } });
    expect(parseQuery(text, { legacySetOperationPrecedence: true }).body).toMatchObject({
      operator: 'intersect',
      left: { operator: 'union' },
    });
  });

  it('takes keywords as names where no clause can start', () => {
    expect(select('SELECT 1 limit').projection[0]).toMatchObject({ kind: 'alias', names: [{ value: 'limit' }] });
    expect(select('SELECT a FROM').projection[0]).toMatchObject({ kind: 'alias', names: [{ value: 'FROM' }] });
    expect(select('SELECT case, values FROM t').projection).toMatchObject([{ kind: 'columnReference' }, { kind: 'columnReference' }]);
    expect(select('SELECT 1 as from t').from).toHaveLength(1);
  });

  it.each([
    ['a JOIN b', 'inner'],
    ['a CROSS JOIN b', 'cross'],
    ['a LEFT JOIN b ON true', 'leftOuter'],
    ['a RIGHT OUTER JOIN b ON true', 'rightOuter'],
    ['a FULL JOIN b ON true', 'fullOuter'],
    ['a SEMI JOIN b ON true', 'leftSemi'],
    ['a LEFT ANTI JOIN b ON true', 'leftAnti'],
  ])('reads %s', (text, type) => {
    expect(from(text)).toMatchObject([{ kind: 'join', type, left: { kind: 'tableReference' }, right: { kind: 'tableReference' } }]);
  });

  it('joins to the left', () => {
    expect(from('a JOIN b ON x NATURAL JOIN c')).toMatchObject([
      { criteria: { kind: 'natural' }, left: { kind: 'join', criteria: { kind: 'on' } } },
    ]);
  });

  it('tells a query in parentheses from a relation and from an expression', () => {
    expect(from('((SELECT 1) UNION (SELECT 2)) t')).toMatchObject([{ kind: 'subqueryRelation', alias: { name: { value: 't' } } }]);
    expect(from('((SELECT 1) a JOIN b)')).toMatchObject([{ kind: 'parenthesizedRelation', relation: { kind: 'join' } }]);
    expect(parseExpression('((SELECT 1) + 1)')).toMatchObject({ kind: 'binary', left: { kind: 'scalarSubquery' } });
    expect(parseExpression('((SELECT 1) UNION (SELECT 2))')).toMatchObject({
      kind: 'scalarSubquery',
      query: { body: { kind: 'setOperation' } },
    });
    expect(parseExpression('a IN ((SELECT 1) UNION SELECT 2)')).toMatchObject({ kind: 'inSubquery' });
    expect(parseExpression('a IN ((SELECT 1))')).toMatchObject({ kind: 'inList', values: [{ kind: 'scalarSubquery' }] });
  });

  it('reads table functions with table arguments', () => {
    expect(from('f(TABLE(t) PARTITION BY a, b ORDER BY c, x => 1) u')).toMatchObject([
      {
        kind: 'tableFunction',
        arguments: [{ kind: 'tableArgument', partitionBy: [{}, {}], orderBy: [{ kind: 'sortItem' }] }, { kind: 'namedArgument' }],
        alias: { name: { value: 'u' } },
      },
    ]);
  });

  it('reads what stands behind a table', () => {
    expect(from("t VERSION AS OF 3 WITH ('a' = 'b') TABLESAMPLE (10 PERCENT) REPEATABLE (7) AS u (x)")).toMatchObject([
      {
        timeTravel: { kind: 'versionAsOf', version: '3' },
        options: [{ key: 'a', value: 'b' }],
        sample: { method: { kind: 'percent', percentage: '10' }, seed: 7 },
        alias: { name: { value: 'u' }, columns: [{ value: 'x' }] },
      },
    ]);
  });

  it('reads pipes', () => {
    const { body } = parseQuery('FROM t |> WHERE a > 1 |> AGGREGATE sum(b) AS s GROUP BY c |> ORDER BY s |> LIMIT 3');
    const operators: string[] = [];
    for (let term = body; term.kind === 'pipe'; term = term.input) operators.unshift(term.operator.kind);
    expect(operators).toEqual(['pipeWhere', 'pipeAggregate', 'pipeOrganization', 'pipeOrganization']);
  });

  it('reads WITH, also recursive and with a limit of depth', () => {
    const query: Query = parseQuery(
      'WITH RECURSIVE r (n) MAX RECURSION LEVEL 5 AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r',
    );
    expect(query.with).toMatchObject({
      recursive: true,
      tables: [{ name: { value: 'r' }, maxRecursionLevel: 5, columns: [{ value: 'n' }] }],
    });
  });

  it('reads grouping of every form', () => {
    expect(select('SELECT 1 FROM t GROUP BY CUBE (a, (b, c)), GROUPING SETS ((a), ())').groupBy).toMatchObject({
      expressions: [
        { type: 'cube', sets: [{ expressions: [{}] }, { expressions: [{}, {}] }] },
        { type: 'groupingSets', sets: [{ expressions: [{}] }, { expressions: [] }] },
      ],
    });
    expect(select('SELECT 1 FROM t GROUP BY a WITH ROLLUP').groupBy).toMatchObject({ suffix: 'rollup' });
  });

  it('reads hints, and comments that are none', () => {
    const { hints } = select('SELECT /*+ BROADCAST(a, b), COALESCE(3) */ /* plain /* nested */ */ * FROM t -- rest');
    expect(hints.map(({ name, parameters }) => [name, parameters.length])).toEqual([
      ['BROADCAST', 2],
      ['COALESCE', 1],
    ]);
  });
});

describe('expressions', () => {
  const parse = (text: string): Expression => {
    const expression = parseExpression(text);
    if (expression.kind === 'alias') throw new Error('an alias');
    return expression;
  };

  it.each([
    ['1 + 2 * 3', { operator: '+', right: { operator: '*' } }],
    ['1 - 2 - 3', { operator: '-', left: { operator: '-' } }],
    ['a | b & c', { operator: '|', right: { operator: '&' } }],
    ['NOT a = b', { kind: 'unary', operator: 'not', operand: { operator: '=' } }],
    ['a = b IS NULL', { kind: 'isNull', operand: { operator: '=' } }],
    ['-a.b[0]', { kind: 'unary', operand: { kind: 'subscript' } }],
    ['-1', { kind: 'literal', value: -1n }],
    ['a BETWEEN 1 AND 2 AND b', { kind: 'logical', operands: [{ kind: 'between' }, {}] }],
  ])('gives %s its precedence', (text, shape) => {
    expect(parse(text)).toMatchObject(shape);
  });

  it('keeps a chain of AND and OR flat', () => {
    expect(parse('a AND b AND c OR d')).toMatchObject({ operator: 'or', operands: [{ operator: 'and', operands: [{}, {}, {}] }, {}] });
  });

  it.each([
    ["'It''s' ' on'", "It's on"],
    ["'\\t\\u0041\\101\\%\\_\\\\'", '\tAA\\%\\_\\'],
    ["r'\\t'", '\\t'],
    ['"a""b"', 'a"b'],
  ])('reads the string %s', (text, value) => {
    expect(parse(text)).toMatchObject({ type: 'string', value });
  });

  it('reads numbers by size and suffix', () => {
    expect(parse('2147483648')).toMatchObject({ type: 'bigint' });
    expect(parse('9223372036854775808')).toMatchObject({ type: 'decimal', precision: 19, scale: 0 });
    expect(parse('1.50')).toMatchObject({ type: 'decimal', unscaled: 150n, precision: 3, scale: 2 });
    expect(parse('1e3')).toMatchObject({ type: 'double', value: 1000 });
    expect(parse('1Y')).toMatchObject({ type: 'tinyint', value: 1n });
    expect(parse('12BD')).toMatchObject({ type: 'decimal', unscaled: 12n });
    expect(parse('1st')).toMatchObject({ kind: 'columnReference' });
  });

  it('reads dates, times and intervals', () => {
    expect(parse("DATE'1582-10-04'")).toMatchObject({ type: 'date', days: -141438 });
    expect(parse("TIME'12:30:00.5'")).toMatchObject({ type: 'time', nanoseconds: 45000500000000n });
    expect(parse("TIMESTAMP'1970-01-01 00:00:01.5+02:00'")).toMatchObject({ localMicroseconds: 1500000n, zone: '+02:00' });
    expect(parse('INTERVAL 1 YEAR -2 MONTHS')).toMatchObject({ type: 'yearMonthInterval', months: 10, endField: 'month' });
    expect(parse("INTERVAL '1 2:03:04.5' DAY TO SECOND")).toMatchObject({ type: 'dayTimeInterval', microseconds: 93784500000n });
    expect(parse("INTERVAL '-1-2' YEAR TO MONTH")).toMatchObject({ months: -14 });
    expect(parse('interval + 1')).toMatchObject({ kind: 'binary', left: { kind: 'columnReference' } });
  });

  it('reads lambdas, windows, special forms and paths', () => {
    expect(parse('f(x -> x + 1, (a, b) -> a)')).toMatchObject({ arguments: [{ kind: 'lambda' }, { parameters: [{}, {}] }] });
    expect(parse('sum(a) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)')).toMatchObject({
      filter: { kind: 'columnReference' },
      over: { kind: 'windowDefinition', frame: { lower: { type: 'preceding' }, upper: { type: 'currentRow' } } },
    });
    expect(parse("trim(BOTH 'x' FROM a)")).toMatchObject({ kind: 'trim', side: 'both' });
    expect(parse('position(a IN b)')).toMatchObject({ kind: 'position' });
    expect(parse('dateadd(DAY, 1, d)')).toMatchObject({ kind: 'timestampAdd', unit: 'day' });
    expect(parse("v:a.`b`['c'][0]::int")).toMatchObject({
      kind: 'cast',
      operand: { path: [{ name: 'a' }, { name: 'b', quoted: true }, { name: 'c' }, { kind: 'index', index: 0 }] },
    });
    expect(parse('a NOT LIKE ANY (b, c)')).toMatchObject({ kind: 'likeQuantified', quantifier: 'any', negated: true });
    expect(parse('count(DISTINCT a) ')).toMatchObject({ quantifier: 'distinct' });
    expect(parse('f(distinct)')).toMatchObject({ quantifier: undefined, arguments: [{ kind: 'columnReference' }] });
  });

  it('reads parameters in their order', () => {
    expect(parse('? + :a + ?')).toMatchObject({ left: { left: { index: 0 }, right: { name: 'a' } }, right: { index: 1 } });
  });

  it('reads double quotes as the setting says', () => {
    expect(parseExpression('"a"')).toMatchObject({ type: 'string' });
    expect(parseExpression('"a"', { doubleQuotedIdentifiers: true })).toMatchObject({ kind: 'columnReference' });
  });
});

describe('TPC-H', () => {
  const q5 = `select n_name, sum(l_extendedprice * (1 - l_discount)) as revenue
    from customer, orders, lineitem, supplier, nation, region
    where c_custkey = o_custkey and l_orderkey = o_orderkey and l_suppkey = s_suppkey and c_nationkey = s_nationkey
      and s_nationkey = n_nationkey and n_regionkey = r_regionkey and r_name = 'ASIA'
      and o_orderdate >= date '1994-01-01' and o_orderdate < date '1994-01-01' + interval '1' year
    group by n_name order by revenue desc`;

  it('parses a query of many tables', () => {
    expect(parseStatement(q5)).toMatchObject({ kind: 'query', orderBy: [{ direction: 'desc' }], body: { kind: 'select' } });
  });
});
