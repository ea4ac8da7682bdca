"""Which letters a terminal can show, where the locale does not say UTF-8.

A locale says what the workstation was told, not what the terminal does: over SSH the two are of
different machines. So the terminal is asked. One that shows UTF-8 gets it, whatever the locale;
one that does not gets its own letters, and for what it has none plain ones of the same width.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import sys
import termios
import time
import tty

from tui.text import width_of

# Seconds that the answer may take: as long as a slow line does.
_PATIENCE = 1.5
# Two bytes of UTF-8: one column where they are read so, two where each is a letter of its own.
_ASKED = b"\r\xc3\xa9\x1b[6n"
_GONE = b"\r\x1b[K"
_REPLY = re.compile(rb"\x1b\[\d+;(\d+)R")
# What our own drawing uses beyond Latin-1, each with a plain stand-in of one column.
_PLAIN = {
    **dict.fromkeys("─━═╌", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╞╡", "+"),
    **dict.fromkeys("▸▶→▹", ">"),
    **dict.fromkeys("◂←", "<"),
    **dict.fromkeys("▾↓", "v"),
    **dict.fromkeys("▴↑", "^"),
    **dict.fromkeys("…", "~"),
    **dict.fromkeys("—–", "-"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("✕✗", "x"),
    **dict.fromkeys("●◆■█▓▏", "#"),
    **dict.fromkeys("○◇□", "o"),
    **dict.fromkeys("◐◑", "%"),
    **dict.fromkeys("▁▂▃", "_"),
    **dict.fromkeys("▄▅", "="),
    **dict.fromkeys("▆▇", "#"),
    **dict.fromkeys("↳", "`"),
    **dict.fromkeys("≥", ">"),
    **dict.fromkeys("≤", "<"),
    **dict.fromkeys("×", "x"),
    **dict.fromkeys("·", "."),
    **dict.fromkeys("•", "*"),
    **dict.fromkeys("◔≠", "="),
    **dict.fromkeys("✓", "v"),
    **dict.fromkeys("✎", "&"),
    **dict.fromkeys("⚠", "!"),
    **dict.fromkeys("☐", "o"),
    **dict.fromkeys("Σ", "S"),
    **dict.fromkeys("−", "-"),
    **dict.fromkeys("░▒", ":"),
    **dict.fromkeys("▌", "#"),
}


class Letters:
    """What this terminal shows. `encoding`: of what is typed, and written."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.encoding = encoding
        self._shown: dict[str, str] = {}

    def plain(self, text: str) -> str:
        """`text` in letters that the terminal has, as wide as it was."""
        if self.encoding == "utf-8" or text.isascii():
            return text
        return "".join(self._shown.get(one) or self._learn(one) for one in text)

    def _learn(self, letter: str) -> str:
        try:
            letter.encode(self.encoding)
            shown = letter
        except UnicodeEncodeError:
            shown = _PLAIN.get(letter, "?" * width_of(letter))
        self._shown[letter] = shown
        return shown


LETTERS = Letters()


def agree() -> None:
    """Settle with the terminal which letters it gets; asks it only where the locale is no UTF-8."""
    said = codecs.lookup(sys.__stderr__.encoding).name if sys.__stderr__ else "utf-8"
    LETTERS.encoding = "utf-8" if said == "utf-8" or shows_utf_8() else said
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and said != "utf-8":
            stream.reconfigure(encoding=LETTERS.encoding, errors="replace")


def shows_utf_8(source: int = 0, target: int = 2) -> bool:
    """Whether the terminal reads two bytes of UTF-8 as one letter. One that does not answer: no."""
    try:
        before = termios.tcgetattr(source)
        tty.setcbreak(source, termios.TCSANOW)
    except termios.error:
        return False
    came, until = b"", time.monotonic() + _PATIENCE
    try:
        os.write(target, _ASKED)
        while not (reply := _REPLY.search(came)):
            left = until - time.monotonic()
            if left <= 0 or not select.select([source], [], [], left)[0]:
                return False
            if not (more := os.read(source, 256)):
                return False
            came += more
        return int(reply[1]) == 2
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError, termios.error):
            os.write(target, _GONE)
            termios.tcsetattr(source, termios.TCSANOW, before)
