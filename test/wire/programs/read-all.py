"""Reads two million rows; prints how many came, and their sum."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
table = spark.range(2000000).selectExpr("id", "CONCAT('a text for the row ', id) AS t", "id * 2 AS d").toArrow()
total = sum(chunk.sum().as_py() if hasattr(chunk, "sum") else sum(chunk.to_pylist()) for chunk in table.column("id").chunks)
print(table.num_rows, total)
