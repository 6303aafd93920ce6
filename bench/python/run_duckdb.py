"""Runs queries in DuckDB itself, in this process. The job comes as JSON on stdin, an outcome per query leaves as a line of JSON."""

import json
import sys
import time
from pathlib import Path

import duckdb


def run(connection, sql: str) -> float:
    started = time.perf_counter()
    for _batch in connection.execute(sql).fetch_record_batch(65536):
        pass
    return (time.perf_counter() - started) * 1000


def main(job: dict) -> None:
    connection = duckdb.connect(config={"threads": job["threads"]})
    for path in sorted(Path(job["tables"]).glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")
    for query in job["queries"]:
        try:
            outcome = {"timesMs": [run(connection, query["sql"]) for _ in range(job["repeats"])]}
        except duckdb.Error as error:
            outcome = {"timesMs": [], "error": str(error)}
        print(json.dumps({"name": query["name"], **outcome}), flush=True)


main(json.load(sys.stdin))
