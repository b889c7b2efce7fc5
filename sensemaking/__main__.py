"""`python -m sensemaking ...`: the commands, for scripts and for `make run`."""

import sys

from sensemaking.command import main

sys.exit(main(sys.argv[1:]))
