"""What stands between the program and the terminal: what it can be, and what it is spared."""

from __future__ import annotations

import codecs
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.text import safe

if TYPE_CHECKING:
    from textual.app import App

LEAST_WIDTH, LEAST_HEIGHT = 60, 20


class Guard(LineFilter):
    """The last guard: no text reaches the terminal with anything in it that a terminal acts on."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        cleaned: list[Segment] = []
        for segment in segments:
            text, style, control = segment
            cleaned.append(segment if control else Segment(safe(text), style, None))
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
            "Start bondroom in another terminal, or type `bondroom tour` or `bondroom sandbox book`"
            ", which need none."
        )
    if size.columns < LEAST_WIDTH or size.lines < LEAST_HEIGHT:
        return (
            f"Bondroom needs {LEAST_WIDTH} columns and {LEAST_HEIGHT} lines, and this terminal has "
            f"{size.columns} and {size.lines}; nothing was changed. Make it larger and start again."
        )
    return None


def harden() -> None:
    """Let a byte that is no UTF-8 be a replacement character: the stock decoder dies of it."""
    from textual.drivers import linux_driver

    linux_driver.getincrementaldecoder = _forgiving  # type: ignore[assignment,attr-defined]


def _forgiving(encoding: str) -> Callable[..., codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda errors="strict": decoder(errors="replace")


def let_go() -> None:
    """Where the terminal has gone, let nothing more be written to it: the exit status would suffer.

    Python writes out its streams when it ends, and ends with 120 where that fails.
    """
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


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
    """One sentence on standard error."""
    sys.stderr.write(f"bondroom: {safe(sentence)}\n")
