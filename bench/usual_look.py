"""`look` through themes as it is usually written: all rows in a pandas frame behind `st.cache_data`.

It draws the same counts from the same visible rows as `sensemaking/lenses/themes.py` and shows the same six stories;
it says nothing beyond that. `python -m bench.usual_look STORE` prints as JSON what its script takes, and its memory.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path
from uuid import UUID

import altair as alt  # noqa: F401 (so that its first import is not counted)
import pandas as pd
from streamlit.testing.v1 import AppTest

from bench.many import TODAY, country
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.store import open_store

SCRIPT = """
import altair as alt
import pandas as pd
import streamlit as st

from bench import usual_look


@st.cache_data(show_spinner=False)
def load(path):
    return usual_look.visible(path)


observations, themes = load({path!r})
st.title("What is talked about, month by month?")
stories = observations[observations["kind"] != "measure"]
carried = stories.explode("themes").dropna(subset="themes")
carried["month"] = carried["day"].dt.to_period("M").dt.to_timestamp()
carried["theme"] = carried["themes"].map(themes)
most = carried["theme"].value_counts().index[:12]
cells = carried[carried["theme"].isin(most)].groupby(["theme", "month"]).size().rename("stories").reset_index()
st.session_state["cells"] = cells
points = alt.Chart(cells).mark_line(point=True).encode(x="month", y="stories", tooltip=["theme", "month", "stories"])
st.altair_chart(points.properties(height=80, width=160).facet("theme", columns=3))
last = cells["month"].max()
behind = stories[stories["day"].dt.to_period("M").dt.to_timestamp() == last].sort_values(["day", "id"])
st.write(f"{{len(behind):,}} stories, the first of them")
for words in behind["words"].head(6):
    st.text(words)
"""


def visible(path: str) -> tuple[pd.DataFrame, dict[UUID, str]]:
    """Every row that may be seen from the widest system, with its words, and the themes' names by id."""
    store = open_store(Path(path))
    focus = Focus(system=country(store))
    rows = store.ask("select id, kind, day, words, themes from observations", Viewer(TODAY), focus)
    names = store.read("themes")
    store.close()
    return rows, dict(zip(names["id"], names["name"], strict=True))


def measured(path: Path, times: int = 3) -> dict[str, float]:
    """Seconds of its first run and of every later one (the middle of them), and the bytes it came to hold."""
    page = AppTest.from_string(SCRIPT.format(path=str(path)), default_timeout=600)
    took = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        page.run()
        took.append(time.perf_counter() - begun)
        if page.exception:
            raise RuntimeError(page.exception[0].value)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"first": took[0], "again": statistics.median(took[1:]), "memory": memory}


if __name__ == "__main__":
    json.dump(measured(Path(sys.argv[1])), sys.stdout)
