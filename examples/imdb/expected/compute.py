#!/usr/bin/env python3
"""Computes IMDb's analytics tables from the dumps in plain Python, to be compared with those that the pipeline made.

Usage: compute.py DATA EXPECTED
  DATA       folder with the six dumps (*.tsv.gz) and best_picture_winners.csv
  EXPECTED   folder in which one CSV per table is made
"""

import csv
import gzip
import math
import re
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

SERIES = ("tvSeries", "tvMiniSeries")


def dump(data, name):
    """Rows of a dump; \\N is None, a quote is a quote."""
    with gzip.open(data / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, (None if cell == r"\N" else cell for cell in line.rstrip("\n").split("\t"))))


def write(folder, name, header, records):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(records)


def whole(text):
    return int(text) if text is not None and text.isdigit() else None


def rounded(number):
    exact = Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else Decimal(repr(number))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def average(ratings):
    return sum(map(Fraction, ratings)) / len(ratings) if ratings else None


def movies(data, basics, ratings):
    films = {key: row for key, row in basics.items() if row["titleType"] == "movie"}
    names = {row["nconst"]: row["primaryName"] for row in dump(data, "name.basics")}
    people = {key: {"actor": [], "director": [], "writer": []} for key in films}
    for row in dump(data, "title.principals"):
        if row["tconst"] in people and row["category"] in ("actor", "actress"):
            people[row["tconst"]]["actor"].append((int(row["ordering"]), row["nconst"]))
    for row in dump(data, "title.crew"):
        if row["tconst"] in people:
            for role in ("director", "writer"):
                people[row["tconst"]][role] = list(enumerate((row[f"{role}s"] or "").split(",")))

    def top(key, role):
        known = [names[person] for _, person in sorted(people[key][role]) if person in names]
        return ", ".join(known[:3])

    winners = set()
    with open(data / "best_picture_winners.csv", newline="", encoding="utf-8") as lines:
        for film in csv.DictReader(lines):
            same = [k for k, row in films.items() if (row["primaryTitle"], row["startYear"]) == (film["film"], film["year"])]
            if same:
                winners.add(min(same, key=lambda key: (-ratings.get(key, (None, 0))[1], key)))
    for key, row in films.items():
        year = whole(row["startYear"])
        rating, votes = ratings.get(key, (None, None))
        for genre in (row["genres"] or "Unknown").split(","):
            yield (
                key, genre, row["primaryTitle"], row["originalTitle"], row["isAdult"] == "1", year,
                "Unknown" if year is None else f"{year // 10}0s", whole(row["runtimeMinutes"]), rating, votes,
                top(key, "actor"), top(key, "director"), top(key, "writer"), key in winners,
            )


def episodes(data, basics, ratings):
    found = []
    for row in dump(data, "title.episode"):
        title, series = basics.get(row["tconst"]), basics.get(row["parentTconst"])
        if title and series and series["titleType"] in SERIES:
            season, number = whole(row["seasonNumber"]), whole(row["episodeNumber"])
            rating, votes = ratings.get(row["tconst"], (None, None))
            name = title["primaryTitle"]
            found.append({
                "key": row["tconst"], "series": row["parentTconst"], "season": season, "number": number, "title": name,
                "year": whole(title["startYear"]), "runtime": whole(title["runtimeMinutes"]), "rating": rating, "votes": votes,
                "special": not season or not number or bool(re.search(r"\bspecial\b", name, re.IGNORECASE)),
                "pilot": season == 1 and (number == 1 or bool(re.search(r"\bpilot\b", name, re.IGNORECASE))),
            })
    last = defaultdict(int)
    for episode in found:
        if not episode["special"]:
            place = (episode["series"], episode["season"])
            last[place] = max(last[place], episode["number"])
    for episode in found:
        episode["finale"] = not episode["special"] and episode["number"] == last[episode["series"], episode["season"]]
    return found


def one_for_each_number(found):
    """Of two episodes of one number, the one with more votes."""
    best = {}
    for episode in sorted(found, key=lambda e: (-(e["votes"] or 0), e["key"])):
        if episode["season"] is not None and episode["number"] is not None:
            best.setdefault((episode["series"], episode["season"], episode["number"]), episode)
    return list(best.values())


def pilot(rated):
    for wanted in (
        lambda e: e["season"] == 1 and e["number"] == 1 and e["pilot"],
        lambda e: e["season"] == 1 and e["pilot"],
        lambda e: e["season"] == 1 and e["number"] == 1,
        lambda e: True,
    ):
        for episode in rated:
            if wanted(episode):
                return Fraction(episode["rating"])
    return Fraction(0)


def finale(rated):
    if not rated:
        return Fraction(0)
    latest = rated[-1]
    if not latest["finale"]:
        finales = [e for e in rated if e["season"] == latest["season"] and e["finale"]]
        latest = finales[0] if finales else latest
    return Fraction(latest["rating"])


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    data, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    basics = {row["tconst"]: row for row in dump(data, "title.basics")}
    ratings = {row["tconst"]: (row["averageRating"], int(row["numVotes"])) for row in dump(data, "title.ratings")}
    write(
        folder, "movie_facts_anl",
        "movie_key,genre,title,original_title,is_adult,start_year,decade,runtime_minutes,average_rating,num_votes,top_actors,"
        "top_directors,top_writers,oscar_winner",
        movies(data, basics, ratings),
    )
    every = episodes(data, basics, ratings)
    numbered = one_for_each_number(every)
    columns = "series season number key title year runtime rating votes pilot finale special".split()
    write(
        folder, "episode_facts_anl",
        "series_key,season_number,episode_number,episode_key,episode_title,release_year,runtime_minutes,average_rating,num_votes,"
        "is_pilot,is_finale,is_special",
        ([episode[column] for column in columns] for episode in numbered),
    )

    seasons, best = defaultdict(list), {}
    for episode in every:
        if episode["season"] is not None:
            seasons[episode["series"], episode["season"]].append(episode)
    summary = []
    for (series, season), members in sorted(seasons.items()):
        rated = [e["rating"] for e in members if e["rating"] is not None]
        years = [e["year"] for e in members if e["year"] is not None]
        mean = rounded(average(rated)) if rated else None
        summary.append([
            series, season, basics[series]["primaryTitle"], len(members), len(rated), mean,
            sum(e["votes"] or 0 for e in members), min(years, default=None), max(years, default=None),
        ])
        if mean is not None and (series not in best or mean > best[series][0]):
            best[series] = (mean, season)
    write(
        folder, "series_season_summary_anl",
        "series_key,season_number,series_title,episodes,rated_episodes,average_rating,num_votes,first_year,last_year", summary,
    )

    labels = {}
    for series in {e["series"] for e in every}:
        title, year = basics[series]["primaryTitle"], whole(basics[series]["startYear"])
        labels[series] = (title, year, title if year is None else f"{title} ({year})")
    write(folder, "dim_series", "series_key,series_title,series_start_year,series_label", ((k, *v) for k, v in labels.items()))

    by_series = defaultdict(list)
    for episode in sorted(numbered, key=lambda e: (e["season"], e["number"])):
        by_series[episode["series"]].append(episode)
    measures = []
    for series, (_, _, label) in labels.items():
        members = by_series[series]
        rated = [e for e in members if e["rating"] is not None]
        mean = average([e["rating"] for e in rated]) or Fraction(0)
        votes = sum(e["votes"] or 0 for e in members)
        measures.append([
            series, label, len({e["season"] for e in members}), len(members), rounded(mean), votes, rounded(pilot(rated)),
            rounded(finale(rated)), best.get(series, (0, 0))[1], rounded(finale(rated) - mean),
            rounded(float(mean) * math.log(1 + len(members))), rounded(float(mean) * math.log(1 + votes)),
        ])
    write(
        folder, "series_measures",
        "series_key,series_label,seasons,episodes,average_rating,num_votes,pilot_rating,finale_rating,best_season,"
        "finale_minus_average,binge_score,popularity",
        measures,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
