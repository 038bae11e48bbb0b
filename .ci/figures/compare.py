#!/usr/bin/env python3
"""Computes figures from MovieLens CSV files without Sluice and compares them with the marts that a demo left.

Usage: compare.py DATA OUT [MIN_VOTES]
  DATA       folder with movies.csv, ratings.csv and tags.csv
  OUT        folder of `make demo OUT=folder`: one CSV per mart, such as marts.top_movies.csv or top_movies.csv
  MIN_VOTES  the pipeline's parameter min_votes (default 50)
"""

import csv
import datetime
import re
import sys
import zlib
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

NO_GENRES = "(no genres listed)"
YEAR = re.compile(r"\(([0-9]{4})\)\s*$")
csv.field_size_limit(1 << 20)


class Problem(Exception):
    """Something that the person who runs this has to put right."""


def rows(file):
    try:
        with open(file, newline="", encoding="utf-8") as lines:
            yield from csv.DictReader(lines)
    except FileNotFoundError:
        raise Problem(f"{file} does not exist") from None


def mart(out, name):
    for candidate in (f"marts.{name}.csv", f"{name}.csv", f"marts/{name}.csv"):
        if (out / candidate).exists():
            return list(rows(out / candidate))
    raise Problem(f"{out} has neither marts.{name}.csv nor {name}.csv: was the demo run with OUT={out}?")


def average(total, count):
    """To four digits, halves up, as the marts round; exact until then."""
    if not count:
        return "none"
    units = int(Fraction(total) / count * 10000 + Fraction(1, 2))
    return f"{units // 10000}.{units % 10000:04d}"


def shown(value):
    """A mart's average in the form of ours; nothing for null."""
    return f"{float(value):.4f}" if value not in ("", "NULL", "None") else "none"


def facts(data):
    """Everything that is compared, by plain loops over the source."""
    titles, years, genres = {}, {}, {}
    for movie in rows(data / "movies.csv"):
        key = int(movie["movieId"])
        year = YEAR.search(movie["title"])
        titles[key] = YEAR.sub("", movie["title"]).strip(" ")
        years[key] = int(year.group(1)) if year else None
        genres[key] = [] if movie["genres"] == NO_GENRES else movie["genres"].split("|")

    stars = defaultdict(lambda: [Decimal(0), 0])
    by_user = defaultdict(lambda: [Decimal(0), 0])
    by_year = defaultdict(lambda: [Decimal(0), 0])
    by_value = Counter()
    for rating in rows(data / "ratings.csv"):
        value = Decimal(rating["rating"])
        when = datetime.datetime.fromtimestamp(int(rating["timestamp"]), datetime.timezone.utc)
        for group in (stars[int(rating["movieId"])], by_user[int(rating["userId"])], by_year[when.year]):
            group[0] += value
            group[1] += 1
        by_value[f"{value:.1f}"] += 1

    uses = Counter()
    taggers = set()
    for tag in rows(data / "tags.csv"):
        text = tag["tag"].strip(" ").lower()
        if text:
            uses[text] += 1
            taggers.add(int(tag["userId"]))

    by_genre = defaultdict(lambda: [Decimal(0), 0, 0])
    for key, names in genres.items():
        for name in names:
            by_genre[name][0] += stars[key][0] if key in stars else 0
            by_genre[name][1] += stars[key][1] if key in stars else 0
            by_genre[name][2] += 1
    return titles, years, stars, by_user, by_year, by_value, uses, taggers, by_genre


def figures(data, out, min_votes):
    """Triples of name, our value, Sluice's value."""
    titles, years, stars, by_user, by_year, by_value, uses, taggers, by_genre = facts(data)
    total = sum(votes for _, votes in stars.values())
    movie_ratings = mart(out, "movie_ratings")
    top_movies = mart(out, "top_movies")
    genre_ratings = mart(out, "genre_ratings")
    yearly = mart(out, "yearly_ratings")
    active = mart(out, "most_active_users")
    tags = mart(out, "popular_tags")
    ratings = mart(out, "fact_ratings")

    yield "movies", len(titles), len(mart(out, "dim_movies"))
    yield "ratings", total, len(ratings)
    yield "users who rated or tagged", len(by_user.keys() | taggers), len(mart(out, "dim_users"))
    yield "distinct tags", len(uses), len(mart(out, "dim_tags"))
    yield "tags given", sum(uses.values()), len(mart(out, "fact_movie_tags"))
    yield "movies with a genre, all genres", sum(g[2] for g in by_genre.values()), len(mart(out, "bridge_movie_genres"))
    yield (
        "average of all ratings",
        average(sum(s for s, _ in stars.values()), total),
        average(sum(Decimal(r["rating"]) for r in ratings), len(ratings)),
    )
    yield (
        "ratings by stars",
        dict(sorted(by_value.items())),
        dict(sorted(Counter(f"{Decimal(r['rating']):.1f}" for r in ratings).items())),
    )
    yield (
        "movies without ratings",
        sum(1 for key in titles if key not in stars),
        sum(1 for row in movie_ratings if row["votes"] == "0"),
    )
    yield (
        "movies without a year",
        sum(1 for year in years.values() if year is None),
        sum(1 for row in movie_ratings if row["release_year"] in ("", "NULL", "None")),
    )
    yield (
        f"movies with {min_votes} votes or more",
        sum(1 for key in titles if key in stars and stars[key][1] >= min_votes),
        len(top_movies),
    )

    best = sorted(
        (-float(average(*stars[key])), -stars[key][1], key)
        for key in titles
        if key in stars and stars[key][1] >= min_votes
    )[:10]
    ranked = sorted(top_movies, key=lambda row: int(row["position"]))[:10]
    for place in range(max(len(best), len(ranked))):
        ours = theirs = "none"
        if place < len(best):
            key = best[place][2]
            ours = f"{titles[key]} {years[key]}: {average(*stars[key])} of {stars[key][1]}"
        if place < len(ranked):
            row = ranked[place]
            year = row["release_year"] or "None"
            theirs = f"{row['title']} {year}: {shown(row['average_rating'])} of {row['votes']}"
        yield f"top movie {place + 1}", ours, theirs

    busiest = sorted((-votes, user) for user, (_, votes) in by_user.items())[:10]
    yield (
        "ten most active users",
        [f"{user}: {-votes}" for votes, user in busiest],
        [f"{r['user_id']}: {r['votes']}" for r in sorted(active, key=lambda r: int(r["position"]))[:10]],
    )
    sluice_years = {int(row["rated_year"]): row for row in yearly}
    for year in sorted(by_year.keys() | sluice_years.keys()):
        yield f"ratings in {year}", votes_of(by_year.get(year)), votes_in(sluice_years.get(year))
    sluice_genres = {row["genre"]: row for row in genre_ratings}
    for genre in sorted(by_genre.keys() | sluice_genres.keys()):
        yield f"ratings of {genre}", votes_of(by_genre.get(genre)), votes_in(sluice_genres.get(genre))
    yield (
        "ten most used tags",
        [f"{tag}: {n}" for tag, n in sorted(uses.items(), key=lambda item: (-item[1], item[0]))[:10]],
        [f"{r['tag']}: {r['uses']}" for r in sorted(tags, key=lambda r: (-int(r["uses"]), r["tag"]))[:10]],
    )
    yield (
        "uses of every tag",
        f"{len(uses)} tags, checksum {checksum(uses.items())}",
        f"{len(tags)} tags, checksum {checksum((r['tag'], int(r['uses'])) for r in tags)}",
    )
    yield (
        "votes of every movie",
        checksum((key, stars[key][1] if key in stars else 0) for key in titles),
        checksum((int(r["movie_id"]), int(r["votes"])) for r in movie_ratings),
    )
    yield (
        "average of every movie",
        checksum((key, average(*stars[key]) if key in stars else "none") for key in titles),
        checksum((int(r["movie_id"]), shown(r["average_rating"])) for r in movie_ratings),
    )


def checksum(pairs):
    return zlib.crc32("\n".join(f"{a}={b}" for a, b in sorted(pairs)).encode())


def votes_of(group):
    return "none" if group is None else f"{group[1]}, average {average(group[0], group[1])}"


def votes_in(row):
    return "none" if row is None else f"{row['votes']}, average {shown(row['average_rating'])}"


def short(value):
    text = str(value)
    return text if len(text) <= 46 else text[:45] + "…"


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    data, out = Path(arguments[0]), Path(arguments[1])
    different = total = 0
    try:
        print(f"{'figure':34} | {'independent':46} | {'Sluice':46} | ok")
        print("-" * 34 + "-|-" + "-" * 46 + "-|-" + "-" * 46 + "-|----")
        for name, ours, theirs in figures(data, out, int(arguments[2]) if len(arguments) == 3 else 50):
            total += 1
            same = ours == theirs
            different += not same
            print(f"{name:34} | {short(ours):46} | {short(theirs):46} | {'ok' if same else 'DIFFERENT'}")
    except (Problem, KeyError) as problem:
        text = problem if isinstance(problem, Problem) else f"a file has no column {problem}"
        print(f"compare.py: {text}", file=sys.stderr)
        return 2
    print(f"{total - different} of {total} figures agree")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
