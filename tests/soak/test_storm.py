"""Six sessions that place at the same time on one ledger."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cache.desk import Desk
from tests.sandbox.kit import short_folder
from tests.soak.shop import FarVendor, serving
from tests.terminal.session import ROOT

pytestmark = [pytest.mark.soak]

SESSIONS, EACH = 6, 30


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


async def test_every_order_has_a_number_of_its_own_and_is_created_once(folder: Path) -> None:
    socket, home = folder / "s", folder / "home"
    home.mkdir()
    command = [sys.executable, "-m", "tests.soak.place", home, socket, str(EACH)]
    with serving(socket):
        sessions = [
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(SESSIONS)
        ]
        said: list[list[str]] = []
        for session in sessions:
            out, errors = session.communicate(timeout=300)
            assert session.returncode == 0, errors
            said += [line.split() for line in out.splitlines()]
        vendor = FarVendor(socket)
        created = Counter(body.split("|")[0] for body in vendor.all_taken())
        desk = await Desk(home, vendor).open()
        states = await desk.states()
        await desk.close()
    wanted = {f"AC-2026-{number:04}" for number in range(1, SESSIONS * EACH + 1)}
    assert {number for number, _ in said} == wanted
    assert [outcome for _, outcome in said] == ["accepted"] * len(wanted)
    assert created == dict.fromkeys(wanted, 1)
    assert sorted(states) == [(number, "accepted") for number in sorted(wanted)]
    print(f"\n{len(said)} placed by {SESSIONS} sessions, {len(created)} numbers, each created once")
