"""What a session holds of the workstation's memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Threads that each ask for memory while the others hold theirs; how many heaps there were then.
HEAPS = """
import ctypes, sys, threading
from tui import memory
libc = ctypes.CDLL(None)
if sys.argv[1] == "begun":
    memory.begin()
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(4)
def ask():
    libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="heaps of glibc")
def test_threads_share_one_heap() -> None:
    assert heaps("as it is") > 1
    assert heaps("begun") == 1
