"""Makes a users table and a skewed log of their actions: `generate_shuffle_data.py folder users rows actions info_bytes seed`.

The key of a log row is that of the user at position users * u ** 3 for a uniform u, so few users act often and many seldom.
"""

import os
import sys
from pathlib import Path

import duckdb


def main(folder: Path, users: int, rows: int, actions: int, info_bytes: int, seed: int) -> None:
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    folder.mkdir(parents=True, exist_ok=True)
    uniform = f"(hash(i, {seed}) % 1000000007) / 1000000007.0"
    # There are few different ones to count by.
    info = f"rpad('segment ' || (hash(i, {seed + 1}) % 100) || ' ', {info_bytes}, 'of the customers, ')"
    connection.execute(f"COPY (SELECT i AS key, {info} AS info FROM range({users}) t(i)) TO '{folder}/users.parquet' (FORMAT parquet)")
    action = f"'action ' || (hash(i, {seed + 2}) % {actions})"
    key = f"floor({users} * pow({uniform}, 3))::BIGINT"
    target = folder / "log.parquet.unfinished"
    connection.execute(
        f"COPY (SELECT {key} AS key, {action} AS action_name FROM range({rows}) t(i)) TO '{target}' (FORMAT parquet, ROW_GROUP_SIZE 122880)"
    )
    # Written last and at once: whoever finds it finds both tables.
    os.replace(target, folder / "log.parquet")


main(Path(sys.argv[1]), *(int(argument) for argument in sys.argv[2:7]))
