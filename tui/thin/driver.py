"""Textual's driver for a terminal, with a line that is kept thin."""

from __future__ import annotations

import os
import signal
from threading import RLock
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver
from textual.messages import InBandWindowResize

from tui.thin.abilities import abilities
from tui.thin.line import Line

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message


class ThinDriver(LinuxDriver):
    """Sends what changed. It knows nothing of the screen after each start, stop, resume and resize,
    and after whatever was written that it does not know.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._line = Line(abilities(os.environ))
        # The thread that reads keys writes too; and a signal's handler in the midst of a write.
        self._writing = RLock()
        super().__init__(app, debug=debug, mouse=mouse, size=size)

    def write(self, data: str) -> None:
        with self._writing:
            sent = self._line.sent(data, self._app.size)
            if sent:
                super().write(sent)

    def start_application_mode(self) -> None:
        self._line.stale = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        told = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: Any) -> None:
            # Also where the size is the old one again, the terminal may have lost what it cut off.
            self._line.stale = True
            if callable(told):
                told(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def process_message(self, message: Message) -> None:
        if isinstance(message, InBandWindowResize):
            self._line.stale = True
        super().process_message(message)
