"""A scanner types what it reads: this stands before the keyboard and takes scans out of the keys.

A label's code begins with `[)>`, far quicker than fingers type it. From there to Enter, or to a
pause, every key is the scan's, the separators among them: GS comes as ctrl+], RS as ctrl+^ and EOT
as ctrl+d, which are bound to nothing else. All other keys go on in their order, a `[` or a `>` at
most `TOGETHER` later than it came.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from vendors.labels import EOT, FS, GS, HEADER, MOST, RS, US

if TYPE_CHECKING:
    from textual.events import Key

# Within so many seconds a scanner has typed the whole beginning.
TOGETHER = 0.05
# So many seconds without a key end a scan.
SILENCE = 0.1
# A timer that is later than this: the program stood still, and keys may be waiting behind it.
_LATE = 0.02

# Textual wakes so much earlier than it was asked to.
_EARLY = 0.001

# Some scanners put a > before the header.
_BEGINNINGS = (HEADER, ">" + HEADER)
_CONTROLS = {
    "ctrl+right_square_bracket": GS,
    "ctrl+circumflex_accent": RS,
    "ctrl+d": EOT,
    "ctrl+backslash": FS,
    "ctrl+underscore": US,
    # As terminals that report keys instead of characters name ctrl+^ on most keyboards.
    "ctrl+shift+6": RS,
    "ctrl+6": RS,
}
_ENDS = ("enter", "ctrl+j", "tab")
# What scanners send behind the Enter: a line feed, and a trailer that came out of its place.
_BEHIND = ("ctrl+j", "ctrl+d", "ctrl+right_square_bracket", "ctrl+circumflex_accent")


class Scanner:
    """Takes every key first. `give` gets those that are not a scan's, `took` each whole scan.

    `later` calls back after so many seconds; `now` is the clock that the keys' `time` is of.
    """

    def __init__(
        self,
        give: Callable[[Key], None],
        took: Callable[[str], None],
        later: Callable[[float, Callable[[], None]], object],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._give = give
        self._took = took
        self._later = later
        self._now = now
        # What may be the beginning of a scan, not given on yet.
        self._held: list[Key] = []
        self._scan: list[str] | None = None
        self._last = 0.0
        self._timed = False
        # The key that ended the scan before, or came behind its end.
        self._end = ""

    def key(self, event: Key) -> None:
        """One key, in the order in which they came."""
        if self._scan is not None and event.time - self._last >= SILENCE:
            self._finish("")
        if self._scan is not None:
            self._collect(event)
        elif not self._is_behind(event):
            self._end = ""
            self._begin(event)

    def _begin(self, event: Key) -> None:
        """A key outside of a scan: perhaps the beginning of one."""
        self._let_go(event.time)
        self._held.append(event)
        self._keep_beginning()
        if self._typed in _BEGINNINGS:
            self._scan, self._last = list(self._typed), event.time
            self._held.clear()
        if self._held or self._scan is not None:
            self._wait(SILENCE if self._scan is not None else TOGETHER)

    @property
    def _typed(self) -> str:
        return "".join(event.character or "\0" for event in self._held)

    def _keep_beginning(self) -> None:
        """Give on what stands before anything that can still be a beginning."""
        while self._held and not any(one.startswith(self._typed) for one in _BEGINNINGS):
            self._give(self._held.pop(0))

    def _let_go(self, now: float) -> None:
        """Give on what was held as long as it may be."""
        while self._held and now - self._held[0].time >= TOGETHER:
            self._give(self._held.pop(0))
            self._keep_beginning()

    def _collect(self, event: Key) -> None:
        scan, key, character = self._scan, event.key, event.character
        if scan is None:
            return
        self._last = event.time
        if key in _ENDS:
            self._finish(key)
        elif key in _CONTROLS:
            scan.append(_CONTROLS[key])
        elif character and len(character) == 1 and character.isprintable():
            scan.append(character)
        else:
            # No scanner sends it: somebody pressed it right behind the scan.
            self._finish("")
            self._begin(event)
            return
        if self._scan is not None and len(scan) >= MOST:
            self._finish("")

    def _finish(self, end: str) -> None:
        scan, self._scan = self._scan, None
        self._end = end
        if scan:
            self._took("".join(scan))

    def _is_behind(self, event: Key) -> bool:
        """Whether it is still the scanner's: what some send behind the end, and at once."""
        if not self._end or event.time - self._last >= TOGETHER:
            return False
        trailer = self._end == "ctrl+d" and event.key == "enter"
        if event.key not in _BEHIND and not trailer:
            return False
        self._end, self._last = event.key, event.time
        return True

    # -- the passing of time

    def _wait(self, seconds: float) -> None:
        if not self._timed:
            self._timed = True
            seconds = max(seconds, _EARLY)
            due = self._now() + seconds
            self._later(seconds, lambda: self._woken(due))

    def _woken(self, due: float) -> None:
        self._timed = False
        now = self._now() + _EARLY
        if now - due > _LATE:
            self._wait(_LATE / 2)
        elif self._scan is not None:
            rest = self._last + SILENCE - now
            if rest > 0:
                self._wait(rest)
            else:
                self._finish("")
        elif self._held:
            self._let_go(now)
            if self._held:
                self._wait(max(0.0, self._held[0].time + TOGETHER - now))


def scans_in(text: str) -> list[str]:
    """The scans in a paste, each from its header to its end of line or to the next header.

    Never `str.splitlines`: it takes FS, GS and RS for ends of lines.
    """
    found: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        _, *scans = line.split(HEADER)
        found += [HEADER + scan.removesuffix(">") for scan in scans]
    return found
