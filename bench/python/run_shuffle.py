"""Runs one experiment on Apache Spark in this process; the job comes as JSON on stdin, the answer leaves as a line of JSON."""

import json
import sys

from pyspark.sql import SparkSession

job = json.load(sys.stdin)
builder = SparkSession.builder.master(f"local[{job['cores']}]").appName(job["name"])
builder = builder.config("spark.driver.memory", f"{job['memoryMiB']}m").config("spark.ui.enabled", "false")
for key, value in job["settings"].items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
spark.read.parquet(f"{job['tables']}/users").createOrReplaceTempView("users")
spark.read.parquet(f"{job['tables']}/log.parquet").createOrReplaceTempView("log")
rows = spark.sql(job["query"]).collect()
print(json.dumps({"answer": sorted([str(value) for value in row] for row in rows)}), flush=True)
spark.stop()
