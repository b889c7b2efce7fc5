"""The same verbs for scripts: `python -m sensemaking <verb>`. A refusal is one sentence and an exit code of its own."""

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from sensemaking.command import grammar
from sensemaking.command.told import as_json, on_one_screen
from sensemaking.model.refusal import Refusal

UNEXPECTED = 1


def main(arguments: Sequence[str]) -> int:
    """Do what was asked and say how it ended: 0 when all went well, else the refusal's `exit_code`.

    Anything unexpected is a sentence too (exit code 1); kind and place of it are in the log, without words.
    With --json what came of it is one object on stdout, a refusal too. Whoever stops reading is no trouble.
    """
    try:
        code = _answer(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes what nobody reads.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _answer(arguments: Sequence[str]) -> int:
    log = None
    try:
        asked = grammar.parser().parse_args(arguments)
        # A verb's own file is read only now: what draws and keeps takes a second or two to import.
        from sensemaking.practice import stores, trouble

        log = trouble.keep_log(stores.folder())
        told = import_module(f"sensemaking.command.{asked.verb.replace('-', '_')}").do(asked)
    except Refusal as refusal:
        print(on_one_screen(str(refusal)), file=sys.stderr)
        if "--json" in arguments:
            print(as_json({"refused": [_refused(refusal)], "exit_code": refusal.exit_code}))
        return refusal.exit_code
    except BrokenPipeError:
        raise
    except Exception:
        logging.getLogger(__name__).exception("%s ended unexpectedly", arguments[0])
        where = f" What happened is in {log}." if log else ""
        print(f"Something went wrong that we did not foresee. What was kept is safe.{where}", file=sys.stderr)
        return UNEXPECTED
    if told is None:
        return 0
    for sentence in (*told.wrong, *told.refused):
        print(on_one_screen(sentence), file=sys.stderr)
    if asked.json:
        print(as_json(told.data | ({"wrong": told.wrong} if told.wrong else {})))
    else:
        for line in told.lines:
            print(on_one_screen(line))
    return told.exit_code


def _refused(refusal: Refusal) -> dict[str, object]:
    return {
        "reason": str(refusal),
        "what": refusal.what,
        "where": refusal.where,
        "try_next": refusal.try_next,
    }
