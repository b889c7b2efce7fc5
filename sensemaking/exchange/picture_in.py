"""A photograph, as a camera or a phone made it, into a picture that tells nothing but what it shows."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from sensemaking.model.refusal import Refusal

MEDIA_TYPE: Final = "image/jpeg"
READS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 60_000_000
"""Larger than any phone's photograph; a file that unpacks to more is made to fill a computer."""
LONGEST_SIDE = 2400
"""In pixels: what is written on a flipchart can still be read."""

UNREADABLE = Refusal(
    "This file could not be read as a picture.", try_next="Take a photograph as JPEG or PNG, and choose that."
)


def plain(content: bytes) -> bytes:
    """The picture as JPEG, upright, drawn anew: where, when and with what it was taken stays behind.

    Raises a Refusal where it is no picture we read, or one of too many pixels.
    """
    try:
        with Image.open(BytesIO(content), formats=READS) as given:
            if given.width * given.height > MOST_PIXELS:
                raise Refusal("This picture has too many dots.", try_next="Take it again, a size smaller.")
            given.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(given).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise UNREADABLE from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A sheet of its own takes over the dots and none of what else the file said.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    kept = BytesIO()
    sheet.save(kept, "JPEG", quality=85)
    return kept.getvalue()
