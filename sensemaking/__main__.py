"""`python -m sensemaking ...`: the commands, for scripts and for `make run`."""

import signal
import sys
from typing import Any, NoReturn


def stop(*_: Any) -> NoReturn:
    """Raising wherever it finds us, a request to stop ends a slow start as cleanly as a running server."""
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, stop)
try:
    # Pandas alone takes seconds to import; to be asked to stop meanwhile is no error.
    from sensemaking.command import main

    code = main(sys.argv[1:])
except KeyboardInterrupt:
    code = 0
sys.exit(code)
