"""How fast is it? `make bench` measures everything side by side in one run and prints it as one table in Markdown.

    python -m bench.table [--sizes 10000,100000,1000000] [--keep FOLDER] [--times 3]

The whole takes about twenty minutes on two cores, half of them for gatherings, which take their time; `--keep` takes
the stores from a folder, and puts there those it has to make. On a machine that does other things the ratios still
mean something, the milliseconds do not.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import gathering, import_rate, one_contribution, start
from bench.markdown import Rows, mb, middle, ms, p95, spread
from bench.markdown import table as markdown

PROJECT = Path(__file__).parents[1]
SIZES = (10_000, 100_000, 1_000_000)
LOOKED_AT = 100_000
"""How large a store is, about, in which a gathering is held while somebody looks at all of it."""

A_MINUTE = 60.0


def table(sizes: Sequence[int], folder: Path, times: int) -> str:
    """Everything measured, as Markdown; stores that the folder does not hold yet are made in it."""
    stores = {size: _store(folder, size) for size in sizes}
    visited = {
        size: _apart("bench.pages", str(store), "--times", str(times)) for size, store in stores.items()
    }
    usual = {size: _apart("bench.usual_look", str(store)) for size, store in stores.items()}
    parts = [
        _pages(visited),
        _by_size(visited, usual),
        _others(stores[max(sizes)], max(sizes), times),
        _gathering(stores[min(sizes, key=lambda size: abs(size - LOOKED_AT))]),
    ]
    return "\n\n".join(parts)


def _store(folder: Path, size: int) -> Path:
    path = folder / f"{size}.duckdb"
    if not path.exists():
        print(f"making a store of {size:,} observations", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "bench.many", str(path), "--observations", str(size)]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return path


def _apart(module: str, *arguments: str) -> dict[str, Any]:
    """What a measurement prints as JSON, in a process of its own, so that its memory is its own too."""
    print(module, *arguments, file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"{module} {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}"
        )
    return json.loads(done.stdout)


def _pages(visited: dict[int, dict[str, Any]]) -> str:
    """Each page at each size: p50 / p95 in ms, beside its bare queries and the empty page."""
    sizes = list(visited)
    least, most = sizes[0], sizes[-1]
    heads: list[object] = ["page"]
    for size in sizes:
        heads += [f"{_short(size)}: first", "queries", "ratio", "again", "ratio"]
    rows: Rows = [[*heads, f"grows {_short(least)} to {_short(most)}", "queries grow"]]
    for name in visited[most]["pages"]:
        row: list[object] = [name]
        for size in sizes:
            took = visited[size]["pages"][name]
            floor = middle(visited[size]["empty"]) + middle(took["queries"])
            first, again = took["first"], took["again"]
            row += [spread(first), ms(middle(took["queries"])), f"{middle(first) / floor:.1f}"]
            row += [spread(again), f"{middle(again) / floor:.1f}"]
        few, many = visited[least]["pages"][name], visited[most]["pages"][name]
        row.append(f"{middle(many['first']) / middle(few['first']):.1f} x")
        row.append(f"{middle(many['queries']) / middle(few['queries']):.1f} x")
        rows.append(row)
    return markdown(rows)


def _by_size(visited: dict[int, dict[str, Any]], usual: dict[int, dict[str, Any]]) -> str:
    """What is one figure at each size."""
    ours = {size: one["pages"]["look, themes"] for size, one in visited.items()}
    rows: Rows = [
        ["", *(_short(size) for size in visited)],
        ["observations visible where the pages stand", *(f"{one['visible']:,}" for one in visited.values())],
        ["an empty page, p50 / p95 ms", *(spread(one["empty"]) for one in visited.values())],
        ["search, p50 / p95 ms (tantivy alone: 0.5)", *(spread(one["search"]) for one in visited.values())],
        ["memory after every page, MB", *(mb(one["memory"]) for one in visited.values())],
        ["look, themes: again, ms", *(ms(middle(one["again"])) for one in ours.values())],
        [
            "the usual way (pandas, `st.cache_data`): again, ms",
            *(ms(one["again"]) for one in usual.values()),
        ],
        ["look, themes: first after a change, ms", *(ms(middle(one["first"])) for one in ours.values())],
        ["the usual way: first after a change, ms", *(ms(one["first"]) for one in usual.values())],
        ["the usual way: memory, MB", *(mb(one["memory"]) for one in usual.values())],
    ]
    return markdown(rows)


def _gathering(store: Path) -> str:
    """Phones of one room and of a large one, beside a door that does nothing."""
    print("a gathering", file=sys.stderr, flush=True)
    return gathering.table(gathering.measured(store, A_MINUTE))


def _others(store: Path, size: int, times: int) -> str:
    """Starting, bringing in, and one contribution among fifty, each beside its floor."""
    print("starting", file=sys.stderr, flush=True)
    empty, ours = (
        statistics.median(way() for _ in range(times)) for way in (start.empty, lambda: start.ours(store))
    )
    print("bringing in", file=sys.stderr, flush=True)
    many = min(100_000, size)
    reader, whole = import_rate.measured(many, times)
    print("one contribution", file=sys.stderr, flush=True)
    kept = one_contribution.measured()
    floor, durable = (p95(kept[name]) for name in ("floor", "store"))
    rows: Rows = [
        ["", "ours", "floor", "beside it", "budget"],
        [
            f"start to first page, {_short(size)}",
            f"{ours:.1f} s",
            f"an empty app: {empty:.1f} s",
            f"{ours - empty:+.1f} s",
            "2 s",
        ],
        [
            f"bring in {many:,} rows of CSV",
            f"{many / whole:,.0f} rows a second",
            f"DuckDB's reader: {many / reader:,.0f}",
            f"{whole / reader:.1f} x",
            "5 x",
        ],
        [
            "one contribution, 50 writers, p95",
            f"{ms(durable)} ms",
            f"group commit alone: {ms(floor)} ms",
            f"{durable / floor:.1f} x",
            "2 x",
        ],
    ]
    return markdown(rows)


def _short(size: int) -> str:
    return f"{size // 1_000_000}M" if size >= 1_000_000 else f"{size // 1000}k" if size >= 1000 else str(size)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="how many observations, with commas"
    )
    parser.add_argument("--keep", type=Path, help="a folder that keeps the stores from run to run")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.sizes.split(","))
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} when it began\n")
        print(table(sizes, folder, asked.times))


if __name__ == "__main__":
    main()
