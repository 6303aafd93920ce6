"""What every PySpark program does: each line is compared with what Apache Spark 4.2 answers."""

import datetime
import decimal
import sys

from pyspark.sql import Row, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.window import Window

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
assert spark.version == "4.2.0", spark.version

assert spark.range(10).count() == 10
assert [row.x for row in spark.range(3).select((F.col("id") * 2).alias("x")).collect()] == [0, 2, 4]
assert spark.sql("SELECT 1 AS a, 'x' AS b").collect() == [Row(a=1, b="x")]
assert spark.sql("SELECT :a + 1 AS x", args={"a": 1}).collect() == [Row(x=2)]
assert spark.sql("SELECT ? AS x", args=[5]).collect() == [Row(x=5)]
assert spark.sql("SELECT * FROM {numbers}", numbers=spark.range(2)).count() == 2

# Rows of the client: with names, with a schema, with nulls, none at all.
assert spark.createDataFrame([(1, "a"), (2, None)], ["a", "b"]).collect() == [Row(a=1, b="a"), Row(a=2, b=None)]
assert spark.createDataFrame([(1, "a")], "a INT, b STRING").schema.simpleString() == "struct<a:int,b:string>"
assert spark.createDataFrame([], "a INT, b STRING").collect() == []
assert spark.range(0).toArrow().schema.names == ["id"]
many = spark.createDataFrame([(number, "text " * 20) for number in range(20000)], "n INT, t STRING")
assert many.agg(F.sum("n"), F.countDistinct("t")).collect() == [Row(**{"sum(n)": 199990000, "count(DISTINCT t)": 1})]

values = spark.sql(
    "SELECT CAST(1.5 AS DECIMAL(10,2)) AS d, DATE'2020-02-29' AS day, TIMESTAMP_NTZ'2020-01-01 12:00:00.123456' AS t, "
    "MAP('a', 1) AS m, STRUCT(1 AS x) AS s, ARRAY(1, NULL) AS l, CAST('b' AS BINARY) AS b, 9007199254740993 AS big"
).first()
assert values.d == decimal.Decimal("1.50") and values.day == datetime.date(2020, 2, 29), values
assert values.t == datetime.datetime(2020, 1, 1, 12, 0, 0, 123456), values
assert values.m == {"a": 1} and values.s.x == 1 and values.l == [1, None], values
assert bytes(values.b) == b"b" and values.big == 9007199254740993, values

grouped = spark.range(10).groupBy((F.col("id") % 3).alias("k")).agg(F.count("*"), F.sum("id").alias("s")).orderBy("k")
assert grouped.columns == ["k", "count(1)", "s"]
assert [tuple(row) for row in grouped.collect()] == [(0, 4, 18), (1, 3, 12), (2, 3, 15)]

left, right = spark.range(4), spark.range(2, 6)
assert [row.id for row in left.join(right, "id").orderBy("id").collect()] == [2, 3]
assert [tuple(row) for row in left.join(right, left.id == right.id).select(left.id, right.id).orderBy(left.id).collect()] == [(2, 2), (3, 3)]

window = Window.orderBy("id").rowsBetween(-1, 0)
assert [row.s for row in spark.range(4).withColumn("s", F.sum("id").over(window)).orderBy("id").collect()] == [0, 1, 3, 5]
assert spark.sql("SELECT ARRAY(1, 2) AS a").select(F.transform("a", lambda x: x + 1).alias("b")).first().b == [2, 3]

spark.range(3).createOrReplaceTempView("three")
assert spark.table("three").count() == 3
assert spark.sql("SELECT SUM(id) AS s FROM three").first().s == 3
assert spark.catalog.tableExists("three") and spark.catalog.currentDatabase() == "default"
assert spark.catalog.dropTempView("three") and not spark.catalog.tableExists("three")

spark.conf.set("spark.sql.ansi.enabled", "false")
assert spark.conf.get("spark.sql.ansi.enabled") == "false"
assert spark.sql("SELECT 1 / 0 AS x").first().x is None
spark.conf.unset("spark.sql.ansi.enabled")
assert spark.conf.get("no.such.key", "other") == "other"
assert spark.conf.isModifiable("spark.sql.ansi.enabled") and not spark.conf.isModifiable("spark.sql.warehouse.dir")

numbers = spark.range(7)
assert numbers.sameSemantics(spark.range(7)) and not numbers.sameSemantics(spark.range(8))
assert numbers.semanticHash() == spark.range(7).semanticHash()
numbers.persist()
assert numbers.storageLevel.useMemory
numbers.unpersist()
assert not numbers.storageLevel.useMemory
assert numbers.localCheckpoint().count() == 7
assert spark.range(100000).toPandas()["id"].sum() == 4999950000
assert sum(row.id for row in spark.range(100000).toLocalIterator()) == 4999950000

wide = spark.range(1)
for number in range(500):
    wide = wide.withColumn(f"c{number}", F.lit(number))
assert len(wide.first()) == 501

spark.stop()
print("complete")
