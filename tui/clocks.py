"""Which clock the program goes by: the system's, and in the sandbox the sandbox's own time.

There `sandbox advance` moves orders on, and what this program does by the day or the hour (a
reserve read again, an order that is late, a day's calls, the end of a sign-in) moves on with them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cache.clock import MovedClock, SystemClock

if TYPE_CHECKING:
    from cache.places import Places

SANDBOX = "sandbox"


def clock_of(places: Places) -> SystemClock:
    """The clock for the environment of `places`. Reads one small file in the sandbox's folder."""
    if places.environment != SANDBOX:
        return SystemClock()
    from vendors.sandbox.meeting import ahead

    return MovedClock(partial(ahead, places.vendor.absolute()))
