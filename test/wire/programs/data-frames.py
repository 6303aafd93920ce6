"""Operators that only DataFrames have: each line is compared with what Apache Spark 4.2 answers."""

import sys
import tempfile

from pyspark.errors import PySparkException
from pyspark.sql import Observation, Row, SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()


def condition_of(action):
    try:
        action()
    except PySparkException as error:
        return error.getCondition()
    return None


def rows(frame):
    return [tuple(row) for row in frame.collect()]


people = spark.createDataFrame([[2, "Alice"], [5, "Bob"], [7, None]], ["age", "name"])

# Metrics of the rows that pass, whatever happens to them afterwards.
seen = Observation("seen")
observed = people.observe(
    seen, F.count(F.lit(1)).alias("rows"), F.max("age"), F.collect_list("name").alias("names"), F.max(F.struct("age")).alias("last")
)
assert observed.filter("age > 3").count() == 2
assert seen.get == {"rows": 3, "max(age)": 7, "names": ["Alice", "Bob"], "last": Row(age=7)}, seen.get
written = Observation()
with tempfile.TemporaryDirectory() as folder:
    people.observe(written, F.sum("age").alias("total")).write.mode("overwrite").parquet(folder)
assert written.get == {"total": 14}
drawn = Observation()
people.observe(drawn, F.count(F.when(F.rand(3) < 2, 1)).alias("n")).collect()
assert drawn.get == {"n": 3}
refused = "INVALID_OBSERVED_METRICS."
assert condition_of(lambda: people.observe("m", F.col("age")).collect()) == refused + "NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE"
assert condition_of(lambda: people.observe("m", F.sum(F.max("age"))).collect()) == refused + "NESTED_AGGREGATES_UNSUPPORTED"
assert condition_of(lambda: people.observe("m", F.countDistinct("age")).collect()) == refused + "AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED"
twice = people.observe("m", F.count("age")).union(people.observe("m", F.count("name")))
assert condition_of(twice.collect) == "DUPLICATED_METRICS_NAME"
same = people.observe("m", F.count("age"))
assert same.union(same).count() == 6

# The nearest row of another frame.
left = spark.createDataFrame([(1, "a"), (5, "b"), (10, "c")], ["a", "left_val"])
right = spark.createDataFrame([(1, 1), (2, 2), (3, 3), (6, 6), (7, 7)], ["a", "right_val"])


def as_of(**options):
    joined = left._joinAsOf(right, leftAsOfColumn="a", rightAsOfColumn="a", **options)
    return rows(joined.select(left.a, "left_val", right.a, "right_val").sort(left.a))


assert as_of() == [(1, "a", 1, 1), (5, "b", 3, 3), (10, "c", 7, 7)]
assert as_of(tolerance=F.lit(1)) == [(1, "a", 1, 1)]
assert as_of(how="left", tolerance=F.lit(1)) == [(1, "a", 1, 1), (5, "b", None, None), (10, "c", None, None)]
assert as_of(how="left", allowExactMatches=False) == [(1, "a", None, None), (5, "b", 3, 3), (10, "c", 7, 7)]
assert as_of(direction="forward") == [(1, "a", 1, 1), (5, "b", 6, 6)]
assert as_of(direction="nearest") == [(1, "a", 1, 1), (5, "b", 6, 6), (10, "c", 7, 7)]
assert condition_of(lambda: as_of(tolerance=F.lit(-1))) == "AS_OF_JOIN.TOLERANCE_IS_NON_NEGATIVE"
assert condition_of(lambda: as_of(direction="sideways")) == "AS_OF_JOIN.UNSUPPORTED_DIRECTION"
near = left.nearestByJoin(right, F.abs(left.a - right.a), 2, "exact", "distance").select(left.a, right.a)
assert rows(near.sort(left.a, right.a)) == [(1, 1), (1, 2), (5, 3), (5, 6), (10, 6), (10, 7)], rows(near)

# Where rows stand: partitions of a range, numbers, samples.
parted = spark.range(0, 10, 1, 3)
assert [row.p for row in parted.select(F.spark_partition_id().alias("p")).collect()] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
assert [row.p for row in parted.coalesce(2).select(F.spark_partition_id().alias("p")).collect()] == [0] * 3 + [1] * 7
assert rows(parted.select(F.monotonically_increasing_id()).limit(4)) == [(0,), (1,), (2,), (8589934592,)]
assert rows(parted.zipWithIndex().filter("index > 7")) == [(8, 8), (9, 9)]
by_id = spark.range(6).repartitionById(4, (F.col("id") - 3).cast("int")).select("id", F.spark_partition_id().alias("p"))
assert rows(by_id.sort("id")) == [(0, 1), (1, 2), (2, 3), (3, 0), (4, 1), (5, 2)]
assert [row.id for row in spark.range(0, 20, 1, 1).sample(True, 0.5, 3).collect()] == [5, 6, 10, 13]
assert [row.id for row in spark.range(0, 20, 1, 2).randomSplit([1.0, 2.0], 24)[0].collect()] == [2, 5, 6, 10, 12, 19]
strata = spark.range(0, 100, 1, 5).select((F.col("id") % 3).alias("key")).sampleBy("key", {0: 0.1, 1: 0.2}, 0)
assert rows(strata.groupBy("key").count().sort("key")) == [(0, 4), (1, 9)]
assert spark.range(0, 5, 1, 2).select(F.uuid(seed=-5).alias("u")).collect()[3].u == "8d98afbe-5469-4e37-b487-354b6cf20da2"

# Fields of columns of a frame, by name and by pattern.
sales = spark.createDataFrame([Row(sales=Row(course="Java", year=2012, earnings=3)), Row(sales=Row(course="SQL", year=2013, earnings=4))])
assert sales.select(sales["sales.year"]).columns == ["year"]
pivoted = sales.groupBy("sales.year").pivot("sales.course").agg(F.sum("sales.earnings")).sort("year")
assert rows(pivoted) == [(2012, 3, None), (2013, None, 4)] and pivoted.columns == ["year", "Java", "SQL"]
assert left.select(left.colRegex("`(a)?+.+`")).columns == ["left_val"]
assert condition_of(lambda: left.select(left["nothing"]).collect()) == "CANNOT_RESOLVE_DATAFRAME_COLUMN"

# Frames that mean the same.
one, other = spark.range(10), spark.range(10)
assert one.withColumn("x", one.id * 2).sameSemantics(other.withColumn("y", other.id * 2))
assert one.filter("id > 1").sameSemantics(other.filter("1 < id"))
assert not one.withColumn("x", F.lit(1)).sameSemantics(other.withColumn("x", F.lit(2)))
assert one.select(one.id.alias("x")).semanticHash() == other.select(other.id.alias("y")).semanticHash()

# Texts that hold records.
texts = spark.createDataFrame([('{"a": 1, "b": "x"}',), ('{"a": 2,\n "c": [1]}',)], ["v"])
assert rows(spark.read.json(texts)) == [(1, "x", None), (2, None, [1])]
lines = spark.createDataFrame([("a,b",), ("1,x",), ('2,"y,z"',)], ["v"])
assert rows(spark.read.option("header", True).option("inferSchema", True).csv(lines)) == [(1, "x"), (2, "y,z")]
assert condition_of(lambda: spark.read.json(spark.range(1)).collect()) == "DATAFRAME_INPUT_NOT_STRING_TYPE"

# Functions that SQL has not, or has otherwise.
assert rows(spark.range(1, 5).agg(F.product("id"))) == [(24.0,)]
assert spark.range(1).select(F.timestamp_add("day", F.lit(2), F.lit("2020-02-28").cast("timestamp")).cast("string").alias("t")).first().t == "2020-03-01 00:00:00"
assert spark.range(1).select(F.current_database()).columns == ["current_schema()"]
assert spark.tvf.sql_keywords().count() == 423

# What writers refuse.
with tempfile.TemporaryDirectory() as folder:
    people.write.clusterBy("name").mode("overwrite").parquet(folder)
    assert spark.read.parquet(folder).count() == 3
    assert condition_of(lambda: people.write.sortBy("age").parquet(folder)) == "SORT_BY_WITHOUT_BUCKETING"
    assert condition_of(lambda: people.write.partitionBy("age", "name").mode("append").parquet(folder)) == "ALL_PARTITION_COLUMNS_NOT_ALLOWED"
assert condition_of(lambda: people.mergeInto("nothing", F.expr("true")).merge()) == "NO_MERGE_ACTION_SPECIFIED"
assert condition_of(lambda: people.mergeInto("nothing", F.expr("true")).whenMatched().delete().merge()) == "TABLE_OR_VIEW_NOT_FOUND"

print("complete")
spark.stop()
