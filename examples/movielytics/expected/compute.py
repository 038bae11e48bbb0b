#!/usr/bin/env python3
"""Computes Movielytics' tables from its CSV files in plain Python, to be compared with those that the pipeline made.

Usage: compute.py DATA EXPECTED
  DATA       folder with movies_metadata.csv, ratings.csv, links.csv and cpi.csv
  EXPECTED   folder in which one CSV per table is made
"""

import ast
import csv
import datetime
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

csv.field_size_limit(1 << 24)


def rows(file):
    with open(file, newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def write(folder, name, header, records):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(records)


def literal(text):
    return ast.literal_eval(text) if text else None


def whole(text):
    return int(text) if text.isdigit() else None


def day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def key_of(date):
    return date.year * 10_000 + date.month * 100 + date.day


def movies_of(data):
    """The movies by id; of two copies the one with more votes."""
    movies = {}
    for row in rows(data / "movies_metadata.csv"):
        key = whole(row["id"])
        if key is None:
            continue
        rank = (whole(row["vote_count"]) or 0, Decimal(row["popularity"] or 0))
        if key not in movies or rank > movies[key][0]:
            movies[key] = (rank, row)
    return {key: row for key, (_, row) in movies.items()}


def prices_of(data):
    prices, last = {}, None
    for row in sorted(rows(data / "cpi.csv"), key=lambda row: row["DATE"]):
        last = last if row["CPIAUCNS"] == "." else Decimal(row["CPIAUCNS"])
        prices[day(row["DATE"])] = last
    return prices


def ratings_of(data, movies):
    tmdb = {row["movieId"]: whole(row["tmdbId"]) for row in rows(data / "links.csv")}
    ratings = {}
    for row in rows(data / "ratings.csv"):
        movie = tmdb.get(row["movieId"])
        if movie in movies:
            key = (int(row["userId"]), movie)
            rank = (int(row["timestamp"]), int(row["movieId"]))
            if key not in ratings or rank > ratings[key][0]:
                ratings[key] = (rank, row["rating"])
    for (user, movie), ((second, _), rating) in ratings.items():
        yield user, movie, rating, datetime.datetime.fromtimestamp(second, datetime.timezone.utc).replace(tzinfo=None)


def in_todays_money(amount, then, now):
    if amount is None or then is None:
        return None
    return (amount * now / then).quantize(Decimal("0.01"), ROUND_HALF_UP)


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    data, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    movies, prices = movies_of(data), prices_of(data)
    ratings = list(ratings_of(data, movies))
    now = prices[max(prices)]
    genres, bridge, facts, days = {}, set(), [], set()
    for key, row in movies.items():
        for genre in literal(row["genres"]) or []:
            genres[genre["id"]] = max(genre["name"], genres.get(genre["id"], ""))
            bridge.add((key, genre["id"]))
        released = day(row["release_date"])
        month = released and released.replace(day=1)
        month = month if month in prices else None
        then = prices.get(month)
        budget, revenue = (whole(row[name]) or None for name in ("budget", "revenue"))
        collection = literal(row["belongs_to_collection"])
        if released:
            days.add(released)
        facts.append([
            key, row["imdb_id"], row["title"].strip(" "), collection and collection["name"], released, released and key_of(released),
            month, int(Decimal(row["runtime"] or 0)) or None, budget, revenue,
            in_todays_money(budget, then, now), in_todays_money(revenue, then, now),
        ])
    days.update(when.date() for *_, when in ratings)
    write(
        folder, "fact_movies",
        "movie_id,imdb_id,title,collection,release_date,date_id,cpi_month,runtime_minutes,budget,revenue,budget_adjusted,"
        "revenue_adjusted".split(","),
        facts,
    )
    write(
        folder, "fact_ratings", ("user_id", "movie_id", "rating", "rated_at", "date_id"),
        ((user, movie, rating, when, key_of(when)) for user, movie, rating, when in ratings),
    )
    write(folder, "dim_genre", ("genre_id", "name"), genres.items())
    write(folder, "bridge_movie_genre", ("movie_id", "genre_id"), bridge)
    write(folder, "dim_cpi", ("month", "cpi"), prices.items())
    first, last = min(days), max(days)
    calendar = (first + datetime.timedelta(number) for number in range((last - first).days + 1))
    write(
        folder, "dim_date",
        "date_id,calendar_day,calendar_year,quarter_of_year,month_of_year,month_name,day_of_month,day_of_week,is_weekend".split(","),
        (
            (key_of(d), d, d.year, (d.month + 2) // 3, d.month, f"{d:%B}", d.day, d.isoweekday(), d.isoweekday() > 5)
            for d in calendar
        ),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
