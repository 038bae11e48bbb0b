"""What the steps of the bench do, as somebody writes it with the plain tool; prints the number of rows.

Its files are on the local disk, or it fetches them from the object store before and uploads them after.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COLUMNS = "columns = {userId: 'BIGINT', movieId: 'BIGINT', rating: 'DECIMAL(2,1)', timestamp: 'BIGINT'}"
# The names of a folder's files, so that nobody has to list it; the object is put when all files are there.
NAMES = "files.txt"


def put(url, file):
    with open(file, "rb") as body:
        headers = {"Content-Length": str(os.path.getsize(file)), "Content-Type": "application/octet-stream"}
        urllib.request.urlopen(urllib.request.Request(url, body, headers, method="PUT")).close()


def get(url, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(url) as answer, open(file, "wb") as out:
        shutil.copyfileobj(answer, out, 1 << 20)


def in_parallel(work, names):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, names))


def fetch(url, target):
    """One object into a file, or, where the address ends with a slash, all that an upload has put there."""
    if not url.endswith("/"):
        return get(url, target)
    shutil.rmtree(target, ignore_errors=True)
    with urllib.request.urlopen(url + NAMES) as answer:
        names = answer.read().decode().split()
    in_parallel(lambda name: get(url + name, target / name), names)


def upload(folder, url):
    names = [str(file.relative_to(folder)) for file in sorted(folder.rglob("*.parquet"))]
    in_parallel(lambda name: put(url + name, folder / name), names)
    (folder / NAMES).write_text("\n".join(names))
    put(url + NAMES, folder / NAMES)


def copy(source, target):
    """From a server to a server, by way of a file whose checksum is known."""
    file, sha256 = Path("copy.csv"), hashlib.sha256()
    with urllib.request.urlopen(source) as answer, open(file, "wb") as out:
        while block := answer.read(1 << 20):
            sha256.update(block)
            out.write(block)
    put(target, file)
    file.unlink()


def in_duckdb(memory, what, arguments):
    import duckdb

    file = arguments[0] if what == "load" else ":memory:"
    with duckdb.connect(file) as db:
        db.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
        db.execute("SET temp_directory = 'spill'")
        if what == "parquet":
            csv, folder, sql = arguments
            db.execute(f"CREATE VIEW ratings AS FROM read_csv('{csv}', header = true, {COLUMNS})")
            return db.execute(
                f"COPY ({sql}) TO '{folder}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (rating_year), OVERWRITE)"
            ).fetchone()[0]
        if what == "load":
            return db.execute(
                f"CREATE OR REPLACE TABLE ratings AS FROM read_parquet('{arguments[1]}/*/*.parquet')"
            ).fetchone()[0]
        rows, *bad = db.execute(
            f"""SELECT count(*), count(*) FILTER (user_id IS NULL), count(*) FILTER (movie_id IS NULL),
            count(*) FILTER (rating IS NULL), count(*) FILTER (rated_at IS NULL),
            count(*) FILTER (NOT rating BETWEEN 0.5 AND 5), count(*) FILTER (movie_id < 1),
            count(*) FILTER (NOT regexp_full_match(CAST(rating AS VARCHAR), '[0-5][.][05]'))
            FROM read_parquet('{arguments[0]}/*/*.parquet')"""
        ).fetchone()
        if any(bad):
            raise SystemExit(f"the generated data is not what it should be: {bad}")
        return rows


def in_postgresql(memory, psql, table, folder):
    """As CSV, which psql copies from a pipe while DuckDB writes it."""
    import duckdb

    columns = "user_id bigint, movie_id bigint, rating numeric(2,1), rated_at timestamptz, rating_year bigint"
    command = [psql, "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    command += [f"--command=CREATE TABLE {table} ({columns})", f"--command=\\copy {table} FROM pstdin (FORMAT csv)"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
        db.execute(
            f"COPY (FROM read_parquet('{folder}/*/*.parquet')) TO '/dev/fd/{process.stdin.fileno()}' (FORMAT csv, HEADER false)"
        )
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return int(said.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", help="what DuckDB may take")
    parser.add_argument("--fetch", nargs=2, metavar=("URL", "PATH"), help="before the work")
    parser.add_argument("--upload", nargs=2, metavar=("FOLDER", "URL"), help="after the work")
    parser.add_argument("what", choices=("copy", "run", "parquet", "checks", "load", "psql"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.fetch:
        fetch(options.fetch[0], Path(options.fetch[1]))
    if options.what == "copy":
        copy(*options.arguments)
    elif options.what == "run":
        subprocess.run(options.arguments, check=True)
    elif options.what == "psql":
        print(in_postgresql(options.memory, *options.arguments))
    else:
        print(in_duckdb(options.memory, options.what, options.arguments))
    if options.upload:
        upload(Path(options.upload[0]), options.upload[1])


if __name__ == "__main__":
    main()
