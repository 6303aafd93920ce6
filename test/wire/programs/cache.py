"""Cached frames and tables, and checkpoints; each line is compared with what Apache Spark 4.2 answers."""

import gc
import sys

from pyspark import StorageLevel
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.catalog.clearCache()

NONE = StorageLevel(False, False, False, False, 1)
names = [
    "DISK_ONLY",
    "DISK_ONLY_2",
    "DISK_ONLY_3",
    "MEMORY_AND_DISK",
    "MEMORY_AND_DISK_2",
    "MEMORY_AND_DISK_DESER",
    "MEMORY_ONLY",
    "MEMORY_ONLY_2",
    "OFF_HEAP",
]
for number, name in enumerate(names):
    level = getattr(StorageLevel, name)
    frame = spark.range(1000).select((F.col("id") + number).alias("x"))
    assert frame.storageLevel == NONE, name
    frame.persist(level)
    assert frame.storageLevel == level and frame.is_cached, name
    for _ in range(2):
        assert frame.agg(F.sum("x"), F.count("*")).first() == (499500 + 1000 * number, 1000), name
    # The level of what is cached already stays.
    frame.persist(StorageLevel.DISK_ONLY)
    assert frame.storageLevel == level, name
    frame.unpersist(blocking=number % 2 == 0)
    assert frame.storageLevel == NONE, name
    assert frame.count() == 1000

nothing = spark.range(3)
nothing.persist(StorageLevel.NONE)
assert nothing.storageLevel == NONE

# By default, and found again whatever the columns are called.
numbers = spark.range(7).withColumn("y", F.col("id") * 2).cache()
assert numbers.storageLevel == StorageLevel.MEMORY_AND_DISK_DESER
assert spark.range(7).withColumn("z", F.col("id") * 2).storageLevel == numbers.storageLevel
assert numbers.join(numbers, "id").count() == 7
assert [row.y for row in numbers.orderBy(F.desc("y")).limit(2).collect()] == [12, 10]

# A view of the same rows is cached with them, and takes them along.
numbers.createOrReplaceTempView("numbers")
assert spark.catalog.isCached("numbers")
numbers.createOrReplaceTempView("numbers")
assert spark.catalog.isCached("numbers")
spark.catalog.dropTempView("numbers")
assert numbers.storageLevel == NONE

numbers.createOrReplaceTempView("numbers")
assert not spark.catalog.isCached("numbers")
spark.catalog.cacheTable("numbers", StorageLevel.OFF_HEAP)
assert spark.table("numbers").storageLevel == StorageLevel.OFF_HEAP
spark.catalog.refreshTable("numbers")
assert spark.catalog.isCached("numbers")
spark.range(8).createOrReplaceTempView("numbers")
assert not spark.catalog.isCached("numbers")
spark.catalog.cacheTable("numbers")
spark.catalog.uncacheTable("numbers")
spark.catalog.uncacheTable("numbers")
assert not spark.catalog.isCached("numbers")

for call in (spark.catalog.cacheTable, spark.catalog.uncacheTable, spark.catalog.isCached, spark.catalog.refreshTable):
    try:
        call("nothere")
        raise AssertionError(call)
    except AnalysisException as error:
        assert error.getCondition() == "TABLE_OR_VIEW_NOT_FOUND", error

spark.sql("CACHE TABLE squares OPTIONS('storageLevel' 'MEMORY_ONLY') AS SELECT id * id AS s FROM range(10)")
assert spark.catalog.isCached("squares")
assert spark.table("squares").agg(F.max("s")).first() == (81,)
spark.catalog.clearCache()
assert not spark.catalog.isCached("squares")
try:
    spark.sql("CACHE TABLE squares OPTIONS('storageLevel' 'BOGUS')")
    raise AssertionError("no such level")
except PySparkException as error:
    assert "BOGUS" in str(error) and error.getCondition() is None, error

# Rows of the program.
local = spark.createDataFrame([(number, "text") for number in range(5000)], "n INT, t STRING").cache()
assert local.agg(F.sum("n")).first() == (12497500,) and local.storageLevel.useMemory
local.unpersist()

# Checkpoints cut the plan: random numbers stay what they are, and self joins work.
random = spark.range(100).withColumn("r", F.rand())
for eager in (True, False):
    cut = random.localCheckpoint(eager)
    assert cut.columns == ["id", "r"] and cut.storageLevel == NONE
    assert sorted(cut.collect()) == sorted(cut.collect())
    assert cut.join(cut, ["id", "r"]).count() == 100
    assert cut.localCheckpoint().count() == 100
on_disk = random.localCheckpoint(storageLevel=StorageLevel.DISK_ONLY)
assert on_disk.where("id < 10").count() == 10
del cut, on_disk
gc.collect()
try:
    random.checkpoint()
    raise AssertionError("there is no checkpoint folder")
except PySparkException as error:
    assert error.getCondition() == "_LEGACY_ERROR_TEMP_3016", error

print("complete")
