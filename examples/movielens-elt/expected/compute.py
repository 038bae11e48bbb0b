#!/usr/bin/env python3
"""Computes the MovieLens marts from its CSV files in plain Python, to be compared with those that the pipeline made.

Usage: compute.py DATA EXPECTED [MIN_VOTES]
  DATA       folder with movies.csv, ratings.csv and tags.csv, or with movielens.zip that holds them
  EXPECTED   folder in which one CSV per table is made
  MIN_VOTES  the pipeline's parameter min_votes (default 50)
"""

import csv
import datetime
import hashlib
import io
import re
import sys
import zipfile
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

NO_GENRES = "(no genres listed)"
YEAR = re.compile(r"\(([0-9]{4})\)\s*$")
csv.field_size_limit(1 << 20)


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
        writer.writerow(header.split(","))
        writer.writerows(records)


def moment(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).replace(tzinfo=None)


class Votes:
    """How many votes a group has, and their exact average."""

    def __init__(self):
        self.count, self.total, self.first, self.last = 0, Fraction(0), None, None

    def add(self, rating, when):
        self.count += 1
        self.total += Fraction(rating)
        self.first = when if self.first is None else min(self.first, when)
        self.last = when if self.last is None else max(self.last, when)

    @property
    def average(self):
        """To four digits, halves up; nothing without votes."""
        if not self.count:
            return None
        units = int(self.total / self.count * 10000 + Fraction(1, 2))
        return Decimal(units).scaleb(-4).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def main(arguments):
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    data, folder = Path(arguments[0]), Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    min_votes = int(arguments[2]) if len(arguments) == 3 else 50

    movies, genres = {}, {}
    for row in rows(data, "movies.csv"):
        key = int(row["movieId"])
        year = YEAR.search(row["title"])
        movies[key] = (YEAR.sub("", row["title"]).strip(" "), int(year[1]) if year else None)
        genres[key] = [] if row["genres"] == NO_GENRES else row["genres"].split("|")
    by_movie, by_user, by_year = (defaultdict(Votes) for _ in range(3))
    ratings = []
    for row in rows(data, "ratings.csv"):
        user, movie, rating, when = int(row["userId"]), int(row["movieId"]), row["rating"], moment(row["timestamp"])
        ratings.append((user, movie, rating, when, when.year))
        for votes in (by_movie[movie], by_user[user], by_year[when.year]):
            votes.add(rating, when)
    tags, seen = [], defaultdict(list)
    for row in rows(data, "tags.csv"):
        tag = row["tag"].strip(" ").lower()
        if tag:
            tags.append((int(row["userId"]), int(row["movieId"]), tag, moment(row["timestamp"])))
            seen[tags[-1][0]].append(tags[-1][3])
    for user, votes in by_user.items():
        seen[user] += [votes.first, votes.last]

    write(
        folder, "dim_movies", "movie_id,title,release_year,decade,genres",
        ((k, t, y, y and f"{y - y % 10}s", ", ".join(genres[k])) for k, (t, y) in movies.items()),
    )
    write(folder, "dim_users", "user_id,first_seen_at,last_seen_at", ((u, min(w), max(w)) for u, w in seen.items()))
    key = lambda tag: hashlib.md5(tag.encode()).hexdigest()  # noqa: E731
    write(folder, "dim_tags", "tag_id,tag_name", ((key(tag), tag) for tag in {tag for _, _, tag, _ in tags}))
    write(folder, "fact_ratings", "user_id,movie_id,rating,rated_at,rated_year", ratings)
    write(folder, "fact_movie_tags", "user_id,movie_id,tag_id,tagged_at", ((u, m, key(t), w) for u, m, t, w in tags))
    write(folder, "bridge_movie_genres", "movie_id,genre", ((k, g) for k, names in genres.items() for g in names))

    rated = [(k, t, y, by_movie[k].count, by_movie[k].average) for k, (t, y) in movies.items()]
    write(folder, "movie_ratings", "movie_id,title,release_year,votes,average_rating", rated)
    best = sorted((r for r in rated if r[3] >= min_votes), key=lambda r: (-r[4], -r[3], r[0]))
    write(
        folder, "top_movies", "place,movie_id,title,release_year,votes,average_rating",
        ((place, *row) for place, row in enumerate(best, 1)),
    )
    by_genre = defaultdict(lambda: [0, Votes()])
    for movie, names in genres.items():
        for name in names:
            group = by_genre[name]
            group[0] += 1
            group[1].count += by_movie[movie].count
            group[1].total += by_movie[movie].total
    write(folder, "genre_ratings", "genre,movies,votes,average_rating", ((g, n, v.count, v.average) for g, (n, v) in by_genre.items()))
    users = defaultdict(set)
    for user, _, _, _, year in ratings:
        users[year].add(user)
    write(
        folder, "yearly_ratings", "rated_year,votes,users,average_rating",
        ((y, v.count, len(users[y]), v.average) for y, v in by_year.items()),
    )
    active = sorted(((-v.count, u, v.average) for u, v in by_user.items()))[:100]
    write(
        folder, "most_active_users", "place,user_id,votes,average_rating",
        ((place, user, -count, average) for place, (count, user, average) in enumerate(active, 1)),
    )
    uses = defaultdict(list)
    for user, movie, tag, _ in tags:
        uses[tag].append((user, movie))
    write(
        folder, "popular_tags", "tag_name,uses,movies,users",
        ((t, len(p), len({m for _, m in p}), len({u for u, _ in p})) for t, p in uses.items()),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
