"""Is everything well here? Sentences about this computer and its stores; the first that is not well gives the code."""

import argparse
from dataclasses import asdict

from sensemaking.command.told import Told
from sensemaking.practice import doctor

WELL, NOT_WELL = "well", "look"


def do(asked: argparse.Namespace) -> Told:
    """What is well and what is not."""
    checks = list(doctor.examined(asked.store, asked.port))
    lines = [f"{NOT_WELL if check.exit_code else WELL}: {check.words}" for check in checks]
    code = next((check.exit_code for check in checks if check.exit_code), 0)
    data = {"well": not code, "checks": [asdict(check) | {"well": not check.exit_code} for check in checks]}
    return Told(lines, data, exit_code=code)
