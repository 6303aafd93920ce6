"""Runs queries on a Spark Connect server with PySpark. The job comes as JSON on stdin, an outcome per query leaves as a line of JSON.

With `answers` in the job the outcome has the answer too: names and types of its columns, and its rows as text.
"""

import json
import sys
import time
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession


def as_json(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return repr(value)
    return str(value)


def answer_of(frame) -> dict:
    columns = [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]
    return {"columns": columns, "rows": [[as_json(value) for value in row] for row in frame.collect()]}


def first_line(error: Exception) -> str:
    condition = error.getCondition() if isinstance(error, PySparkException) else None
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300] if condition is None or condition in lines[0] else f"[{condition}] {lines[0][:300]}"


def run(spark, sql: str) -> float:
    started = time.perf_counter()
    spark.sql(sql).toArrow()
    return (time.perf_counter() - started) * 1000


def main(job: dict) -> None:
    spark = SparkSession.builder.remote(job["remote"]).create()
    for key, value in job.get("settings", {}).items():
        spark.conf.set(key, value)
    for path in sorted(Path(job["tables"]).glob("*.parquet")):
        spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)
    for query in job["queries"]:
        outcome: dict = {"timesMs": []}
        # A query that fails is an outcome, whatever the client makes of the failure.
        try:
            if job["answers"]:
                outcome["answer"] = answer_of(spark.sql(query["sql"]))
            outcome["timesMs"] = [run(spark, query["sql"]) for _ in range(job["repeats"])]
        except Exception as error:
            outcome["error"] = first_line(error)
        print(json.dumps({"name": query["name"], **outcome}), flush=True)
    spark.stop()


main(json.load(sys.stdin))
