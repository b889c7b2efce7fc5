"""What was chosen in a picture, as a key for a link, and back: one mark, or an area drawn over the picture.

An area of time is two days (`axes.area`). Any other area has a part for each axis it was drawn along, parted by a
comma: a stretch of numbers as `0.2..0.4`, or names as `first~second`.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sensemaking.charts import axes

Part = tuple[float, float] | tuple[str, ...]
"""One axis of an area: a stretch of numbers, both ends included, or names."""


def key(selected: Mapping[str, Sequence[Any]]) -> str:
    """The key of an area that was drawn: what the browser says was selected, by the name of its column."""
    if "start" in selected:
        return axes.area(selected["start"])
    return ",".join(_part(selected[axis]) for axis in ("along", "row", "across") if axis in selected)


def stretch(low: float, high: float) -> str:
    """The key of a stretch of numbers, exactly."""
    return f"{low!r}..{high!r}"


def parts(mark: str) -> list[Part]:
    """What a key that is no time holds, axis by axis. Raises ValueError for a stretch without two finite ends."""
    found: list[Part] = []
    for part in mark.split(","):
        if ".." in part:
            low, high = (float(edge) for edge in part.split(".."))
            if not (math.isfinite(low) and math.isfinite(high)):
                raise ValueError("a stretch has two finite ends")
            found.append((min(low, high), max(low, high)))
        else:
            found.append(tuple(part.split("~")))
    return found


def begun(spec: Mapping[str, Any], marks: Collection[str], mark: str) -> dict[str, Any]:
    """What is selected in a spec from the beginning, by the name of its selection, so that this key is shown."""
    # What is no mark of a picture, such as the words at its edge, has an empty key.
    if mark and mark in marks:
        return {"chosen": [{"mark": mark}]}
    area = next((one["select"] for one in spec.get("params", ()) if one["name"] == "area"), None)
    if "/" in mark:
        return {"area": {"x": [axes.milliseconds(day) for day in axes.days(mark)]}}
    if area is None or ".." not in mark and "~" not in mark:
        return {}
    drawn = parts(mark)
    if len(drawn) != len(area["encodings"]):
        return {}
    return {"area": dict(zip(area["encodings"], (list(part) for part in drawn), strict=True))}


def _part(selected: Sequence[Any]) -> str:
    if all(isinstance(one, int | float) for one in selected):
        # A pixel knows no more than nine digits.
        return stretch(*(float(f"{edge:.9g}") for edge in (min(selected), max(selected))))
    return "~".join(str(one) for one in selected)
