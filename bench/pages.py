"""How long each page's script takes on a store, beside an empty page and the bare queries it asked; as JSON.

    python -m bench.pages STORE [--times 5]

Every page is run as Streamlit's own AppTest runs it, and so is the empty page it is compared with. "First" is the first
time after something was kept, when nothing that was worked out before holds any more; "again" is every time after that.
The bare queries are the statements that the first time sent to DuckDB, sent once more by themselves.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from bench import a_way
from bench.many import TODAY, country
from sensemaking import lenses
from sensemaking.door.ready import make_ready
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Kind, Observation
from sensemaking.model.scale import Scale
from sensemaking.practice import listen, notice, stores, welcome
from sensemaking.practice.here import Here
from sensemaking.screen import chart
from sensemaking.store import Store
from sensemaking.store.asking import Asking

PROJECT = Path(__file__).parents[1]
HOUSE = PROJECT / "sensemaking" / "screen" / "house.py"
PAGES = (
    "welcome",
    "notice",
    "bring_in",
    "listen",
    "remember",
    "take_away",
    "stack",
    "cycles",
    "consent",
)
ASKED = "how do you know"
EMPTY = "import streamlit as st\nst.title('Nothing here')"
SEARCHES = (
    *(
        "waiting",
        "kind",
        "nobody rang",
        "appointment",
        '"listened to"',
        "food",
        "zeth",
        "café",
        "staff -waiting",
    ),
    *("crisis team", "xylophone", "parking", "thank", "night", "phone call", "medication", "garden", "rude"),
)

Sent = tuple[str, Mapping[str, Any]]


def measured(path: Path, times: int, only: Sequence[str]) -> dict[str, Any]:
    """Seconds of each page on this store: `{"pages": {name: {"first", "again", "queries"}}, "empty", ...}`."""
    stores.path_of = lambda _name: path  # the one store that there is
    make_ready()
    store = stores.open_all()[stores.OURS]
    sent = _listen_in()
    # A browser would say how much room it has; AppTest has none.
    chart._room = lambda **_: SimpleNamespace(found={"width": 900, "letters": 17})  # noqa: SLF001
    here = Here(store, Viewer(TODAY), Focus(system=country(store)))
    a_way.widen(here)
    walks: dict[str, Callable[[], AppTest]] = {page: partial(_walk, page, here) for page in PAGES}
    walks |= {f"look, {lens}": partial(_walk, "look", here, lens=lens) for lens in lenses.found()}
    walks |= {
        f"{ASKED}, {what}": partial(_walk, "how_we_know", here.at(Focus(system=at)), of=str(of))
        for what, (at, of) in a_way.laid(here).items()
    }
    empty = AppTest.from_string(EMPTY, default_timeout=120)
    answer: dict[str, Any] = {
        "visible": welcome.gathered(here).stories,
        "empty": _timed(empty.run, times * 4)[1:],
        "pages": {
            name: _page(here, walk(), sent, times)
            for name, walk in walks.items()
            if not only or name in only or name.partition(",")[0] in only
        },
    }
    answer["search"] = [_timed(lambda words=words: listen.stories(here, words), 1)[0] for words in SEARCHES]
    answer["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    stores.close_all()
    return answer


def _walk(page: str, here: Here, **more: str) -> AppTest:
    """Somebody on this page, with nothing chosen but where they stand, and the lens or what they ask about."""
    door = AppTest.from_file(str(HOUSE), default_timeout=600)
    for key, value in {"system": str(here.focus.system), **more}.items():
        door.query_params[key] = [value]
    door.run()
    if page != "welcome":
        door.switch_page(str(PROJECT / "pages" / f"{page}.py")).run()
    return door


def _page(here: Here, door: AppTest, sent: list[Sent], times: int) -> dict[str, list[float]]:
    first, queries, again = [], [], []
    for _ in range(times):
        _keep_something(here)
        sent.clear()
        first += _timed(door.run, 1)
        if door.exception:
            raise RuntimeError(door.exception[0].value)
        asked = list(sent)
        queries += _timed(lambda asked=asked: _send(here.store, asked), 1)
        again += _timed(door.run, 3)
    return {"first": first, "queries": queries, "again": again}


def _keep_something(here: Here) -> None:
    """A story that stays where it was told, closer in: what is seen from here stays the same."""
    team = next(one for one in here.stack if one.scale is Scale.TEAM)
    notice.keep(here, Observation(notice.new_id(), team.id, Kind.STORY, TODAY, "We rang first."))


def _listen_in() -> list[Sent]:
    """What is sent to DuckDB from here on."""
    sent: list[Sent] = []
    fresh = Asking._fresh  # noqa: SLF001

    def heard(asking: Asking, statement: str, given: Mapping[str, Any]) -> pd.DataFrame:
        sent.append((statement, given))
        return fresh(asking, statement, given)

    Asking._fresh = heard  # noqa: SLF001
    return sent


def _send(store: Store, asked: list[Sent]) -> None:
    for statement, given in asked:
        with store._connection.cursor() as cursor:  # noqa: SLF001
            cursor.execute(statement, given).df()


def _timed(what: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        took.append(time.perf_counter() - begun)
    return took


def main() -> None:
    """Measure, and print the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument(
        "--times", type=int, default=5, help="how often something is kept and a page looked at"
    )
    parser.add_argument("--only", nargs="+", default=(), help='some of the pages, such as "look, themes"')
    asked = parser.parse_args()
    json.dump(measured(asked.store, asked.times, asked.only), sys.stdout)


if __name__ == "__main__":
    main()
