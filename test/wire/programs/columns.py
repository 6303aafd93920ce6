"""Columns and statistics of the DataFrame API where they differ from SQL."""
import sys

from pyspark.errors import IllegalArgumentException
from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as F
from refusals import refused

spark = SparkSession.builder.remote(sys.argv[1]).create()
df = spark.createDataFrame([(14, "Tom", 80.5), (23, "Alice", None), (16, "Bob", 90.0), (None, None, 1.5)], ["age", "name", "h"])


def impossible(action):
    try:
        action()
    except IllegalArgumentException as error:
        assert error.getCondition() is None, error.getCondition()
        return
    raise AssertionError("no IllegalArgumentException")


cubed = df.cube("name").agg(F.grouping("name"), F.lit(7), F.sum("age")).where("name = 'Tom' OR `grouping(name)` = 1").collect()
assert sorted(map(tuple, cubed), key=str) == [("Tom", 0, 7, 14), (None, 1, 7, 53)], cubed
assert df.rollup("name", "h").agg(F.grouping_id()).schema[2].dataType.simpleString() == "bigint"
assert refused("GROUP_BY_AGGREGATE", lambda: df.groupBy(F.max("age")).count().collect()) == {"sqlExpr": "max(age)"}

# NULL is zero here.
assert round(df.corr("age", "h"), 9) == 0.203482158, df.corr("age", "h")
assert round(df.cov("age", "h"), 9) == 96.0, df.cov("age", "h")
impossible(lambda: df.corr("age", "name"))
impossible(lambda: df.approxQuantile("name", [0.5], 0.1))
impossible(lambda: df.sample(-0.5).collect())
impossible(lambda: df.sampleBy("name", {"Tom": 1.5}, 0).collect())
impossible(lambda: df.summary("101%").collect())
impossible(lambda: df.observe("", F.count("*").alias("n")).collect())
impossible(lambda: spark.range(1, 10, 0).collect())

assert refused("UNRESOLVED_COLUMN.WITH_SUGGESTION", lambda: df.fillna({"zz": 1}).collect())["proposal"] == "`age`, `name`, `h`"
names = refused("CONNECT_INVALID_PLAN.UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", lambda: df.dropDuplicates(["zz"]).collect())
assert names == {"colName": "zz", "fieldNames": "age, name, h"}, names
arity = refused("ASSIGNMENT_ARITY_MISMATCH", lambda: df.toDF("a").collect())
assert arity == {"numExpr": "1", "numTarget": "3"}, arity
types = refused("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", lambda: df.unpivot("age", ["name", "h"], "k", "v").collect())
assert types == {"types": '"DOUBLE" (`h`), "STRING" (`name`)'}, types
assert refused("NUM_COLUMNS_MISMATCH", lambda: df.exceptAll(df.select("age")).collect())["operator"] == "EXCEPT ALL"
assert df.replace(float("nan"), 0.0).count() == 4

nested = spark.createDataFrame([Row(id=1, s=Row(x=1, y="z", w=Row(q=1, r=2)))])
s = nested.s
assert nested.select(s.withField("v", F.lit(1)).dropFields("x")).columns == ["update_fields(s, WithField(1), dropfield())"]
assert nested.select(s.withField("w.q", F.lit(5))).columns == ["update_fields(s, WithField(update_fields(s.w, WithField(5))))"]
dropped = refused("DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS", lambda: nested.select(s.dropFields("x", "y", "w")).collect())
assert dropped == {"sqlExpr": '"update_fields(s, dropfield(), dropfield(), dropfield())"'}, dropped
print("complete")
