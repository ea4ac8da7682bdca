"""A program in a pseudo-terminal that behaves like xterm: what it sends, how fast, what it leaves.

A reader thread stamps every chunk as it arrives and answers the queries a terminal answers; the
emulator (pyte) runs only when somebody looks at the screen, so it never delays a time stamp.
Waiting is for a chunk to come, never for a time to pass.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import NamedTuple

import pyte

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "tui")

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
}

# What pyte would print as text: private CSI of the kitty keyboard, and device control strings.
_SKIPPED = re.compile(rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]|\x1b[PX^_][^\x1b]*\x1b\\")
# The beginning of a sequence whose end is in the next chunk.
_CUT = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?)?\Z")
_QUERY = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|\x1b\[(?P<da1>0?)c|\x1b\[>(?P<da2>0?)c|\x1b\[(?P<dsr>[56])n"
    rb"|\x1b\](?P<colour>1[01]|4;\d+);\?(?:\x07|\x1b\\)|\x1b\[>(?P<version>0?)q"
)
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])|\x1b\[([<>])\d*u")
# Modes a shell must not find switched on, and those it must not find switched off.
_MODES_ON = {
    "1000": "mouse",
    "1002": "mouse",
    "1003": "mouse",
    "1006": "mouse",
    "1015": "mouse",
    "1004": "focus events",
    "1049": "alternate screen",
    "2004": "bracketed paste",
    "2026": "synchronised output",
    "2048": "in-band resize",
}
_MODES_OFF = {"25": "cursor hidden", "7": "line wrap off"}


class Answer(NamedTuple):
    """What came back for one key. Milliseconds are None where nothing came."""

    first_ms: float | None
    last_ms: float | None
    bytes: int


class Rest(NamedTuple):
    """What an idle program did: bytes sent, seconds of CPU it took."""

    bytes: int
    cpu: float


def key_bytes(name: str) -> bytes:
    """What a terminal sends for `down`, `ctrl+p`, `a`, `ü`."""
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5].upper()) & 0x1F])
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"no key is called {name!r}")


def environment(home: Path, **more: str) -> dict[str, str]:
    """A buyer's environment whose every folder lies under `home`; nothing of the developer's."""
    for folder in ("data", "cache", "state", "config"):
        (home / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **more,
    }


class Session:
    """One run of a program. Use it as a context manager: what is left at the end is killed."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        *,
        cwd: Path | None = None,
        answers: bool = True,
    ) -> None:
        """`size` is columns and rows. With `answers` False the terminal answers no query."""
        self._answers = answers
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._chunks: list[tuple[float, bytes]] = []
        self._fed = 0
        self._carry = b""
        self._ended = False
        self._arrived = threading.Condition()
        self._drawing = threading.RLock()
        self._wake, self._waker = os.pipe()
        self._fd, slave = pty.openpty()
        self._set_size(*size)
        self._cooked = termios.tcgetattr(slave)
        self.started = time.perf_counter()
        try:
            # setsid(1) makes the terminal the controlling one without code between fork and exec.
            self.process = subprocess.Popen(
                ["setsid", "-c", *argv],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=dict(env),
                cwd=cwd,
            )
        finally:
            os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the terminal's side

    def _set_size(self, columns: int, rows: int) -> None:
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        asked = b""
        while True:
            ready, _, _ = select.select([self._fd, self._wake], [], [])
            if self._wake in ready:
                break
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:  # EIO: the last program on the other side has gone
                break
            if not data:
                break
            with self._arrived:
                self._chunks.append((time.perf_counter(), data))
                self._arrived.notify_all()
            if self._answers:
                asked = self._answer(asked + data)
        with self._arrived:
            self._ended = True
            self._arrived.notify_all()

    def _answer(self, data: bytes) -> bytes:
        """Answer every query in `data`; returns the start of one that is cut off."""
        for query in _QUERY.finditer(data):
            try:
                os.write(self._fd, self._reply(query))
            except OSError:
                return b""
        cut = _CUT.search(data)
        return cut[0] if cut else b""

    def _reply(self, query: re.Match[bytes]) -> bytes:
        if query["mode"]:
            return b"\x1b[?%s;%d$y" % (query["mode"], 2 if query["mode"] == b"2026" else 0)
        if query["da1"] is not None:
            return b"\x1b[?62;4;22c"
        if query["da2"] is not None:
            return b"\x1b[>41;377;0c"
        if query["dsr"] == b"6":
            with self._drawing:
                self._feed_until(len(self._chunks))
                return b"\x1b[%d;%dR" % (self._screen.cursor.y + 1, self._screen.cursor.x + 1)
        if query["dsr"]:
            return b"\x1b[0n"
        if query["colour"]:
            rgb = b"dddd/dddd/dddd" if query["colour"] == b"10" else b"1111/1111/1111"
            return b"\x1b]%s;rgb:%s\x1b\\" % (query["colour"], rgb)
        return b"\x1bP>|XTerm(377)\x1b\\"

    def _feed_until(self, count: int) -> None:
        while self._fed < count:
            data = self._carry + self._chunks[self._fed][1]
            self._fed += 1
            cut = _CUT.search(data)
            data, self._carry = (data[: cut.start()], cut[0]) if cut else (data, b"")
            self._stream.feed(_SKIPPED.sub(b"", data))

    # -- what came

    def raw(self, since: int = 0) -> bytes:
        """Every byte sent since the `since`-th."""
        return b"".join(data for _, data in self._chunks)[since:]

    def sent(self) -> int:
        """How many bytes have come so far."""
        return sum(len(data) for _, data in self._chunks)

    def lines(self) -> list[str]:
        """The screen as it stands, one text a row."""
        with self._drawing:
            self._feed_until(len(self._chunks))
            return [line.rstrip() for line in self._screen.display]

    def text(self) -> str:
        return "\n".join(self.lines())

    def left_on(self) -> set[str]:
        """Terminal modes that are not as a shell wants them, by what has been sent so far."""
        left: dict[str, bool] = {}
        for numbers, on, keyboard in _MODE.findall(self.raw()):
            if keyboard:
                left["kitty keyboard"] = keyboard == b">"
            for number in numbers.decode().split(";") if numbers else ():
                if number in _MODES_ON:
                    left[_MODES_ON[number]] = on == b"h"
                elif number in _MODES_OFF:
                    left[_MODES_OFF[number]] = on == b"l"
        return {name for name, is_left in left.items() if is_left}

    def line_settings_restored(self) -> bool:
        """Whether echo, line mode and signals of the terminal line are as they were."""
        now = termios.tcgetattr(self._fd)
        return now[:4] == self._cooked[:4]

    # -- waiting

    def wait_for(
        self, what: str | re.Pattern[str] | Callable[[str], bool], timeout: float = 30.0
    ) -> float:
        """Seconds from the start until `what` stood on the screen, judged chunk by chunk.

        `what` is a text, a pattern or a judge of the whole screen's text. Raises AssertionError
        with the screen as it stands when it never comes, or when the program ends without it.
        """
        if isinstance(what, str):
            judge: Callable[[str], bool] = lambda screen: what in screen  # noqa: E731
        elif isinstance(what, re.Pattern):
            judge = lambda screen: what.search(screen) is not None  # noqa: E731
        else:
            judge = what
        deadline = time.perf_counter() + timeout
        while True:
            with self._drawing:
                if self._fed and judge("\n".join(self._screen.display)):
                    return self._chunks[self._fed - 1][0] - self.started
                if self._fed < len(self._chunks):
                    self._feed_until(self._fed + 1)
                    continue
            if not self._wait_chunk(self._fed, deadline):
                why = "the program ended" if self._ended else f"not within {timeout} s"
                raise AssertionError(f"never on the screen ({why}): {what}\n{self.text()}")

    def _wait_chunk(self, known: int, deadline: float) -> bool:
        """Wait until there are more chunks than `known`; False when none came."""
        with self._arrived:
            left = deadline - time.perf_counter()
            self._arrived.wait_for(lambda: len(self._chunks) > known or self._ended, max(0, left))
            return len(self._chunks) > known

    def settle(self, quiet: float = 0.3, timeout: float = 30.0) -> None:
        """Wait until nothing has come for `quiet` seconds."""
        deadline = time.perf_counter() + timeout
        while self._wait_chunk(len(self._chunks), min(deadline, time.perf_counter() + quiet)):
            if time.perf_counter() > deadline:
                raise AssertionError(f"never quiet within {timeout} s\n{self.text()}")

    def wait_bytes(self, needle: bytes, timeout: float = 30.0) -> None:
        """Wait until `needle` has been sent, without emulating the screen meanwhile."""
        deadline = time.perf_counter() + timeout
        while True:
            known = len(self._chunks)
            if needle in self.raw():
                return
            if not self._wait_chunk(known, deadline):
                raise AssertionError(f"never sent: {needle!r}\n{self.text()}")

    def wait_exit(self, timeout: float = 60.0) -> int:
        """The exit status, all output read; negative where a signal killed it."""
        status = self.process.wait(timeout)
        self._reader.join(timeout)
        return status

    # -- what the person does

    def write(self, data: bytes) -> None:
        """Bytes as the keyboard sends them, in one burst."""
        os.write(self._fd, data)

    def press(self, *names: str) -> None:
        """Keys by name, in one burst."""
        self.write(b"".join(map(key_bytes, names)))

    def type(self, text: str) -> None:
        self.write(text.encode())

    def paste(self, text: str) -> None:
        """A bracketed paste."""
        self.write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def answer_to(self, name: str, first: float = 2.0, quiet: float = 0.12) -> Answer:
        """Press one key and time its answer: from the key to the first and to the last byte.

        The answer has ended when nothing came for `quiet` seconds; it is empty when nothing began
        within `first` seconds.
        """
        known, before = len(self._chunks), time.perf_counter()
        self.press(name)
        if not self._wait_chunk(known, before + first):
            return Answer(None, None, 0)
        self.settle(quiet)
        came = self._chunks[known:]
        return Answer(
            (came[0][0] - before) * 1000,
            (came[-1][0] - before) * 1000,
            sum(len(data) for _, data in came),
        )

    def resize(self, columns: int, rows: int) -> None:
        with self._drawing:
            self._feed_until(len(self._chunks))
            self._screen.resize(rows, columns)
        self._set_size(columns, rows)

    def hang_up(self) -> None:
        """The link drops: the terminal is gone without a word."""
        os.write(self._waker, b"x")
        self._reader.join()
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def close(self) -> None:
        """End the program, if it still runs, and let go of the terminal."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()
        for descriptor in (self._wake, self._waker):
            os.close(descriptor)

    # -- the program's own process, never its children

    def cpu(self) -> float:
        """Seconds of CPU it has taken so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """MiB that it holds in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None, "the program has ended"
        return int(found[1]) / 1024

    def rest(self, seconds: float) -> Rest:
        """Watch it for `seconds` without touching a key."""
        bytes_before, cpu_before = self.sent(), self.cpu()
        deadline = time.perf_counter() + seconds
        while self._wait_chunk(len(self._chunks), deadline):
            pass
        return Rest(self.sent() - bytes_before, self.cpu() - cpu_before)
