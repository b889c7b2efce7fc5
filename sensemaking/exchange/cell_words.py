"""What short words in a cell mean: yes, no, not known, no answer."""

import re
import unicodedata

YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "x", "✓", "✔", "☑"})
NO = frozenset({"", "0", "0.0", "no", "n", "false", "f", "-"})
NOT_KNOWN = frozenset(
    {"", "-", "--", "?", "unknown", "not known", "unspecified", "not specified", "not stated", "not recorded"}
    | {"n/a", "na", "#n/a", "nan", "null", "none", "nil", "missing", "blank", "not applicable", "(blank)"}
)
NO_ANSWER = frozenset(
    {"did not answer", "not answered", "no answer", "no answer given", "no response", "did not respond"}
    | {"no reply", "not applicable", "n/a", "n/a/", "na", "n.a", "#n/a", "nan", "null", "nil", "skipped", "blank"}
    | {"left blank", "(blank)", "no comment", "no comments", "no comment made", "not provided", "none given"}
    | {"prefer not to say", "rather not say", "don't wish to say", "unknown"}
)
"""What stands in a cell when somebody gave no answer: compared whole, without case and end marks."""
NOTHING = frozenset(
    {"nothing", "nothing at all", "nothing to add", "nothing to say", "nothing else", "nothing more"}
    | {"nothing really", "none", "none at all", "no", "nope", "nowt"}
)
"""Answers that there is nothing to say; what people say of what was good is kept, even when it is this."""
_ASKS_FOR_GOOD = re.compile(r"\b(good|well|best|like[ds]?|enjoy(ed)?|help(ed|ful)?|work(s|ed)?|value[ds]?)\b", re.I)


def folded(cell: str) -> str:
    """A cell for comparing: white space joined up, no case, no marks at the end."""
    return " ".join(cell.split()).casefold().rstrip(" .!,;")


def is_blank(cell: str) -> bool:
    """Whether a cell has neither a letter, a figure nor a sign such as an emoji in it."""
    return not any(unicodedata.category(letter)[0] in "LNSM" for letter in cell)


def why_no_answer(words: str, prompt: str) -> str:
    """Why these words are no answer to this question, or "" where they are one.

    "Nothing" says nothing when people are asked what to change, and a great deal when they are asked what
    was good: then it stays.
    """
    if is_blank(words):
        return "there are no words in it"
    short = folded(words)
    if short in NO_ANSWER or (short in NOTHING and not _ASKS_FOR_GOOD.search(prompt)):
        return f"“{' '.join(words.split())}” is no answer"
    return ""
