"""Which documents this office has: looked up every few seconds at most, for it is asked often."""

from __future__ import annotations

import time
from collections.abc import Hashable

from luoshu.office.library.shelf import shelf

OFTEN = 5.0  # seconds

_seen: dict[str, tuple[float, Hashable]] = {}


def revision() -> Hashable:
    """Tells one state of the library from another; what was just published counts a few seconds later."""
    now = time.monotonic()
    at, known = _seen.get("seen", (-OFTEN, None))
    if now - at >= OFTEN:
        known = shelf().revision
        _seen["seen"] = now, known
    return known
