"""Makes the tables and query texts of TPC-H or TPC-DS with DuckDB's own extension: `generate_data.py tpch 0.1 folder`."""

import importlib
import json
import os
import sys
from pathlib import Path

import duckdb


def main(suite: str, scale: str, folder: Path) -> None:
    package = importlib.import_module(f"duckdb_extension_{suite}")
    [extension] = Path(package.__file__).parent.rglob("*.duckdb_extension")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    generator = {"tpch": "dbgen", "tpcds": "dsdgen"}[suite]
    connection.execute(f"CALL {generator}(sf = {float(scale)})")
    folder.mkdir(parents=True, exist_ok=True)
    for (table,) in connection.execute("SHOW TABLES").fetchall():
        connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
    queries = connection.execute(f"SELECT query_nr, query FROM {suite}_queries() ORDER BY query_nr").fetchall()
    texts = [{"name": f"q{number:02}", "text": text} for number, text in queries]
    # Written last and at once: whoever finds it finds all tables.
    unfinished = folder / "queries.json.unfinished"
    unfinished.write_text(json.dumps(texts, indent=1))
    os.replace(unfinished, folder / "queries.json")


main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
