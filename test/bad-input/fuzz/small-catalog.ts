/** A column of each kind of type, with NULLs, and something to join. */
export const smallCatalog: readonly string[] = [
  `CREATE TEMPORARY VIEW t AS
   SELECT CAST(1 AS INT) AS a, 'x' AS b, 1.5D AS c, DATE'2024-01-31' AS d, 1.25BD AS e, true AS f, TIMESTAMP'2024-01-31 10:00:00' AS g,
     array(1, 2, NULL) AS arr, map('k', 1) AS m, named_struct('p', 1, 'q', 'z') AS s
   UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
  'CREATE TEMPORARY VIEW u AS SELECT id AS x, CAST(id AS STRING) AS y FROM range(3)',
];

/** Valid queries over it, to be mutated. */
export const smallQueries: readonly string[] = [
  "SELECT a, b, sum(c) FROM t WHERE d > DATE'2020-01-01' GROUP BY a, b HAVING count(*) > 0 ORDER BY 1",
  'SELECT t.a, u.y, rank() OVER (PARTITION BY t.b ORDER BY u.x) FROM t LEFT JOIN u ON t.a = u.x',
  'SELECT a, (SELECT max(x) FROM u WHERE u.x = t.a) AS m FROM t WHERE EXISTS (SELECT 1 FROM u WHERE x = a)',
  "SELECT transform(arr, v -> v + a), m['k'], s.p FROM t LATERAL VIEW explode(arr) z AS q",
  'SELECT CAST(a AS STRING) || b, c * e, e / a, d + INTERVAL 1 DAY, f IS NULL, CASE WHEN a > 1 THEN c ELSE e END FROM t',
  "SELECT * FROM (SELECT a, b FROM t) PIVOT (sum(a) FOR b IN ('x', 'y'))",
  'SELECT b, collect_list(a) FILTER (WHERE c > 0), percentile(c, 0.5), max_by(a, c) FROM t GROUP BY CUBE (b)',
  'WITH q AS (SELECT a + 1 AS x, b FROM t) SELECT q.b, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM q JOIN u USING (x)',
  'SELECT a FROM t UNION ALL SELECT x FROM u INTERSECT SELECT a FROM t ORDER BY a LIMIT 3 OFFSET 1',
  "SELECT named_struct('p', a, 'q', array(b)) AS z, map(a, b), get_json_object(b, '$.k'), date_format(g, 'yyyy') FROM t",
  "SELECT upper(b), length(b), substring(b, 1, 2), round(c, 1), a % 2, a DIV 2, -a, abs(c), a IN (1, 2), b LIKE 'x%' FROM t",
  'FROM t |> WHERE a > 1 |> EXTEND a + 1 AS z |> AGGREGATE sum(z) AS w GROUP BY b |> ORDER BY w',
  'SELECT explode(m) FROM t',
  'SELECT inline(array(s)), a FROM t',
  "SELECT * FROM t UNPIVOT (v FOR n IN (a, c)) WHERE b = 'x'",
];

/** Names that mean something to the queries. */
export const smallWords: readonly string[] = (
  'a b c d e f g arr m s t u x y p q sum count max upper concat array map struct explode transform filter date_add NULL true DISTINCT lag ' +
  'rank collect_list element_at named_struct to_date try_add regexp_replace inline stack posexplode aggregate zip_with map_filter ' +
  'variant_get parse_json grouping grouping_id first mode to_json format_number date_format make_interval width_bucket split reverse flatten ' +
  'slice array_sort nvl2 decode encode hash conv bround pmod greatest coalesce if nullif typeof raise_error window percentile'
).split(' ');
