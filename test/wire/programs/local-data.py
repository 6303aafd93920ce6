"""Rows of the program that no message holds at once: PySpark sends them in pieces, once, and plans name them."""

import sys

import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
table = pa.table({"id": range(1500), "text": [str(i % 10) * 100_000 for i in range(1500)]})
frame = spark.createDataFrame(table)
assert frame.agg(F.sum("id"), F.sum(F.length("text"))).collect() == [(1124250, 150_000_000)]
assert frame.filter("id >= 1495").count() == 5

spark.conf.set("spark.sql.session.localRelationSizeLimit", 1_000_000)
try:
    spark.createDataFrame(table)
    raise AssertionError("it is over the limit")
except AnalysisException as error:
    assert error.getCondition() == "LOCAL_RELATION_SIZE_LIMIT_EXCEEDED", error
print("complete")
