"""What stands between the program and the terminal: what it can be, and what it is spared."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import signal
import sys
import termios
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.letters import LETTERS
from tui.text import safe

if TYPE_CHECKING:
    from textual.app import App

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
# Seconds: between two tries, and that a terminal is given to take the last of what is written.
_PAUSE, _PATIENCE = 0.05, 0.5


class Guard(LineFilter):
    """The last guard: no text reaches the terminal with anything in it that a terminal acts on."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        cleaned: list[Segment] = []
        for segment in segments:
            text, style, control = segment
            cleaned.append(segment if control else Segment(LETTERS.plain(safe(text)), style, None))
        return cleaned


def send(app: App[Any], sequence: str) -> None:
    """What the terminal is to act on (see `tui.escapes`), beside the frames that are drawn."""
    if app._driver is not None:
        app._driver.write(sequence)


def why_not(environment: Mapping[str, str], size: os.terminal_size) -> str | None:
    """Why this terminal cannot show the screen, in one sentence; None where it can."""
    term = environment.get("TERM", "")
    if term in ("", "dumb"):
        return (
            f"This terminal (TERM={term or 'not set'}) cannot show a screen; nothing was changed. "
            "`bondroom --plain` does the same work line by line, and `bondroom --help` lists the "
            "commands that need no screen."
        )
    if size.columns < LEAST_WIDTH or size.lines < LEAST_HEIGHT:
        return (
            f"Bondroom needs {LEAST_WIDTH} columns and {LEAST_HEIGHT} lines, and this terminal has "
            f"{size.columns} and {size.lines}; nothing was changed. Make it larger and start again."
        )
    return None


def harden() -> None:
    """Let what a terminal does, or does no more, neither end the program nor hold it up.

    A byte that is no UTF-8 is a replacement character, of which the stock decoder dies. A terminal
    that has gone hangs the program up, where the stock one reads its end again and again. One that
    takes nothing holds nobody up who was told to end.
    """
    from textual.drivers import linux_driver

    linux_driver.getincrementaldecoder = _forgiving  # type: ignore[assignment,attr-defined]
    linux_driver.WriterThread = _writer()  # type: ignore[attr-defined]
    read = linux_driver.LinuxDriver.run_input_thread

    def run_input_thread(driver: linux_driver.LinuxDriver) -> None:
        try:
            read(driver)
        except OSError:
            hang_up()

    linux_driver.LinuxDriver.run_input_thread = run_input_thread  # type: ignore[method-assign,assignment]


class _Typed:
    """Decodes what is typed; that nothing can be typed any more hangs the program up."""

    def __init__(self, decoder: codecs.IncrementalDecoder) -> None:
        self._decoder = decoder
        self._over = False

    def decode(self, data: bytes, final: bool = False) -> str:
        if not data and not final:
            if not self._over:
                hang_up()
            self._over = True
            # Whoever reads asks again at once, until the program has ended.
            time.sleep(_PAUSE)
        return self._decoder.decode(data, final)


def _forgiving(_: str) -> Callable[..., _Typed]:
    decoder = codecs.getincrementaldecoder(LETTERS.encoding)
    return lambda errors="strict": _Typed(decoder(errors="replace"))


def hang_up() -> None:
    """Tell the program that its terminal has gone, as the kernel does where it is the session's."""
    os.kill(os.getpid(), signal.SIGHUP)


_TOLD_TO_END = threading.Event()


def hurry() -> None:
    """The program was told to end: from now on no terminal is waited for."""
    _TOLD_TO_END.set()


def _writer() -> type[Any]:
    from textual.drivers._writer_thread import WriterThread

    class Writer(WriterThread):
        """Textual's, but what a terminal does not take is nobody's to wait for at the end."""

        _gone = False

        def write(self, text: str) -> None:
            while not self._gone:
                try:
                    return self._queue.put(text, timeout=_PAUSE)
                except queue.Full:
                    if _TOLD_TO_END.is_set():
                        return None
            return None

        def run(self) -> None:
            while (text := self._queue.get()) is not None:
                if self._gone:
                    continue
                try:
                    self._file.write(text)
                    if self._queue.qsize() == 0:
                        self._file.flush()
                except OSError:
                    self._gone = True
            with contextlib.suppress(OSError):
                self._file.flush()

        def stop(self) -> None:
            with contextlib.suppress(queue.Full):
                self._queue.put(None, timeout=_PATIENCE if _TOLD_TO_END.is_set() else None)
            self.join(_PATIENCE if _TOLD_TO_END.is_set() else None)

    return Writer


def stop() -> None:
    """Stop as Ctrl+Z stops a job; returns when it goes on in the foreground.

    Where no shell is there that could let it go on, the kernel stops nothing.
    """
    ours = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.SIGTSTP, signal.SIGCONT)}
    # To this thread: sent to the process, another thread may get it, and this one run on.
    signal.raise_signal(signal.SIGTSTP)
    in_front()
    for one, handler in ours.items():
        signal.signal(one, handler)


def in_front() -> None:
    """Return once the terminal is ours: in the background this stops, as any job there does."""
    with contextlib.suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, termios.tcgetattr(0))


def _takes_nothing() -> bool:
    """Whether something is still being written to a terminal that does not take it."""
    return any(thread.name == "textual-output" for thread in threading.enumerate())


def let_go(status: int) -> int:
    """Write nothing more to a terminal that has gone: the exit status would suffer. Gives it back.

    Python writes out its streams when it ends, and ends with 120 where that fails; and it waits for
    a terminal that takes nothing.
    """
    if _takes_nothing():
        # All else has ended in good order: this thread cannot.
        os._exit(status)
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    return status


def crash_words(error: BaseException, crash_file: Path, saved: bool) -> str:
    """One sentence about a fault of ours; the trace goes to a file, without any value in it.

    `saved` says whether the draft is, to its last change.
    """
    # A fault beside the keys comes wrapped, and the wrapping has no trace.
    error = getattr(error, "error", None) or error
    draft = "The draft is saved" if saved else "The draft is saved, but for its last change"
    frame = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
    where = f" at {Path(frame.filename).name}:{frame.lineno}" if frame else ""
    words = f"Bondroom met a fault of its own ({type(error).__name__}{where}) and stopped."
    try:
        descriptor = os.open(
            crash_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600
        )
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            # Only where it went through: messages and locals may hold what nobody may read.
            file.writelines(traceback.format_tb(error.__traceback__))
            file.write(f"{type(error).__name__}\n")
    except OSError:
        return f"{words} {draft}."
    return f"{words} {draft}; the trace is in {crash_file}."


def complain(sentence: str) -> None:
    """One sentence on standard error; nothing where nobody is there to read it."""
    if _takes_nothing():
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(f"bondroom: {safe(sentence)}\n")
