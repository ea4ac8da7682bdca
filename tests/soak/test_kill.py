"""Killed before every system call that writes or sends: created at most once, and never lost."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache.places import Refusal
from tests.cache.desk import BEN, Desk
from tests.sandbox.kit import short_folder
from tests.soak.shop import FarVendor, serving
from tests.terminal.session import ROOT

pytestmark = [pytest.mark.soak]

# What leaves a mark on the disk or at the vendor. Killed before each, and so after the one before.
CALLS = "write,pwrite64,fdatasync,fsync,ftruncate,unlink,sendto,sendmsg,connect,recvfrom,shutdown"
# Where the order is at the vendor already, or may be; and why it is not sent again.
AT_VENDOR = {"accepted": {1}, "unknown": {0, 1}}
WHY_NOT = {"accepted": "was placed before", "unknown": "not known whether"}


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


@pytest.fixture(scope="module")
def strace() -> str:
    """The tracer that kills at a system call. Skips, aloud, where there is none to be had."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed, so nothing can be killed at a system call")
    tried = subprocess.run(
        [found, "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"strace may trace nothing here: {tried.stderr.strip()}")
    return found


def place(tracing: list[str], at: Path, socket: Path) -> subprocess.CompletedProcess[str]:
    at.mkdir()
    command = [*tracing, sys.executable, "-m", "tests.soak.place", at, socket, "1", "inline"]
    # No compiled file is written, which a first run would do and the others not.
    env = {"PATH": "", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, env=env, cwd="/", capture_output=True, text=True, check=False, timeout=120
    )


def points(strace: str, folder: Path, socket: Path) -> Iterator[tuple[str, int]]:
    """Every (system call, its number) of one whole run in one thread, in no order."""
    log = folder / "calls"
    tracing = [strace, "-f", "-o", str(log), "-e", f"trace={CALLS}"]
    done = place(tracing, folder / "0", socket)
    assert done.stdout.split()[1:] == ["accepted"], done.stderr
    made = Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))
    assert {"pwrite64", "fdatasync", "sendto"} <= made.keys()
    for call, times in made.items():
        yield from ((call, nth) for nth in range(1, times + 1))


async def judge(folder: Path, vendor: FarVendor) -> str:
    """What the next session makes of it; the order's state then. Fails where that is not so."""
    desk = await Desk(folder, vendor, person=BEN).open()
    try:
        orders = await desk.states()
        if not orders:
            assert await desk.attempts() == []
            return "none"
        ((number, state),) = orders
        held = vendor.taken_under(number)
        assert held in AT_VENDOR.get(state, {0}), f"{state}, and the vendor holds {held}"
        assert await desk.orders.unknown() == (state == "unknown")
        if state in AT_VENDOR:
            with pytest.raises(Refusal, match=WHY_NOT[state]):
                await desk.placing.place(1)
            assert await desk.drafts.heads() == []
        else:
            assert state in ("reviewed", "not_sent")
            (head,) = await desk.drafts.heads()
            (again,) = await desk.placing.review(await desk.drafts.open(head.id))
            assert again.number == number
            await desk.placing.place(again.order_id)
            held = 1
        assert vendor.taken_under(number) == held
        return state
    finally:
        await desk.close()


async def test_killed_anywhere_an_order_is_created_at_most_once_and_never_lost(
    strace: str, folder: Path
) -> None:
    found: Counter[str] = Counter()
    bad: list[str] = []
    tried = killed = 0
    with serving(folder / "whole"):
        every = list(points(strace, folder, folder / "whole"))
    for call, nth in every:
        tried += 1
        at, socket = folder / str(tried), folder / "s"
        # A vendor of its own for each, because every folder gives the same number.
        with serving(socket):
            inject = f"inject={call}:signal=SIGKILL:when={nth}"
            done = place([strace, "-f", "-o", "/dev/null", "-e", inject], at, socket)
            killed += done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
            try:
                found[await judge(at, FarVendor(socket))] += 1
            except (AssertionError, Refusal) as problem:
                bad.append(f"before {call} {nth}: {problem}")
        socket.unlink()
        shutil.rmtree(at)
    print(f"\n{tried} points, {killed} killed, {len(bad)} bad; found then: {dict(found)}")
    assert not bad, "\n".join(bad)
    # Ids differ from run to run, and with them a page more or less that is written.
    assert tried - killed <= 5
    # The run went through every stage at which it matters.
    assert {"reviewed", "not_sent", "unknown", "accepted"} <= found.keys()
