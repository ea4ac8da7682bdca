"""What `bondroom doctor` prints, and what every vendor's examination needs of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cache.purchase_orders import vendor_name
from tui.text import pieces, safe

if TYPE_CHECKING:
    from cache.pace import Calls
    from cache.services import Services
    from tui.connecting import Means
    from tui.settings import Settings
    from vendors.contract import Clock, Pace

# A clock further off than this is worth a word: delivery days and limits go by it.
_CLOCK_OFF = timedelta(minutes=1)
# The cells of a piece's name.
WIDTH = 34


class Stop(Exception):
    """Without this piece there is no looking at the next."""


class Report:
    """Lines as they become known; the status is 1 from the first that says `no`."""

    def __init__(self) -> None:
        self.status = 0
        self._told_the_time = False
        self._within = ""

    def head(self, vendor: str, words: str, *, well: bool = True) -> None:
        """From now on the pieces are this vendor's, until `over`."""
        self._within = ""
        (self.ok if well else self.note)(vendor_name(vendor), words)
        self._within = "  "

    def over(self) -> None:
        self._within = ""

    def ok(self, piece: str, words: str) -> None:
        self._line("ok", piece, words)

    def no(self, piece: str, words: str) -> None:
        self.status = 1
        self._line("no", piece, words)

    def note(self, piece: str, words: str) -> None:
        """Neither well nor amiss."""
        self._line("–", piece, words)

    def clock(self, vendor: str, ahead: timedelta | None) -> None:
        """How far this machine's clock is ahead of the vendor's; the first that says so is enough,
        and that one has to be right.
        """
        name = vendor_name(vendor)
        if ahead is None:
            self.note("clock", f"{name} does not say what time it is")
            return
        if self._told_the_time:
            return
        self._told_the_time = True
        seconds = round(abs(ahead).total_seconds())
        way = "ahead of" if ahead > timedelta() else "behind"
        if abs(ahead) > _CLOCK_OFF:
            words = f"this machine's is {pieces(seconds)} s {way} {name}'s: have it set"
            self.no("clock", words)
        else:
            self.ok("clock", f"within {seconds + 1} s of {name}'s")

    def spent(self, vendor: str, calls: Sequence[Calls]) -> None:
        """What this workstation asked today, the most frequent first."""
        prefix = f"{vendor}:"
        asked = sorted(
            (one for one in calls if one.product.startswith(prefix)), key=lambda one: -one.n
        )
        # What has one limit for everything is called `all`.
        names = (one.product.removeprefix(prefix).removeprefix("all") for one in asked)
        kinds = (
            f"{name} {one.what or 'other'} {one.n}".strip()
            for name, one in zip(names, asked, strict=True)
        )
        self.note("calls made today", ", ".join(kinds) or "none before these")

    def _line(self, mark: str, piece: str, words: str) -> None:
        print(safe(f"{mark:<3}{self._within + piece:<{WIDTH}}{words}"), flush=True)


class Listening:
    """The shared pace, which also keeps what the answers' headers say."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self.heard: dict[str, Mapping[str, str]] = {}
        self.ahead: timedelta | None = None

    async def turn(self, product: str) -> None:
        await self._pace.turn(product)

    def learn(self, product: str, headers: Mapping[str, str], status: int) -> None:
        self.heard[product] = headers
        with suppress(KeyError, ValueError, TypeError):
            self.ahead = self._clock.now() - parsedate_to_datetime(headers["date"])
        self._pace.learn(product, headers, status)


@dataclass(frozen=True, slots=True)
class Examined:
    """What is looked at and with what. `means.pace` is `pace`, which listens."""

    report: Report
    settings: Settings
    services: Services
    means: Means
    pace: Listening
