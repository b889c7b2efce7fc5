"""How long bringing in 100,000 rows takes, beside DuckDB's own CSV reader filling a table, in one run.

    python bench/import_rate.py [file.csv] [--rows 100000] [--times 3]

Without a file it makes one as wide as a labelled survey: 61 columns, 48 of them themes. The whole way counts:
read, guess the mapping, arrange, write down what stays out, keep with a receipt. The budget is a ratio of 5.
"""

import argparse
import csv
import io
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from sensemaking.model.access import Viewer  # noqa: E402
from sensemaking.model.focus import Focus  # noqa: E402
from sensemaking.practice import bring_in  # noqa: E402
from sensemaking.practice.here import Here  # noqa: E402
from sensemaking.store import open_store  # noqa: E402

WORDS = "we were told to wait and then nobody rang so my neighbour came and it was better than before".split()


def made_up(rows: int) -> bytes:
    """A file of invented comments with a place hierarchy, a person's own answer, and one-hot themes."""
    chance = random.Random(2)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    themes = [f"Theme {number}" for number in range(48)]
    head = ["Comment ID", "Organisation", "Respondent ID", "Date", "Service type 1", "Service type 2"]
    head += [
        "How did it go for you?",
        "FFT question",
        "FFT answer",
        "Name",
        "Comment sentiment",
        "Not assigned",
    ]
    writer.writerow([*head, *themes, "Labelling not possible"])
    for row in range(rows):
        day = date(2021, 1, 1) + timedelta(days=chance.randrange(700))
        words = " ".join(chance.choices(WORDS, k=chance.randrange(60))) if chance.random() < 0.85 else ""
        given = [("1" if chance.random() < 0.03 else "") for _ in themes]
        writer.writerow(
            [
                f"C {row}",
                "Wendle Valley",
                f"R {row // 2}",
                f"{day:%d/%m/%Y}",
                f"Division {row % 5}",
                f"Team {row % 30}" if row % 40 else "",
                chance.choice("1234512712"),
                "What was good?" if row % 2 else "What could we do better?",
                words,
                "",
                chance.choice("12345"),
                "",
                *given,
                "",
            ]
        )
    return out.getvalue().encode()


def own_reader(path: Path, folder: Path) -> float:
    """Seconds DuckDB needs to read the file into a table of a database file."""
    begun = time.perf_counter()
    with duckdb.connect(str(folder / "plain.duckdb")) as connection:
        connection.execute("create table plain as select * from read_csv($path)", {"path": str(path)})
        connection.execute("checkpoint")
    return time.perf_counter() - begun


def our_way(path: Path, folder: Path) -> tuple[float, list[str]]:
    """Seconds the whole import needs, and what each part of it took."""
    store = open_store(folder / "ours.duckdb")
    here = Here(store, Viewer(date.today()), Focus())
    begun = last = time.perf_counter()
    parts = []
    sheet = bring_in.preview(path.read_bytes(), path.name)
    parts.append(f"reading {(now := time.perf_counter()) - last:.2f}")
    last, mapping = now, bring_in.guess(sheet, here)
    parts.append(f"guessing {(now := time.perf_counter()) - last:.2f}")
    last, receipt = now, bring_in.bring_in(here, sheet, mapping, bring_in.ConsentAsked(), uuid4())
    parts.append(f"bringing in {(now := time.perf_counter()) - last:.2f}")
    store.close()
    return now - begun, [*parts, *receipt.tells[:2]]


def measured(rows: int, times: int, file: Path | None = None) -> tuple[float, float]:
    """Seconds of DuckDB's reader and of the whole import, the middle of several times each."""
    floors, ours = [], []
    with tempfile.TemporaryDirectory() as made:
        path = file or Path(made) / "made_up.csv"
        if not file:
            path.write_bytes(made_up(rows))
        for number in range(times):
            folder = Path(made) / str(number)
            folder.mkdir()
            floors.append(own_reader(path, folder))
            seconds, parts = our_way(path, folder)
            ours.append(seconds)
            print(
                f"DuckDB's reader {floors[-1]:.2f} s, bringing in {seconds:.2f} s ({'; '.join(parts)})",
                file=sys.stderr,
                flush=True,
            )
    return statistics.median(floors), statistics.median(ours)


def main() -> None:
    """Measure both, several times, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    floor, ours = measured(asked.rows, asked.times, asked.file)
    print(f"{ours / floor:.1f} times DuckDB's own reader (the budget is 5)")


if __name__ == "__main__":
    main()
