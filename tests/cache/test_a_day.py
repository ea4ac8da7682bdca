"""A day of four buyers at one workstation, hour by hour, under the vendor's published limits.

True are the services, the stores, the claims, the pace and the watching loops; simulated are the
time and the vendor. It counts calls as DigiKey does, by product, minute and day, and refuses above
its limits (facts on DigiKey, section 8). What one question costs is what the client spends on it.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter, deque
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cache.pace import SharedPace
from cache.part_details import DOCUMENTS, NOTICES, SUBSTITUTES, WAYS, Parts
from cache.people import Person
from cache.watched import Watched
from cache.watched_step import WatchedStep
from tests.cache.around import A, Teller
from tests.cache.desk import Desk, Vendor, line, offer, part, vendor_line, vendor_order
from tests.reliability.world import Virtual, VirtualClock
from vendors.contract import Sealed
from vendors.errors import TooMany
from vendors.vocabulary import Answer, Found, OrderPage, Outcome, Part, VendorOrder

PRODUCT, STATUS = "digikey:product", "digikey:status"
MANAGEMENT, SUPPLY = "digikey:management", "digikey:supply"
PER_MINUTE, PER_DAY = 120, 1000
PAGE = 25

HOUR = 3600.0
# From noon UTC, the morning of an American workstation, to nine in the evening there.
LONG = 9 * HOUR
# Seconds between an order's acceptance and the first list that shows it.
LISTED = 40.0

BUYERS = [Person(1001 + n, name, name, False) for n, name in enumerate(("ann", "ben", "cy", "di"))]
LOOKED_INTO, SEARCHES, ORDERS, LINES = 40, 20, 6, 3
# Of the parts that each looks into, so many stand on everybody's shortage list of the morning.
SHARED = 10

SHELF = [part(f"P{n:03}", offer(f"P{n:03}-ND", f"0.{10 + n % 80}")) for n in range(200)]


class Digikey(Teller, Vendor):
    """One vendor for all; every call waits its turn in its session's pace, and is counted."""

    def __init__(self, clock: VirtualClock) -> None:
        Vendor.__init__(self)
        Teller.__init__(self, A, *SHELF)
        self.clock = clock
        self.sells(*SHELF)
        self.today: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._minute: dict[str, deque[float]] = {}
        self._shown: list[tuple[float, VendorOrder]] = []

    def call(self, pace: SharedPace, product: str) -> None:
        """One call arrives."""
        now, made = self.clock.monotonic(), self._minute.setdefault(product, deque())
        while made and made[0] <= now - 60:
            made.popleft()
        if len(made) >= PER_MINUTE or self.today[product] >= PER_DAY:
            self.refused[product] += 1
            pace.learn(product, {"retry-after": "60"}, 429)
            raise TooMany("digikey", "refused", wait=60, daily=False, status=429)
        made.append(now)
        self.today[product] += 1
        said = {
            "x-ratelimit-limit": str(PER_DAY),
            "x-ratelimit-remaining": str(PER_DAY - self.today[product]),
            "x-burstlimit-limit": str(PER_MINUTE),
        }
        pace.learn(product, said, 200)

    def takes(self, sealed: Sealed) -> None:
        number, _, _, said = sealed.body.decode().split("|")
        lines = []
        for one in said.split(";"):
            _, its, rest = one.split(":")
            quantity, price = rest.split("@")
            lines.append(self._line(its, int(quantity), Decimal(price)))
        self.has(number, self.clock.monotonic() + LISTED, *lines)

    def has(self, number: str, shown_at: float, *lines: Any) -> None:
        sales = f"{88_000 + len(self._shown)}"
        entered = self.clock.now() - timedelta(days=max(0.0, -shown_at / 86_400))
        order = vendor_order(number, f"99{sales}", sales=(sales,), lines=lines, entered_at=entered)
        self._shown.append((shown_at, order))

    def listed_between(self, since: date, until: date) -> list[VendorOrder]:
        now = self.clock.monotonic()
        return [
            order
            for at, order in self._shown
            if at <= now and since <= order.entered_at.date() <= until
        ]

    @staticmethod
    def _line(number: str, quantity: int, price: Decimal) -> Any:
        said = vendor_line(number, quantity)
        its = number.removesuffix("-ND")
        return replace(said, part=its, unit_price=price, total=price * quantity)


class Line:
    """The vendor as one session reaches it."""

    name = "digikey"

    def __init__(self, vendor: Digikey, pace: SharedPace) -> None:
        self.vendor = vendor
        self.pace = pace

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self.vendor, name)
        if name in ("locations", "bonded", "bonded_part"):
            return lambda *given: self._spend(SUPPLY, 1, whole(*given))
        if name in ("seal", "make_ready") or not callable(whole):
            return whole
        return lambda *given, **named: self._spend(PRODUCT, 1, whole(*given, **named))

    async def _spend(self, product: str, calls: int, answer: Coroutine[Any, Any, Any]) -> Any:
        for _ in range(calls):
            try:
                await self.pace.turn(product)
                self.vendor.call(self.pace, product)
            except BaseException:
                answer.close()
                raise
            await asyncio.sleep(0.2)
        return await answer

    # Named, so that the contract's checks see them.
    async def look_up(self, number: str) -> Part:
        return await self._spend(PRODUCT, 1, self.vendor.look_up(number))

    async def search(self, words: str, *, offset: int = 0, limit: int = 50) -> Found:
        found = Found(tuple(SHELF[:20]), 20, "USD")
        return await self._spend(PRODUCT, 1, _said(found))

    async def create(self, sealed: Sealed) -> Answer:
        await self.pace.turn("digikey:ordering")
        self.vendor.takes(sealed)
        return Answer(
            Outcome.ACCEPTED, "thank you", (f"{len(self.vendor._shown)}",), "r", 200, "{}"
        )

    async def find_by_po(self, po_number: str) -> tuple[str, ...]:
        return await self._spend(MANAGEMENT, 1, _said(()))

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        """As the client asks: the number once, then the list, two times where it has pages."""
        await self._spend(MANAGEMENT, 1, _said(None))
        day = timedelta(days=1)
        there = self.vendor.listed_between(since - day, until + day)
        pages = max(1, math.ceil(len(there) / PAGE))
        await self._spend(STATUS, pages if pages == 1 else 2 * pages, _said(None))
        return tuple(one for one in there if one.po_number == po_number)

    async def orders(
        self, since: date, until: date, *, page: int = 1, page_size: int = PAGE
    ) -> OrderPage:
        there = self.vendor.listed_between(since, until)
        some = there[(page - 1) * PAGE : page * PAGE]
        return await self._spend(STATUS, 1, _said(OrderPage(tuple(some), len(there))))

    async def sales_order(self, number: str) -> Any:
        raise AssertionError(number)


async def _said(answer: Any) -> Any:
    return answer


class Buyer(Desk):
    """One session: the desk, what surrounds a part, what is watched, and the loop beside it."""

    def __init__(
        self, folder: Path, vendor: Digikey, clock: VirtualClock, person: Person, seed: int
    ) -> None:
        self.pace = SharedPace(folder / "quota.db", clock, inline=True)
        line_there: Any = Line(vendor, self.pace)
        super().__init__(folder, line_there, clock, person)  # type: ignore[arg-type]
        self.parts = Parts(self.cache, self.catalogue, clock, self.pace.seconds_for)
        self.parts.attach([line_there])
        self.watched = Watched(self.ledger, clock, person)
        step = WatchedStep(self.ledger, self.catalogue, clock)
        self.watching.also.append(("watched parts", step))
        # What others did is seen a little later than in life: the day is as long.
        self.watching.rest = timedelta(seconds=60)
        self.dice = random.Random(seed)
        self.seed = seed

    @property
    def left(self) -> int | None:
        return self.pace.left(STATUS)

    @left.setter
    def left(self, value: object) -> None:
        """The desk's own is for tests that say what is left."""

    async def day(self) -> None:
        """Everything a buyer does, at chosen instants spread over the day."""
        own = SHELF[SHARED + self.seed * 30 :][: LOOKED_INTO - SHARED]
        deeds: list[tuple[float, Coroutine[Any, Any, None]]] = []
        # All of them open the shortage list at the same time.
        deeds += [(60.0 * n, self.look_into(one, n)) for n, one in enumerate(SHELF[:SHARED])]
        some_time = self.dice.uniform
        deeds += [(some_time(0, LONG), self.look_into(one, n)) for n, one in enumerate(own)]
        deeds += [
            (some_time(0, LONG), self.search(f"word {self.seed} {n % 15}")) for n in range(SEARCHES)
        ]
        deeds += [
            (some_time(0.1, 0.9) * LONG, self.order(own[n * LINES : (n + 1) * LINES]))
            for n in range(ORDERS)
        ]
        began = self.clock.monotonic()
        for at, deed in sorted(deeds, key=lambda one: one[0]):
            await self.clock.sleep(max(0.0, began + at - self.clock.monotonic()))
            await deed

    async def look_into(self, one: Part, n: int) -> None:
        """Open it; every other time a tab, now and then a second one, and look again later."""
        number = one.offers[0].number
        await self.parts.open(number)
        if n % 2 == 0:
            await self.parts.ask((SUBSTITUTES, DOCUMENTS, NOTICES)[n % 3], "digikey", number)
        if n % 8 == 0:
            await self.parts.ask(WAYS, "digikey", number, 500)
        if n == 0:
            await self.watched.watch("digikey", number, one.maker, one.number)
        await self.clock.sleep(30)
        await self.parts.open(number)

    async def search(self, words: str) -> None:
        await self.catalogue.ask(words)

    async def order(self, parts: list[Part]) -> None:
        """Draft, review, read for a minute, place."""
        draft = await self.draft(
            *(line(one.offers[0], 100 + self.seed, of=one.number) for one in parts)
        )
        (review,) = await self.placing.review(draft)
        assert not review.problems
        await self.clock.sleep(60)
        answer = await self.placing.place(review.order_id)
        assert answer.outcome is Outcome.ACCEPTED


async def _a_day(folder: Path, clock: VirtualClock) -> tuple[Digikey, list[Buyer]]:
    vendor = Digikey(clock)
    # What the account ordered before: six a day, finished long ago or on its way.
    for n in range(60):
        vendor.has(f"OLD-{n}", -86_400.0 * (1 + n // 6))
    buyers = [Buyer(folder, vendor, clock, one, seed) for seed, one in enumerate(BUYERS)]
    for buyer in buyers:
        await buyer.open()
    await buyers[0].orders.refresh()
    loops = [asyncio.ensure_future(one.watching.run(lambda: None)) for one in buyers]
    await asyncio.gather(*(one.day() for one in buyers))
    await clock.sleep(max(0.0, LONG - clock.monotonic()))
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    return vendor, buyers


@pytest.fixture
def loop_of_a_day() -> Any:
    loop = Virtual()
    yield loop
    loop.close()


def test_four_buyers_stay_within_a_day_and_nothing_is_refused(
    tmp_path: Path, loop_of_a_day: Virtual
) -> None:
    async def run() -> None:
        clock = VirtualClock(loop_of_a_day)
        vendor, buyers = await _a_day(tmp_path, clock)
        assert not vendor.refused
        assert vendor.today[PRODUCT] <= 500
        assert vendor.today[STATUS] <= 300
        # It was a day: every part was opened, every order placed and found in the vendor's list.
        states = await buyers[0].states()
        assert len(states) == len(BUYERS) * ORDERS
        assert {state for _, state in states} == {"accepted"}
        opened = {what for what in vendor.asked if what.startswith("part ")}
        assert len(opened) == SHARED + len(BUYERS) * (LOOKED_INTO - SHARED)
        assert vendor.today[STATUS] > len(states)
        # The count that a person can see is the vendor's own.
        counted: Counter[str] = Counter()
        for one in await buyers[0].pace.calls_today():
            counted[one.product] += one.n
        assert {name: counted[name] for name in (PRODUCT, STATUS)} == {
            name: vendor.today[name] for name in (PRODUCT, STATUS)
        }
        # Every line was priced when it was placed, by nobody's cache; and at its review before, but
        # where some buyer was told the same part's price in the minutes before that.
        (for_orders,) = (
            one.n
            for one in await buyers[0].pace.calls_today()
            if one[:3] == (PRODUCT, "placing", "part")
        )
        priced = LINES * len(states)
        assert priced < for_orders <= 2 * priced
        for buyer in buyers:
            await buyer.close()
            await buyer.pace.close()

    loop_of_a_day.run_until_complete(run())
