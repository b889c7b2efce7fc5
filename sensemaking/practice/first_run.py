"""The first run: the example is laid out once, by whoever asks first, while everybody else waits for the same job."""

from pathlib import Path
from threading import Lock

from sensemaking.practice import stores
from sensemaking.practice.jobs import Job

_laying_out: dict[Path, Job[None]] = {}
_choosing = Lock()


def lay_out_the_example() -> Job[None]:
    """The job that lays the example out; ask `stores.the_store` again once it is done."""
    from sensemaking.practice.example import build  # only the first run needs what builds it

    path = stores.path_of(stores.EXAMPLE)
    with _choosing:
        if path not in _laying_out or _laying_out[path].refusal:
            _laying_out[path] = Job(lambda tell: build(path, tell), "Laying out the example")
        return _laying_out[path]
