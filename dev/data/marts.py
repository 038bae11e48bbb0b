"""Reads a DuckDB warehouse without changing it: runs one query, or writes tables as CSV.

usage: marts.py FILE show SQL
       marts.py FILE export FOLDER SCHEMA...
"""

import sys
from pathlib import Path

import duckdb


def show(connection, sql):
    connection.sql(sql).show(max_width=120, max_rows=50)


def export(connection, folder, schemas):
    Path(folder).mkdir(parents=True, exist_ok=True)
    tables = connection.execute(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_catalog = current_database() AND list_contains(?, table_schema) ORDER BY ALL",
        [schemas],
    ).fetchall()
    for schema, table in tables:
        target = Path(folder, f"{table}.csv")
        rows = connection.execute(
            f'COPY (SELECT * FROM "{schema}"."{table}" ORDER BY ALL) TO \'{str(target).replace(chr(39), chr(39) * 2)}\' (HEADER)'
        ).fetchone()[0]
        print(f"{target}  {rows} rows")


def main(arguments):
    if len(arguments) < 3 or arguments[1] not in ("show", "export"):
        sys.exit(__doc__)
    with duckdb.connect(arguments[0], read_only=True) as connection:
        # Times are shown and written in UTC, wherever this runs.
        connection.execute("SET TimeZone = 'UTC'")
        if arguments[1] == "show":
            show(connection, arguments[2])
        else:
            export(connection, arguments[2], arguments[3:])


if __name__ == "__main__":
    main(sys.argv[1:])
