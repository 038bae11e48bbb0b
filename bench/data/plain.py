"""What the steps of the bench do, as somebody writes it with the plain tool; prints the number of rows.

usage: plain.py MEMORY copy FROM TO | parquet CSV FOLDER SQL | checks PARQUET | load FILE PARQUET
"""

import hashlib
import os
import sys
import urllib.request

import duckdb

COLUMNS = "columns = {userId: 'BIGINT', movieId: 'BIGINT', rating: 'DECIMAL(2,1)', timestamp: 'BIGINT'}"


def copy(source, target):
    """From a server to a server, by way of a file whose checksum is known."""
    file, sha256 = "copy.csv", hashlib.sha256()
    with urllib.request.urlopen(source) as answer, open(file, "wb") as out:
        while block := answer.read(1 << 20):
            sha256.update(block)
            out.write(block)
    with open(file, "rb") as body:
        headers = {"Content-Length": str(os.path.getsize(file)), "Content-Type": "text/csv"}
        urllib.request.urlopen(urllib.request.Request(target, body, headers, method="PUT")).close()
    os.remove(file)


def main():
    memory, what, *arguments = sys.argv[1:]
    if what == "copy":
        return copy(*arguments)
    file = arguments[0] if what == "load" else ":memory:"
    with duckdb.connect(file) as db:
        db.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
        db.execute("SET temp_directory = 'spill'")
        if what == "parquet":
            csv, folder, sql = arguments
            db.execute(f"CREATE VIEW ratings AS FROM read_csv('{csv}', header = true, {COLUMNS})")
            rows = db.execute(
                f"COPY ({sql}) TO '{folder}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (rating_year), OVERWRITE)"
            ).fetchone()[0]
        elif what == "checks":
            rows, *bad = db.execute(
                f"""SELECT count(*), count(*) FILTER (user_id IS NULL), count(*) FILTER (movie_id IS NULL),
                count(*) FILTER (rating IS NULL), count(*) FILTER (rated_at IS NULL),
                count(*) FILTER (NOT rating BETWEEN 0.5 AND 5), count(*) FILTER (movie_id < 1),
                count(*) FILTER (NOT regexp_full_match(CAST(rating AS VARCHAR), '[0-5][.][05]'))
                FROM read_parquet('{arguments[0]}/*/*.parquet')"""
            ).fetchone()
            if any(bad):
                raise SystemExit(f"the generated data is not what it should be: {bad}")
        else:
            rows = db.execute(
                f"CREATE OR REPLACE TABLE ratings AS FROM read_parquet('{arguments[1]}/*/*.parquet')"
            ).fetchone()[0]
    print(rows)


if __name__ == "__main__":
    main()
