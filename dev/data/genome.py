"""Makes movielens.zip with MovieLens' six files: the four of movielens.py, genome-tags.csv and genome-scores.csv.

usage: genome.py OUT ROWS            generate ROWS ratings, with all else to match; the same for the same ROWS
       genome.py OUT --from FOLDER   pack the CSVs of a folder; a genome that it lacks (as the small MovieLens does) is generated
"""

import csv
import io
import random
import sys
from pathlib import Path

import movielens

FILES = ("genome-tags.csv", "genome-scores.csv")
FEWEST_TAGS, MOST_TAGS = 20, 1128  # of the tag genome of 2021
MOST_SCORES = 500_000
SUBJECTS = (
    "action adventure aliens animation art assassination atmosphere betrayal boxing business childhood chess comedy "
    "conspiracy courage courtroom crime dance death detective dragons dreams dystopia espionage family fantasy food "
    "friendship future ghosts gold heist history holiday horror islands jazz justice loneliness love magic memory money "
    "mountains music mystery nature noir ocean opera paradox poetry politics prison punk revenge robots romance sailing "
    "school science secrets silence space sports spring storms survival theatre time trains treasure twins vampires war "
    "weather weddings winter writing zombies"
).split()
MANNERS = "best of|dark|feel-good|in a small town|lost|original|scary|so bad it's good|strange|true story of|without words|women and".split("|")


def tags(count):
    names = [f"{subject}" for subject in SUBJECTS] + [f"{manner} {subject}" for manner in MANNERS for subject in SUBJECTS]
    names += [f"{subject} {number}" for number in range(2, 9) for subject in SUBJECTS]
    return sorted(names[:count])


def scores(seeded, numbers, tag_count):
    """Relevance of every tag for some of the movies; a few are exactly 0, as none is in the original, to be left out."""
    for movie in numbers:
        for tag in range(1, tag_count + 1):
            relevance = round(min(1.0, max(0.0, seeded.betavariate(0.6, 4.0))), 5)
            yield f"{movie},{tag},{relevance:.5f}\n"


def genome(content):
    """The two files for the movies of a MovieLens."""
    movies = csv.DictReader(io.StringIO(text(content["movies.csv"])))
    numbers = [int(movie["movieId"]) for movie in movies]
    rows = text(content["ratings.csv"]).count("\n")
    tag_count = max(FEWEST_TAGS, min(MOST_TAGS, rows // 1000))
    chosen = numbers[: max(1, min(MOST_SCORES, rows) // tag_count)]
    seeded = random.Random(rows)
    return {
        "genome-tags.csv": movielens.table(("tagId", "tag"), enumerate(tags(tag_count), start=1)),
        "genome-scores.csv": "movieId,tagId,relevance\n" + "".join(scores(seeded, chosen, tag_count)),
    }


def text(data):
    return data.decode("utf-8") if isinstance(data, bytes) else data


def main(arguments):
    content = movielens.read_or_generate(arguments[1:], __doc__)
    folder = Path(arguments[2]) if arguments[1] == "--from" else None
    if folder and all((folder / name).is_file() for name in FILES):
        content.update({name: (folder / name).read_bytes() for name in FILES})
    else:
        content.update(genome(content))
    movielens.pack(arguments[0], content)


if __name__ == "__main__":
    main(sys.argv[1:])
