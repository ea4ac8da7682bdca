"""Running a command that does work: its session opened and closed, its signals, its exit status.

Exit status: 0 done, 1 not done, 2 misused, 4 it was sent and nobody knows what became of it;
128 and more where a signal ended it, others as sysexits.h has them.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING

from cache.drafts import Stale
from cache.places import Refusal
from tui.cli.command import Asked
from tui.cli.headless import NOT_DONE, UNKNOWN_OUTCOME, WIDE, Desk
from tui.cli.opened import Link, services_of
from tui.cli.spoken import spoken
from tui.cli.words import complain
from tui.text import safe

if TYPE_CHECKING:
    from cache.places import Places
    from cache.services import Services
    from tui.settings import Settings

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds that what is on its way gets for its answer when the command is ended: as the screen.
LAST_WORDS = 2.0
_LOOKS = 0.05
# Narrower than this the sheets have nothing to say any more.
_LEAST = 40

Job = Callable[[Desk, Asked], Awaitable[int]]
Run = Callable[[Asked], Awaitable[int]]


class DeskLink(Link):
    """The way to the vendors of a session that goes on, as `bondroom --plain` is: its desk's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.settings, desk.services)
        self.desk = desk

    async def connect(self, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        await self.desk.connect()
        self.ready = self.desk.live.asked
        return self.ready


def working(*, vendors: bool = False) -> Callable[[Job], Run]:
    """A command that works at a desk; with `vendors` they can be asked before it begins."""

    def make(job: Job) -> Run:
        @wraps(job)
        async def run(asked: Asked) -> int:
            try:
                if isinstance(asked.link, DeskLink):
                    return await _at(asked.link.desk, job, asked, vendors)
                return await _alone(job, asked, vendors)
            except Refusal as refusal:
                raise Refusal(spoken(refusal.sentence), refusal.status) from refusal
            except Stale as stale:
                raise Refusal(spoken(stale.sentence), NOT_DONE) from stale

        return run

    return make


async def _at(desk: Desk, job: Job, asked: Asked, vendors: bool) -> int:
    desk.refused = False
    desk.sheets.clear()
    if vendors:
        await desk.connect()
    status = await job(desk, asked)
    await desk.done()
    return status or (NOT_DONE if desk.refused else 0)


async def _alone(job: Job, asked: Asked, vendors: bool) -> int:
    me, loop = asyncio.current_task(), asyncio.get_running_loop()
    by: list[int] = []

    def end(number: int) -> None:
        by.append(number)
        if me is not None and len(by) == 1:
            me.cancel()

    for number in _ENDING:
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, end, number)
    sent = False
    try:
        async with opened(asked.settings, asked.places) as desk:
            try:
                return await _at(desk, job, asked, vendors)
            except asyncio.CancelledError:
                if not by or me is None:
                    raise
                me.uncancel()
                sent = desk.services.busy
                await answered(desk.services)
                # Still on its way: closing makes it unknown, in the ledger.
                sent = sent and desk.services.busy
        if sent:
            _said(
                "It was sent, and no answer came before this ended: it is unknown, is not sent "
                "again, and `bondroom order look` looks for it."
            )
        return UNKNOWN_OUTCOME if sent else 128 + by[0]
    finally:
        for number in _ENDING:
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.remove_signal_handler(number)


def _said(sentence: str) -> None:
    # The terminal may have gone.
    with contextlib.suppress(OSError):
        complain(sentence)


async def answered(services: Services) -> None:
    """Give what is on its way a moment for its answer."""
    for _ in range(int(LAST_WORDS / _LOOKS)):
        if not services.busy:
            return
        await asyncio.sleep(_LOOKS)


@asynccontextmanager
async def opened(
    settings: Settings, places: Places, *, watches: bool = False
) -> AsyncIterator[Desk]:
    """A session of this person, with its lock. Raises Refusal where nothing can be ordered here."""
    from tui.live import Live

    # One place alone says what a session is made of: limits hold here as on the screen.
    services = services_of(settings, places)
    live = Live(services, settings=settings, watches=watches)
    try:
        await services.open()
        if not services.ordering:
            raise Refusal(services.why_not or "The ledger is not open. Nothing was done.")
        yield Desk(services, settings, live, say, write, columns())
    finally:
        await services.close()
        await live.end()


def columns() -> int:
    """Cells of a line: the terminal's, no more than is read well."""
    if not sys.stdout.isatty():
        return WIDE
    return max(_LEAST, min(WIDE, shutil.get_terminal_size().columns))


def say(text: str, role: str) -> None:
    """A sentence: what is against it on standard error."""
    if role in ("warn", "danger"):
        complain(text)
    else:
        print(safe(text))


def write(text: str) -> None:
    print(safe(text))
