"""What can be asked? Every verb with its options, in one place; reading it needs nothing but Python."""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from sensemaking.model.refusal import Refusal

ENDS = """exit codes:
  0  done
  1  something unforeseen; its kind and place are in sensemaking.log, without anybody's words
  2  refused: what was asked cannot be done, or something named is not there
  3  the store is open in another process, perhaps in the pages
  4  the port is taken
  5  the store was written by a newer version
  6  the folder or disk cannot be written
  7  the store is damaged
  8  a file needs a decision first; nothing was kept
  130  stopped before it was done

Sentences are for people; --json prints one object on stdout instead, and a refusal as
{"refused": [{"reason": ...}], "exit_code": ...}. Every refusal is a sentence on stderr, too."""

KINDS = ("observations", "systems", "conversation")
STORE = "the store's file; without it, the store that the pages open"
LOOK_ENDS = """Names or ids will do. Days are written 2026-03-31. A system may be named by a path: "Trust / Ward A".
Without LENS the lenses are listed, each with its question."""
BRING_ENDS = """Nothing is kept before the whole file is understood; each file comes in whole, or not at all.
Unless --travels says otherwise, observations stay where they were told.
With --json: "brought_in" (rows), "refused" and "set_aside" (each with its reason, how many, and which rows: a list,
and 2-198, 201 for cells), "receipt" (null where nothing was kept). Of several files, "files" holds one such object
each; the files of a Polis export are one conversation, and come in together."""


class Parser(argparse.ArgumentParser):
    """A parser that refuses as everything here does: with a sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise a Refusal in place of ending the process."""
        said = message[:1].upper() + message[1:]
        raise Refusal(f"{said.rstrip('.')}.", try_next=f"See: {self.prog} --help")


def parser() -> Parser:
    """The whole grammar."""
    whole = Parser(
        prog="python -m sensemaking",
        description="The verbs of the pages, for scripts.",
        epilog=ENDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verbs = whole.add_subparsers(title="verbs", required=True, metavar="verb", dest="verb")
    _serve(verbs)
    _bring_in(verbs)
    _look(verbs)
    _listen(verbs)
    _take_away(verbs)
    _doctor(verbs)
    return whole


def _verb(verbs: Any, name: str, says: str, ends: str = "", store: str = STORE) -> Parser:
    one: Parser = verbs.add_parser(
        name,
        help=says,
        description=says[:1].upper() + says[1:],
        epilog="\n\n".join(filter(None, (ends, ENDS))),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    one.add_argument("--store", type=_path, metavar="S", help=store)
    return one


def _focus(one: Parser) -> None:
    at = one.add_argument_group("where to stand, and what to look at")
    at.add_argument("--system", default="", metavar="NAME", help="the system to stand at")
    at.add_argument("--cycle", default="", metavar="NAME", help="only what belongs to this learning cycle")
    at.add_argument("--from", dest="since", default="", metavar="DAY", help="the first day")
    at.add_argument("--to", dest="until", default="", metavar="DAY", help="the last day")
    at.add_argument(
        "--theme",
        dest="themes",
        action="append",
        default=[],
        metavar="NAME",
        help="only this theme, or these",
    )


def _for_programs(one: Parser) -> None:
    one.add_argument("--json", action="store_true", help="one object for programs in place of sentences")


def _serve(verbs: Any) -> None:
    one = _verb(verbs, "serve", "answer in a browser on this computer")
    one.add_argument(
        "--port", type=int, default=8501, help="where to answer (8501); 0 takes any that is free"
    )
    one.add_argument("--address", default="127.0.0.1", help="only this computer (127.0.0.1) so far")
    one.set_defaults(json=False)


def _bring_in(verbs: Any) -> None:
    one = _verb(
        verbs,
        "bring-in",
        "bring files in, try them dry, or take one out again",
        BRING_ENDS,
        "the store's file, made if it is not there",
    )
    one.add_argument(
        "files",
        type=_path,
        nargs="*",
        metavar="FILE",
        help="CSV, XLSX or zip; without any, what came in before",
    )
    one.add_argument("--dry-run", action="store_true", help="say what would come in; keep nothing")
    one.add_argument("--undo", default="", metavar="ID", help="take the import with this id out again")
    how = one.add_argument_group("how it is read")
    how.add_argument("--mapping", type=_path, metavar="M.toml", help="what becomes of each column")
    how.add_argument(
        "--save-mapping", type=_path, metavar="M.toml", help="write down the mapping there is, keep nothing"
    )
    how.add_argument("--sheet", default="", metavar="NAME", help="the worksheet of a workbook")
    where = one.add_argument_group("where it belongs")
    where.add_argument("--system", default="", metavar="NAME", help="the system they were told in, or around")
    where.add_argument("--home", default="", metavar="NAME", help="a system of their own, made if it is new")
    where.add_argument("--home-scale", default="", metavar="SCALE", help="how wide that is: team, place, ...")
    where.add_argument("--cycle", default="", metavar="NAME", help="the learning cycle they belong to")
    where.add_argument("--day", default="", metavar="DAY", help="the day of every row that has none")
    which = one.add_argument_group("what it is, where that is not recognised")
    which.add_argument(
        "--kind", choices=KINDS, help="what people told or counted; names of systems; a Polis export"
    )
    which.add_argument("--scale", default="", metavar="SCALE", help="of systems: how wide those named are")
    which.add_argument("--rings-true", choices=["1", "-1"], help="of a conversation: the vote that means yes")
    which.add_argument("--name", default="", metavar="NAME", help="of a conversation: what it is called")
    agreed = one.add_argument_group("what the people who told them agreed to")
    agreed.add_argument("--travels", default="", metavar="SCALE", help="they may go as far as this scale")
    agreed.add_argument("--looked-through-by", default="", metavar="NAME", help="who read them for names")
    agreed.add_argument("--paraphrase-only", action="store_true", help="their words may not be quoted")
    agreed.add_argument("--until", default="", metavar="DAY", help="the last day they may be used")
    _for_programs(one)


def _look(verbs: Any) -> None:
    one = _verb(verbs, "look", "look through a lens", LOOK_ENDS)
    one.add_argument("lens", nargs="?", default="", metavar="LENS", help="the way of looking")
    _focus(one)
    one.add_argument("--scale", default="", metavar="SCALE", help="the scale of the systems to compare")
    one.add_argument("--choice", default="", metavar="NAME", help="what to choose in it: a theme, a measure")
    one.add_argument("--mark", default="", metavar="MARK", help="open the stories behind this mark, too")
    one.add_argument("--most", type=_count, default=12, metavar="N", help="how many stories to open (12)")
    _for_programs(one)


def _listen(verbs: Any) -> None:
    ends = "Words in quotes stand together ('\"long wait\"'); a word after - is left out (-- -nurse)."
    one = _verb(verbs, "listen", "read the stories that hold these words", ends)
    one.add_argument("words", nargs="*", metavar="WORDS", help="what to find; without any, every story")
    _focus(one)
    one.add_argument("--most", type=_count, default=20, metavar="N", help="how many stories at once (20)")
    one.add_argument("--after", default="", metavar="PLACE", help="go on where a page ended")
    _for_programs(one)


def _take_away(verbs: Any) -> None:
    ends = "Without --note it is the note that its page would begin with. It quotes only what may leave."
    one = _verb(verbs, "take-away", "take a note away", ends)
    one.add_argument(
        "--as", dest="format", default="markdown", metavar="FORMAT", help="markdown, html, word, cards, wall"
    )
    one.add_argument("--note", default="", metavar="TITLE", help="a note that was kept, by its title or id")
    drawn = "in place of a note, stories drawn by chance; the same NUMBER draws the same ones again"
    one.add_argument("--handful", type=int, metavar="NUMBER", help=drawn)
    one.add_argument("--out", type=_path, metavar="FILE", help="write it there, not to the screen")
    _focus(one)
    _for_programs(one)


def _doctor(verbs: Any) -> None:
    one = _verb(verbs, "doctor", "say what is well here and what is not")
    one.add_argument("--port", type=int, default=8501, help="the port the pages would answer on (8501)")
    _for_programs(one)


def _path(said: str) -> Path:
    return Path(said).expanduser().resolve()


def _count(said: str) -> int:
    count = int(said)
    if not 1 <= count <= 100_000:
        raise argparse.ArgumentTypeError("say a number between 1 and 100,000")
    return count
