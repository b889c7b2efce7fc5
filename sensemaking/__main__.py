"""`python -m sensemaking ...`: the commands, for scripts and for `make run`."""

import signal
import sys
from typing import Any, NoReturn

STOPPED = 130


def stop(*_: Any) -> NoReturn:
    """Raising wherever it finds us, a request to stop ends a slow start as cleanly as a running server."""
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, stop)
for stream in (sys.stdout, sys.stderr):
    # People's words are in every script, whatever this terminal's locale says.
    stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
try:
    # Pandas alone takes seconds to import; to be asked to stop meanwhile is no error.
    from sensemaking.command import main

    code = main(sys.argv[1:])
except KeyboardInterrupt:
    # Whoever serves has done all there was to do; any other verb was cut short.
    code = 0 if sys.argv[1:2] == ["serve"] else STOPPED
sys.exit(code)
