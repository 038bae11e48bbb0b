"""Runs the runners and the plain tools in turn on the same generated ratings, and compares them.

Every program is a process of its own in a memory cgroup, where this user may make one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from postgresql import Postgresql
from store import Store

HERE = Path(__file__).parent
DATE = "2026-11-21"
COLUMNS = {"userId": "bigint", "movieId": "bigint", "rating": "decimal(2,1)", "timestamp": "bigint"}
SPARK = """SELECT userId AS user_id, movieId AS movie_id, rating, timestamp_seconds(timestamp) AS rated_at,
CAST(year(timestamp_seconds(timestamp)) AS INT) AS rating_year FROM ratings"""
DUCKDB = SPARK.replace("timestamp_seconds", "to_timestamp")
# What a pod of the step gets unless its spec says otherwise; of Spark's three quarters.
MEMORY_MIB = {"ingest": 512, "spark": 1536, "duckdb": 512, "quality": 512, "load": 512, "postgresql": 512, "dbt": 1024}
# Whose figures there are: of the runner, of the plain tool alone, of the plain tool that fetches and uploads, too.
SIDES = ("sluice", "plain", "plainWithStore")
# The step whose output a step reads, if any.
READS = {
    "ingest": None, "spark": "ingest", "duckdb": "ingest", "quality": "duckdb", "load": "duckdb", "postgresql": "duckdb",
    "dbt": "load",
}


def cgroup(mib):
    """A cgroup with this limit and the file that takes its processes, or nothing where none can be made."""
    for base, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
        folder = Path(base, f"sluice-bench-{os.getpid()}-{mib}")
        try:
            folder.mkdir(exist_ok=True)
            (folder / limit).write_text(str(mib << 20))
            return folder
        except OSError:
            if folder.exists():
                folder.rmdir()
    return None


class Bench:
    def __init__(self, options):
        self.root, self.work, self.dbt, self.rows = options.root, options.work, options.dbt, options.rows
        self.run = self.work / "run"
        shutil.rmtree(self.run, ignore_errors=True)
        self.run.mkdir(parents=True)
        self.token = 0
        self.csv = self.work / f"ratings-{self.rows}.csv"
        self.groups = {mib: cgroup(mib) for mib in set(MEMORY_MIB.values())}
        self.store = Store(options.weed, self.run)
        self.postgresql = Postgresql(options.root, options.postgresql, self.run) if options.postgresql else None

    # ---------------------------------------------------------------------------------------------------- data
    def generate(self):
        if not self.csv.exists():
            part = self.csv.with_suffix(".part")
            duckdb.execute(
                f"""COPY (SELECT 1 + i // 144 AS userId, 1 + (i * 7919 + hash(i) % 997) % 27278 AS movieId,
                CAST((1 + hash(i) % 10) / 2 AS DECIMAL(2,1)) AS rating,
                789652009 + CAST(hash(i * 31) % 638000000 AS BIGINT) AS timestamp FROM range({self.rows}) t(i))
                TO '{part}' (FORMAT csv, HEADER)"""
            )
            part.rename(self.csv)
        self.store.put("/buckets/landing/ratings.csv", self.csv, "text/csv")

    # ----------------------------------------------------------------------------------------------- programs
    def measure(self, command, mib, environment=None):
        """Runs a program to its end: what it printed, seconds, CPU seconds, peak memory in MiB."""
        group = self.groups[mib]

        def enter():
            if group:
                (group / "cgroup.procs").write_text(str(os.getpid()))

        for folder in ("plain", "fetched"):
            (self.run / folder).mkdir(exist_ok=True)
        with open(self.run / "output.txt", "a+") as out:
            start = out.tell()
            began = time.monotonic()
            process = subprocess.Popen(
                [str(word) for word in command], stdout=out, stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}), cwd=self.run / "plain", preexec_fn=enter,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.monotonic() - began
            out.seek(start)
            text = out.read()
        if process.returncode:
            sys.exit(f"exit code {process.returncode} of {command[0]}:\n{text[-3000:]}")
        return text, (seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def step(self, module, main, mib, kind, body, stores=("landing", "lake"), flags=(), environment=None):
        """One attempt of one step by its runner, as a pod would run it; its slice is written anew each time."""
        self.token += 1
        scratch = self.run / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        result = self.run / "result.json"
        result.unlink(missing_ok=True)
        warehouses = {"warehouse": {"duckdb": {"file": f"{self.run}/warehouse.duckdb"}}}
        if self.postgresql:
            warehouses["postgresql"] = {"postgresql": self.postgresql.connection}
        identity = {"namespace": "bench", "name": f"run-{self.token}", "uid": f"uid-{self.token}", "task": kind}
        request = {
            "protocolVersion": 1,
            "run": identity | {"date": DATE, "attempt": 1, "fencingToken": self.token},
            "stores": {name: self.store.connection | {"bucket": name} for name in stores},
            "warehouses": warehouses,
            "report": {"store": "lake", "path": f"_sluice/bench/run-{self.token}/{kind}/1"},
            kind: body,
        }
        home = self.root / "runners" / module
        classpath = (
            [next((home / "target").glob(f"sluice-{module}-*[!s].jar"))] if module == "spark"
            else [f"{home}/target/*", f"{home}/target/lib/*"]
        )
        _, figures = self.measure(
            ["java", f"@{home}/src/main/jvm.options", *flags, f"-XX:SharedArchiveFile={self.work}/archives/{module}.jsa"]
            + [f"-Djava.io.tmpdir={scratch}", "-cp", ":".join(map(str, classpath)), main],
            mib,
            {"SLUICE_STEP": json.dumps(request), "SLUICE_RESULT": str(result), "SLUICE_SCRATCH": str(scratch)}
            | {"SLUICE_DBT": f"{self.dbt}/bin/dbt"} | (environment or {}),
        )
        return json.loads(result.read_text())["results"].get("rows"), figures

    def plain(self, mib, what, *arguments, fetch=(), upload=(), environment=None):
        # As much of the limit as DuckDB counts; Python and what it does not count need the rest.
        options = ["--memory", f"{mib * 6 // 10}MiB"]
        options += ["--fetch", *fetch] if fetch else []
        options += ["--upload", *upload] if upload else []
        text, figures = self.measure([f"{self.dbt}/bin/python", HERE / "plain.py", *options, what, *arguments], mib, environment)
        # DuckDB's work prints how many rows it had, and nothing else.
        return int(text) if what not in ("copy", "run") else None, figures

    def local(self, name):
        """A file or folder of the plain tools, which are left alone with their local disk."""
        return self.run / "plain" / name

    def fetched(self, name):
        """The same of the plain tools that fetch from the object store and upload to it."""
        return self.run / "fetched" / name

    # --------------------------------------------------------------------------------------------- the contenders
    def ingest(self):
        body = {
            "sources": [{"s3": {"store": "landing", "key": "ratings.csv"}}],
            "output": {"dataset": "raw", "store": "lake", "path": f"raw/{self.token}", "partitionBy": []},
        }
        self.raw = body["output"]["path"]
        return self.step("ingest", "dev.sluice.ingest.IngestRunner", MEMORY_MIB["ingest"], "ingest", body)

    def store_ingest(self):
        return self.plain(
            MEMORY_MIB["ingest"], "copy", self.store.url("/buckets/landing/ratings.csv"), self.store.url("/buckets/lake/copy.csv")
        )

    def transform(self, engine, sql):
        columns = [{"name": name, "type": kind} for name, kind in COLUMNS.items()]
        csv = {"type": "Csv", "header": True, "delimiter": ",", "quote": '"', "escape": '"', "nullValue": "", "multiLine": False}
        source = {"dataset": "raw", "store": "lake", "path": self.raw, "sliced": False, "slices": "Run"}
        target = {"dataset": engine, "store": "lake", "path": f"ratings/{engine}", "partitionBy": ["rating_year"]}
        return {
            "inputs": [{"name": "ratings", "from": source | {"format": csv | {"columns": columns}}}],
            "outputs": [{"sql": sql, "target": target}],
        }

    def spark(self):
        mib = MEMORY_MIB["spark"]
        return self.step(
            "spark", "dev.sluice.spark.SparkRunner", mib, "transform", self.transform("spark", SPARK), flags=[f"-Xmx{mib // 2}m"]
        )

    def plain_spark(self):
        return None, self.measure(self.spark_command(self.csv, self.local("spark")), MEMORY_MIB["spark"])[1]

    def store_spark(self):
        csv, folder = self.fetched("ratings.csv"), self.fetched("spark")
        return self.plain(
            MEMORY_MIB["spark"], "run", *self.spark_command(csv, folder),
            fetch=(self.store.url("/buckets/landing/ratings.csv"), csv), upload=(folder, self.store.url("/buckets/lake/plain/spark/")),
        )

    def spark_command(self, csv, folder):
        mib, home = MEMORY_MIB["spark"], self.root / "runners/spark"
        options = [line for line in (home / "src/main/jvm.options").read_text().splitlines() if line.startswith("--add-opens")]
        java = ["java", *options, f"-Xmx{mib // 2}m", "-cp", f"{self.work}/classes:{home}/target/lib/*", "PlainSpark"]
        return [*java, csv, folder, SPARK]

    def warehouse(self, kind, body):
        return self.step("warehouse", "dev.sluice.warehouse.WarehouseRunner", MEMORY_MIB["duckdb"], kind, body)

    def duckdb(self):
        return self.warehouse("transform", self.transform("duckdb", DUCKDB))

    def plain_duckdb(self):
        return self.plain(MEMORY_MIB["duckdb"], "parquet", self.csv, self.local("duckdb"), DUCKDB)

    def store_duckdb(self):
        csv, folder = self.fetched("ratings.csv"), self.fetched("duckdb")
        return self.plain(
            MEMORY_MIB["duckdb"], "parquet", csv, folder, DUCKDB,
            fetch=(self.store.url("/buckets/landing/ratings.csv"), csv), upload=(folder, self.store.url("/buckets/lake/plain/duckdb/")),
        )

    def dataset(self):
        return {"dataset": "duckdb", "store": "lake", "path": "ratings/duckdb", "sliced": False, "slices": "Run"}

    def quality(self):
        def check(name, **what):
            return {"name": name, "severity": "Error"} | what

        checks = [check("rows", figure={"kind": "RowCount", "columns": [], "min": "1"})]
        for column in ("user_id", "movie_id", "rating", "rated_at"):
            checks.append(check(f"{column}-there", notNull={"columns": [column]}))
        checks.append(check("stars", range={"column": "rating", "min": "0.5", "max": "5"}))
        checks.append(check("numbers", range={"column": "movie_id", "min": "1"}))
        checks.append(check("halves", pattern={"column": "rating", "regex": "[0-5][.][05]"}))
        return self.warehouse("quality", {"on": {"dataset": self.dataset()}, "checks": checks})

    def plain_quality(self):
        return self.plain(MEMORY_MIB["quality"], "checks", self.local("duckdb"))

    def store_quality(self):
        folder = self.fetched("dataset")
        return self.plain(
            MEMORY_MIB["quality"], "checks", folder, fetch=(self.store.url("/buckets/lake/plain/duckdb/"), folder)
        )

    def load(self):
        body = {"step": "load", "from": self.dataset(), "warehouse": "warehouse", "table": "main.ratings", "mode": "Replace"}
        # The same content is loaded once only, so each measurement starts without a warehouse.
        (self.run / "warehouse.duckdb").unlink(missing_ok=True)
        return self.warehouse("load", body | {"sliceColumn": "run_date"})

    def plain_load(self):
        self.local("plain.duckdb").unlink(missing_ok=True)
        return self.plain(MEMORY_MIB["load"], "load", self.local("plain.duckdb"), self.local("duckdb"))

    def store_load(self):
        file, folder = self.fetched("plain.duckdb"), self.fetched("dataset")
        file.unlink(missing_ok=True)
        return self.plain(
            MEMORY_MIB["load"], "load", file, folder, fetch=(self.store.url("/buckets/lake/plain/duckdb/"), folder)
        )

    def postgresql_load(self):
        self.postgresql.run("DROP TABLE IF EXISTS public.ratings")
        body = {"step": "load", "from": self.dataset(), "warehouse": "postgresql", "table": "public.ratings", "mode": "Replace"}
        return self.warehouse("load", body | {"sliceColumn": "run_date"})

    def psql(self, folder, fetch=()):
        self.postgresql.run("DROP TABLE IF EXISTS public.plain")
        return self.plain(
            MEMORY_MIB["postgresql"], "psql", self.postgresql.psql, "public.plain", folder,
            fetch=fetch, environment=self.postgresql.environment,
        )

    def plain_postgresql(self):
        return self.psql(self.local("duckdb"))

    def store_postgresql(self):
        folder = self.fetched("dataset")
        return self.psql(folder, fetch=(self.store.url("/buckets/lake/plain/duckdb/"), folder))

    def models(self):
        files = [file for file in sorted((HERE / "dbt").rglob("*")) if file.is_file()]
        project = [{"path": str(file.relative_to(HERE / "dbt")), "content": file.read_text()} for file in files]
        body = {
            "warehouse": "warehouse", "schema": "marts", "project": {"files": project}, "commands": ["build"],
            "target": "prod", "threads": 2, "fullRefresh": False,
        }
        return None, self.step("dbt", "dev.sluice.dbt.DbtRunner", MEMORY_MIB["dbt"], "model", body)[1]

    def plain_models(self):
        project = self.local("dbt")
        # As fresh as a pod's: what dbt has parsed before is not there.
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(HERE / "dbt", project)
        profile = {"type": "duckdb", "path": str(self.local("plain.duckdb")), "schema": "marts", "threads": 2}
        (project / "profiles.yml").write_text(json.dumps({"bench": {"target": "prod", "outputs": {"prod": profile}}}))
        _, figures = self.measure(
            [f"{self.dbt}/bin/dbt", "build", "--project-dir", project, "--profiles-dir", project],
            MEMORY_MIB["dbt"],
            {"DO_NOT_TRACK": "1"},
        )
        return None, figures

    def close(self):
        self.store.close()
        if self.postgresql:
            self.postgresql.close()
        for group in filter(None, self.groups.values()):
            group.rmdir()


def main():
    parser = argparse.ArgumentParser()
    for name in ("root", "work", "dbt"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--weed", required=True)
    parser.add_argument("--postgresql", help="where its programs are; absent without a step that needs it")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--repeats", type=int, required=True)
    parser.add_argument("--steps", required=True)
    options = parser.parse_args()
    bench = Bench(options)
    # Of each step: Sluice, the plain tool alone, and with its fetch and upload, where it has them.
    steps = {
        "ingest": (bench.ingest, None, bench.store_ingest, "read and written by Python"),
        "spark": (bench.spark, bench.plain_spark, bench.store_spark, "java with the same jars"),
        "duckdb": (bench.duckdb, bench.plain_duckdb, bench.store_duckdb, "duckdb in Python"),
        "quality": (bench.quality, bench.plain_quality, bench.store_quality, "one query, duckdb in Python"),
        "load": (bench.load, bench.plain_load, bench.store_load, "duckdb in Python"),
        "postgresql": (bench.postgresql_load, bench.plain_postgresql, bench.store_postgresql, "duckdb in Python into psql"),
        "dbt": (bench.models, bench.plain_models, None, "dbt build"),
    }
    chosen = options.steps.split(",")
    unknown = set(chosen) - set(steps)
    if unknown:
        sys.exit(f"STEPS: there is no {', '.join(sorted(unknown))}; there are {', '.join(steps)}")
    needed = set(chosen)
    for name in reversed(steps):
        needed |= {READS[name]} & steps.keys() if name in needed else set()
    results = {}
    try:
        bench.generate()
        print(f"{options.rows:,} ratings, {bench.csv.stat().st_size / 1e6:,.0f} MB of CSV; fastest of {options.repeats}")
        if not all(bench.groups.values()):
            print("Memory is not limited: this user may make no cgroups.")
        print(f"{'':10} {'Sluice':^22}   {'plain with the store':^22}   {'plain alone':^22}")
        print(f"{'step':10} " + "   ".join([f"{'s':>7} {'CPU s':>7} {'MiB':>6}"] * 3) + "   ratio  plain tool")
        for name, (*programs, tool) in steps.items():
            if name not in needed:
                continue
            measured = {side: [] for side, program in zip(SIDES, programs) if program}
            for _ in range(options.repeats if name in chosen else 1):
                for side, program in zip(SIDES, programs):
                    if program:
                        rows, figures = program()
                        measured[side].append(figures)
                        if rows not in (None, options.rows):
                            sys.exit(f"{name}, {side}: {rows} rows, {options.rows} were generated")
            if name not in chosen:
                continue
            fastest = {side: min(figures) for side, figures in measured.items()}
            results[name] = (fastest, tool)
            judge = fastest.get("plainWithStore") or fastest["plain"]
            cells = [
                "{:7.2f} {:7.1f} {:6.0f}".format(*fastest[side]) if side in fastest else f"{'-':>22}"
                for side in ("sluice", "plainWithStore", "plain")
            ]
            print(f"{name:10} " + "   ".join(cells) + f"   {fastest['sluice'][0] / judge[0]:5.2f}  {tool}", flush=True)
    finally:
        bench.close()
    figures = ("seconds", "cpuSeconds", "peakMib")
    report = {
        "rows": options.rows, "repeats": options.repeats, "memoryLimited": all(bench.groups.values()),
        "steps": {
            name: {side: dict(zip(figures, one)) for side, one in fastest.items()} | {"plainTool": tool}
            for name, (fastest, tool) in results.items()
        },
    }
    out = options.root / "target/bench-data.json"
    out.write_text(json.dumps(report, indent=2) + "\n")
    print(f"written to {out.relative_to(options.root)}")


if __name__ == "__main__":
    main()
