"""Reads a warehouse without changing it: runs one query, or writes tables as CSV.

usage: marts.py WAREHOUSE show SQL
       marts.py WAREHOUSE export FOLDER SCHEMA...

WAREHOUSE is the file of a DuckDB database, or postgresql://user@host:port/database with the password in PGPASSWORD, or
snowflake://user@host:port/database?account=&role=&warehouse= with the password in SNOWFLAKE_PASSWORD.
"""

import csv
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import duckdb

TABLES = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database()"


class DuckDb:
    """Times are shown and written in UTC, wherever this runs."""

    def __init__(self, file):
        self.connection = duckdb.connect(file, read_only=True)
        self.connection.execute("SET TimeZone = 'UTC'")

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def write(self, sql, target):
        return self.connection.execute(f"COPY ({sql}) TO '{quoted(target)}' (HEADER)").fetchone()[0]


class Postgresql:
    def __init__(self, address):
        import psycopg2

        self.connection = psycopg2.connect(address, options="-c timezone=UTC -c default_transaction_read_only=on")

    def rows(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def write(self, sql, target):
        # A server-side cursor, which does not fetch all rows at once.
        with self.connection.cursor("rows") as cursor, open(target, "w", newline="", encoding="utf-8") as file:
            cursor.execute(sql)
            first = cursor.fetchone()
            writer = csv.writer(file)
            writer.writerow(column.name for column in cursor.description)
            count = 0
            while first is not None:
                writer.writerow(first)
                count += 1
                first = cursor.fetchone()
            return count


class Snowflake:
    """Names are shown and written in lower case, as they are in the models."""

    def __init__(self, address):
        import snowflake.connector

        url = urlsplit(address)
        self.connection = snowflake.connector.connect(
            user=url.username,
            password=os.environ["SNOWFLAKE_PASSWORD"],
            host=url.hostname,
            port=url.port,
            protocol="http",
            database=url.path.strip("/"),
            session_parameters={"TIMEZONE": "UTC"},
            **dict(parse_qsl(url.query)),
        )

    def rows(self, sql):
        return self.connection.cursor().execute(sql).fetchall()

    def write(self, sql, target):
        with self.connection.cursor() as cursor, open(target, "w", newline="", encoding="utf-8") as file:
            cursor.execute(sql)
            writer = csv.writer(file)
            writer.writerow(column.name.lower() for column in cursor.description)
            count = 0
            for row in cursor:
                writer.writerow(row)
                count += 1
            return count


KINDS = {"postgresql": Postgresql, "snowflake": Snowflake}


def quoted(text):
    return str(text).replace("'", "''")


def show(warehouse, sql):
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "rows.csv")
        warehouse.write(sql, target)
        duckdb.read_csv(str(target), header=True).show(max_width=120, max_rows=50)


def export(warehouse, folder, schemas):
    Path(folder).mkdir(parents=True, exist_ok=True)
    wanted = ", ".join(f"'{quoted(schema)}'" for schema in schemas)
    for schema, table in warehouse.rows(f"{TABLES} AND lower(table_schema) IN ({wanted}) ORDER BY 1, 2"):
        target = Path(folder, f"{table.lower()}.csv")
        rows = warehouse.write(f'SELECT * FROM "{schema}"."{table}" ORDER BY 1', target)
        print(f"{target}  {rows} rows")


def main(arguments):
    if len(arguments) < 3 or arguments[1] not in ("show", "export"):
        sys.exit(__doc__)
    warehouse = KINDS.get(urlsplit(arguments[0]).scheme, DuckDb)(arguments[0])
    if arguments[1] == "show":
        show(warehouse, arguments[2])
    else:
        export(warehouse, arguments[2], arguments[3:])


if __name__ == "__main__":
    main(sys.argv[1:])
