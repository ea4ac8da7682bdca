"""How the program ends, stops and goes on: by a key, by a signal, or because the line dropped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from functools import partial
from typing import TYPE_CHECKING

from cache.drafts import Stale
from cache.places import Refusal
from tui.terminal import crash_words, hurry, in_front, stop

if TYPE_CHECKING:
    from types import FrameType

    from tui.app import Bondroom
    from tui.carrying_on import CarryingOn
    from tui.panes.builder import BuilderPane

# Seconds that an order on its way is waited for when the program is told to end. With all else that
# is done then, it is out within two.
_LAST_WORDS = 1.25
# Between two looks whether the answer is there.
_LOOK = 0.05
# That a change of the draft gets to reach the disk, and where the session was.
_LAST_SAVE = 1.5
_LAST_NOTE = 0.3
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Leaving:
    """Of one application. `over`: nothing is begun any more, its files are about to close."""

    def __init__(self, app: Bondroom, builder: BuilderPane, carrying_on: CarryingOn) -> None:
        self.over = False
        self._app = app
        self._builder = builder
        self._carrying_on = carrying_on
        self._ending = False

    # -- signals

    def listen(self) -> None:
        """Hear the signals: left to themselves they leave the terminal raw."""
        loop = asyncio.get_running_loop()

        def told(number: int, frame: FrameType | None) -> None:
            # Here and not in the loop, which may be waiting for a terminal that takes nothing.
            hurry()
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self.leave, 128 + number)

        for number in _ENDS:
            signal.signal(number, told)
        loop.add_signal_handler(signal.SIGTSTP, self._told_to_stop)
        loop.add_signal_handler(signal.SIGCONT, self._went_on)

    def _told_to_stop(self) -> None:
        if self._app.services.busy:
            self._app.say("something is being sent; its answer comes in a moment", "warn")
        elif not self._ending:
            self._app.work(self._stop, "stop", alone=False)

    async def _stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            # It may be ended while it stands still.
            await asyncio.wait_for(self._carrying_on.note("SIGTSTP"), _LAST_NOTE)
        with self._app.suspend():
            stop()

    def _went_on(self) -> None:
        """It was stopped by force, and somebody else had the terminal meanwhile."""
        # The kernel sends this behind SIGHUP, too.
        if not self._ending and self._app.is_running:
            with self._app.suspend():
                in_front()

    # -- the end

    def leave(self, status: int) -> None:
        """End the program: 0 by a key of the person's, else 128 and the number of the signal."""
        sending = any(getattr(sheet, "sending", False) for sheet in self._app.sheets)
        if sending and status == 0:
            self._app.say("an order is being sent; its answer comes in a moment", "warn")
        elif not self._ending:
            self._ending = True
            self._app.work(partial(self._end, status), "end", alone=False)

    async def _end(self, status: int) -> None:
        name = signal.Signals(status - 128).name if status > 128 else ""
        with contextlib.suppress(TimeoutError):
            # Before what is being typed becomes a line: it is to be typed on.
            await asyncio.wait_for(self._last_note(name), _LAST_NOTE)
        try:
            await asyncio.wait_for(self._builder.leave_nothing(), _LAST_SAVE)
        except (Refusal, Stale, TimeoutError) as error:
            self._app.fault = f"the draft's last change is not saved: {error}"
            status = status or 1
        else:
            if name:
                self._app.fault = (
                    f"ended by {name}. The draft is saved; the next start offers to carry on where "
                    "you were."
                )
        self._app.exit(return_code=status)

    async def _last_note(self, name: str) -> None:
        await (self._carrying_on.note(name) if name else self._carrying_on.left())

    async def _end_work(self) -> None:
        """End what runs beside the keys, and begin nothing more: its files are about to close.

        Textual only asks it to end; and what ends would begin the next, as a key that was held.
        """
        self.over = True
        left = [worker for worker in self._app.workers if not worker.is_finished]
        for worker in left:
            worker.cancel()
        await asyncio.gather(*(worker.wait() for worker in left), return_exceptions=True)

    async def finish(self) -> None:
        """End what runs, and save what is not saved: once the screen is gone."""
        self._ending = True
        await self._end_work()
        # Keys that came right behind the one that leaves may have changed the draft once more.
        with contextlib.suppress(Refusal, Stale, TimeoutError):
            await asyncio.wait_for(self._builder.leave_nothing(), _LAST_SAVE)
        self._carrying_on.close()
        # An order on its way gets a moment for its answer: without one it is unknown.
        for _ in range(int(_LAST_WORDS / _LOOK)):
            if not self._app.services.busy:
                return
            await asyncio.sleep(_LOOK)
        words = (
            "What was being sent got no answer: whether it arrived is unknown. It is not sent "
            "again; the next start says how it stands."
        )
        self._app.fault = f"{self._app.fault} {words}".lstrip()

    def fault(self, error: BaseException) -> str:
        """One sentence about `error`, which ends the program."""
        return crash_words(error, self._app.services.places.crash, not self._builder.unsaved)
