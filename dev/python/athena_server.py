"""Athena, Glue and S3 for tests: ministack, with what Sluice uses and ministack lacks.

Its settings are environment variables: GATEWAY_PORT, BIND_HOST, SERVICES.
Athena speaks Trino's SQL: a statement is parsed as such and translated to DuckDB's, which runs it.
Tables are read as Hive's are: by the partitions that Glue has, by lists of files (SymlinkTextInputFormat), and with the
columns and types of Glue. What differs from Athena is listed in docs/quality.md.
"""

import os
import tempfile
from urllib.parse import urlparse

import duckdb
import sqlglot
from ministack.app import main
from ministack.core.responses import error_response_json
from ministack.services import athena, glue, s3
from sqlglot import exp

SYMLINKS = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"

_start = athena._start_query_execution
_run = athena._run_duckdb
_relation = athena._table_relation
_text = athena._datum_text


def start(data):
    """Athena refuses what it cannot parse at once."""
    try:
        sqlglot.parse_one(data.get("QueryString", ""), read="athena")
    except sqlglot.errors.ParseError as e:
        return error_response_json(
            "InvalidRequestException", str(e).split("\n")[0], 400, extra={"AthenaErrorCode": "MALFORMED_QUERY"}
        )
    return _start(data)


async def run(query, database, catalog=None):
    return await _run(sqlglot.transpile(query, read="athena", write="duckdb")[0], database, catalog)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def text(value):
    return "'" + value.replace("'", "''") + "'"


def duckdb_type(column):
    return exp.DataType.build(column["Type"], dialect="hive").sql(dialect="duckdb")


def listed(location):
    """The files that the lists in a folder name, as copies on disk."""
    bucket, prefix = urlparse(location).netloc, urlparse(location).path.lstrip("/")
    copies = []
    for key in sorted(k for k in s3._buckets[bucket]["objects"] if k.startswith(prefix)):
        for uri in s3._get_object_data(bucket, key).decode().splitlines():
            target = urlparse(uri)
            handle, copy = tempfile.mkstemp(suffix=".parquet")
            with os.fdopen(handle, "wb") as file:
                file.write(s3._get_object_data(target.netloc, uri.split(target.netloc + "/", 1)[1]))
            copies.append(copy)
    return copies


def rows_of(columns, keys, partition):
    files = "[" + ", ".join(map(text, listed(partition["StorageDescriptor"]["Location"]))) + "]"
    reader = f"read_parquet({files}, union_by_name = true, hive_partitioning = false)"
    in_files = {row[0].lower() for row in duckdb.connect().execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()}
    values = [quoted(c["Name"]) if c["Name"] in in_files else "NULL" for c in columns]
    values += ["NULL" if value == HIVE_NULL else text(value) for value in partition["Values"]]
    casts = [f"CAST({v} AS {duckdb_type(c)}) AS {quoted(c['Name'])}" for v, c in zip(values, columns + keys)]
    return f"SELECT {', '.join(casts)} FROM {reader}"


def relation(table, files):
    storage = table["StorageDescriptor"]
    if storage.get("InputFormat") != SYMLINKS:
        return _relation(table, files)
    keys = table.get("PartitionKeys") or []
    whole = [{"Values": [], "StorageDescriptor": storage}]
    partitions = glue._partitions.get(f"{table['DatabaseName']}/{table['Name']}", []) if keys else whole
    return "(" + " UNION ALL ".join(rows_of(storage["Columns"], keys, p) for p in partitions) + ")"


def datum(value):
    return "NaN" if isinstance(value, float) and value != value else _text(value)


athena._start_query_execution = start
athena._run_duckdb = run
athena._table_relation = relation
athena._datum_text = datum

if __name__ == "__main__":
    main()
