"""Makes files in the format of IMDb's daily dumps, the same for the same number of rows, or takes over real ones.

usage: imdb.py OUT ROWS            generate about ROWS principals, with titles, episodes, ratings, crews and names to match
       imdb.py OUT --from FOLDER   take title.*.tsv.gz and name.basics.tsv.gz of a folder
OUT is the folder in which the six files are made, and best_picture_winners.csv, which IMDb does not have.

What real dumps have, these have too: nulls written \\N, quotes that are part of a title, Unicode, series without
numbered episodes, episodes numbered 0, pilots and specials that only their title gives away, two episodes under one
number, one title twice, crews that name people who are not in name.basics.
"""

import gzip
import json
import random
import shutil
import sys
from pathlib import Path

NULL = r"\N"
FILES = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
GENRES = [
    "Action", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy",
    "Film-Noir", "History", "Horror", "Music", "Musical", "Mystery", "Romance", "Sci-Fi", "Sport", "Thriller", "War",
    "Western",
]
ADJECTIVES = "Silent Golden Broken Last Hidden Electric Crimson Distant Second Quiet Burning Paper Lonely Great".split()
NOUNS = "River Garden Empire Letter Winter Stranger Circus Harbour Machine Orchard Promise Shadow Voyage Café".split()
PLACES = "Paris Tokyo Lisbon Montréal Oslo Cairo Bombay Lima Kraków Naples Dublin Havana Seoul Łódź".split()
FIRST = "Anna Björn Chloë Dmitri Élodie Farah Giorgos Hana Iñigo Jun Katarzyna Liam Mei Noah Olga Piotr Rosa Søren".split()
LAST = "Almeida Berg Castro Dubois Eriksson Fischer García Haddad Ito Jansen Kowalski Lund Müller Nkosi O'Hara Park".split()
# Real winners of the Academy Award for Best Picture, by title and year of release, some of which are generated as films.
WINNERS = [
    ("Wings", 1927), ("It Happened One Night", 1934), ("Gone with the Wind", 1939), ("Rebecca", 1940),
    ("Casablanca", 1942), ("All About Eve", 1950), ("On the Waterfront", 1954), ("Ben-Hur", 1959),
    ("The Apartment", 1960), ("Lawrence of Arabia", 1962), ("The Sound of Music", 1965), ("The Godfather", 1972),
    ("The Godfather Part II", 1974), ("Rocky", 1976), ("Annie Hall", 1977), ("Amadeus", 1984), ("Platoon", 1986),
    ("Rain Man", 1988), ("The Silence of the Lambs", 1991), ("Unforgiven", 1992), ("Schindler's List", 1993),
    ("Forrest Gump", 1994), ("Titanic", 1997), ("Gladiator", 2000), ("Chicago", 2002), ("Million Dollar Baby", 2004),
    ("No Country for Old Men", 2007), ("The Artist", 2011), ("Argo", 2012), ("Moonlight", 2016), ("Parasite", 2019),
    ("Nomadland", 2020), ("Oppenheimer", 2023),
]
# Of every hundred titles: 30 films, 10 shorts and others, and series with their episodes.
FILM_SHARE, OTHER_SHARE = 0.30, 0.10


class Dump:
    """The rows of all six files, as they come."""

    def __init__(self, rows):
        self.random = random.Random(rows)
        self.rows = {name: [] for name in FILES}
        self.people = max(20, rows // 8)
        self.number = 0

    def tconst(self):
        self.number += 1
        return f"tt{self.number:07d}"

    def nconst(self):
        # One in a hundred is in no list of names.
        return f"nm{self.random.randint(1, self.people + self.people // 100 + 1):07d}"

    def name(self):
        random = self.random
        adjective, noun = random.choice(ADJECTIVES), random.choice(NOUNS)
        style = random.random()
        if style < 0.35:
            return f"The {adjective} {noun}"
        if style < 0.75:
            return f"{adjective} {noun} of {random.choice(PLACES)}"
        if style < 0.97:
            return f"{noun} {self.number}"
        return f'"{adjective} {noun}" and Other Stories'

    def title(self, kind, name, year, genres, runtime=None, end=NULL):
        random = self.random
        key = self.tconst()
        original = name if random.random() < 0.9 else f"{random.choice(PLACES)}: {name}"
        row = [key, kind, name, original, int(random.random() < 0.01), year, end, runtime or NULL, genres]
        self.rows["title.basics"].append(row)
        if random.random() < 0.002:
            self.rows["title.basics"].append(row)
        return key

    def genres(self):
        random = self.random
        if random.random() < 0.02:
            return NULL
        return ",".join(sorted(random.sample(GENRES, random.choice((1, 1, 2, 2, 3)))))

    def rated(self, key, mean, share):
        random = self.random
        if random.random() < share:
            value = min(10.0, max(1.0, random.gauss(mean, 1.1)))
            self.rows["title.ratings"].append([key, f"{value:.1f}", 5 + int(random.lognormvariate(4, 2))])

    def people_of(self, key, count):
        random = self.random
        categories = ["actor", "actress", "self", "director", "writer", "producer", "composer"]
        cast = random.choices(categories, weights=(8, 7, 1, 2, 2, 2, 1), k=count)
        for order, category in enumerate(cast, 1):
            job = "screenplay" if category == "writer" and random.random() < 0.3 else NULL
            characters = NULL
            if category in ("actor", "actress") and random.random() < 0.9:
                characters = json.dumps([random.choice(FIRST), 'The "Boss"'][: random.choice((1, 1, 1, 2))])
            self.rows["title.principals"].append([key, order, self.nconst(), category, job, characters])
        directors = [self.nconst() for _ in range(random.choice((0, 1, 1, 1, 1, 2)))]
        writers = [self.nconst() for _ in range(random.choice((0, 0, 1, 1, 2, 5)))]
        self.rows["title.crew"].append([key, ",".join(directors) or NULL, ",".join(writers) or NULL])

    def film(self, name, year):
        random = self.random
        key = self.title("movie", name, year, self.genres(), random.randint(60, 200) if random.random() < 0.9 else None)
        self.rated(key, random.gauss(6.2, 0.8), 0.6)
        self.people_of(key, 10)

    def other(self):
        random = self.random
        kind = random.choice(("short", "video", "tvMovie", "tvSpecial", "videoGame"))
        key = self.title(kind, self.name(), random.randint(1930, 2024), self.genres(), random.randint(1, 90))
        self.rated(key, 6.5, 0.2)
        self.people_of(key, 4)

    def series(self, budget):
        """One series of at most so many episodes; the number of titles made."""
        random = self.random
        start = random.randint(1950, 2023)
        seasons = random.choice((1, 1, 1, 2, 3, 5, 8))
        kind = "tvMiniSeries" if seasons == 1 and random.random() < 0.3 else "tvSeries"
        name, level = self.name(), random.gauss(7, 0.7)
        parent = self.title(
            kind, name, NULL if random.random() < 0.01 else start, self.genres(), random.choice((None, 25, 45)), start + seasons
        )
        self.rated(parent, level, 0.7)
        self.people_of(parent, 6)
        share = random.choice((0, 0.5, 1, 1, 1))
        made = 1
        for season in range(1, seasons + 1):
            numbers = list(range(1, random.choice((1, 6, 8, 10, 13, 22)) + 1))
            if season == 1 and random.random() < 0.1:
                numbers.insert(0, 0)
            if random.random() < 0.03:
                numbers.append(numbers[-1])
            if random.random() < 0.1:
                numbers.append(None)
            for number in numbers:
                if made >= budget:
                    return made
                self.episode(parent, season, number, start + season - 1, level, share)
                made += 1
        if random.random() < 0.1:
            self.episode(parent, None, None, start, level, share)
            made += 1
        return made

    def episode(self, parent, season, number, year, level, share):
        random = self.random
        name = f"Episode #{season or 0}.{number or 0}" if random.random() < 0.3 else self.name()
        if season == 1 and number in (0, 1, 2) and random.random() < 0.2:
            name = random.choice(("Pilot", "The Pilot: Part 1", "pilot"))
        elif random.random() < 0.01:
            name = "Christmas Special"
        elif random.random() < 0.01:
            name = "Copilot"
        key = self.title("tvEpisode", name, year if random.random() < 0.97 else NULL, self.genres(), random.choice((None, 24, 48)))
        self.rows["title.episode"].append(
            [key, parent, NULL if season is None else season, NULL if number is None else number]
        )
        self.rated(key, level, share)
        self.people_of(key, 7)

    def names(self):
        random = self.random
        for number in range(1, self.people + 1):
            born = random.randint(1880, 2005)
            self.rows["name.basics"].append([
                f"nm{number:07d}",
                f"{random.choice(FIRST)} {random.choice(LAST)}",
                born if random.random() < 0.4 else NULL,
                born + random.randint(40, 90) if born < 1950 and random.random() < 0.5 else NULL,
                random.choice(("actor", "actress", "director,writer", "producer", NULL)),
                f"tt{random.randint(1, self.number):07d}",
            ])


def generate(rows):
    dump = Dump(rows)
    titles = max(40, rows // 8)
    for name, year in WINNERS[:: max(1, 400 // titles)]:
        dump.film(name, year)
    # A film of the same name from another year won nothing.
    dump.film("Titanic", 1953)
    while dump.number < titles:
        draw = dump.random.random()
        if draw < FILM_SHARE:
            dump.film(dump.name(), dump.random.randint(1915, 2024) if dump.random.random() < 0.99 else NULL)
        elif draw < FILM_SHARE + OTHER_SHARE:
            dump.other()
        else:
            # A series is many titles, so that it comes up less often than its share.
            draw = dump.random.random()
            if draw < 0.06:
                dump.series(max(4, titles - dump.number))
    dump.names()
    return dump.rows


def write(folder, content):
    for name, header in FILES.items():
        # A fixed time and no file name: the same bytes each time.
        with open(folder / f"{name}.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 1, raw, 0) as packed:
            packed.write(("\t".join(header.split()) + "\n").encode())
            packed.write("".join("\t".join(map(str, row)) + "\n" for row in content[name]).encode())


def write_winners(folder):
    lines = ["film,year"] + [f"{film},{year}" for film, year in WINNERS]
    Path(folder, "best_picture_winners.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def copy(folder, source):
    for name in FILES:
        path = Path(source, f"{name}.tsv.gz")
        if not path.is_file():
            sys.exit(f"DATA={source} has no {path.name}: it must be a folder with the six files of datasets.imdbws.com")
        shutil.copyfile(path, folder / path.name)


def main(arguments):
    if len(arguments) == 3 and arguments[1] == "--from":
        folder = Path(arguments[0])
        copy(folder, arguments[2])
    elif len(arguments) == 2 and arguments[1].isdigit() and int(arguments[1]) >= 100:
        folder = Path(arguments[0])
        folder.mkdir(parents=True, exist_ok=True)
        write(folder, generate(int(arguments[1])))
    else:
        sys.exit("ROWS must be a whole number of at least 100\n" + __doc__)
    write_winners(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
