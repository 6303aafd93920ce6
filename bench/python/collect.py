"""Times reading a Parquet file as Arrow: in DuckDB in this process, or from a Spark Connect server; job on stdin, a line of JSON on stdout."""

import json
import sys
import time


def reader_of(job: dict):
    if "remote" not in job:
        import duckdb

        connection = duckdb.connect(config={"threads": job["threads"]})
        return lambda: connection.execute(f"SELECT * FROM '{job['path']}'").to_arrow_table().num_rows
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(job["remote"]).create()
    return lambda: spark.read.parquet(job["path"]).toArrow().num_rows


def main(job: dict) -> None:
    read = reader_of(job)
    times = []
    for _ in range(job["repeats"] + 1):
        started = time.perf_counter()
        rows = read()
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"rows": rows, "timesMs": times[1:]}), flush=True)


main(json.load(sys.stdin))
