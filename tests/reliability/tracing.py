"""System calls on the ledger and its journal, counted, failed or made deadly by strace.

Only calls on these two files count, and each thread has a count of its own. Without
`--seccomp-bpf`, with which strace does not look at paths.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What changes a file or puts it on the disk.
WRITES = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink")
# <linux/prctl.h>
_SET_PTRACER, _ANYBODY = 0x59616D61, 2**64 - 1
_PATIENCE = 10.0


def may_be_traced() -> None:
    """Let this process be traced by one that did not start it, where the kernel asks for that.

    Yama's `ptrace_scope` 1, as Ubuntu has it; elsewhere the call is unknown and does no harm.
    """
    ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(_ANYBODY), 0, 0, 0)


@contextmanager
def tracing(pid: int, ledger: Path, *expressions: str, log: Path) -> Iterator[None]:
    """Trace process `pid`, which has to end inside. `expressions` as for `-e`.

    Raises OSError where strace is not there or may not.
    """
    command = ["strace", "-f", "-p", str(pid), "-o", str(log)]
    for path in (ledger, ledger.with_name(ledger.name + "-journal")):
        command += ["-P", str(path)]
    for expression in expressions:
        command += ["-e", expression]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = ""
        for line in strace.stderr:
            said += line
            if "attached" in line:
                break
        else:
            raise OSError(said.strip())
        try:
            yield
        finally:
            try:
                strace.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                strace.terminate()


def counted(log: Path) -> Counter[str]:
    """How often each call of WRITES was made, out of what strace wrote."""
    found = re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE)
    return Counter(name for name in found if name in WRITES)
