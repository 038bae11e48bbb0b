#!/usr/bin/env python3
"""Compares the tables that a demo left with those that an example's expected/compute.py made of the same data.

Usage: compare.py EXPECTED OUT
  EXPECTED   folder with one CSV per table, made by `examples/<name>/expected/compute.py DATA EXPECTED`
  OUT        folder of `make demo EXAMPLE=<name> OUT=folder`

A table of EXPECTED may leave out columns; its rows must be those of the table of the same name in OUT, in any order.
Numbers with decimals may differ by half a unit of the fourth digit, because databases round floating point numbers
differently; all else must be equal.
"""

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path

TOLERANCE = Decimal("0.0001")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# A year or an id such as 007 is text to us: it is compared as it stands.
INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.0+)?(Z|\+00(:?00)?)?")
csv.field_size_limit(1 << 24)


class Problem(Exception):
    """Something that the person who runs this has to put right."""


def value(text):
    """A comparable form: numbers as numbers, instants and booleans as everyone could write them."""
    instant = INSTANT.fullmatch(text)
    if instant:
        return f"{instant[1]} {instant[2]}"
    if text in ("True", "False"):
        return text.lower()
    if NUMBER.fullmatch(text) and not re.fullmatch(r"-?0[0-9]+", text):
        return Decimal(text)
    return text


def read(file):
    try:
        with open(file, newline="", encoding="utf-8") as lines:
            reader = csv.DictReader(lines)
            names = [name.lower() for name in reader.fieldnames or []]
            return names, [dict(zip(names, map(value, row.values()))) for row in reader]
    except FileNotFoundError:
        raise Problem(f"{file} does not exist: was the demo run with OUT={file.parent}?") from None


def approximate(cell):
    return isinstance(cell, Decimal) and cell != cell.to_integral_value()


def same(ours, theirs):
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal) and (approximate(ours) or approximate(theirs)):
        return abs(ours - theirs) <= TOLERANCE
    return ours == theirs


def ordered(rows, names):
    """Rows in an order that both sides share: by text and whole numbers first, by what may differ slightly last."""
    inexact = {name for name in names if any(approximate(row[name]) for row in rows)}
    exact = [name for name in names if name not in inexact]
    return exact, sorted(
        rows,
        key=lambda row: ([str(row[name]) for name in exact], [str(row[name]) for name in inexact]),
    )


def differences(ours, theirs, names):
    """The first differences in words."""
    # Both sides must be ordered by the same columns.
    exact, ours = ordered(ours, names)
    inexact = [name for name in names if name not in exact]
    theirs = sorted(
        theirs,
        key=lambda row: ([str(row[name]) for name in exact], [str(row[name]) for name in inexact]),
    )
    if len(ours) != len(theirs):
        yield f"{len(ours)} rows expected, {len(theirs)} found"
    for mine, found in zip(ours, theirs):
        wrong = [name for name in names if not same(mine[name], found[name])]
        if wrong:
            key = ", ".join(f"{name}={mine[name]}" for name in names[:3])
            yield "; ".join(f"{name} of {key}: expected {mine[name]!s}, found {found[name]!s}" for name in wrong[:3])


def compare(expected, out):
    """Whether all tables are as expected."""
    tables = sorted(expected.glob("*.csv"))
    if not tables:
        raise Problem(f"{expected} has no CSV files")
    different = 0
    for file in tables:
        names, ours = read(file)
        columns, theirs = read(out / file.name)
        missing = [name for name in names if name not in columns]
        if missing:
            raise Problem(f"{out / file.name} has no column {', '.join(missing)}; it has {', '.join(columns)}")
        found = list(differences(ours, theirs, names))
        different += bool(found)
        print(f"{file.stem:32} {len(ours):>10,} rows  {len(names):>3} columns  {'DIFFERENT' if found else 'ok'}")
        for line in found[:5]:
            print(f"    {line}")
        if len(found) > 5:
            print(f"    and {len(found) - 5:,} more")
    print(f"{len(tables) - different} of {len(tables)} tables agree")
    return different == 0


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return 0 if compare(Path(arguments[0]), Path(arguments[1])) else 1
    except Problem as problem:
        print(f"compare.py: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
