"""What the forms on a phone ask for. Whatever was made by this phone, and nothing else, can be changed from it."""

from collections.abc import Callable

from starlette.datastructures import FormData

from sensemaking.model.agenda import Doing
from sensemaking.model.gathering import Vote
from sensemaking.model.pattern import Standing
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Next
from sensemaking.phone import piling
from sensemaking.phone.forms import UNREADABLE, an_id, event_of, text, ticked
from sensemaking.phone.participant import Participant
from sensemaking.practice import arriving, contribute, passing_on
from sensemaking.practice.live import Live

FOR_ME = "me"
Act = Callable[[Live, Participant, FormData], None]


def write(gathering: Live, who: Participant, form: FormData) -> None:
    """Keep what somebody wrote, anew or again. At the close it is kept only where they ask for it."""
    phase = gathering.room.agenda.get(text(form, "phase"))
    if phase and phase.doing is Doing.CLOSE and not ticked(form, "keep"):
        raise Refusal(
            "You did not tick that it may be kept, so nothing of it was.",
            try_next="Say it aloud, or tick the box and keep it.",
        )
    words, choice = text(form, "words"), text(form, "for")
    quotable, about = ticked(form, "quotable"), ticked(form, "about")
    contribute.write(
        gathering,
        who.own(str(an_id(form, "id"))),
        words,
        event=event_of(form, words, choice, str(quotable), str(about)),
        phase=text(form, "phase"),
        ask=text(form, "ask"),
        for_room=choice != FOR_ME,
        quotable=quotable,
        about_someone_else=about,
        who=who.who,
        part=who.part,
    )


def take_back(gathering: Live, who: Participant, form: FormData) -> None:
    """Take back what this phone wrote, before the reveal as after it and after the end."""
    if not who.wrote(id := an_id(form, "id")):
        raise Refusal("This was not written on this phone.", try_next="Who wrote it can take it back.")
    contribute.take_back(gathering, id, an_id(form, "event"))


def read(gathering: Live, who: Participant, form: FormData) -> None:
    """Keep what somebody makes of a pile, by itself or beside the reading it differs from; anew, or again."""
    words = text(form, "words")
    beside = an_id(form, "beside") if text(form, "beside") else None
    contribute.read(
        gathering,
        who.own(str(an_id(form, "id"))),
        an_id(form, "pile"),
        words,
        event=event_of(form, words),
        who=who.who,
        beside=beside,
    )


def take_back_reading(gathering: Live, who: Participant, form: FormData) -> None:
    """Take back what was made of a pile on this phone, after the end too."""
    if not who.wrote(id := an_id(form, "id")):
        raise Refusal("This was not written on this phone.", try_next="Who wrote it can take it back.")
    contribute.take_back_reading(gathering, id, an_id(form, "event"))


def answer(gathering: Live, who: Participant, form: FormData) -> None:
    """Keep whether a statement rings true; the last answer stands."""
    try:
        vote = Vote(text(form, "vote"))
    except ValueError:
        raise UNREADABLE from None
    contribute.answer(gathering, an_id(form, "statement"), vote, who.voter, event_of(form, vote.value))


def decide(gathering: Live, who: Participant, form: FormData) -> None:
    """Keep one thing to try, to ask for, to pass on, or to let go."""
    try:
        following = Next(text(form, "next"))
    except ValueError:
        raise UNREADABLE from None
    words, needed = text(form, "words"), text(form, "needed")
    id = who.own(str(an_id(form, "id")))
    contribute.decide(gathering, id, following, words, event=event_of(form, words, needed), needed=needed)


def revisit(gathering: Live, who: Participant, form: FormData) -> None:
    """Say how an earlier reading stands now: held, shifted or let go; the room's last word stands."""
    try:
        standing = Standing(text(form, "standing"))
    except ValueError:
        raise UNREADABLE from None
    arriving.revisit(gathering, an_id(form, "reading"), standing, event_of(form, standing.value))


def pass_on(gathering: Live, who: Participant, form: FormData) -> None:
    """Let one's own story go to one other group, by its name; to none, it stays here after all."""
    if not who.wrote(story := an_id(form, "id")):
        raise Refusal("This was not written on this phone.", try_next="Who told it can pass it on.")
    to = an_id(form, "to") if text(form, "to") else None
    passing_on.pass_on(gathering, story, to, event_of(form, str(story), str(to)))


def _by_anybody(act: Callable[[Live, FormData], None]) -> Act:
    return lambda gathering, who, form: act(gathering, form)


ACTS: dict[str, Act] = {
    "write": write,
    "take-back": take_back,
    "read": read,
    "take-back-reading": take_back_reading,
    "answer": answer,
    "decide": decide,
    "revisit": revisit,
    "pass-on": pass_on,
    **{name: _by_anybody(act) for name, act in piling.ACTS.items()},
}
"""What a form's path ends with, and what is done then."""
