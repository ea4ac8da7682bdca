"""What the program holds of a workstation's memory, which ten sessions share, and looks through."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

# mallopt(3): how many heaps there are, from which size on a piece is one of its own, and how much
# may be free at a heap's end. The sizes are glibc's first ones, which it else lets grow to 32 MiB.
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
_SIZE = 128 * 1024


def begin() -> None:
    """Look for garbage, and have one heap for all threads, of which what is free goes back.

    Python's lock lets one thread work at a time; a heap for each would be held for nothing. Heaps
    that threads have by then stay; without glibc there are as many as before.
    """
    gc.enable()
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 1)
        mallopt(_MMAP_THRESHOLD, _SIZE)
        mallopt(_TRIM_THRESHOLD, _SIZE)


def settle() -> None:
    """What is here now, modules above all, is never looked through again: that would take longer
    than a frame may.
    """
    gc.collect()
    gc.freeze()
