"""What a person types at a terminal to send something: read from a terminal alone.

As on the sheet that places an order: what was typed ahead does not count, nothing has a default,
and an Enter counts only at the speed of a person, so that no scanner and no paste sends anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from cache.places import Refusal

# Seconds, as `tui.screens.typed` has them: what comes sooner after the question was typed ahead,
# and an Enter sooner after the character before it is a scanner's or a paste's.
GUARD, FINGERS = 0.3, 0.05
MISUSED = 2
NO_TERMINAL = (
    "An order is placed by what a person types at a terminal, and there is none here. Nothing was "
    "sent."
)
_ENTER, _RUB, _EOF, _KILL = "\r\n", "\x7f\x08", "\x04", "\x15"
_LONGEST = 250


class Left(Exception):
    """The person went back, or the terminal has gone."""


class Terminal:
    """The terminal that the person sits at. Raises Refusal, and sends nothing, where none is."""

    def __init__(self, otherwise: str = NO_TERMINAL) -> None:
        """`otherwise` is what is said where there is none."""
        if not os.isatty(0) or not os.isatty(1):
            raise Refusal(otherwise, MISUSED)

    async def ask(self, words: str) -> str:
        """What the person types behind `words`, up to Enter. Raises Left at the end of input."""
        typed, fast = await self._typed(words)
        if fast:
            self._say("too fast for fingers: type it again; nothing was sent")
            return await self.ask(words)
        return typed

    async def reason(self, words: str) -> str:
        """A reason in words: it sends nothing, so it may be pasted."""
        typed, _ = await self._typed(words)
        return typed

    async def _typed(self, words: str) -> tuple[str, bool]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[str, bool]] = loop.create_future()
        with _by_characters():
            termios.tcflush(0, termios.TCIFLUSH)
            os.write(1, words.encode())
            line = _Line(monotonic() + GUARD, lambda text: os.write(1, text.encode()))

            def come() -> None:
                try:
                    data = os.read(0, 1024)
                except OSError:
                    data = b""
                if not data and not answer.done():
                    answer.set_exception(Left())
                for one in data.decode("utf-8", "ignore"):
                    if not answer.done() and line.take(one, monotonic()):
                        if line.left:
                            answer.set_exception(Left())
                        else:
                            answer.set_result((line.text.strip(), line.fast))

            loop.add_reader(0, come)
            try:
                return await answer
            finally:
                loop.remove_reader(0)
                with contextlib.suppress(OSError):
                    os.write(1, b"\n")

    def _say(self, words: str) -> None:
        with contextlib.suppress(OSError):
            os.write(1, words.encode() + b"\n")


class _Line:
    """One line as it is typed, a character at a time. Pure but for what it echoes."""

    def __init__(self, armed: float, echo: Callable[[str], object]) -> None:
        self.text = ""
        self.fast = self.left = False
        self._armed = armed
        self._echo = echo
        self._last = 0.0

    def take(self, character: str, now: float) -> bool:
        """One character that came at `now`; True where the line has ended."""
        pause, self._last = now - self._last, now
        if now < self._armed:
            # It was typed at something else.
            return False
        if character in _ENTER:
            self.fast = bool(self.text) and pause < FINGERS
            return True
        if character == _EOF and not self.text:
            self.left = True
            return True
        if character in _RUB:
            if self.text:
                self.text = self.text[:-1]
                self._echo("\b \b")
        elif character == _KILL:
            self._echo("\b \b" * len(self.text))
            self.text = ""
        elif character.isprintable() and len(self.text) < _LONGEST:
            self.text += character
            self._echo(character)
        return False


@contextmanager
def _by_characters() -> Iterator[None]:
    """The terminal hands out characters as they come and echoes none; its signals stay."""
    before = termios.tcgetattr(0)
    anew = termios.tcgetattr(0)
    anew[3] &= ~(termios.ICANON | termios.ECHO)
    anew[6][termios.VMIN], anew[6][termios.VTIME] = 1, 0
    termios.tcsetattr(0, termios.TCSANOW, anew)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, before)
