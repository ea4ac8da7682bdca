"""How often TI may be called: by the second, the minute and the day, for each product apart.

Figures: §A7 of the facts. For checkout profiles none is published, for shipment notices only those
of an older version: the first have orders' here, the second the older ones. No header says what is
left, and none when to come back. Seconds and minutes are the real clock's, days and the hours
between two catalogues the sandbox's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from vendors.sandbox.book import Book
from vendors.sandbox.clock import instant, iso
from vendors.sandbox.limits import Limit
from vendors.sandbox.ti.errors import too_many

CATALOGUE = "ti:catalogue"
CATALOGUE_EVERY = timedelta(hours=4)
CATALOGUES_A_DAY = 6
_MINUTE = 60.0
_LAST = "ti_catalogue_at"


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls a second (None: no limit), a minute and a day."""

    second: int | None
    minute: int
    day: int


RATES: Mapping[str, Rate] = {
    "ti:products": Rate(20, 600, 100_000),
    "ti:orders": Rate(20, 600, 3_000),
    "ti:shipments": Rate(10, 60, 5_000),
    "ti:profiles": Rate(20, 600, 3_000),
}


class Limits:
    """Counts calls. The days' counts lie in the book, the minutes' in this process."""

    def __init__(self, book: Book, every: Limit | None, monotonic: Callable[[], float]) -> None:
        """`every` stands in place of all rates, but not of the catalogue's: a wait of hours is
        over when the sandbox's clock is moved on."""
        self._book = book
        self._every = every
        self._monotonic = monotonic
        self._calls: dict[str, deque[float]] = {}

    def take(self, product: str, service: str) -> None:
        """Count one call. Raises Refused (429) where a limit is reached; then it counts not."""
        if product == CATALOGUE:
            self._take_catalogue(service)
            return
        rate = RATES[product]
        if self._every is not None:
            rate = Rate(None, self._every.minute, self._every.day or rate.day)
        now = self._monotonic()
        made = self._calls.setdefault(product, deque())
        while made and now - made[0] >= _MINUTE:
            made.popleft()
        within = sum(now - each < 1.0 for each in made) if rate.second is not None else 0
        if len(made) >= rate.minute or (rate.second is not None and within >= rate.second):
            raise too_many(service)
        made.append(now)
        if self._book.count(product, self._today) > rate.day:
            raise too_many(service)

    def _take_catalogue(self, service: str) -> None:
        now, last = self._book.now(), self._book.get(_LAST)
        if last and now - instant(last) < CATALOGUE_EVERY:
            raise too_many(service)
        if self._book.count(CATALOGUE, self._today) > CATALOGUES_A_DAY:
            raise too_many(service)
        self._book.set(_LAST, iso(now))

    @property
    def _today(self) -> str:
        return self._book.now().date().isoformat()
