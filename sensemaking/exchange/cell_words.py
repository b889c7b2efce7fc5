"""What short words in a cell mean: yes, no, not known, no answer."""

import re
import unicodedata

# What a spreadsheet shows where a formula failed, as `folded` leaves it.
_ERRORS = frozenset("#n/a #ref #div/0 #value #name? #null #num #spill #calc".split())
YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "x", "✓", "✔", "☑"})
NO = frozenset({"", "0", "0.0", "no", "n", "false", "f", "-"})
NOT_KNOWN = frozenset(
    {
        "",
        "-",
        "--",
        "?",
        "data expired",
        "unknown",
        "not known",
        "unspecified",
        "not specified",
        "not stated",
        "not recorded",
    }
    | {"n/a", "na", "nan", "null", "none", "nil", "missing", "blank", "not applicable", "(blank)"}
    | _ERRORS
)
NO_ANSWER = frozenset(
    {"did not answer", "not answered", "no answer", "no answer given", "no response", "did not respond"}
    | {
        "no reply",
        "not applicable",
        "n/a",
        "n/a/",
        "na",
        "n.a",
        "nan",
        "null",
        "nil",
        "skipped",
        "blank",
    }
    | {"left blank", "(blank)", "no comment", "no comments", "no comment made", "not provided", "none given"}
    | {"prefer not to say", "rather not say", "don't wish to say", "unknown"}
    | _ERRORS
)
"""What stands in a cell when somebody gave no answer: compared whole, without case and end marks."""
TAKEN_BACK = frozenset(
    f"{what} {how}" for what in ("consent", "permission") for how in ("revoked", "withdrawn", "taken back")
) | {"withdrew consent", "revoked consent"}
"""What stands in a cell, of whichever column, when its teller took back what they had agreed to."""
NOTHING = frozenset(
    {"nothing", "nothing at all", "nothing to add", "nothing to say", "nothing else", "nothing more"}
    | {"nothing really", "none", "none at all", "no", "nope", "nowt"}
)
"""Answers that there is nothing to say (see `asks_for_good`)."""
_ASKS_FOR_GOOD = re.compile(
    r"\b(good|well|best|like[ds]?|enjoy(ed)?|help(ed|ful)?|work(s|ed)?|value[ds]?)\b", re.I
)


def folded(cell: str) -> str:
    """A cell for comparing: white space joined up, no case, no marks at the end."""
    return " ".join(cell.split()).casefold().rstrip(" .!,;")


def is_not_known(cell: str) -> bool:
    """Whether a cell is empty or only says that nobody knows."""
    return not cell.strip() or (len(cell) < 40 and folded(cell) in NOT_KNOWN)


def is_taken_back(cell: str) -> bool:
    """Whether a cell says that its teller took back their consent."""
    return len(cell) < 40 and folded(cell.replace("_", " ")) in TAKEN_BACK


def is_blank(cell: str) -> bool:
    """Whether a cell has neither a letter, a figure nor a sign such as an emoji in it."""
    return not (cell and cell[0].isalnum()) and not any(
        unicodedata.category(letter)[0] in "LNSM" for letter in cell
    )


def is_nothing(words: str) -> bool:
    """Whether an answer says that there is nothing to say."""
    return len(words) < 60 and folded(words) in NOTHING


def asks_for_good(prompt: str) -> bool:
    """Whether a question asks what was good. There "nothing" says a great deal and stays.

    Asked what could be better it says nothing, and counts as no answer.
    """
    return _ASKS_FOR_GOOD.search(prompt) is not None


def why_no_answer(words: str) -> str:
    """Why these words are no answer to any question, or "" where they may be one."""
    if is_blank(words):
        return "there are no words in it"
    if len(words) < 60 and folded(words) in NO_ANSWER:
        return f"“{' '.join(words.split())}” is no answer"
    return ""
