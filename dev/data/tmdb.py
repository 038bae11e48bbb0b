"""Makes files in the format of Kaggle's "The Movies Dataset" (TMDB) and of FRED's consumer price index.

usage: tmdb.py OUT ROWS            generate ROWS ratings, with movies, links and prices to match; the same for the same ROWS
       tmdb.py OUT --from FOLDER   take movies_metadata.csv, ratings.csv and links.csv of a folder, and cpi.csv if it has one
OUT is the folder in which the four files are made.

What the real movies_metadata.csv has, this one has too: columns that are Python literals (single quotes, None, names with
either quote), overviews over several lines, budgets of 0, dates that are none, movies that are listed twice, and rows
whose columns are shifted, so that a picture is the budget and a date the id.
"""

import csv
import datetime
import random
import shutil
import sys
from pathlib import Path

import movielens

COLUMNS = (
    "adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,overview,popularity,"
    "poster_path,production_companies,production_countries,release_date,revenue,runtime,spoken_languages,status,tagline,"
    "title,video,vote_average,vote_count"
).split(",")
GENRES = {
    28: "Action", 12: "Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary", 18: "Drama",
    10751: "Family", 14: "Fantasy", 10769: "Foreign", 36: "History", 27: "Horror", 10402: "Music", 9648: "Mystery",
    10749: "Romance", 878: "Science Fiction", 10770: "TV Movie", 53: "Thriller", 10752: "War", 37: "Western",
}
COMPANIES = ["Workin' Man Films", "D'Pelicula", 'The "Other" Studio', 'Ha\'penny "Bridge" Pictures', "Télé München", "Pixar"]
COUNTRIES = {"US": "United States of America", "FR": "France", "JP": "Japan", "DE": "Germany", "IN": "India"}
LANGUAGES = {"en": "English", "fr": "Français", "ja": "日本語", "de": "Deutsch", "hi": "हिन्दी"}
OVERVIEWS = [
    'They called it "the last train".\nNobody came back.',
    "A farmer, a thief, and a horse.\n\nWritten by nobody in particular.",
    "It's summer, and Zoë wants out; her brother doesn't.",
    "No overview found.",
    "",
]
TAGLINES = ["", "Roll the dice!", 'Some say "never".', "One town,\ntwo secrets"]
FIRST_PRICE, LAST_PRICE = datetime.date(1913, 1, 1), datetime.date(2025, 6, 1)


def movie(random, key, first):
    title = movielens.title(random, key)
    year = int(title[-5:-1]) if title.endswith(")") and title[-5:-1].isdigit() else random.randint(1905, 2024)
    name = title.rsplit(" (", 1)[0]
    released = datetime.date(year, 1, 1) + datetime.timedelta(random.randrange(365))
    genres = [{"id": g, "name": GENRES[g]} for g in random.sample(sorted(GENRES), random.choice((0, 1, 1, 2, 2, 3, 4)))]
    language, country = random.choice(list(LANGUAGES)), random.choice(list(COUNTRIES))
    collection = {"id": 10_000 + key % 50, "name": f"{name}'s Collection", "poster_path": random.choice((None, f"/p{key}.jpg")), "backdrop_path": None}
    known = random.random() < 0.4
    budget = random.choice((5, 1_000, 250_000, 30_000_000, 65_000_000, 220_000_000)) if known else 0
    return {
        "adult": "True" if random.random() < 0.002 else "False",
        "belongs_to_collection": collection if random.random() < 0.2 else "",
        "budget": budget,
        "genres": genres,
        "homepage": "" if random.random() < 0.8 else f"http://example.com/{key}",
        "id": key,
        "imdb_id": "" if random.random() < 0.01 else f"tt{first + key:07d}",
        "original_language": language,
        "original_title": name,
        "overview": random.choice(OVERVIEWS),
        "popularity": f"{random.lognormvariate(1, 1):.6f}",
        "poster_path": f"/p{key}.jpg",
        "production_companies": [{"name": c, "id": 100 + COMPANIES.index(c)} for c in random.sample(COMPANIES, random.randint(0, 2))],
        "production_countries": [{"iso_3166_1": country, "name": COUNTRIES[country]}],
        "release_date": "" if random.random() < 0.005 else "1" if random.random() < 0.002 else released.isoformat(),
        "revenue": int(budget * random.lognormvariate(0.5, 1)) if known and random.random() < 0.9 else 0,
        "runtime": "" if random.random() < 0.01 else f"{random.randint(0, 200)}.0",
        "spoken_languages": [{"iso_639_1": language, "name": LANGUAGES[language]}],
        "status": random.choice(("Released", "Released", "Released", "Rumored", "")),
        "tagline": random.choice(TAGLINES),
        "title": name,
        "video": "False",
        "vote_average": f"{random.uniform(0, 10):.1f}",
        "vote_count": int(random.lognormvariate(3, 2)),
    }


def shifted(random, number):
    """What is left of a movie whose overview had a line break that nobody quoted."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "adult": " - Written by Ørnås",
        "belongs_to_collection": f"0.{random.randrange(10**6):06d}",
        "budget": f"/shifted{number}.jpg",
        "genres": [{"name": "Carousel Productions", "id": 11176}],
        "id": "1997-08-20",
        "original_language": "104.0",
        "original_title": [{"iso_639_1": "en", "name": "English"}],
        "popularity": "Beware Of Frost Bites",
    }
    return row


def movies(random, count):
    """The ids are not the numbers that the ratings use: links.csv says which is which."""
    for number in range(1, count + 1):
        row = movie(random, 3 * number, 100_000)
        yield row
        if random.random() < 0.003:
            # The same movie once more, as it was a few votes later.
            yield row | {"vote_count": row["vote_count"] + 3, "popularity": "0.5"}
    for number in range(3):
        yield shifted(random, number)


def links(random, count):
    for number in range(1, count + 1):
        # Some movies are not at TMDB, and some that are there are missing from movies_metadata.csv.
        tmdb = "" if random.random() < 0.01 else 3 * number if random.random() < 0.99 else 3 * number + 1
        yield number, f"{100_000 + 3 * number:07d}", tmdb


def prices():
    """Monthly, with a depression and an inflation; FRED writes a month without a value as a dot."""
    value, month, number = 9.8, FIRST_PRICE, 0
    while month <= LAST_PRICE:
        yield month.isoformat(), "." if month == datetime.date(1953, 10, 1) else f"{value:.3f}"
        yearly = -0.06 if 1929 <= month.year <= 1932 else 0.09 if 1973 <= month.year <= 1981 else 0.028
        number += 1
        value *= 1 + yearly / 12
        month = datetime.date(1913 + number // 12, number % 12 + 1, 1)


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def generate(folder, rows):
    seeded = random.Random(rows)
    count = max(50, rows // 50)
    write(folder / "movies_metadata.csv", COLUMNS, ([row[c] for c in COLUMNS] for row in movies(seeded, count)))
    with open(folder / "ratings.csv", "w", encoding="utf-8") as file:
        file.write("userId,movieId,rating,timestamp\n")
        file.writelines(movielens.ratings(seeded, rows, count))
    write(folder / "links.csv", ("movieId", "imdbId", "tmdbId"), links(seeded, count))


def main(arguments):
    folder = Path(arguments[0]) if arguments else Path()
    folder.mkdir(parents=True, exist_ok=True)
    if len(arguments) == 3 and arguments[1] == "--from":
        for name in ("movies_metadata.csv", "ratings.csv", "links.csv"):
            source = Path(arguments[2], name)
            if not source.is_file():
                sys.exit(f"DATA={arguments[2]} has no {name}: it must be a folder with the files of The Movies Dataset")
            shutil.copyfile(source, folder / name)
        if Path(arguments[2], "cpi.csv").is_file():
            shutil.copyfile(Path(arguments[2], "cpi.csv"), folder / "cpi.csv")
            return
    elif len(arguments) == 2 and arguments[1].isdigit() and int(arguments[1]) >= 100:
        generate(folder, int(arguments[1]))
    else:
        sys.exit("ROWS must be a whole number of at least 100\n" + __doc__)
    write(folder / "cpi.csv", ("DATE", "CPIAUCNS"), prices())


if __name__ == "__main__":
    main(sys.argv[1:])
