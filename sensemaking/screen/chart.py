"""How is what a lens shows put on a page? As a picture whose marks open stories, as a list of marks, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

import streamlit as st

from sensemaking.charts import areas, piles, style
from sensemaking.charts.marks import ROWS
from sensemaking.lenses import Choice, Seen
from sensemaking.model.counting import how_many, in_words
from sensemaking.practice import look
from sensemaking.practice.here import Here
from sensemaking.practice.look import Stories
from sensemaking.practice.take_away import Drawn
from sensemaking.screen import choosing, gatherings, listening, show, where
from sensemaking.screen.component import component, heard

_room = component("room")
_sheet = component("sheet")

LENS_KEY, CHOICE_KEY, AGAINST_KEY, SCALE_KEY, DRAWN, ROOM, MARK, WAY, HOW, OPEN, UNFOLDED = (
    f"look.{part}"
    for part in (
        "lens",
        "choice",
        "against",
        "scale",
        "drawn",
        "room",
        "mark",
        "way",
        "how",
        "open",
        "unfolded",
    )
)
LENS, CHOICE, AGAINST, SCALE, SIDE_BY_SIDE = (
    "Look through",
    "Look at",
    "Against what?",
    "Side by side",
    "{several} side by side",
)
HOW_LABEL, PICTURE, TABLE = "How is it shown?", "As a picture", "As a table"
CHOOSE, CHOOSE_HOW = "Choose what to open", "Press a point, or choose it here"
BEHIND, OTHERWISE = "What was told", "Another way it went"
WHICH_WAY = "Which stories?"
READ, MORE, NO_STORIES = "Open this story", "Read more of them", "There is no such story here."
OF_THEM = "{shown} of {all} are open, in the order they were told."
FIRST_OF_THEM = "The first {shown} are open, in the order they were told; there are more."
CANNOT_SAY, DRAWN_HOW = "What this cannot say", "How it was drawn"

ALL_PANELS = "Show all {many} small charts"
PANELS_IN_A_COLUMN = 4
"""How many small charts stand beneath one another before the stories, where there is room for one column only."""

AT_ONCE = 6
"""How many stories are open at once: more than a glance holds, few enough to read together."""

USUAL_LETTERS = 17
LEAST_LETTERS = 0.8
"""How small, beside the usual, the letters of a picture become before it scrolls instead."""

# The part of its width in print that a panel needs on a page, and in pixels at that size: what one of its letters
# takes, what stands beside and between panels.
NARROWEST, LETTER = 0.72, 7.8
AXIS, EDGES, BETWEEN, BESIDE_A_RUN = 34, 12, 28, 52


@dataclass
class _Drawn:
    """One picture on one page: what it shows, the mark it began with, and the one last chosen in it."""

    of: object
    nth: int
    began_with: str
    told: str


def choose_lens(here: Here) -> None:
    """The lenses there are, each by the question it asks."""
    titles = look.titles()
    chosen = here.focus.lens or look.FIRST_LENS
    st.session_state[LENS_KEY] = chosen if chosen in titles else None
    st.segmented_control(
        LENS,
        list(titles),
        format_func=choosing.apart(titles).__getitem__,
        key=LENS_KEY,
        label_visibility="collapsed",
        on_change=lambda: where.change(lens=st.session_state[LENS_KEY] or chosen),
    )


def choose_within(here: Here) -> None:
    """What can be chosen inside the lens, such as one measure or one theme, and what that can be put against."""
    against = look.against(here)
    alone = against[0].key if against else here.focus.choice
    _choose(CHOICE, look.choices(here), alone, CHOICE_KEY)
    _choose(AGAINST, against, here.focus.choice or alone, AGAINST_KEY)


def _choose(label: str, choices: list[Choice], key: str, within: str) -> None:
    chosen = next((one for one in choices if one.key == key), None)
    st.session_state[within] = chosen
    if len(choices) > 1:
        st.selectbox(
            label,
            choices,
            0 if chosen else None,
            label_visibility="collapsed",
            format_func=choosing.apart({one: one.words for one in choices}).__getitem__,
            key=within,
            on_change=lambda: where.change(choice=st.session_state[within].key),
        )


def seen(here: Here) -> Seen:
    """What the lens of the focus shows, worked out once for each state of the store and each focus."""
    looked = here.focus.narrowed(mark="")
    return _seen(here, here.store.path, here.store.version, here.viewer.today, looked.as_link())


@st.cache_resource(max_entries=64, show_spinner=False)
def _seen(_here: Here, path: Path, version: int, today: object, focus: str) -> Seen:
    return look.through(_here, _here.focus.choice)


def choose_scale(seen: Seen) -> None:
    """Which of the systems closer in are compared, where the lens compares and there is a choice."""
    st.session_state[SCALE_KEY] = seen.scale
    if len(seen.scales) > 1 or (seen.scales and seen.scale is None):
        st.selectbox(
            SCALE,
            seen.scales,
            0 if seen.scale else None,
            label_visibility="collapsed",
            format_func=choosing.apart(
                {one: SIDE_BY_SIDE.format(several=one.plural.capitalize()) for one in seen.scales}
            ).__getitem__,
            placeholder=SCALE,
            key=SCALE_KEY,
            on_change=lambda: where.change(scale=st.session_state[SCALE_KEY]),
        )


def mark_at_first(seen: Seen) -> str:
    """The mark that is open before anybody chose one: the lens's own, the last that stands out, or the last time."""
    if seen.at_first:
        return seen.at_first
    rows = seen.rows
    if "unusual" in rows and rows["unusual"].any():
        return str(rows.loc[rows["unusual"], "mark"].iloc[-1])
    last = rows.loc[rows["start"] == rows["start"].max(), "mark"].unique()
    # Several panels end at the same time: then it is that time of all of them.
    return str(last[0]) if len(last) == 1 else str(last[0]).partition("@")[0]


def picture(here: Here, seen: Seen) -> None:
    """The chart, its marks as a list for whoever does not point, and the same as a table, one press away."""
    if st.session_state.get(HOW) == TABLE:
        _sheet(data={"label": seen.title, **look.cells(seen)}, key="look.sheet")
    else:
        _chart(here, seen)
    with st.container(key="look-tools", horizontal=True):
        st.session_state[MARK] = next((one for one in seen.marks if one.key == here.focus.mark), None)
        st.selectbox(
            CHOOSE,
            seen.marks,
            None,
            format_func=choosing.apart({one: one.words for one in seen.marks}).__getitem__,
            placeholder=CHOOSE_HOW,
            key=MARK,
            label_visibility="collapsed",
            on_change=_listed,
        )
        st.segmented_control(
            HOW_LABEL, [PICTURE, TABLE], default=PICTURE, required=True, key=HOW, label_visibility="collapsed"
        )


def _chart(here: Here, seen: Seen) -> None:
    of, mark = (here.store.path, here.focus.narrowed(mark="")), here.focus.mark
    drawn: _Drawn | None = st.session_state.get(DRAWN)
    if not drawn or drawn.of != of or drawn.told != mark:
        # Another view, or a mark that was chosen elsewhere than in this picture: drawn anew, with that one chosen.
        drawn = st.session_state[DRAWN] = _Drawn(of, drawn.nth + 1 if drawn else 0, mark, mark)
    spec = _to_fit(seen, drawn.began_with, ROOM)
    key = f"look.chart.{drawn.nth}"
    alt = " ".join((seen.title, *seen.tells))
    if not spec:
        return
    folded = _first_panels(spec, drawn.began_with) if st.session_state.get(UNFOLDED) != of else None
    st.vega_lite_chart(None, folded or spec, theme=None, key=key, on_select=lambda: _pressed(key), alt=alt)
    if folded:
        all_of = ALL_PANELS.format(many=in_words(seen.rows["panel"].nunique()))
        st.button(all_of, on_click=st.session_state.__setitem__, args=(UNFOLDED, of), key="look.unfold")


def _first_panels(spec: dict[str, Any], mark: str) -> dict[str, Any] | None:
    """Of many panels in one column a few, in their order: where something is claimed, and where the mark is.

    None where all of them have room.
    """
    rows = spec["datasets"][ROWS]
    if spec.get("columns") != 1 or rows["panel"].nunique() <= PANELS_IN_A_COLUMN:
        return None
    marked = next(
        (rows[name].astype(bool) for name in ("claimed", "unusual") if name in rows), rows["mark"] == mark
    )
    first = [*rows.loc[rows["mark"] == mark, "panel"], *rows.loc[marked, "panel"], *rows["panel"]]
    few = list(dict.fromkeys(first))[:PANELS_IN_A_COLUMN]
    return spec | {"datasets": {ROWS: rows[rows["panel"].isin(few)]}}


def still(drawn: Drawn, key: str) -> None:
    """A chart in a note: as its lens draws it today, with the mark that was chosen in it."""
    spec = _to_fit(drawn, drawn.of.mark, f"{key}.room")
    alt = " ".join((drawn.of.title, *drawn.tells))
    if spec and _is_as_wide_as_it_is(spec):
        with st.container(key=f"as-wide-{key}".replace(".", "-")):
            st.vega_lite_chart(None, spec, theme=None, key=key, alt=alt, width="content")
    elif spec:
        st.vega_lite_chart(None, spec, theme=None, key=key, alt=alt)


def _is_as_wide_as_it_is(spec: dict[str, Any] | None) -> bool:
    """Whether a picture has a width of its own, as a map has: it is drawn smaller, and scrolls where it is too wide."""
    return isinstance((spec or {}).get("width"), int | float)


def _to_fit(seen: Seen | Drawn, mark: str, place: str) -> dict[str, Any] | None:
    """The spec for the room there is, in today's light, with this mark or area chosen from the beginning.

    None until the browser has said how much room that is.
    """
    found = _room(key=place, data={"font": style.SANS}, on_found_change=heard).found
    # Whoever comes back to a page finds as much room as before, and the chart at once.
    found = st.session_state[f"{place}.was"] = found or st.session_state.get(f"{place}.was")
    if not found:
        return None
    size = found["letters"] / USUAL_LETTERS
    if _is_as_wide_as_it_is(seen.spec):
        size = max(LEAST_LETTERS, min(size, found["width"] / (seen.spec or {})["width"]))
    dark = st.context.theme.type == "dark"
    right = BESIDE_A_RUN * size if "high" in seen.rows and "facet" not in (seen.spec or {}) else 4
    return _fitted(seen, found["width"], size) | {
        "config": style.config(dark, size),
        "params": _to_press(seen, mark),
        # One picture with one text, not a hundred parts to be walked through; the marks are in the list below it.
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
        # Streamlit would put a padding of its own in the place of the config's, and cut the word beside the mean.
        "padding": {"left": 4, "top": 8, "right": right, "bottom": 4},
    }


def _fitted(seen: Seen | Drawn, width: int, size: float) -> dict[str, Any]:
    """The spec and its rows in the room there is: panels side by side as far as they fit, all larger on a wall."""
    spec, rows = dict(seen.spec or {}), seen.rows
    if "size" in rows:
        rows = rows.assign(size=rows["size"] * min(width / piles.WIDTH, size) ** 2)
    if _is_as_wide_as_it_is(spec):
        return spec | {name: spec[name] * size for name in ("width", "height")} | {"datasets": {ROWS: rows}}
    if "facet" not in spec:
        return spec | {"height": spec["height"] * size, "datasets": {ROWS: rows}}
    own_axes = spec.get("resolve", {}).get("scale", {}).get("y") == "independent"
    narrowest = NARROWEST * spec["spec"]["width"] * size
    columns = min(spec["columns"], rows["panel"].nunique(), max(1, int(width / narrowest)))
    left = width - EDGES - (columns - 1) * BETWEEN * size - AXIS * size * (columns if own_axes else 1)
    letters = max(12, int(left / columns / (LETTER * size)))
    panels = {name: "\n".join(wrap(" ".join(name.split()), letters)) for name in rows["panel"].unique()}
    inner = spec["spec"] | {"width": int(left / columns), "height": spec["spec"]["height"] * size}
    fitted = {
        "columns": columns,
        "spec": inner,
        "datasets": {ROWS: rows.assign(panel=rows["panel"].map(panels))},
    }
    return spec | fitted


def _to_press(seen: Seen | Drawn, mark: str) -> list[dict[str, Any]]:
    """The selections of a spec, pressed anywhere near a point, with this mark or area chosen from the beginning."""
    spec: dict[str, Any] = dict(seen.spec or {})
    begun = areas.begun(spec, seen.rows.get("mark", ()), mark)
    pressed = []
    for param in spec.get("params", ()):
        select = param["select"] | ({"nearest": True} if param["name"] == "chosen" else {})
        value = {"value": begun[param["name"]]} if param["name"] in begun else {}
        pressed.append(param | {"select": select} | value)
    return pressed


def _pressed(key: str) -> None:
    """Open what was chosen in the picture."""
    selection = st.session_state[key].selection
    area, chosen = selection.get("area"), selection.get("chosen")
    mark = areas.key(area) if area else str(chosen[0]["mark"]) if chosen else ""
    st.session_state[DRAWN].told = mark
    where.change(mark=mark)


def _listed() -> None:
    """Open what was chosen from the list."""
    chosen = st.session_state[MARK]
    where.change(mark=chosen.key if chosen else "")


def stories(here: Here, seen: Seen, mark: str) -> Stories:
    """The stories behind a mark, open at once, or those that went another way; answers with what is open."""
    of = (here.focus.narrowed(mark=""), mark)
    held = st.session_state.get(OPEN)
    if not held or held[0] != of:
        held = st.session_state[OPEN] = (of, {"most": AT_ONCE})
        st.session_state[WAY] = BEHIND
    way = st.segmented_control(
        WHICH_WAY, [BEHIND, OTHERWISE], required=True, key=WAY, label_visibility="collapsed"
    )
    found = (look.another_way if way == OTHERWISE else look.behind)(here, seen, mark, held[1]["most"])
    shown = len(found.cards)
    said = OF_THEM if found.counted else FIRST_OF_THEM
    counted = said.format(shown=shown, all=how_many(found.how_many, "story"))
    show.words(
        ("heading", found.words), ("quiet", counted if found.how_many > shown else ""), key="look.words"
    )
    if found.statements:
        gatherings.side_by_side(found.statements, "look.statements")
        return found
    if not found.cards:
        show.nothing(NO_STORIES)
    if opened := show.cards(found.cards, "look.cards", "" if found.unnamed else READ):
        listening.open_story(opened)
    if found.how_many > shown:
        st.button(MORE, on_click=lambda: held[1].update(most=shown + look.AT_ONCE), key="look.more")
    return found


def small_print(cannot_say: str, notes: Sequence[str]) -> None:
    """What the lens cannot say, and the rules it used."""
    how: list[show.Block] = [("smaller", DRAWN_HOW), *(("quiet", note) for note in notes)]
    show.words(("smaller", CANNOT_SAY), ("quiet", cannot_say), *(how if notes else ()), key="look.small")
