"""Times trivial queries of a warm PySpark client on a Spark Connect server; job on stdin, one line of JSON on stdout."""

import json
import sys
import time

from pyspark.sql import SparkSession


def main(job: dict) -> None:
    started = time.perf_counter()
    spark = SparkSession.builder.remote(job["remote"]).create()
    queries = {
        "spark.range(10).count()": lambda: spark.range(10).count(),
        'spark.sql("SELECT 1").collect()': lambda: spark.sql("SELECT 1").collect(),
    }
    queries["spark.range(10).count()"]()
    first = (time.perf_counter() - started) * 1000
    times: dict = {}
    for name, query in queries.items():
        for _ in range(job["warmUp"]):
            query()
        times[name] = []
        for _ in range(job["repeats"]):
            before = time.perf_counter()
            query()
            times[name].append((time.perf_counter() - before) * 1000)
    print(json.dumps({"firstMs": first, "timesMs": times}))
    spark.stop()


main(json.load(sys.stdin))
