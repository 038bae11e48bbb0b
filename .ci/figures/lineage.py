#!/usr/bin/env python3
"""Checks the lineage that a demo left: one tree of events per run, and no data that comes from nowhere.

Usage: lineage.py OUT
  OUT   folder of `make demo EXAMPLE=<name> OUT=folder`, of an example whose pipeline has a Notification with openLineage

Of each run: one job without a parent, which is the pipeline; every other job's run is in a run that began before it; each
began once and ended once; every task that had an attempt is told, but for the notification itself, which is still at it;
and what a job reads was written by another one, but for sources of ingests.
"""

import json
import sys
from pathlib import Path


class Problem(Exception):
    """What is wrong, for a person."""


def require(holds, message):
    if not holds:
        raise Problem(message)


def datasets(event, side):
    return {(data["namespace"], data["name"]) for data in event[side]}


def check(run, teller, events):
    status = run["status"]
    pipeline = status["pipeline"]
    began, ended, root, jobs = {}, set(), None, {}
    read, written = {}, set()
    for event in events:
        job, of = event["job"]["name"], event["run"]["runId"]
        parent = event["run"]["facets"].get("parent")
        if parent is None:
            require(job == pipeline, f"{job} has no parent")
            require(root in (None, of), f"{pipeline} has more than one root")
            root = of
        else:
            require(parent["run"]["runId"] in began, f"{job} is in a run that did not begin before it")
            require(began[parent["run"]["runId"]] == parent["job"]["name"], f"{job} has a parent of another name")
            require(parent["root"]["run"]["runId"] == root, f"{job} has another root")
            require(job.startswith(parent["job"]["name"] + "."), f"{job} is not called after its parent")
        if event["eventType"] == "START":
            require(of not in began, f"{job} began twice")
            began[of] = job
        else:
            require(of in began and of not in ended, f"{job} ended without a beginning, or twice")
            ended.add(of)
        jobs[job] = event["eventType"]
        kind = event["job"]["facets"]["jobType"]["jobType"]
        if kind != "DATASETINGEST":
            for data in datasets(event, "inputs"):
                read.setdefault(data, job)
        written |= datasets(event, "outputs")
    require(root is not None, f"nothing tells of {pipeline}")
    require(ended == set(began), f"{sorted(began[of] for of in set(began) - ended)} did not end")
    require(jobs[pipeline] == "COMPLETE", f"{pipeline} ended as {jobs[pipeline]}")
    told = {job.split(".")[1] for job in jobs if job != pipeline}
    tasks = {task["name"] for task in status["tasks"] if task.get("attempt", 0) > 0} - {teller}
    require(told == tasks, f"told of {sorted(told)}, but the tasks are {sorted(tasks)}")
    nowhere = {f"{job} reads {data}" for data, job in read.items() if data not in written}
    require(not nowhere, f"nobody wrote what is read: {sorted(nowhere)}")
    return len(events), len(written)


def main(out):
    runs = json.loads((out / "runs.json").read_text())["items"]
    require(runs, f"no runs in {out}")
    for run in runs:
        name = run["metadata"]["name"]
        files = sorted((out / "openlineage" / name).glob("*.ndjson"))
        require(files, f"{name} left no lineage in {out / 'openlineage'}")
        for file in files:
            told = [json.loads(line) for line in file.read_text().splitlines()]
            events, written = check(run, file.stem, told)
            print(f"  lineage of {name}: one tree of {events} events, {written} datasets, none from nowhere")


try:
    main(Path(sys.argv[1]))
except Problem as problem:
    sys.exit(f"lineage: {problem}")
