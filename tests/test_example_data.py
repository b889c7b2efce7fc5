"""The example's files: real comments without names, and an invented year of learning that hangs together."""

import csv
import hashlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from sensemaking.exchange import questions_in
from sensemaking.model.observation import Voice

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "example"
RAW = ROOT.parent / "shared" / "data" / "A-nhs-fft-nhft" / "fft_v6_nhft.csv"
FIRST_DAY, LAST_DAY = date(2021, 6, 1), date(2022, 5, 31)
SCALES = ("person", "team", "organisation", "place", "country")

needs_raw = pytest.mark.skipif(not RAW.exists(), reason="shared data not present")

# Words with a capital that are nowhere written small in the comments. Every one was read: none of them is a
# person's name or a real place. A word that is not here has not been read by anybody yet.
READ_WITH_A_CAPITAL = frozenset(
    """
ADHD APT ASAP Accessibility Accident Acute Addering Addlestow Advocacy Aerial African Aldersford Alzheimer
Aphasia Aripiprazole Arts Asperger Assuming BA BBQ BMI BPD Banksy Bellgate Bikes Bilberry Biscuits British
Brookfold Building Buzzer CBT CCo CPNs CPTSD CQC CT Carrowby Celandine Challenged Chaplaincy Christmas
Clarence Clozapine Clumsy Company Compass Comprehensive Compromise Constraints Consult Consultants
Continuing Coppice Courtyard Craft Cup Curlew Currently DBT DPM Daycare December Defiantly Dental Dinners
Doc Domestics Dosn Dr ECG ECT EMDR Elderbrook Employment Encouraging English Ensure Exploring Expressing
Extended FND Failure Fairholm Fern Foods Football Friday Friendship Fulfils GP GPs GRC Gate Gorsebank Ground
HCAs HMP HV Hairdressing Harebell Haverholt Head Healed IBS ICST IDTS IHTT Induction Insecure Intensive
Interacted Interaction Interduce Jan January July June Keeps Kindle Knock LCMHT LD LTS Landing Lane Lantern
Larchwell Latest Liasing Linnet Lodge Longmeadow Loves Luckily MBO MBT MDT MH MRI MS Maintenance March
Marlingfield Maths Mix Monday Multiple NHS Nickname Nightmare Nil Noth Nowt Nuffin OCD OH Optician Orchard
PCN PEG PHC PRN PTSD Packed Parking Pear Pellbury Personality Physiotherapy Plover Presenters Prevedel
Primrose Promoting Psychists Quoted RAF RC RMN RODBT Rc Realising Rec Referring Regents Regret Relax Respite
Reviewing Road Ryecombe SEN SGS SINGEL SMS SRN Saffron Samaritans Sat Scarring Shoppers Shows Sky Smashing
Sorrel South Splendid Stanwater Statements Steady Subtex Surely TEC TES TI TIW Tables Tallowby Tanners Tansy
Tarn Teasel Tens Thankyou Theropy Thornmoor Tree Tremendous Trips UIA UK Unhurried Virtues WGI WIFI Walker
Weaver Wendle Wendleford Wendleshire Xbox Yeah Yes Younger
""".split()
)

# The 50 theme columns as the analysts filled them in, row by row.
THEME_CELLS = "18f85ed0adca4849650fcbbc255f4aef416704ce8ab85915ab2fa173ff3b0244"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def the_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mask", EXAMPLE / "mask.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


MASK = the_script()
COMMENTS = rows_of(EXAMPLE / "comments.csv")
BY_ID = {row["Comment ID"]: row for row in COMMENTS}
THEMES = list(COMMENTS[0])[11:61]
LEARNING = tomllib.loads((EXAMPLE / "learning.toml").read_text(encoding="utf-8"))
SYSTEMS = {system["key"]: system for system in LEARNING["system"]}
CYCLES = {cycle["key"]: cycle for cycle in LEARNING["cycle"]}
EXPERIMENTS = {experiment["key"]: experiment for experiment in LEARNING["experiment"]}
READINGS = {reading["key"]: reading for reading in LEARNING["reading"]}


def day_of(row: dict[str, str]) -> date:
    return datetime.strptime(row["Date"], "%d/%m/%Y").date()


def answered(
    *themes: str,
    team: str = "",
    until: date = LAST_DAY,
    since: date = FIRST_DAY,
    asked: str = "",
    saying: str = "",
) -> list[dict[str, str]]:
    """Rows with words: of a team, between two days, on any of some themes, to a question, matching a pattern."""
    return [
        row
        for row in COMMENTS
        if row["FFT answer"].strip()
        and (not team or row["Team"] == team)
        and since <= day_of(row) <= until
        and (not themes or any(row[theme] for theme in themes))
        and asked in row["FFT question"]
        and re.search(saying, row["FFT answer"].strip(), re.IGNORECASE)
    ]


# Names


@pytest.mark.parametrize("name", ["comments.csv", "measure.csv", "learning.toml", "map.csv"])
def test_no_masked_name_of_a_place_or_person_remains(name: str):
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    left = [
        text[start:end]
        for start, end, phrase in MASK.phrases(text)
        if (key := MASK.digest(phrase)) in MASK.PLACES or (key in MASK.PEOPLE and text[start].isupper())
    ]
    assert left == []


def test_every_word_with_a_capital_has_been_read():
    words = re.findall(r"[A-Za-z]{2,}", " ".join(row["FFT answer"] for row in COMMENTS))
    small = {word.lower() for word in words if word[0].islower()}
    unread = {word for word in words if word[0].isupper() and word.lower() not in small} - READ_WITH_A_CAPITAL
    assert unread == set()


@pytest.mark.parametrize(
    "shape",
    [
        r"\b(?:(?:Dr|Mr|Mrs|Ms)\.?|Doctor|Miss|Sister|Matron|[Nn]urse|OT|CPN) [A-Z][a-z0-9]+\b",
        r"\bknown as \(\w",
        r"https?:|www\.|@\w|\.co\.uk|\.nhs\b",
        r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b",
        r"\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b|\b0\d{9,10}\b|\+44",
        r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
        r"\b\d+ days (?:before|after) my birthday",
    ],
)
def test_no_comment_holds_a_titled_name_an_address_a_telephone_number_or_an_exact_day(shape: str):
    assert [row["FFT answer"] for row in COMMENTS if re.search(shape, row["FFT answer"])] == []


def test_every_id_carries_the_made_up_code_of_the_trust():
    assert {row["Trust"] for row in COMMENTS} == {"WVCT"}
    assert all(re.fullmatch(r"WVCT \d+ - Q[12]", row["Comment ID"]) for row in COMMENTS)
    assert all(row["Comment ID"].startswith(row["Respondent ID"] + " - ") for row in COMMENTS)


def test_a_title_keeps_its_place_and_loses_its_name():
    assert MASK.masked_by_shape("Dr Somebody explained, the doctor listened.")[0] == (
        "Dr [name] explained, the doctor listened."
    )


# What was kept


def test_all_rows_are_kept_blank_ones_too():
    assert len(COMMENTS) == len(BY_ID) == 2812
    assert sum(not row["FFT answer"].strip() for row in COMMENTS) == 499


def test_the_theme_columns_are_as_the_analysts_left_them():
    assert len(THEMES) == 50 and {"Not assigned", "Labelling not possible"} < set(THEMES)
    cells = "\n".join(",".join(row[theme] for theme in THEMES) for row in COMMENTS)
    assert hashlib.sha256(cells.encode()).hexdigest() == THEME_CELLS


def test_the_respondents_own_answer_is_one_to_five_or_not_known():
    assert {row["FFT categorical answer"] for row in COMMENTS} == {"1", "2", "3", "4", "5", "7"}


def test_every_row_stands_on_the_stack_and_an_unknown_team_is_left_open():
    stack = {(row["Country"], row["Place"], row["Organisation"]) for row in COMMENTS}
    assert stack == {("Albion", "Wendleshire", "Wendle Valley Community Trust")}
    for row in COMMENTS:
        unknown = row["Service type 2"] in {"", "Unknown", "5"}
        assert row["Team"] == ("" if unknown else row["Service type 2"])


def test_the_invented_question_says_so_and_has_positions_only_on_rows_with_words():
    assert "(invented example)" in MASK.POLES_COLUMN
    placed = [row for row in COMMENTS if row[MASK.POLES_COLUMN]]
    assert 800 < len(placed) < 1100
    assert all(0 <= float(row[MASK.POLES_COLUMN]) <= 1 and row["FFT answer"].strip() for row in placed)


@needs_raw
def test_masking_the_raw_file_again_gives_the_same_bytes(tmp_path: Path):
    again = tmp_path / "again.csv"
    subprocess.run([sys.executable, EXAMPLE / "mask.py", RAW, "--to", again], check=True, capture_output=True)
    assert again.read_bytes() == (EXAMPLE / "comments.csv").read_bytes()


@needs_raw
def test_only_names_differ_from_the_raw_file():
    names = {"Comment ID", "Trust", "Respondent ID", "Service type 2", "FFT answer"}
    for raw, shown in zip(rows_of(RAW), COMMENTS, strict=True):
        assert {column for column in raw if raw[column] != shown[column]} <= names
        changes = MASK.masked_by_shape(raw["FFT answer"])[1] + MASK.masked_by_word(raw["FFT answer"])[1]
        assert (raw["FFT answer"] != shown["FFT answer"]) == bool(changes)


# The invented measure


def test_the_measure_has_one_number_a_week_for_a_team_of_the_example():
    weeks = rows_of(EXAMPLE / "measure.csv")
    days = [day_of(row) for row in weeks]
    assert len(days) >= 30
    assert {(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)} == {7}
    assert days[0] >= FIRST_DAY and days[-1] <= LAST_DAY
    assert {row["Team"] for row in weeks} == {"Adult mental health"}
    assert all(
        "(invented example)" in column or column in {"Date", *MASK.STACK_COLUMNS} for column in weeks[0]
    )


# The invented year of learning


def test_every_entry_says_that_it_is_invented():
    assert set(LEARNING) == {
        *("system", "cycle", "experiment", "observation", "reading", "revisit"),
        *("answer", "challenge", "reply", "introduction"),
    }
    for entries in LEARNING.values():
        assert all(entry["label"] == "invented example" for entry in entries)


def test_no_two_entries_share_a_key():
    keys = Counter(entry["key"] for entries in LEARNING.values() for entry in entries if "key" in entry)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_system_sits_inside_a_wider_one_and_has_its_name_from_the_comments_or_is_invented_whole():
    invented = {"Riverbend Neighbours", "Riverbend listening line"}
    named = {*invented, MASK.COUNTRY, MASK.PLACE, MASK.ORGANISATION, *(row["Team"] for row in COMMENTS)}
    for system in SYSTEMS.values():
        if system["scale"] == "country":
            assert "parent" not in system
        else:
            assert SCALES.index(SYSTEMS[system["parent"]]["scale"]) > SCALES.index(system["scale"])
        assert system["name"] in named or system["scale"] == "person"


def test_there_are_enough_cycles_some_follow_others_and_one_belongs_to_a_person():
    assert len(CYCLES) >= 6 and len({cycle["system"] for cycle in CYCLES.values()}) >= 4
    assert sum("follows" in cycle for cycle in CYCLES.values()) >= 2
    own = [cycle for cycle in CYCLES.values() if SYSTEMS[cycle["system"]]["scale"] == "person"]
    assert own and all("owner" in SYSTEMS[cycle["system"]] for cycle in own)
    assert any(CYCLES[cycle["follows"]] in own for cycle in CYCLES.values() if "follows" in cycle)


def test_cycles_run_inside_the_year_and_follow_earlier_ones():
    stages = {"shared purpose", "understand the system", "co-design", "explore", "embed and influence"}
    for cycle in CYCLES.values():
        assert cycle["system"] in SYSTEMS and cycle["purpose"] and set(cycle["stages"]) <= stages
        assert FIRST_DAY <= cycle["begun"] <= cycle.get("ended", LAST_DAY) <= LAST_DAY
        if "follows" in cycle:
            assert CYCLES[cycle["follows"]]["ended"] < cycle["begun"]


def test_every_cycle_has_an_experiment_and_something_noticed_in_it():
    assert set(CYCLES) == {experiment["cycle"] for experiment in EXPERIMENTS.values()}
    assert set(CYCLES) == {observation["cycle"] for observation in LEARNING["observation"]}


def test_every_experiment_tells_its_whole_story():
    became = {experiment["became"] for experiment in EXPERIMENTS.values()}
    assert became == {"being tried", "carried on", "changed", "let go"}
    for experiment in EXPERIMENTS.values():
        assert all(experiment[part] for part in ("hunch", "actions", "designed_with", "watching", "seen"))


def test_every_observation_belongs_to_its_cycle_and_knows_whose_it_is():
    assert len(LEARNING["observation"]) >= 12
    for observation in LEARNING["observation"]:
        cycle = CYCLES[observation["cycle"]]
        assert observation["system"] == cycle["system"]
        assert cycle["begun"] <= observation["day"] <= cycle.get("ended", LAST_DAY)
        if "experiment" in observation:
            assert EXPERIMENTS[observation["experiment"]]["cycle"] == observation["cycle"]
        assert observation["kind"] in {"story", "noticing"} and observation["teller"] and observation["words"]
        assert Voice(observation["voice"])
        assert set(observation["themes"]) <= set(THEMES)
        if observation["whose"] == "about someone else":
            assert "travels" not in observation
        else:
            assert observation["whose"] in {"mine", "about someone else, who agreed"}
        home = SYSTEMS[observation["system"]]["scale"]
        assert SCALES.index(observation.get("travels", home)) >= SCALES.index(home)


def test_every_reading_looks_back_through_a_lens_at_its_own_system():
    assert len(READINGS) >= 8
    measures = set(rows_of(EXAMPLE / "measure.csv")[0])
    for reading in READINGS.values():
        assert reading["lens"] in {"rhythm", "themes"}
        assert reading["system"] in SYSTEMS and reading["who"] and reading["words"]
        assert FIRST_DAY <= reading["from"] < reading["to"] <= reading["day"] <= LAST_DAY
        assert set(reading.get("themes", [])) <= set(THEMES)
        assert reading.get("measure") is None or reading["measure"] in measures
        if "cycle" in reading:
            assert CYCLES[reading["cycle"]]["system"] == reading["system"]


def test_every_reading_rests_on_comments_that_its_focus_holds():
    for reading in READINGS.values():
        for comment in reading.get("rests_on", []):
            row = BY_ID[comment]
            assert row["FFT answer"].strip() and reading["from"] <= day_of(row) <= reading["to"], comment
            if SYSTEMS[reading["system"]]["scale"] == "team":
                assert row["Team"] == SYSTEMS[reading["system"]]["name"], comment


def test_differing_readings_stand_beside_one_of_the_same_system():
    beside = [reading for reading in READINGS.values() if "beside" in reading]
    assert len(beside) >= 3
    for reading in beside:
        assert READINGS[reading["beside"]]["system"] == reading["system"]


def test_some_readings_were_held_some_shifted_and_some_let_go():
    assert {revisit["standing"] for revisit in LEARNING["revisit"]} == {"held", "shifted", "let go"}
    for revisit in LEARNING["revisit"]:
        assert READINGS[revisit["reading"]]["day"] < revisit["day"] <= LAST_DAY and revisit["why"]


def test_the_quoted_words_in_readings_stand_in_the_comments():
    comments = "\n".join(row["FFT answer"] for row in COMMENTS)
    for reading in READINGS.values():
        for quoted in re.findall(r"(?<!\w)'([A-Z][^']{9,}?)[.]?'(?!\w)", reading["words"]):
            if quoted.rstrip("?") not in {"What was good", "What could we do better"}:
                assert quoted in comments, quoted


def test_one_team_has_a_chain_of_three_cycles_that_carries_something_over_each_time():
    last = CYCLES["what-is-a-conversation"]
    chain = [last, CYCLES[last["follows"]], CYCLES[CYCLES[last["follows"]]["follows"]]]
    assert len({one["system"] for one in chain}) == 1
    for cycle in chain[:2]:
        assert cycle["carries_words"] and set(cycle["carries"]) <= {*EXPERIMENTS, *READINGS}
    read_in = {one["key"] for one in READINGS.values() if one.get("cycle") in {it["key"] for it in chain}}
    assert {one["standing"] for one in LEARNING["revisit"] if one["reading"] in read_in} == {
        "held",
        "shifted",
        "let go",
    }


def test_what_is_asked_sent_answered_and_introduced_points_to_what_is_there_and_follows_its_days():
    asked = {one.key: one.scale for one in questions_in.found().questions}
    told = {one["key"]: one for one in LEARNING["observation"]}
    for answer in LEARNING["answer"]:
        assert FIRST_DAY <= answer["day"] <= LAST_DAY and answer["words"] and answer["who"]
        of = asked[answer["question"]]
        assert of is None or of.word == SYSTEMS[answer["system"]]["scale"]
        assert "cycle" not in answer or CYCLES[answer["cycle"]]["system"] == answer["system"]
    challenges = {one["key"]: one for one in LEARNING["challenge"]}
    for one in challenges.values():
        assert CYCLES[one["cycle"]]["system"] == one["system"] and one["needed"]
        assert set(one.get("rests_on", [])) <= set(READINGS)
        for carried in (told[key] for key in one["carries"]):
            assert carried["day"] <= one["day"] <= LAST_DAY and carried["travels"] in {"place", "country"}
    (reply,) = LEARNING["reply"]
    together = {reply["challenge"], *reply["joined"]}
    assert all(challenges[key]["day"] <= reply["day"] <= LAST_DAY for key in together)
    assert (
        len({challenges[key]["system"] for key in together}) == 2 and len(challenges.keys() - together) == 1
    )
    (met,) = LEARNING["introduction"]
    assert {met["cycle"], met["other"]} <= set(CYCLES) and met["day"] <= met["agreed"] <= LAST_DAY


def test_two_stories_that_go_out_were_read_by_whom_their_group_chose_and_one_goes_in_other_words():
    carried = LEARNING["challenge"][0]["carries"]
    read = [one for one in LEARNING["observation"] if one["key"] in carried and "looked_through_by" in one]
    assert len(read) == 3 and sum("in_other_words" in one for one in read) == 1


LD, LOW, AMH = "High secure LD", "Low secure and CFS", "Adult mental health"
OLDER = "Mental health services for older people"
WINTER, FEBRUARY, MARCH, MAY = date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 25), date(2022, 5, 9)
NOTHING = r"^(absolutely )?(no|nothing|none|n/?a/?|nil|nothing at all|nothing really)[.! ]*$"
FAMILY, FOOD = "Interaction with family/ carers", "Food & drink provision & facilities"
LISTENING, WAITING = "Staff listening, understanding & involving patients", "Timeliness of care"
STAFF = "Number & deployment of staff"


def how_many_days_hold_half(rows: list[dict[str, str]]) -> int:
    taken, days = 0, 0
    for _, count in Counter(map(day_of, rows)).most_common():
        taken, days = taken + count, days + 1
        if taken * 2 >= len(rows):
            break
    return days


def on(day: date, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if day_of(row) == day]


def with_answer(answer: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["FFT categorical answer"] == answer]


def people(rows: list[dict[str, str]]) -> set[str]:
    return {row["Respondent ID"] for row in rows}


def test_the_counts_in_the_readings_are_counts_of_the_comments():
    so_far = answered(until=FEBRUARY)
    letter = date(2022, 2, 1)
    counted = {
        "we-see-when-we-ask": (
            how_many_days_hold_half(so_far),
            len({day_of(row) for row in so_far}),
            len(on(letter, so_far)),
            len(on(date(2021, 9, 30), so_far)),
        ),
        "nothing-is-not-one-word": (
            len(answered(until=MARCH, asked="better")),
            len(answered(until=MARCH, asked="better", saying=NOTHING)),
            len(with_answer("1", answered(until=MARCH, asked="better", saying=NOTHING))),
            len(answered(until=MARCH, asked="good", saying=NOTHING)),
            len(with_answer("5", answered(until=MARCH, asked="good", saying=NOTHING))),
        ),
        "waiting-came-by-post": (
            len(answered(WAITING, team=AMH, until=FEBRUARY)),
            len(on(letter, answered(WAITING, team=AMH, until=FEBRUARY))),
        ),
        "they-also-wrote-about-one-face": (
            len(on(letter, answered("Staff continuity", team=AMH, until=FEBRUARY))),
            len(answered("Staff continuity", team=AMH, until=FEBRUARY)),
        ),
        "no-staff-means-a-shut-door": (
            len(people(answered(STAFF, team=LD, asked="better", until=date(2021, 10, 13)))),
            len(people(answered(team=LD, until=date(2021, 10, 13)))),
        ),
        "the-same-people-thank-us": (
            len(people(answered(STAFF, team=LD, asked="better"))),
            len(people(answered(STAFF, team=LD, asked="better")) & people(answered(team=LD, asked="good"))),
        ),
        "nobody-wrote-about-coffee": (
            len(answered(team=LOW, saying="coffee bar")),
            len(answered(team=LOW, saying="coffee bar", asked="good")),
        ),
        "families-in-winter": (
            len(answered(FAMILY, team=OLDER, since=date(2021, 12, 1), until=WINTER)),
            len(answered(FAMILY, team=OLDER, until=WINTER)),
        ),
        "food-in-both-boxes": (
            len(answered(FOOD, team=OLDER, until=WINTER)),
            len(answered(FOOD, team=OLDER, until=WINTER, asked="good")),
            len(answered(FOOD, team=OLDER, until=WINTER, asked="better")),
        ),
        "pain-is-not-on-our-form": (len(answered(team="South Wendle")),),
        "listening-all-year": (
            len(answered(LISTENING, until=MAY)),
            len(answered(LISTENING, until=MAY, asked="good")),
            len(answered(LISTENING, until=MAY, asked="better")),
        ),
    }
    in_words = {13: "Thirteen", 14: "Fourteen"}
    for key, counts in counted.items():
        for count in counts:
            said = rf"\b({count}|{in_words.get(count, count)})\b"
            assert re.search(said, READINGS[key]["words"]), f"{key} does not say {count}"
    assert answered(team="South Wendle", saying=r"\bpain") == []


def test_the_weeks_a_reading_calls_shorter_are_shorter():
    weeks = {day_of(row): float(list(row.values())[-1]) for row in rows_of(EXAMPLE / "measure.csv")}
    summer = [days for week, days in weeks.items() if week < date(2021, 9, 27)]
    same_voice = [days for week, days in weeks.items() if date(2021, 10, 11) <= week <= date(2021, 11, 21)]
    assert max(same_voice) < min(summer)


def test_the_invented_words_keep_to_the_words_of_the_house():
    never = (
        r"\b(targets?|KPIs?|scores?|scored|ratings?|performance|RAG|ranks?|ranked|ranking|league|insights?)\b"
    )
    words = " ".join(
        str(value) for entries in LEARNING.values() for entry in entries for value in entry.values()
    )
    assert re.findall(never, words, re.IGNORECASE) == []
