#!/usr/bin/env python3
"""Computes the dashboards of netflix-scale from MovieLens' CSV files in plain Python.

Usage: compute.py DATA EXPECTED [MIN_VOTES]
  DATA       folder with the six CSV files, or with movielens.zip that holds them
  EXPECTED   folder in which one CSV per table is made
  MIN_VOTES  the pipeline's parameter min_votes (default 50)
"""

import csv
import io
import re
import sys
import zipfile
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

YEAR = re.compile(r"\(([0-9]{4})\)$")
NO_GENRES = "(no genres listed)"


def rows(data, name):
    if (data / name).is_file():
        with open(data / name, newline="", encoding="utf-8") as lines:
            yield from csv.DictReader(lines)
        return
    with zipfile.ZipFile(data / "movielens.zip") as archive:
        entry = next(entry for entry in archive.namelist() if entry.split("/")[-1] == name)
        with archive.open(entry) as raw:
            yield from csv.DictReader(io.TextIOWrapper(raw, "utf-8", newline=""))


def write(folder, name, header, records):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(records)


def average(total, count):
    """To four digits, halves up; exact until then."""
    if not count:
        return ""
    units = int(Fraction(total) / count * 10000 + Fraction(1, 2))
    return f"{units // 10000}.{units % 10000:04d}"


def main(arguments):
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    data, out = Path(arguments[0]), Path(arguments[1])
    min_votes = int(arguments[2]) if len(arguments) == 3 else 50
    out.mkdir(parents=True, exist_ok=True)

    titles, years, genres = {}, {}, {}
    for movie in rows(data, "movies.csv"):
        key = int(movie["movieId"])
        titles[key] = movie["title"].strip(" ")
        year = YEAR.search(titles[key])
        years[key] = int(year.group(1)) if year else None
        genres[key] = [genre for genre in movie["genres"].split("|") if genre != NO_GENRES]

    stars = defaultdict(lambda: [Decimal(0), 0])
    users = defaultdict(lambda: [Decimal(0), 0])
    for rating in rows(data, "ratings.csv"):
        for group in (stars[int(rating["movieId"])], users[int(rating["userId"])]):
            group[0] += Decimal(rating["rating"])
            group[1] += 1

    best = sorted(
        (-Decimal(average(*stars[key])), -stars[key][1], key) for key in titles if key in stars and stars[key][1] >= min_votes
    )
    write(
        out,
        "top_movies",
        ("place", "movie_id", "movie_title", "release_year", "votes", "average_rating"),
        (
            (place, key, titles[key], years[key] if years[key] is not None else "", -votes, -mean)
            for place, (mean, votes, key) in enumerate(best, start=1)
        ),
    )

    by_genre = defaultdict(lambda: [Decimal(0), 0, 0])
    for key, names in genres.items():
        for name in names:
            total, votes = stars[key] if key in stars else (0, 0)
            by_genre[name][0] += total
            by_genre[name][1] += votes
            by_genre[name][2] += 1
    write(
        out,
        "genre_ratings",
        ("genre", "movies", "votes", "average_rating"),
        ((name, movies, votes, average(total, votes)) for name, (total, votes, movies) in by_genre.items()),
    )

    busiest = sorted((-votes, user, total) for user, (total, votes) in users.items())[:100]
    write(
        out,
        "most_active_users",
        ("place", "user_id", "votes", "average_rating"),
        ((place, user, -votes, average(total, -votes)) for place, (votes, user, total) in enumerate(busiest, start=1)),
    )

    movies_of, votes_of = Counter(), Counter()
    for key, year in years.items():
        if year is not None:
            movies_of[year] += 1
            votes_of[year] += stars[key][1] if key in stars else 0
    write(
        out,
        "releases_by_year",
        ("release_year", "movies", "votes"),
        ((year, movies, votes_of[year]) for year, movies in movies_of.items()),
    )

    names = {tag["tagId"]: tag["tag"].strip(" ") for tag in rows(data, "genome-tags.csv")}
    relevance = defaultdict(lambda: [Decimal(0), 0])
    for score in rows(data, "genome-scores.csv"):
        value = Decimal(score["relevance"])
        if value > 0 and int(score["movieId"]) in titles:
            group = relevance[names[score["tagId"]]]
            group[0] += value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
            group[1] += 1
    write(
        out,
        "top_tags",
        ("tag_name", "movies", "average_relevance"),
        ((tag, count, average(total, count)) for tag, (total, count) in relevance.items()),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
