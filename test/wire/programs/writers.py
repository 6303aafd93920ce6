"""What writers and tables refuse, and what an overwrite keeps."""
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from refusals import refused

spark = SparkSession.builder.remote(sys.argv[1]).create()
folder = tempfile.mkdtemp(prefix="kindling-writers-")
df = spark.createDataFrame([(1, "x", None), (2, "y", 3.5), (3, None, -1.0)], "a int, b string, c double")


# A dynamic overwrite keeps the partitions that get no rows; the option decides before the setting.
path = f"{folder}/partitions"
df.write.partitionBy("a").parquet(path)
one = df.where("a = 1").write.mode("overwrite").partitionBy("a")
one.option("partitionOverwriteMode", "dynamic").parquet(path)
assert spark.read.parquet(path).count() == 3
spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
df.where("a = 2").write.mode("overwrite").partitionBy("a").parquet(path)
assert spark.read.parquet(path).count() == 3
spark.conf.unset("spark.sql.sources.partitionOverwriteMode")
df.where("a = 2").write.mode("overwrite").partitionBy("a").parquet(path)
assert spark.read.parquet(path).count() == 1

twice = df.select("a", F.lit(1).alias("A"))
assert refused("COLUMN_ALREADY_EXISTS", lambda: twice.write.parquet(f"{folder}/twice")) == {"columnName": "`a`"}
refused("COLUMN_ALREADY_EXISTS", lambda: df.write.partitionBy("a", "a").parquet(f"{folder}/twice"))
twice.write.csv(f"{folder}/twice-csv")

# A path has one place, and a schema each name once.
both = refused("_LEGACY_ERROR_TEMP_1306", lambda: spark.read.option("path", path).parquet(path).collect())
assert both == {"config": "spark.sql.legacy.pathOptionBehavior.enabled"}, both
refused("_LEGACY_ERROR_TEMP_1307", lambda: df.write.option("path", path).parquet(f"{folder}/other"))
assert refused("COLUMN_ALREADY_EXISTS", lambda: spark.read.schema("a int, A int").csv(f"{folder}/twice-csv").collect()) == {"columnName": "`a`"}
inner = refused("COLUMN_ALREADY_EXISTS", lambda: spark.read.schema("s struct<b: int, b: int>").json(f"{folder}/twice-csv").collect())
assert inner == {"columnName": "`b`"}, inner

spark.sql("DROP TABLE IF EXISTS kindling_writers")
df.write.partitionBy("a").saveAsTable("kindling_writers")
append = lambda frame: frame.write.mode("append")
refused("_LEGACY_ERROR_TEMP_1161", lambda: append(df.select("a")).saveAsTable("kindling_writers"))
missing = refused("_LEGACY_ERROR_TEMP_1162", lambda: append(df.withColumnRenamed("b", "q")).saveAsTable("kindling_writers"))
assert missing == {"col": "b", "inputColumns": "a, q, c"}, missing
refused("_LEGACY_ERROR_TEMP_1159", lambda: append(df).format("csv").saveAsTable("kindling_writers"))
refused("_LEGACY_ERROR_TEMP_1163", lambda: append(df).partitionBy("b").saveAsTable("kindling_writers"))
append(df.select("c", "b", "a")).partitionBy("A").saveAsTable("kindling_writers")
assert spark.table("kindling_writers").count() == 6
refused("PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO", lambda: df.write.partitionBy("a").insertInto("kindling_writers"))
refused("COLUMN_NOT_DEFINED_IN_TABLE", lambda: df.write.bucketBy(2, "zz").saveAsTable("kindling_writers_2"))
refused("UNSUPPORTED_PARTITION_TRANSFORM", lambda: df.writeTo("kindling_writers_2").partitionedBy(F.years("a")).create())
spark.sql("DROP TABLE kindling_writers")

shutil.rmtree(folder)
print("complete")
