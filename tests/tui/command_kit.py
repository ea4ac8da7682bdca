"""Commands at work against the real sandbox, which keeps running between the commands of a test."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cache.drafts import Draft
from cache.places import Places, prepare
from cache.services import Services
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tests.tui.test_ledger_commands import Run, home, places, run
from tui.cli.typed_ends import FINGERS, GUARD
from tui.clocks import clock_of
from vendors.sandbox.child import Child

__all__ = ["Person", "Run", "book", "drafts", "home", "places", "run", "sandbox", "states"]

RESISTOR = "RC0603FR-0710KL"


@pytest.fixture
def sandbox(places: Places) -> Iterator[Places]:
    """The sandbox of the commands' folders, with its clock and its book."""
    prepare(places)
    child = Child(places.vendor)
    child.start()
    yield places
    child.close()


def drafts(places: Places) -> list[Draft]:
    """Every open draft, the oldest first."""

    async def read() -> list[Draft]:
        services = Services(places, clock_of(places))
        await services.open()
        try:
            heads = await services.drafts.heads()
            return [await services.drafts.open(one.id) for one in reversed(heads)]
        finally:
            await services.close()

    return asyncio.run(read())


def states(places: Places) -> dict[str, str]:
    """Our orders by number, and what the ledger has of each."""

    async def read() -> dict[str, str]:
        services = Services(places, clock_of(places))
        await services.open()
        try:
            rows = await services.orders.all_rows("")
            found = [row for at in range(len(rows)) if (row := rows.row(at)) is not None]
            return {row.number: row.state for row in found if row.ours}
        finally:
            await services.close()

    return asyncio.run(read())


def book(home: Path, number: str) -> list[dict[str, Any]]:
    """What the sandbox's own book has under this number, as another process reads it."""
    done = subprocess.run(
        [*PROGRAM, "sandbox", "book", "--po", number, "--json"],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


class Person:
    """Types at a program in a pseudo-terminal, as fast as a person does at most."""

    def __init__(self, terminal: Session) -> None:
        self.terminal = terminal
        self._from = 0

    def sees(self, words: str, timeout: float = 60.0) -> str:
        """All that came since the last time, once `words` are in it."""
        deadline = time.perf_counter() + timeout
        while True:
            came = self.terminal.raw(self._from).decode(errors="replace")
            if words in came:
                self._from = self.terminal.sent()
                return came.replace("\r\n", "\n")
            known = len(self.terminal._chunks)
            if not self.terminal._wait_chunk(known, deadline):
                raise AssertionError(f"never came: {words!r} in\n{came}")

    def types(self, text: str) -> None:
        """A word, and Enter after a moment, once what is typed counts."""
        self._wait(GUARD)
        self.terminal.write(text.encode())
        self._wait(FINGERS)
        self.terminal.write(b"\r")

    def pastes(self, text: str) -> None:
        """All at once, with its Enter."""
        self._wait(GUARD)
        self.terminal.write(f"{text}\r".encode())

    def line(self, text: str) -> None:
        """A line at a prompt that anything may be typed ahead at."""
        self.terminal.write(f"{text}\r".encode())

    def _wait(self, seconds: float) -> None:
        """A person's own time: what is tried here is that the program goes by it."""
        end = time.perf_counter() + 2 * seconds
        while (left := end - time.perf_counter()) > 0:
            time.sleep(left)
