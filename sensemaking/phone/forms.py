"""What a form of ours brought, read carefully: whoever sends it may send anything."""

from uuid import UUID, uuid5

from starlette.datastructures import FormData, UploadFile

from sensemaking.model.refusal import Refusal

UNREADABLE = Refusal(
    "This form could not be read, so nothing was done.", try_next="Open the page again, and try once more."
)


def text(form: FormData, name: str) -> str:
    """The words of a field; nothing where there is none."""
    given = form.get(name, "")
    return "" if isinstance(given, UploadFile) else given


def an_id(form: FormData, name: str) -> UUID:
    """The id in a field; raises a Refusal where there is none."""
    return as_id(text(form, name))


def as_id(words: str) -> UUID:
    """These words as an id; raises a Refusal where they are none."""
    try:
        return UUID(words)
    except ValueError:
        raise UNREADABLE from None


def ticked(form: FormData, name: str) -> bool:
    """Whether a box was ticked."""
    return name in form


def event_of(form: FormData, *said: str) -> UUID:
    """The same form with the same words is the same event; with other words, after going back, it is another one."""
    return uuid5(an_id(form, "event"), "\n".join(said))
