"""Prints how many tests ran in each module, from the reports of Surefire and Failsafe.

Exits with 1 when a test failed or when no test ran at all.
"""

import glob
import sys
import xml.etree.ElementTree as ElementTree

rows = {}
failures = []
for report in sorted(glob.glob("**/target/*-reports/TEST-*.xml", recursive=True)):
    suite = ElementTree.parse(report).getroot()
    module = report.split("/target/")[0]
    row = rows.setdefault(module, [0, 0, 0, 0.0])
    row[0] += int(suite.get("tests", 0))
    row[1] += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    row[2] += int(suite.get("skipped", 0))
    row[3] += float(suite.get("time", "0").replace(",", ""))
    for case in suite.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failures.append(f"{case.get('classname')}.{case.get('name')}")

print(f"{'module':<22}{'tests':>7}{'failed':>8}{'skipped':>9}{'seconds':>9}")
for module, (tests, failed, skipped, seconds) in rows.items():
    print(f"{module:<22}{tests:>7}{failed:>8}{skipped:>9}{seconds:>9.1f}")
for failure in failures:
    print(f"failed: {failure}")
total, failed, skipped = (sum(row[i] for row in rows.values()) for i in range(3))
print(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not total else 0)
