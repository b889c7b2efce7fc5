"""Pictures: a photograph of a flipchart or a drawing, kept with a gathering beside a line that says what it shows."""

from uuid import UUID

from sensemaking.exchange import picture_in
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Room
from sensemaking.practice.live import Live
from sensemaking.store import rows

LONGEST_LINE = 300


def keep(gathering: Live, id: UUID, content: bytes, says: str, event: UUID) -> Room:
    """Keep a picture of what was written on paper; the wall shows it when it is asked for.

    Raises a Refusal where nothing says what it shows, or where it is no picture.
    """
    line = " ".join(says.split())[:LONGEST_LINE]
    if not content:
        raise Refusal("No picture is chosen yet.", try_next="Choose the photograph, then keep it.")
    if not line:
        raise Refusal(
            "There is no line yet that says what the picture shows.",
            try_next="Write it for those who cannot see it, such as: the three headings on our flipchart.",
        )
    row = {
        "id": id,
        "gathering": gathering.id,
        "says": line,
        "media_type": picture_in.MEDIA_TYPE,
        "content": picture_in.plain(content),
    }
    return gathering.happen(Act.ATTACHED, id, {"says": line}, event=event, added={"attachment": [row]})


def content(gathering: Live, id: UUID) -> tuple[str, bytes]:
    """A picture's media type and its bytes; raises a Refusal where there is none."""
    found = rows.records(gathering.store.read("attachment", gathering=gathering.id, id=id))
    if not found:
        raise Refusal("This picture is not here.", try_next="Choose one that was kept.")
    return str(found[0]["media_type"]), bytes(found[0]["content"])
