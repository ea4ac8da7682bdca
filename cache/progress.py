"""How far many questions to a vendor have come, and how long the rest may take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vendors.contract import Clock

# What is counted when parts are looked up. Only the time to go hangs on it.
_PRODUCT = "digikey:product"


class Progress(NamedTuple):
    """`done` of `total` lines, by `calls` to vendors so far.

    `to_go` is an estimate; None while there is nothing to make it from.
    """

    done: int
    total: int
    calls: int
    to_go: timedelta | None


Watch = Callable[[Progress], None]


def unwatched(progress: Progress) -> None:
    """Nobody looks."""


class Count:
    """Counts `questions` that answer `total` lines, and tells `watch` after each.

    `seconds_for` says how long so many calls of a product take by the vendor's limits.
    """

    def __init__(
        self,
        total: int,
        watch: Watch,
        clock: Clock,
        seconds_for: Callable[[str, int], float] | None = None,
    ) -> None:
        self.calls = 0
        self._total = total
        self._watch = watch
        self._clock = clock
        self._seconds_for = seconds_for
        self._began = clock.monotonic()
        self._done = self._ended = self._left = 0

    def begin(self, questions: int, answered: int = 0) -> None:
        """So many questions are to be answered; so many lines need none."""
        self._left = questions
        self._done = answered
        self._tell()

    def asking(self) -> None:
        """A vendor is asked: this is a call."""
        self.calls += 1

    def ended(self, lines: int) -> None:
        """One question is answered, or will not be; it was asked for so many lines."""
        self._ended += 1
        self._left -= 1
        self._done += lines
        self._tell()

    def dropped(self, lines: int, questions: int) -> None:
        """Nobody wants these any more: they are neither done nor to be done."""
        self._total -= lines
        self._left -= questions
        self._tell()

    def _tell(self) -> None:
        self._watch(Progress(self._done, self._total, self.calls, self._to_go()))

    def _to_go(self) -> timedelta | None:
        """By the calls that the questions so far took, their pace, and the vendor's limits."""
        if not self._left:
            return timedelta(0)
        if not (self.calls and self._ended):
            return None
        calls = -(-self._left * self.calls // self._ended)
        so_far = self._clock.monotonic() - self._began
        by_limits = 0.0 if self._seconds_for is None else self._seconds_for(_PRODUCT, calls)
        return timedelta(seconds=max(so_far / self.calls * calls, by_limits))
