"""Writes seven columns of the first rows of TPC-H's lineitem as one Parquet file: `sample_lineitem.py lineitem.parquet rows sample.parquet`."""

import os
import sys

import duckdb

source, rows, target = sys.argv[1:4]
columns = "l_orderkey, l_partkey, l_quantity, l_extendedprice, l_shipdate, l_shipmode, l_comment"
duckdb.execute(f"COPY (SELECT {columns} FROM '{source}' LIMIT {int(rows)}) TO '{target}.unfinished' (FORMAT parquet)")
os.replace(f"{target}.unfinished", target)
