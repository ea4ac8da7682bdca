"""How a session dies while something is sent, a vendor keeps silent, and who only looks dead."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cache.store import Store
from tests.cache.desk import Vendor
from vendors.vocabulary import Answer


class Crash(BaseException):
    """The process ends here."""


class Death(NamedTuple):
    """Before or after which step it ends, whether the process dies or an exception comes.

    `state`: what the next start makes of it; empty where nothing was written of it. `heard`: how
    often the vendor has heard of it by then.
    """

    step: str
    when: str
    dies: bool
    state: str
    heard: int

    def __str__(self) -> str:
        how = "the process dies" if self.dies else "an exception"
        return f"{how} {self.when} {self.step}"


def deaths(post: str) -> list[Death]:
    """Every step from the first write on; `post`: the step that makes the one request."""
    steps = (
        ("_prepare", "", "not_sent", 0, 0),
        ("_mark_sent", "not_sent", "unknown", 0, 0),
        (post, "unknown", "unknown", 0, 1),
        ("_settle", "unknown", "accepted", 1, 1),
    )
    found = [Death("_project", "before", dies, "accepted", 1) for dies in (True, False)]
    for step, before, after, heard_before, heard_after in steps:
        for dies in (True, False):
            # Who lives on knows that nothing was sent.
            lives = step == "_mark_sent" and not dies
            found.append(Death(step, "before", dies, before, heard_before))
            found.append(Death(step, "after", dies, "not_sent" if lives else after, heard_after))
    return found


def crash_at(
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    step: str,
    ledger: Store,
    *,
    when: str = "before",
    dies: bool = True,
) -> list[str]:
    """Let it end at `step` of `owner`; the steps at which it did. Who dies writes nothing more."""
    true_step = getattr(owner, step)
    reached: list[str] = []

    async def dead(*arguments: object) -> None:
        raise Crash

    async def crash(*arguments: object) -> None:
        reached.append(step)
        if when == "after":
            await true_step(*arguments)
        if dies:
            monkeypatch.setattr(ledger, "write", dead)
        raise Crash

    monkeypatch.setattr(owner, step, crash)
    return reached


async def on_its_way(
    vendor: Vendor, sending: Coroutine[Any, Any, Answer]
) -> tuple[asyncio.Task[Answer], asyncio.Event]:
    """Send, to a vendor that has heard and does not answer: the task, and what lets it answer."""
    at_vendor, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        at_vendor.set()
        await go_on.wait()

    vendor.before = wait
    task = asyncio.create_task(sending)
    await at_vendor.wait()
    return task, go_on


def looks_dead(folder: Path) -> None:
    """Somebody removed the locks' files, so every session looks dead to the next one."""
    for path in (folder / "sessions").iterdir():
        path.unlink()
