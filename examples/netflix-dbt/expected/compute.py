#!/usr/bin/env python3
"""Computes the tables of netflix-dbt from MovieLens' six CSV files in plain Python, to be compared with those of the pipeline.

Usage: compute.py DATA EXPECTED
  DATA       folder with the six CSV files, or with movielens.zip that holds them
  EXPECTED   folder in which one CSV per table is made
"""

import csv
import datetime
import io
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SEED = Path(__file__).parent.parent / "dbt" / "seeds" / "seed_movie_release_dates.csv"


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


def instant(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    data, out = map(Path, arguments)
    out.mkdir(parents=True, exist_ok=True)

    titles = {movie["movieId"]: movie["title"].strip(" ") for movie in rows(data, "movies.csv")}
    write(
        out,
        "dim_movies",
        ("movie_id", "movie_title", "genres"),
        ((movie["movieId"], movie["title"].strip(" "), movie["genres"]) for movie in rows(data, "movies.csv")),
    )
    ratings = [(r["userId"], r["movieId"], r["rating"], instant(r["timestamp"])) for r in rows(data, "ratings.csv")]
    write(out, "fct_ratings", ("user_id", "movie_id", "rating", "rated_at"), ratings)

    newest = {}
    for tag in rows(data, "tags.csv"):
        key = (tag["userId"], tag["movieId"], tag["tag"].strip(" "))
        newest[key] = max(newest.get(key, 0), int(tag["timestamp"]))
    write(
        out,
        "snap_tags",
        ("user_id", "movie_id", "tag_name", "tagged_at", "dbt_valid_to"),
        ((*key, instant(when), "") for key, when in newest.items()),
    )
    users = {rating[0] for rating in ratings} | {key[0] for key in newest}
    write(out, "dim_users", ("user_id",), ((user,) for user in users))

    names = {tag["tagId"]: tag["tag"].strip(" ") for tag in rows(data, "genome-tags.csv")}
    write(out, "dim_genome_tags", ("tag_id", "tag_name"), names.items())
    best = {}
    scores = []
    for score in rows(data, "genome-scores.csv"):
        if Decimal(score["relevance"]) > 0:
            relevance = Decimal(score["relevance"]).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            scores.append((score["movieId"], score["tagId"], relevance))
            best.setdefault(score["movieId"], []).append((-relevance, names[score["tagId"]]))
    write(out, "fct_genome_scores", ("movie_id", "tag_id", "relevance_score"), scores)
    write(
        out,
        "mart_movie_tags",
        ("movie_id", "movie_title", "tag_name", "relevance_score", "tag_rank"),
        (
            (movie, titles[movie], tag, -relevance, place)
            for movie, tags in best.items()
            if movie in titles
            for place, (relevance, tag) in enumerate(sorted(tags)[:5], start=1)
        ),
    )
    known = {release["movie_id"] for release in rows(SEED.parent, SEED.name)}
    write(
        out,
        "mart_movie_releases",
        ("user_id", "movie_id", "rating", "rated_at", "release_info"),
        ((*rating, "known" if rating[1] in known else "unknown") for rating in ratings),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
