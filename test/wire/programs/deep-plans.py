"""Chains as long as the nesting of messages allows, and one that is longer."""

import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.functions import col

sys.setrecursionlimit(20000)
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()


def filtered(steps):
    frame = spark.range(3)
    for _ in range(steps):
        frame = frame.filter(col("id") >= 0)
    return frame


print("450 filters:", filtered(450).count())
try:
    print("550 filters:", filtered(550).count())
except PySparkException:
    print("550 filters: refused")

frame = spark.range(1).withColumn("c0", col("id"))
for step in range(1, 500):
    frame = frame.withColumn(f"c{step}", col(f"c{step - 1}") + 1)
print("500 withColumn:", frame.first()["c499"])
print("900 parentheses:", spark.sql("SELECT " + "(" * 900 + "1" + ")" * 900).first()[0])
