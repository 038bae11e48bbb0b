"""Makes movielens.zip: MovieLens-shaped data, the same for the same number of rows, or real CSVs packed as they are.

usage: movielens.py OUT ROWS            generate ROWS ratings, with movies, tags and links to match
       movielens.py OUT --from FOLDER   pack movies.csv, ratings.csv, tags.csv (and links.csv) of a folder
OUT is the folder in which movielens.zip is made.
"""

import csv
import io
import itertools
import os
import random
import sys
import zipfile
from pathlib import Path

GENRES = [
    "Action", "Adventure", "Animation", "Children", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
    "Horror", "IMAX", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
]
ADJECTIVES = "Silent Golden Broken Last Hidden Electric Crimson Distant Second Quiet Burning Paper Lonely Great".split()
NOUNS = "River Garden Empire Letter Winter Stranger Circus Harbour Machine Orchard Promise Shadow Voyage Café".split()
PLACES = "Paris Tokyo Lisbon Montréal Oslo Cairo Bombay Lima Kraków Naples Dublin Havana Seoul Texas".split()
TAGS = [
    "atmospheric", "based on a book", "classic", "Dark Comedy", "twist ending", "visually appealing", "boring", "sci-fi",
    "in Netflix queue", "thought-provoking", "great soundtrack", 'quotable: "here\'s looking at you"', "slow, but worth it",
    "true story", "ensemble cast", "time travel", "overrated", "feel-good", "noir", "world war ii",
]
FIRST_SECOND = 820_454_400  # 1996-01-01
LAST_SECOND = 1_735_689_600  # 2025-01-01
EPOCH = (2024, 1, 1, 0, 0, 0)  # of the entries in the zip, so that it is the same every time


def title(random, number):
    """A title as MovieLens writes it: article behind, year in brackets, sometimes neither."""
    adjective, noun = random.choice(ADJECTIVES), random.choice(NOUNS)
    style = random.random()
    if style < 0.35:
        name = f"{adjective} {noun}, The"
    elif style < 0.75:
        name = f"{adjective} {noun} of {random.choice(PLACES)}"
    elif style < 0.97:
        name = f"{noun} {number}"
    else:
        name = f'"{adjective} {noun}" and Other Stories'
    return name if random.random() < 0.005 else f"{name} ({random.randint(1920, 2024)})"


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def movies(random, count):
    for number in range(1, count + 1):
        genres = "|".join(sorted(random.sample(GENRES, random.choice((1, 1, 2, 2, 3, 4)))))
        yield number, title(random, number), "(no genres listed)" if random.random() < 0.01 else genres


def ratings(random, rows, movie_count):
    """Users with at least 20 ratings each where there are enough, popular movies first, each pair once, in MovieLens' order."""
    popularity = list(itertools.accumulate(1 / (rank + 20) for rank in range(movie_count)))
    numbers = list(range(1, movie_count + 1))
    random.shuffle(numbers)
    quality = [0.0] + [random.gauss(3.45, 0.45) for _ in numbers]
    scale = [f"{half / 2:.1f}" for half in range(11)]
    left, user = rows, 0
    gauss, choices = random.gauss, random.choices
    while left > 0:
        user += 1
        wanted = min(left, movie_count // 2, max(20, int(random.lognormvariate(4.6, 0.9))))
        seen = set()
        while len(seen) < wanted:
            seen.update(choices(numbers, cum_weights=popularity, k=wanted - len(seen)))
        mood = gauss(0, 0.35)
        when = random.randint(FIRST_SECOND, LAST_SECOND - 40 * wanted)
        for movie in sorted(seen):
            half = round(2 * gauss(quality[movie] + mood, 0.8))
            when += int(random.random() * 40)
            yield f"{user},{movie},{scale[1 if half < 1 else 10 if half > 10 else half]},{when}\n"
        left -= wanted


def tags(random, count, rated):
    for user, movie in random.choices(rated, k=count):
        yield user, movie, random.choice(TAGS), random.randint(FIRST_SECOND, LAST_SECOND)


def links(random, count):
    for number in range(1, count + 1):
        yield number, f"{random.randint(1, 9_999_999):07d}", "" if random.random() < 0.01 else random.randint(1, 999_999)


def generate(rows):
    movie_count = max(50, min(60_000, rows // 100))
    seeded = random.Random(rows)
    lines = list(ratings(seeded, rows, movie_count))
    # Every tag is of somebody who rated the movie; a sample is enough to draw from.
    rated = [line.split(",", 2)[:2] for line in lines[:: max(1, rows // 20_000)]]
    return {
        "movies.csv": table(("movieId", "title", "genres"), movies(seeded, movie_count)),
        "ratings.csv": "userId,movieId,rating,timestamp\n" + "".join(lines),
        "tags.csv": table(
            ("userId", "movieId", "tag", "timestamp"),
            sorted(tags(seeded, max(10, rows // 30), rated), key=lambda tag: (int(tag[0]), int(tag[1]), tag[3])),
        ),
        "links.csv": table(("movieId", "imdbId", "tmdbId"), links(seeded, movie_count)),
    }


def folder_content(folder):
    content = {}
    for name in ("movies.csv", "ratings.csv", "tags.csv", "links.csv"):
        path = Path(folder, name)
        if path.is_file():
            content[name] = path.read_bytes()
        elif name != "links.csv":
            sys.exit(f"DATA={folder} has no {name}: it must be the folder of an unpacked MovieLens zip")
    return content


def read_or_generate(arguments, usage):
    """The files by name, for the arguments ROWS or --from FOLDER."""
    if len(arguments) == 2 and arguments[0] == "--from":
        return folder_content(arguments[1])
    if len(arguments) == 1 and arguments[0].isdigit() and int(arguments[0]) >= 100:
        return generate(int(arguments[0]))
    sys.exit("ROWS must be a whole number of at least 100\n" + usage)


def pack(folder, content):
    """Writes movielens.zip, which is there whole or not at all."""
    target = Path(folder, "movielens.zip")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in content.items():
                entry = zipfile.ZipInfo(f"movielens/{name}", EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data, compresslevel=1)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def main(arguments):
    pack(arguments[0] if arguments else ".", read_or_generate(arguments[1:], __doc__))


if __name__ == "__main__":
    main(sys.argv[1:])
