"""Several files in one zip, opened with care: a small one may unpack to more than any disk holds."""

import io
import zipfile
import zlib

from sensemaking.model.refusal import Refusal

MOST_FILES = 50
LARGEST = 200 * 2**20
"""The most bytes that all files of a zip may come to together."""

_STEP = 1 << 20
_WORKBOOK = ("[Content_Types].xml", "mimetype")
_NOT_MEANT = ("__MACOSX/", ".")


def is_zip_of_files(data: bytes) -> bool:
    """Whether these bytes are a zip that holds files of its own; a workbook, which is a zip too, is none."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return not any(one in _WORKBOOK for one in opened.namelist())
    except (zipfile.BadZipFile, ValueError):
        return False


def unpacked(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The files of a zip with their plain names, in its order.

    Raises a Refusal for a zip that is locked, broken or too large.
    """
    left = LARGEST
    found: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            meant = [
                one
                for one in opened.infolist()
                if not one.is_dir()
                and not one.filename.startswith(_NOT_MEANT)
                and not one.filename.rsplit("/", 1)[-1].startswith(".")
            ]
            if len(meant) > MOST_FILES:
                raise Refusal(
                    f"{name} holds {len(meant):,} files; {MOST_FILES} is the most that can be looked through.",
                    try_next="Take out the ones you mean, and bring those in.",
                )
            for one in meant:
                if one.flag_bits & 1:
                    raise Refusal(
                        f"{name} is locked with a password.",
                        try_next="Unpack it with its password, then bring in the files.",
                    )
                # What a zip says about the size of its files may be wrong: it is counted while reading.
                parts = []
                with opened.open(one) as file:
                    while part := file.read(_STEP):
                        left -= len(part)
                        if left < 0:
                            raise Refusal(
                                f"{name} unpacks to more than {LARGEST >> 20:,} megabytes.",
                                try_next="Unpack it, and bring in only the files you mean.",
                            )
                        parts.append(part)
                found.append((one.filename.rsplit("/", 1)[-1], b"".join(parts)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as broken:
        raise Refusal(
            f"{name} is a zip that cannot be unpacked whole.",
            try_next="Make it again, or bring in its files one by one.",
        ) from broken
    if not found:
        raise Refusal(f"{name} is a zip with nothing in it.", try_next="Choose the one that holds the files.")
    return found
