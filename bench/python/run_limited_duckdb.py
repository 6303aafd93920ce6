"""Runs one query in DuckDB itself within a limit of memory; job on stdin, a line of JSON on stdout."""

import json
import re
import resource
import sys
import tempfile
import time

import duckdb


def main(job: dict) -> None:
    with tempfile.TemporaryDirectory() as spill:
        config = {"threads": job["threads"], "memory_limit": f"{job['memoryMiB']}MiB", "temp_directory": spill}
        connection = duckdb.connect(config=config)
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW users AS SELECT * FROM read_parquet('{job['tables']}/users/*.parquet')")
        connection.execute(f"CREATE VIEW log AS SELECT * FROM read_parquet('{job['tables']}/log.parquet')")
        # The two names that DuckDB has for what the queries call by Spark's.
        sql = re.sub(r"\bcollect_list\(", "list(", re.sub(r"\bsize\(", "len(", job["sql"]))
        started = time.perf_counter()
        try:
            rows = connection.execute(sql).fetchall()
            outcome = {"seconds": time.perf_counter() - started, "answer": "\n".join(str(row) for row in rows)}
        except duckdb.Error as error:
            outcome = {"error": str(error)}
        resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**outcome, "residentMiB": resident}), flush=True)


main(json.load(sys.stdin))
