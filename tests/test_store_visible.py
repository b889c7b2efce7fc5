"""What may be read at a focus, against a plain second telling of the same rules."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.store import Store, open_store
from tests.a_store import an_observation, keeping

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(6)]
THEMES = [UUID(int=1000 + n) for n in range(3)]
CYCLES = [UUID(int=2000 + n) for n in range(2)]
IMPORTS = [UUID(int=3000 + n) for n in range(2)]


def sometimes(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


@st.composite
def stacks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Systems of five scales, each inside a wider one or alone; some renamed, some moved elsewhere or put right.

    `kept` is when, in the order of keeping: the stories come at 0, and what is said of them again at 1.
    """
    scales = sorted(draw(st.lists(st.integers(1, 5), min_size=2, max_size=8)), reverse=True)
    rows: list[dict[str, Any]] = []
    for n, scale in enumerate(scales):
        wider = [one["id"] for one in rows if one["scale"] > scale]
        kept = [-2, *sorted(draw(st.lists(st.sampled_from([-1, 0.5]), max_size=3)))]
        for version, when in enumerate(kept, 1):
            parent = draw(sometimes(wider)) if wider else None
            row = {
                "id": UUID(int=n + 1),
                "version": version,
                "scale": scale,
                "name": f"{n}",
                "parent": parent,
            }
            rows.append(row | {"kept": when, "put_right": version > 1 and draw(st.booleans())})
    return rows


WHOSE = ("mine", "mine", "about someone else", "about someone else, who agreed")
ANY_SCALE = st.none() | st.integers(1, 5)


@st.composite
def everything(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    systems = draw(stacks())
    free = draw(st.booleans())  # to go anywhere, so that only where systems lay decides what is read
    places = sorted({one["id"] for one in systems})
    observations: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    agreed: list[dict[str, Any]] = []
    looked: list[dict[str, Any]] = []
    for n in range(draw(st.integers(0, 12))):
        versions = draw(st.integers(1, 3))
        for version in range(1, versions + 1):
            observations.append(
                an_observation(
                    draw(st.sampled_from(places)),
                    id=UUID(int=10_000 + n),
                    kind=draw(st.sampled_from(["story", "noticing", "measure"])),
                    version=version,
                    day=draw(st.sampled_from(DAYS)),
                    whose="mine" if free else draw(st.sampled_from(WHOSE)),
                    cycle=draw(sometimes(CYCLES)),
                    themes=draw(st.lists(st.sampled_from(THEMES), max_size=2, unique=True)),
                    travels=5 if free else draw(ANY_SCALE),
                    quotable=free or draw(st.booleans()),
                    usable_until=None if free else draw(sometimes(DAYS)),
                    reviewed=free or draw(st.booleans()),
                    **{"import": draw(sometimes(IMPORTS))},
                )
            )
            if version < versions:
                ended.append({"observation": UUID(int=10_000 + n), "version": version, "reason": "corrected"})
        if draw(st.integers(0, 4)) == 0:
            ended.append({"observation": UUID(int=10_000 + n), "version": versions, "reason": "taken back"})
        said = {"observation": UUID(int=10_000 + n)}
        for _ in range(draw(st.integers(0, 2))):
            anyhow = draw(ANY_SCALE), draw(st.booleans()), draw(sometimes(DAYS))
            travels, quotable, until = (5, True, None) if free else anyhow
            changed.append(said | {"travels": travels, "quotable": quotable, "usable_until": until})
        for _ in range(draw(st.integers(0, 2))):
            agreed.append(said | {"agrees": draw(st.booleans()), "who": "she", "day": DAYS[0]})
        for _ in range(0 if free else draw(st.integers(0, 2))):
            version, reaches = draw(st.integers(1, versions)), draw(ANY_SCALE)
            words = draw(st.sampled_from(["", "In other words."]))
            looked.append(
                said | {"version": version, "reaches": reaches, "paraphrase": words, "why": "", "who": ""}
            )
    undone = draw(st.lists(st.sampled_from(IMPORTS), max_size=1, unique=True))
    return {
        "system": systems,
        "observation": observations,
        "observation_ended": ended,
        "import_undone": [{"import": one} for one in undone],
        "consent_changed": changed,
        "agreed": agreed,
        "review": looked,
    }


def as_it_stands(row: dict[str, Any], all_rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """An observation with what was said of it since: each kind's last one counts. Versions come with their order.

    `kept` is the place in the order of keeping, for rows of one commit the same.
    """
    row = {"kept": 0} | row
    of = {
        table: [{"kept": 1} | one for one in all_rows.get(table, []) if one["observation"] == row["id"]]
        for table in SAID_AGAIN
    }
    looked_for = row["travels"] if row["reviewed"] else None
    paraphrase = ""
    for look in of["review"]:
        if look["version"] == row["version"]:
            looked_for, paraphrase = look["reaches"], look["paraphrase"]
    for change in of["consent_changed"][-1:]:
        if change["kept"] > row["kept"]:
            row |= {name: change[name] for name in ("travels", "quotable", "usable_until")}
    if row["whose"] != "mine" and of["agreed"]:
        agrees = of["agreed"][-1]["agrees"]
        row["whose"] = "about someone else, who agreed" if agrees else "about someone else"
    first = [one for one in all_rows["observation"] if one["id"] == row["id"] and one["version"] == 1]
    said = max(one.get("kept", 0) for one in [*(first or [row]), *of["consent_changed"]])
    stays = None in (row["travels"], looked_for) or row["whose"] == "about someone else"
    reach = 0 if stays else min(row["travels"], looked_for)
    return row | {"reach": reach, "paraphrase": paraphrase, "reach_said": said}


def around_then(
    system: UUID | None, then: float, all_rows: dict[str, list[dict[str, Any]]]
) -> Iterator[UUID]:
    """The system itself and all that lay around it then."""
    while system is not None:
        yield system
        times: list[tuple[float, UUID | None]] = []
        for one in all_rows["system"]:
            if one["id"] != system:
                continue
            if times and one.get("put_right"):
                times[-1] = times[-1][0], one["parent"]
            elif not times or one["parent"] != times[-1][1]:
                times.append((one.get("kept", -2) if times else -math.inf, one["parent"]))
        system = [parent for since, parent in times if since <= then][-1]


def is_read(
    row: dict[str, Any],
    all_rows: dict[str, list[dict[str, Any]]],
    today: date,
    focus: Focus,
    in_other_words: bool = False,
) -> bool:
    """The rules once more, in Python and in other words: whether it, or what stands in its place, is read there."""
    row = as_it_stands(row, all_rows)
    now = {}
    for system in all_rows["system"]:
        now[system["id"]] = system  # versions come in their order
    if focus.system not in now or row["system"] not in now:
        return False
    if focus.system not in around_then(row["system"], row["reach_said"], all_rows):
        return False
    if any(
        e["observation"] == row["id"] and e["version"] == row["version"]
        for e in all_rows["observation_ended"]
    ):
        return False
    if row["import"] in [one["import"] for one in all_rows["import_undone"]]:
        return False
    if focus.cycle and row["cycle"] != focus.cycle:
        return False
    if (focus.since and row["day"] < focus.since) or (focus.until and row["day"] > focus.until):
        return False
    narrowed = focus.themes and row["kind"] != "measure"
    if narrowed and not set(focus.themes) & set(row["themes"]):
        return False
    lasts = row["usable_until"] is None or row["usable_until"] >= today
    reaches = lasts and row["reach"] >= now[focus.system]["scale"]
    if in_other_words:
        narrowed = focus.cycle or focus.since or focus.until or focus.themes
        return bool(reaches and row["paraphrase"] and row["system"] != focus.system and not narrowed)
    if row["system"] == focus.system:
        return True
    return bool(reaches and row["quotable"] and not row["paraphrase"])


SAID_AGAIN = ("consent_changed", "agreed", "review")


def keep_systems(store: Store, rows: list[dict[str, Any]], **more: list[dict[str, Any]]) -> None:
    """Keep these versions of systems, with what puts right where they lay, and these rows of other tables."""
    put_right = [{"system": one["id"], "version": one["version"]} for one in rows if one.get("put_right")]
    plain = [{name: one[name] for name in one if name not in ("kept", "put_right")} for one in rows]
    store.keep(keeping(*plain, table="system", system_put_right=put_right, **more))


def keep_all(store: Store, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Keep everything at once, but for what comes later: systems that move, and what is said again of one thing."""
    at_once = {table: added for table, added in rows.items() if table not in ("system", *SAID_AGAIN)}
    before, between, after = (
        [one for one in rows["system"] if one.get("kept", -2) == when] for when in (-2, -1, 0.5)
    )
    keep_systems(store, before)
    keep_systems(store, between, **at_once)
    keep_systems(store, after)
    later: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for table in SAID_AGAIN:
        for row in rows.get(table, []):
            before = sum(
                row["observation"] == one["observation"] for one in rows[table][: rows[table].index(row)]
            )
            later.setdefault(before, {}).setdefault(table, []).append(row)
    for _, said in sorted(later.items()):
        store.keep(keeping(table="system", **said))


def apart(value: Any, example: int) -> Any:
    """The same rows under ids that no other example has, so that one store can hold every example."""
    if isinstance(value, UUID):
        return UUID(int=value.int + (example << 64))
    if isinstance(value, list | tuple):
        return type(value)(apart(one, example) for one in value)
    if isinstance(value, dict):
        return {name: apart(one, example) for name, one in value.items()}
    if isinstance(value, Focus):
        return Focus(**apart(vars(value), example))
    return value


focuses = st.builds(
    Focus,
    system=st.none() | st.integers(1, 9).map(lambda n: UUID(int=n)),
    cycle=sometimes(CYCLES),
    since=sometimes(DAYS),
    until=sometimes(DAYS),
    themes=st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple),
)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("visible") / "store")
    yield store
    store.close()


examples = count(1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=everything(), today=st.sampled_from(DAYS), narrower=st.lists(focuses, min_size=1, max_size=3))
def test_exactly_what_consent_scale_and_withdrawal_allow_is_visible(
    one_store: Store, rows: dict[str, list[dict[str, Any]]], today: date, narrower: list[Focus]
) -> None:
    rows, narrower = apart((rows, narrower), next(examples))
    keep_all(one_store, rows)
    wide = [Focus(system=one) for one in {row["id"] for row in rows["system"]}]
    for focus in wide + narrower:
        assert_exactly_what_is_allowed_is_visible(one_store, rows, today, focus)


A_FEW = (
    "select id, version from observations",
    "select id from observations where at_home",
    "select o.id, o.prompt from observations as o",
    "select * from observations",
    "from observations",
    "select o.id, o from observations as o",
    "select id, words from observations union all select id, words from paraphrases",
    "select observation as id, choice from meanings",
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=everything(), today=st.sampled_from(DAYS), narrower=focuses)
def test_of_a_few_the_same_is_read_as_among_all(
    one_store: Store, rows: dict[str, list[dict[str, Any]]], today: date, narrower: Focus
) -> None:
    rows, narrower = apart((rows, narrower), next(examples))
    keep_all(one_store, rows)
    few = [row["id"] for row in rows["observation"]][::2] + [row["id"] for row in rows["system"]]
    for asked in A_FEW:
        all_of_it = one_store.ask(asked, Viewer(today), narrower)
        expected = all_of_it[all_of_it["id"].isin(few)].to_dict("records")
        found = one_store.ask(asked, Viewer(today), narrower, few).to_dict("records")
        assert sorted(map(str, found)) == sorted(map(str, expected))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=everything(), today=st.sampled_from(DAYS), chance=st.randoms(use_true_random=False))
def test_it_is_the_same_however_and_in_whatever_order_it_came_to_be_kept(
    one_store: Store, rows: dict[str, list[dict[str, Any]]], today: date, chance: Random
) -> None:
    rows = apart(rows, next(examples))
    so_far: dict[str, list[dict[str, Any]]] = {table: [] for table in rows}
    so_far["system"] = [row for row in rows["system"] if row["version"] == 1]
    keep_all(one_store, so_far)
    to_come = [(table, row) for table in rows for row in rows[table] if row not in so_far["system"]]
    to_come = [(table, row) for table, row in to_come if row.get("reason") != "corrected"]
    chance.shuffle(to_come)
    for order, (table, row) in enumerate(in_order_of_versions(to_come)):
        if table == "system":
            keep_systems(one_store, [row])
        else:
            corrects = [ended for ended in rows["observation_ended"] if is_corrected_by(ended, row)]
            one_store.keep(keeping(row, table=table, **({"observation_ended": corrects} if corrects else {})))
            so_far["observation_ended"] += corrects
        so_far[table].append(row | {"kept": order})
        if chance.random() < 0.5:
            focus = Focus(system=chance.choice(rows["system"])["id"])
            assert_exactly_what_is_allowed_is_visible(one_store, so_far, today, focus)


def is_corrected_by(ended: dict[str, Any], row: dict[str, Any]) -> bool:
    made = ended["observation"], ended["version"] + 1
    return ended["reason"] == "corrected" and made == (row.get("id"), row.get("version"))


def in_order_of_versions(rows: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same rows in this order, but for the versions of one thing: nobody corrects what is not told yet."""
    of = {
        row["id"]: sorted(
            (one for one in rows if one[1].get("id") == row["id"]), key=lambda one: one[1]["version"]
        )
        for table, row in rows
        if "id" in row
    }
    return (of[row["id"]].pop(0) if "id" in row else (table, row) for table, row in rows)


def assert_exactly_what_is_allowed_is_visible(
    store: Store, rows: dict[str, list[dict[str, Any]]], today: date, focus: Focus
) -> None:
    found = store.ask(
        "select id, version, count(*) over () as counted from observations", Viewer(today), focus
    )
    expected = [row for row in rows["observation"] if is_read(row, rows, today, focus)]
    assert sorted(zip(found["id"], found["version"], strict=True)) == sorted(
        (row["id"], row["version"]) for row in expected
    )
    assert set(found["counted"]) <= {len(expected)}
    instead = store.ask("select * from paraphrases", Viewer(today), focus)
    told = [row["id"] for row in rows["observation"] if is_read(row, rows, today, focus, in_other_words=True)]
    assert sorted(instead["id"]) == sorted(told)
    assert set(instead["words"]) <= {"In other words."}


NOBODY_AGREED = [
    {"travels": None, "reviewed": True},
    {"travels": 5, "reviewed": False},
    {"travels": 5, "reviewed": True, "quotable": False},
    {"travels": 5, "reviewed": True, "whose": "about someone else"},
    {"travels": 5, "reviewed": True, "usable_until": DAYS[0]},
    {"travels": 1, "reviewed": True},
]


def test_words_nobody_agreed_to_share_are_read_at_home_only(one_store: Store) -> None:
    around: UUID | None = None
    systems: list[dict[str, Any]] = []
    for scale in (5, 4, 3, 2, 1):
        systems.append({"id": UUID(int=scale), "version": 1, "scale": scale, "name": "", "parent": around})
        around = UUID(int=scale)
    rows = [an_observation(UUID(int=1), f"canary {n}", **agreed) for n, agreed in enumerate(NOBODY_AGREED)]
    questions = (
        "select * from observations",
        "select string_agg(words) from observations",
        "select o.words, m.choice from meanings as m right join observations as o on o.id = m.observation",
        "with a as (from observations) select max(words), min(words) from a",
        "select * from (values (1)) as v(n) left join lateral (select words from observations) on true",
    )
    all_rows = apart({"system": systems, "observation": rows}, next(examples))
    keep_all(one_store, all_rows)
    for system in all_rows["system"]:
        for question in questions:
            read = one_store.ask(question, Viewer(DAYS[5]), Focus(system=system["id"]))
            assert ("canary" in str(read.to_dict("list"))) == (system["scale"] == 1)


def test_what_is_taken_back_is_gone_from_every_view_at_once(one_store: Store) -> None:
    home = {"id": UUID(int=1), "version": 1, "scale": 2, "name": "", "parent": None}
    told = an_observation(home["id"])
    meaning = {
        "observation": told["id"],
        "version": 1,
        "question": UUID(int=5),
        "choice": "well",
        "number": None,
    }
    question = {"id": UUID(int=5), "version": 1, "words": "?", "form": "a choice", "low": "", "high": ""}
    keep_all(
        one_store,
        {"system": [home], "observation": [told], "meaning": [meaning], "question": [question]},
    )
    here = Focus(system=home["id"])
    asked = ("select id from observations", "select choice from meanings")

    def of(*ids: UUID) -> int:
        return len(one_store.ask("select choice from meanings", Viewer(DAYS[0]), here, ids))

    assert [len(one_store.ask(one, Viewer(DAYS[0]), here)) for one in asked] == [1, 1]
    assert [of(told["id"]), of(home["id"]), of()] == [1, 0, 0]
    taken = {"observation": told["id"], "version": 1, "reason": "taken back"}
    one_store.keep(keeping(taken, table="observation_ended"))
    assert [len(one_store.ask(one, Viewer(DAYS[0]), here)) for one in asked] == [0, 0]
    assert of(told["id"]) == 0
