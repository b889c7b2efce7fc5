"""Bytes into text: which encoding a file is in, said in words."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from sensemaking.model.refusal import Refusal

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "cp1252": "Windows, Western European",
    "cp1250": "Windows, Central European",
    "cp1251": "Windows, Cyrillic",
    "cp1253": "Windows, Greek",
    "cp1254": "Windows, Turkish",
    "cp1255": "Windows, Hebrew",
    "cp1256": "Windows, Arabic",
    "cp1257": "Windows, Baltic",
    "mac_roman": "Macintosh, Western European",
    "big5": "Traditional Chinese (Big5)",
    "gb18030": "Chinese (GB 18030)",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_kr": "Korean (EUC-KR)",
}
"""The encodings that a page can offer: Python's name for each, and words."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16, little end first"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16, big end first"),
)
_ENOUGH = 200_000
# What British and other Western European writing uses beyond ASCII. A file that holds nothing else when
# read as Windows-1252 is that: statistics on a few letters would call it Central European or Macintosh.
_WESTERN = set(
    "£€¥§©®°±²³·¼½¾×÷«»‘’‚“”„†•…–—™¡¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœ\xa0\xad´`"
)
UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """A file's text; `words` names its encoding, `unreadable` counts letters that no reading could save."""

    text: str
    codec: str
    words: str
    unreadable: int = 0


def decode(data: bytes, wanted: str = "") -> Decoded:
    """The text of a file, in the encoding asked for, or else in the one it most likely is.

    A few broken letters in an otherwise sound file become U+FFFD and are counted, so that only their rows
    need refusing. Raises a Refusal where no encoding fits at all.
    """
    for mark, codec, words in _MARKS:
        if data.startswith(mark) and wanted in ("", codec):
            return _lenient(data[len(mark) :], codec, words)
    if wanted:
        if wanted not in ENCODINGS:
            raise Refusal(f"There is no encoding called {wanted}.", try_next="Choose one from the list.")
        return _lenient(data, wanted, ENCODINGS[wanted])
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "UTF-8")
    except UnicodeDecodeError:
        pass
    if codec := _two_byte(data):
        return _lenient(data, codec, ENCODINGS[codec])
    text = data.decode("utf-8", errors="replace")
    unreadable = text.count(UNREADABLE)
    if sum(letter > "\x7f" for letter in text) > 11 * unreadable:
        return Decoded(text, "utf-8", "UTF-8", unreadable)
    return _one_byte(data)


def _lenient(data: bytes, codec: str, words: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec, words)
    except UnicodeDecodeError:
        text = data.decode(codec, errors="replace")
    unreadable = text.count(UNREADABLE)
    if unreadable * 20 > len(text):
        raise Refusal(
            f"This file cannot be read as {words}.",
            try_next="Save it again as CSV UTF-8, or choose another encoding.",
        )
    return Decoded(text, codec, words, unreadable)


def _two_byte(data: bytes) -> str:
    """The UTF-16 without a mark that this must be, judging by where its zero bytes stand."""
    sample = data[:_ENOUGH]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _one_byte(data: bytes) -> Decoded:
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    accented = [letter for letter in western if letter > "\x7f"]
    few = len(accented) < 30 or len(accented) * 4 < sum(map(str.isalpha, western))
    if western and few and _WESTERN.issuperset(accented):
        return Decoded(western, "cp1252", ENCODINGS["cp1252"])
    guessed = from_bytes(
        data[:_ENOUGH], cp_isolation=[codec for codec in ENCODINGS if codec[:3] != "utf"]
    ).best()
    if guessed is not None:
        return _lenient(data, guessed.encoding, ENCODINGS.get(guessed.encoding, guessed.encoding))
    if western:
        return Decoded(western, "cp1252", ENCODINGS["cp1252"])
    raise Refusal(
        "The letters of this file cannot be read in any encoding known here.",
        try_next="Save it again as CSV UTF-8, or choose another encoding.",
    )
