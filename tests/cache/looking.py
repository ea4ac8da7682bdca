"""Orders whose outcome is open, a vendor that lists them or not, and a session that watches."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date

from cache.convert import instant_text
from cache.judging import alarm
from tests.cache.desk import NOON, Desk, Vendor, line, offer, part, vendor_line, vendor_order
from tests.cache.virtual import VirtualClock, rest
from vendors.vocabulary import Answer, Outcome, VendorOrder

CUT = offer("RC0603CT-ND", "0.10")
UNKNOWN, BARE = Outcome.UNKNOWN, Outcome.ACCEPTED_NO_NUMBER


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


async def placed(desk: Desk, outcome: Outcome = UNKNOWN) -> tuple[int, str]:
    numbers = ("88001",) if outcome is Outcome.ACCEPTED else ()
    desk.vendor.answer = Answer(outcome, "words", numbers)
    (review,) = await desk.placing.review(await desk.draft(line(CUT)))
    await desk.placing.place(review.order_id)
    return review.order_id, review.number


def whole(number: str, order: str = "991", *sales: str, pieces: int = 100) -> VendorOrder:
    return vendor_order(
        number, order, sales=sales or ("88001",), lines=(vendor_line("RC0603CT-ND", pieces),)
    )


def twice(number: str) -> list[VendorOrder]:
    return [whole(number), whole(number, "992", "88002")]


async def stored(desk: Desk) -> tuple[str, tuple[str, ...], list[str]]:
    """The order's state and numbers, and the states of its attempts."""
    state, numbers = await desk.ledger.read(
        lambda db: db.execute("SELECT state, vendor_numbers FROM purchase_order").fetchone()
    )
    return state, tuple(json.loads(numbers)), await desk.attempts()


async def said(desk: Desk) -> list[tuple[str, str, str]]:
    """Where the order went, why, who said so."""
    return await desk.ledger.read(
        lambda db: db.execute(
            "SELECT became, reason, person FROM audit WHERE what = 'state' ORDER BY id"
        ).fetchall()
    )


async def taken_note(desk: Desk, order_id: int, numbers: Sequence[str]) -> None:
    row = (
        order_id,
        alarm(numbers),
        "the second was cancelled by phone",
        instant_text(NOON),
        1,
        "ann",
    )
    await desk.ledger.write(
        lambda db: db.execute("INSERT INTO acknowledged VALUES (?, ?, ?, ?, ?, ?)", row)
    )


async def next_in(desk: Desk, order_id: int) -> float | None:
    standing = await desk.reconciling.standing(order_id)
    return None if standing.next_at is None else (standing.next_at - NOON).total_seconds()


MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


class Timed(Vendor):
    """Notes when it was asked for which number, in seconds since the start."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self.clock = clock
        self.calls: list[tuple[float, str]] = []
        self.sells(part("RC0603", CUT))

    async def orders_under(
        self, po_number: str, since: date, until: date
    ) -> tuple[VendorOrder, ...]:
        self.calls.append((self.clock.monotonic(), po_number))
        return await super().orders_under(po_number, since, until)

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.calls]


@asynccontextmanager
async def watching(desk: Desk, changed: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
    task = asyncio.ensure_future(desk.watching.run(changed))
    await rest()
    try:
        yield
        await rest()
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
