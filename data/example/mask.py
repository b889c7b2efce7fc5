"""Which words of the real comments may not be shown, and what stands in their place?

    python data/example/mask.py path/to/fft_v6_nhft.csv
        writes comments.csv beside this file
    python data/example/mask.py path/to/fft_v6_nhft.csv --audit
        writes nothing, prints every change in its sentence

The raw file names staff, places and the trust, so it never enters this repository. Two kinds of rule are
applied:

* `PATTERNS`: shapes that can be read here, such as a capitalised word after "Dr".
* `PEOPLE` and `PLACES`: words and phrases found by reading every comment, kept as salted hashes so that this
  file does not list the names it hides. A hash keeps a name from the reader's eye and from search; it would not
  withstand somebody who guesses names one by one. To check the list, run `--audit` with the raw file.

A name of a person becomes `[name]`. A name of a place, site, ward, service brand or of the trust becomes the
made-up name beside its hash, in every column. Everything else stays byte for byte, blank answers included. Four
columns place each row on a stack, and one invented question is added; SOURCE.md says so too. The same raw file
gives the same bytes.
"""

import argparse
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

COMMENTS = Path(__file__).with_name("comments.csv")

COUNTRY = "Albion"
PLACE = "Wendleshire"
ORGANISATION = "Wendle Valley Community Trust"
NO_TEAM = frozenset({"", "Unknown", "5"})
STACK_COLUMNS = ("Country", "Place", "Organisation", "Team")
POLES_COLUMN = "Who decided what happened? they did <-> we did (invented example)"

WORD = re.compile(r"[A-Za-z0-9]+")
BETWEEN = re.compile(r"[^A-Za-z0-9\n]{1,3}")
LONGEST_PHRASE = 4

PATTERNS = (
    # A title, then the name it belongs to.
    (re.compile(r"\b((?:(?:Dr|Mr|Mrs|Ms)\.?|Doctor|Miss|Sister|Matron) )[A-Z][a-z]+\b"), r"\1[name]"),
    # What somebody is called, given in brackets.
    (re.compile(r"\b(known as \()\w+(?=\))"), r"\1[name]"),
    # The day, and the hour with it, of one appointment.
    (re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}(?: \d{4})?\b"), "[date]"),
    # Counting from a named day to a birthday gives the birthday.
    (re.compile(r"\b\d+(?= days (?:before|after) my birthday)"), "[some]"),
)

PEOPLE = frozenset(
    {
        "0c02bab66a852a45",
        "13721dccf869a869",
        "3db1d9c4c3042e32",
        "753873ffb1f5c34b",
        "81a293ead9f98219",
        "9077dad81b925d2a",
        "97805187f48a185f",
        "aea70d7fba9a4b3e",
        "b79d49ae2e58a3a3",
        "be0113faf201aa8e",
        "ef385b7d95029094",
    }
)

PLACES = {
    # the trust and its code
    "af3d5f66382097cb": "WVCT",
    "ec4dee5c70a91b04": "Wendleshire",
    # towns and districts
    "08c1a23f99ab50e7": "Addering",
    "20c32bd9829ccb67": "Aldersford",
    "33aa6d907a967d13": "Wendleford",
    "4dcc3719cbc2c309": "Ryecombe",
    "532a7797ab27398f": "Tallowby",
    "92cbfc7db34ba711": "Carrowby",
    "a3c22de4da3973b4": "Wendle",
    "a8e2feae1707d92f": "Stanwater",
    "ad35ecd99e0ea283": "Addlestow",
    "b0eaf5deb3b730c5": "Wendle PTS",
    "d14605a2fa26ef5c": "Wendle",
    "dde165111b3a7af5": "Marlingfield",
    "eaab622c0c15dcc4": "Thistlemoor",
    # hospitals, prisons and secure sites
    "05ad6718da723a8d": "Kingfisher",
    "092565f5872c5e3c": "Ashenbury",
    "0e2c3ec8944f7cf3": "Silverbeck",
    "1f9de6aaac9ec042": "Bellgate Hospital",
    "2a041bcbe3c886a5": "Haverholt",
    "2a8c14b4b03091d8": "Orchard Road",
    "38c48cb4b064ad5e": "Tansy",
    "574f7037f99cdafe": "Fennwood",
    "6678fc1e9ba3e8fd": "Coppice",
    "95d57d9043f1b96e": "at Regents",
    "a692b9a88209ff45": "Thornmoor",
    "a99e5875ae0672a5": "the Regents",
    "c2b7c0e58dbf6114": "GRC",
    "c4e695933e8ef196": "R.H.B",
    "cd138191108d7de0": "Longmeadow",
    "d05c758525ccf4f8": "Larchwell",
    "d6a4585b613d1061": "at Bellgate",
    "dfab69e5dd35fadd": "WGI",
    "e83dcf468312b7fb": "Gorsebank",
    "f18a07d2431dfe5a": "Dukes Weir",
    "f2cdfc73c21c291e": "A.G.I",
    "f3a5702e257674b3": "Clarence",
    # wards
    "1221997e89f2a8ab": "Celandine",
    "157ea82595617a65": "Plover",
    "33a557e07de70314": "D4",
    "36b5a2551932cd7f": "Harebell",
    "459cb2a132596738": "Curlew",
    "763f3c0d1f87f984": "F12",
    "c242b0a3d73c92af": "Primrose",
    "d7cae058aa1e7cc4": "Linnet",
    "dc2a61954bbaa6c4": "Pellbury",
    "e5787bea80a2ee2c": "Teasel Ward",
    "f5cdb2dc986562dd": "Saffron ward",
    # houses, clinics and streets
    "0bd6e2cf9ae8a0c1": "Weaver House",
    "2918b172cc5a119b": "Harbour Centre",
    "55960b4b489eaaf8": "Bilberry Close",
    "7ad9307bd86c5f10": "Lantern Lodge",
    "a1c7081f1ba520a7": "Sorrel House",
    "b9eed19d2507184a": "Tarn House",
    "c0d2f3106e67deb6": "Elderbrook",
    "c5635704ecb889ac": "Tanners Road",
    "d9e8c4fe3769a24b": "Larkbrook",
    "deeb5ee80d6456b7": "Pear Tree House",
    "e2ce156c04897525": "Fern Centre",
    "eb565f7900701ed4": "Fairholm Lane",
    "f6b5913f54359f32": "Brookfold",
    # services known by a brand
    "4a93051b469971c9": "talking well",
    "743811fcd250f37f": "T&E",
    "7796f17d6e6b76ac": "SGS",
    "a356420aaefad465": "ICST",
    "b66861a8ecd8d84b": "balance",
    "c170bae62df54d95": "steps team",
    "e3e3778c9a310b99": "to Kindle for CBT",
    "e57b6f76fcd9ba6d": "Open Gate",
    "eadee723023dbf7d": "Steady Ground",
    "fe94d5ddfef3cbe7": "Compass",
}


class Change(NamedTuple):
    """What was replaced in one text: which kind of rule, the words as written, and what stands there now."""

    kind: str
    before: str
    after: str


def digest(phrase: str) -> str:
    """What a word or phrase is known as in `PEOPLE` and `PLACES`: 16 hex digits of a salted SHA-256.

    `phrase` is lower case, its words joined by single spaces.
    """
    return hashlib.sha256(f"sensemaking example|{phrase}".encode()).hexdigest()[:16]


def phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """Every run of one to four words in a text, as (start, end, phrase): left to right, the longest first."""
    words = list(WORD.finditer(text))
    for first in range(len(words)):
        last = first
        while last + 1 < min(len(words), first + LONGEST_PHRASE) and BETWEEN.fullmatch(
            text, words[last].end(), words[last + 1].start()
        ):
            last += 1
        for end in range(last, first - 1, -1):
            run = " ".join(word.group().lower() for word in words[first : end + 1])
            yield words[first].start(), words[end].end(), run


def masked_by_shape(text: str) -> tuple[str, list[Change]]:
    """A comment with what `PATTERNS` finds in it replaced, and what was changed. Not for columns of dates."""
    changes: list[Change] = []
    for pattern, replacement in PATTERNS:
        changes += [
            Change("shape", found.group(), found.expand(replacement)) for found in pattern.finditer(text)
        ]
        text = pattern.sub(replacement, text)
    return text, changes


def masked_by_word(text: str) -> tuple[str, list[Change]]:
    """A text with the names in `PEOPLE` and `PLACES` replaced, and what was changed."""
    changes: list[Change] = []
    kept: list[str] = []
    done = 0
    for start, end, phrase in phrases(text):
        if start < done:
            continue
        before, key = text[start:end], digest(phrase)
        if key in PLACES:
            change = Change("place", before, PLACES[key].lower() if before.islower() else PLACES[key])
        elif key in PEOPLE and before[0].isupper():
            # Only with a capital: some first names are also ordinary words.
            change = Change("person", before, "[name]")
        else:
            continue
        kept += [text[done:start], change.after]
        done = end
        changes.append(change)
    return "".join([*kept, text[done:]]), changes


def position(row_id: str, words: str) -> str:
    """Where an invented teller stands between "they did" (0) and "we did" (1); empty when they did not say.

    It follows from the row's id alone, so it is linked to nothing else in the file. Four in ten rows with words
    have one. The sum of two even draws leaves most positions somewhere between the poles.
    """
    if not words.strip():
        return ""
    draws = hashlib.sha256(f"who decided|{row_id}".encode()).digest()
    if draws[0] >= 102:
        return ""
    return f"{(draws[1] + draws[2]) / 510:.2f}"


def rows_as_shown(rows: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], list[Change]]]:
    """Each raw row as it may be shown, the stack and the invented question added, with the changes in its comment."""
    for raw in rows:
        shown = {column: masked_by_word(value)[0] for column, value in raw.items()}
        words, by_shape = masked_by_shape(raw["FFT answer"])
        shown["FFT answer"], by_word = masked_by_word(words)
        changes = by_shape + by_word
        team = shown["Service type 2"].strip()
        stack = (COUNTRY, PLACE, ORGANISATION, "" if team in NO_TEAM else team)
        shown.update(zip(STACK_COLUMNS, stack, strict=True))
        shown[POLES_COLUMN] = position(shown["Comment ID"], shown["FFT answer"])
        yield shown, changes


def main() -> None:
    """Write comments.csv from the raw file, or print what would be changed in it."""
    parser = argparse.ArgumentParser(description="Mask names of people and places in the example's comments.")
    parser.add_argument("raw", type=Path, help="the raw file, fft_v6_nhft.csv")
    parser.add_argument(
        "--to", type=Path, default=COMMENTS, help="where to write (default: beside this script)"
    )
    parser.add_argument(
        "--audit", action="store_true", help="write nothing, print every change in its sentence"
    )
    asked = parser.parse_args()

    with asked.raw.open(encoding="utf-8", newline="") as raw:
        rows = list(rows_as_shown(csv.DictReader(raw)))
    if asked.audit:
        for row, changes in rows:
            for change in changes:
                print(f"{row['Comment ID']}: {change.kind}: {change.before!r} -> {change.after!r}")
            if changes:
                print(f"    {row['Service type 2']}: {row['FFT answer']}\n")
        return
    with asked.to.open("w", encoding="utf-8", newline="") as shown:
        writer = csv.DictWriter(shown, fieldnames=list(rows[0][0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row, _ in rows)
    kinds = Counter(change.kind for _, changes in rows for change in changes)
    replaced = ", ".join(f"{count} by {kind}" for kind, count in sorted(kinds.items()))
    print(f"{len(rows)} rows in {asked.to.name}. Replaced in comments: {replaced}.")


if __name__ == "__main__":
    main()
