"""Questions as files: TOML that a steward can write, into open questions, or refused in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sensemaking.exchange import toml_in
from sensemaking.model.question import Family, OpenQuestion
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

FOLDER = Path(__file__).parents[2] / "data" / "questions"
"""Where the questions lie that come with the house; a new one is a few more lines in a file there."""

LONGEST_FILE = 20_000
"""The most characters a file of questions may have; the longest of ours has a sixth of that."""

MOST_QUESTIONS = 40

LONGEST_TEXTS = {"key": 40, "words": 160, "example": 160, "source": 300}
"""How many characters each text may have: a question is read in one breath."""

_OF_A_FILE = ("scale", "source", "question")
_OF_A_QUESTION = ("key", "family", "words", "example", "source")


class _Table(toml_in.Table):
    """The head of a file, or one of its questions."""

    LONGEST = LONGEST_TEXTS


@dataclass(frozen=True)
class Found:
    """What a folder of questions holds, in the order of its files' names and as each file has them: those that can be
    asked, and why others cannot, by the file's name without the ending.
    """

    questions: tuple[OpenQuestion, ...]
    refused: Mapping[str, Refusal]


def found(folder: Path = FOLDER) -> Found:
    """The questions in a folder. A broken file hides no other."""
    whole: list[OpenQuestion] = []
    refused: dict[str, Refusal] = {}
    for path in sorted(folder.glob("[!.]*.toml")):
        try:
            whole += read(toml_in.text(path, LONGEST_FILE), path.name)
        except Refusal as why:
            refused[path.stem] = why
    return Found(tuple(whole), refused)


def read(text: str, file_name: str) -> list[OpenQuestion]:
    """The questions that a file of this text and name asks, each under the file's name and its own key.

    Raises a Refusal that names the file, the question by its number, the key, and what is allowed there.
    """
    told = toml_in.parsed(
        text,
        file_name,
        LONGEST_FILE,
        "file of questions",
        "Put some of its questions into a file of their own.",
    )
    head = _Table(told, toml_in.short(file_name))
    head.refuse_other_keys(_OF_A_FILE, _OF_A_QUESTION, "Move it below the [[question]] that it belongs to.")
    scale = Scale.of(head.one_of("scale", [one.word for one in Scale])) if "scale" in told else None
    source = head.text_or_none("source")
    asked: list[OpenQuestion] = []
    for number, one in enumerate(head.tables("question", "questions", MOST_QUESTIONS), 1):
        table = _Table(one, f"{head.where}, question {number}")
        question = _question(table, Path(file_name).stem, scale, source)
        if question.key in {earlier.key for earlier in asked}:
            raise table.refusal(
                f"“key” is “{table.text('key')}” once more.", "Give each question a key of its own."
            )
        asked.append(question)
    return asked


def _question(table: _Table, file: str, scale: Scale | None, source: str) -> OpenQuestion:
    table.refuse_other_keys(_OF_A_QUESTION, _OF_A_FILE, "Move it above the first [[question]].")
    families = [one.value for one in Family if one.may_be_asked(scale)]
    return OpenQuestion(
        key=f"{file}.{_key(table)}",
        family=Family(table.one_of("family", families)),
        scale=scale,
        words=table.text("words"),
        example=table.text_or_none("example"),
        source=table.text("source") if "source" in table.told else source,
    )


def _key(table: _Table) -> str:
    key = table.text("key")
    plain: dict[Any, Any] = dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789_.")
    if not all(letter in plain for letter in key):
        raise table.refusal(
            f"“key” cannot be “{toml_in.short(key)}”.",
            "It may have small letters from a to z, figures, _ and full stops. Answers are found by it: do not"
            " change it once there are some.",
        )
    return key
