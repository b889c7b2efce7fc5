"""What the forms of piles.html ask for, from a phone as from the laptop: move, name, merge, and take out again."""

from uuid import uuid5

from starlette.datastructures import FormData

from sensemaking.model.refusal import Refusal
from sensemaking.phone.forms import an_id, as_id, text
from sensemaking.practice import piles
from sensemaking.practice.live import Live

NEW = "new"


def move(gathering: Live, form: FormData) -> None:
    """Put every chosen card on a pile, on a new one, or on none; the same form again moves nothing twice."""
    event = an_id(form, "event")
    chosen = [as_id(str(one)) for one in form.getlist("card")]
    if not chosen:
        raise Refusal("Nothing is chosen yet.", try_next="Choose one or more, then press where they belong.")
    where = text(form, "pile")
    # The form's own id makes the new pile's: sent twice, it is one pile.
    pile = uuid5(event, NEW) if where == NEW else as_id(where) if where else None
    for one in chosen:
        piles.move(gathering, one, pile, uuid5(event, str(one)))


def name(gathering: Live, form: FormData) -> None:
    """Call a pile what the group calls it."""
    piles.name(gathering, an_id(form, "pile"), text(form, "name"), an_id(form, "event"))


def merge(gathering: Live, form: FormData) -> None:
    """Put one pile into another."""
    piles.merge(gathering, an_id(form, "pile"), an_id(form, "into"), an_id(form, "event"))


def part(gathering: Live, form: FormData) -> None:
    """Take a pile out again of the one it was put into."""
    piles.take_out(gathering, an_id(form, "pile"), an_id(form, "event"))


ACTS = {"move": move, "name": name, "merge": merge, "part": part}
