"""Compares what runs came to on the local node and on a real kubelet: the same names, reasons and results.

usage: compare.py LOCAL.json CLUSTER.json     both are lists of PipelineRuns, as `kubectl get -o json` prints them
"""

import json
import re
import sys
from pathlib import Path

RESULTS = ("state", "reason", "attempt", "rows", "digest")


def facts(path):
    """Lines that say what came of each run and task; what differs by place and time is left out."""
    lines = []
    for run in json.loads(Path(path).read_text())["items"]:
        # The end of a run's name follows from the identity of its pipeline, which is another one here and there.
        status, name = run["status"], run["status"]["pipeline"]
        condition = next(c for c in status["conditions"] if c["type"] == "Succeeded")
        lines.append(f"{name}: {condition['status']} {condition['reason']} {status['progress']} {status['date']}")
        for task in status["tasks"]:
            results = " ".join(f"{key}={task.get(key)}" for key in RESULTS)
            message = re.sub(r"https?://[0-9.:]+", "http://STORE", task.get("message", ""))
            lines.append(f"{name}/{task['name']}: {results} {message}".rstrip())
    return sorted(lines)


def main(local, cluster):
    here, there = facts(local), facts(cluster)
    if here == there:
        print(f"e2e: {len(here)} runs and tasks are the same on the local node and on the kubelet")
        return
    for line in sorted(set(here) ^ set(there)):
        print(("local   " if line in here else "kubelet ") + line, file=sys.stderr)
    sys.exit("e2e: the local node and the kubelet differ, see above")


if __name__ == "__main__":
    main(*sys.argv[1:])
