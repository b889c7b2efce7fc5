"""Where everything on a map stands: the same every time, and nothing over anything else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.charts.map_layout import EDGE, lay_out
from sensemaking.charts.map_lines import Rectangle

WIDE = 330.0
WORD = (62.0, 18.0)
A_BOX = st.tuples(st.integers(40, int(WIDE - 2 * EDGE)), st.integers(44, 120))


@st.composite
def maps(draw, most=60):
    boxes = draw(st.lists(A_BOX, max_size=most))
    nth = st.integers(0, max(0, len(boxes) - 1))
    ends = st.tuples(nth, nth).filter(lambda two: two[0] != two[1])
    links = draw(st.lists(ends, max_size=2 * len(boxes))) if len(boxes) > 1 else []
    return tuple(boxes), tuple((one, other, WORD) for one, other in links)


def standing(boxes, laid):
    return [Rectangle(x, y, *box) for (x, y), box in zip(laid.places, boxes, strict=True)]


@settings(max_examples=40)
@given(maps(), st.sampled_from([WIDE, 700.0, 1080.0]))
def test_no_box_and_no_word_covers_another_and_all_of_them_are_in_the_picture(drawn, wide):
    boxes, links = drawn
    laid = lay_out(boxes, links, wide)
    them = standing(boxes, laid)
    them += [Rectangle(*line.word, *WORD) for line in laid.lines if line.word]
    picture = Rectangle(laid.wide / 2, laid.high / 2, laid.wide, laid.high)
    for nth, one in enumerate(them):
        assert not any(one.covers(other) for other in them[nth + 1 :])
        assert picture.holds((one.x - one.wide / 2, one.y - one.high / 2))
        assert picture.holds((one.x + one.wide / 2, one.y + one.high / 2))


@settings(max_examples=20)
@given(maps())
def test_the_same_map_is_laid_out_the_same_every_time(drawn):
    once = lay_out(*drawn, 1080.0)
    lay_out.cache_clear()
    assert lay_out(*drawn, 1080.0) == once


@settings(max_examples=20)
@given(maps())
def test_reading_goes_through_every_part_once_row_under_row(drawn):
    boxes, links = drawn
    laid = lay_out(boxes, links, 700.0)
    read = [nth for row in laid.rows for nth in row]
    assert sorted(read) == list(range(len(boxes)))
    for row in laid.rows:
        assert [laid.places[nth][0] for nth in row] == sorted(laid.places[nth][0] for nth in row)
    heads = [max(laid.places[nth][1] + boxes[nth][1] / 2 for nth in row) for row in laid.rows]
    feet = [min(laid.places[nth][1] - boxes[nth][1] / 2 for nth in row) for row in laid.rows]
    assert all(head < foot for head, foot in zip(heads, feet[1:], strict=False))


@settings(max_examples=20)
@given(maps(most=12))
def test_every_line_begins_and_ends_outside_the_boxes_it_joins(drawn):
    boxes, links = drawn
    laid = lay_out(boxes, links, 1080.0)
    them = standing(boxes, laid)
    for (one, other, _), line in zip(links, laid.lines, strict=True):
        assert not them[one].holds(line.start)
        assert not them[other].holds(line.end)


def test_a_line_goes_round_a_box_that_stands_between_its_two():
    three = ((100, 44), (100, 44), (100, 44))
    row = lay_out(three, ((0, 1, WORD), (1, 2, WORD), (0, 2, WORD)), 1080.0)
    for nth, (one, other) in enumerate(((0, 1), (1, 2), (0, 2))):
        (between,) = set(range(3)) - {one, other}
        line = row.lines[nth]
        box = standing(three, row)[between]
        for step in range(21):
            t = step / 20
            point = tuple(
                (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
                for a, b, c in zip(line.start, line.bend, line.end, strict=True)
            )
            assert not box.holds(point)
