"""Chains of cycles: which follows which, and which days belong to each."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.chain import between, chains, links_of
from sensemaking.model.cycle import Cycle

HOME = UUID(int=1)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2022, 12, 31))


def cycle(
    nth: int, follows: int | None = None, begun: date | None = None, ended: date | None = None
) -> Cycle:
    after = UUID(int=100 + follows) if follows is not None else None
    return Cycle(UUID(int=100 + nth), HOME, f"Cycle {nth}", begun=begun, ended=ended, follows=after)


def test_cycles_that_follow_one_another_are_a_chain_from_the_first_to_the_last():
    third, first, second, alone = cycle(3, 2), cycle(1), cycle(2, 1), cycle(9)
    assert chains([third, first, second, alone]) == [(first, second, third)]


def test_two_cycles_that_follow_the_same_one_are_two_chains():
    first, one, other = cycle(1), cycle(2, 1), cycle(3, 1)
    assert chains([first, one, other]) == [(first, one), (first, other)]


def test_what_follows_in_a_circle_or_something_out_of_sight_is_no_chain():
    assert chains([cycle(1, 2), cycle(2, 1), cycle(3, 3), cycle(4, 77)]) == []


def test_a_cycle_that_leads_out_of_a_circle_ends():
    assert len(chains([cycle(1, 2), cycle(2, 1), cycle(3, 2)])) == 1


def test_days_of_a_cycle_end_where_the_next_begins():
    first, second = cycle(1, begun=date(2021, 1, 1)), cycle(2, 1, date(2021, 6, 1), date(2021, 9, 30))
    assert [(one.since, one.until) for one in links_of([first, second])] == [
        (date(2021, 1, 1), date(2021, 5, 31)),
        (date(2021, 6, 1), date(2021, 9, 30)),
    ]


def test_times_between_cycles_begin_before_the_first_of_them():
    cycles = [cycle(2, begun=date(2021, 6, 1)), cycle(1, begun=date(2021, 1, 1)), cycle(3)]
    assert [(one.name, one.since, one.until) for one in between(cycles)] == [
        ("before “Cycle 1” began", date.min, date(2020, 12, 31)),
        ("Cycle 1", date(2021, 1, 1), date(2021, 5, 31)),
        ("Cycle 2", date(2021, 6, 1), date.max),
    ]
    assert between([cycle(3)]) == []


def test_a_time_is_spoken_of_as_people_do():
    before, first = between([cycle(1, begun=date(2021, 1, 1))])
    assert (before.when, first.when) == ("before “Cycle 1” began", "in “Cycle 1”")
    assert (before.quoted, first.quoted) == ("before “Cycle 1” began", "“Cycle 1”")


@given(st.lists(st.tuples(DAYS, DAYS), min_size=2, max_size=6))
def test_no_day_belongs_to_two_cycles_of_a_chain(spans):
    links = links_of([cycle(nth, nth - 1 or None, *days) for nth, days in enumerate(spans, 1)])
    for day in (date(2019, 12, 31) + timedelta(days=7 * nth) for nth in range(160)):
        assert sum(bool(one.since and one.until and one.since <= day <= one.until) for one in links) <= 1
