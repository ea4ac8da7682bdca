"""How often the application may call: by the minute and by the day, for each product apart.

The minute is measured by the real clock, because the sandbox's own may stand still; the day is
the sandbox's. Figures and headers: §8 of the facts on DigiKey (its Shared Concepts page).
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from vendors.sandbox.answers import Refused
from vendors.sandbox.book import Book

_MINUTE = 60.0
_BURST = "BurstLimit exceeded"
_DAILY = "Daily Ratelimit exceeded"
_DETAILS = "Please try again after the number of seconds in the Retry-After header"


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls a minute and a day; `day` None: no limit by the day is published."""

    minute: int
    day: int | None


# Products that no page lists (Supply Chain, Order Management, change notices) get what most have.
USUAL = Limit(120, 1000)
BY_PRODUCT: Mapping[str, Limit] = {"ordering": Limit(10, None), "shipstation": Limit(200, None)}


def read_limit(text: str) -> Limit:
    """`6000/1000000`: so many a minute and a day. Raises ValueError with a sentence."""
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
    if found is None or not int(found[1]) or not int(found[2]):
        raise ValueError(f"{text!r} is no limit: write calls a minute and a day, as in 120/1000")
    return Limit(int(found[1]), int(found[2]))


class Limits:
    """Counts calls. The days' counts lie in the book, the minutes' in this process."""

    def __init__(
        self,
        book: Book,
        every: Limit | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`every` stands in place of the published limit of every product."""
        self._book = book
        self._every = every
        self._monotonic = monotonic
        self._windows: dict[str, tuple[float, int]] = {}

    def take(self, product: str, headers: dict[str, str]) -> None:
        """Count one call, and put into `headers` what every answer says of the limits.

        Raises Refused (429) where a limit is reached; a call that the minute refuses is not
        counted against the day.
        """
        limit = self._of(product)
        begun, made = self._windows.get(product, (0.0, 0))
        now = self._monotonic()
        if made == 0 or now - begun >= _MINUTE:
            begun, made = now, 0
        headers["X-BurstLimit-Limit"] = str(limit.minute)
        headers["X-BurstLimit-Remaining"] = str(max(0, limit.minute - made - 1))
        if made >= limit.minute:
            raise self.burst(product, begun + _MINUTE - now)
        self._windows[product] = begun, made + 1
        if limit.day is None:
            return
        today = self._book.count(product, self._book.now().date().isoformat())
        headers["X-RateLimit-Limit"] = str(limit.day)
        headers["X-RateLimit-Remaining"] = str(max(0, limit.day - today))
        if today > limit.day:
            raise self.daily(product)

    def burst(self, product: str, seconds: float) -> Refused:
        """The answer when the minute's limit is reached and ends in `seconds`."""
        wait = max(1, math.ceil(seconds))
        ends = self._book.now() + timedelta(seconds=wait)
        return Refused(
            429,
            _BURST,
            _DETAILS,
            detail=f"{_BURST}. {_DETAILS}",
            headers={
                "Retry-After": str(wait),
                "X-BurstLimit-Limit": str(self._of(product).minute),
                "X-BurstLimit-Remaining": "0",
                "X-BurstLimit-Reset": str(wait),
                "X-BurstLimit-ResetTime": format_datetime(ends, usegmt=True),
            },
        )

    def daily(self, product: str) -> Refused:
        """The answer when the day's limit is reached: it ends at midnight, UTC."""
        now = self._book.now()
        ends = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        wait = max(1, math.ceil((ends - now).total_seconds()))
        return Refused(
            429,
            _DAILY,
            _DETAILS,
            detail=f"{_DAILY}. {_DETAILS}",
            headers={
                "Retry-After": str(wait),
                "X-RateLimit-Limit": str(self._of(product).day or USUAL.day),
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(wait),
                "X-RateLimit-ResetTime": ends.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            },
        )

    def _of(self, product: str) -> Limit:
        return self._every or BY_PRODUCT.get(product.casefold(), USUAL)
