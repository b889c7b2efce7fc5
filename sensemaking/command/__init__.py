"""The same verbs for scripts: `python -m sensemaking <verb>`. A refusal is one sentence and an exit code of its own."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sensemaking.command import serve
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stores, trouble

PROJECT = Path(__file__).parents[2]
UNEXPECTED = 1


def main(arguments: Sequence[str]) -> int:
    """Do what was asked and say how it ended: 0 when all went well, else the refusal's `exit_code`.

    Anything unexpected is a sentence too (exit code 1); kind and place of it are in the log, without words.
    """
    parser = argparse.ArgumentParser(prog="python -m sensemaking", description=__doc__)
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="verb")
    serve.add_to(verbs)
    asked = parser.parse_args(arguments)
    # Streamlit takes its settings from the folder it is started in.
    os.chdir(PROJECT)
    log = trouble.keep_log(stores.folder())
    try:
        asked.do(asked)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    except Exception:
        logging.getLogger(__name__).exception("%s ended unexpectedly", asked.verb)
        where = f" What happened is in {log}." if log else ""
        print(f"Something went wrong that we did not foresee. What was kept is safe.{where}", file=sys.stderr)
        return UNEXPECTED
    return 0
