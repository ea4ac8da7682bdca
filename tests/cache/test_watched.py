"""Watched parts: how they were, what changed since somebody looked, one call a day at most."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache import audit, keeping
from cache.clock import FixedClock
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import Refusal
from cache.store import Store
from cache.watched import NOT_THERE, Watched
from cache.watched_step import WatchedStep
from tests.cache.around import A, B, Session, Teller
from tests.cache.desk import ANN, BEN, NOON, offer, part
from vendors.errors import TooMany, VendorDown
from vendors.vocabulary import PriceBreak

DIGIKEY = "digikey"
HOUR = 3600.0
A_DAY = 24 * HOUR


class Desk(Session):
    """A session with a ledger and the step of its watching loop."""

    async def open(self) -> Desk:
        await super().open()
        self.ledger = Store(
            self.store.path.with_name("ledger.db"),
            journal="rollback",
            schema=LEDGER,
            application_id=LEDGER_ID,
            inline=True,
        )
        await self.ledger.open()
        self.ann = Watched(self.ledger, self.clock, ANN)
        self.ben = Watched(self.ledger, self.clock, BEN)
        self.step = WatchedStep(self.ledger, self.catalogue, self.clock)
        return self

    async def goes_on(self, seconds: float) -> None:
        """The loop gives the step its turns while so long passes."""
        end = self.clock.monotonic() + seconds
        while True:
            wait = await self.step()
            left = end - self.clock.monotonic()
            self.clock.advance(min(wait, left))
            if wait >= left:
                return

    async def close(self) -> None:
        await self.ledger.close()
        await self.store.close()


@pytest.fixture
def vendor() -> Teller:
    return Teller(A, B)


@pytest.fixture
async def desk(tmp_path: Path, vendor: Teller) -> AsyncIterator[Desk]:
    desk = await Desk(tmp_path, FixedClock(NOON), vendor).open()
    yield desk
    await desk.close()


async def watched(desk: Desk) -> None:
    await desk.ann.watch(DIGIKEY, "A1-ND", "Yageo", "A1")


async def test_a_watched_part_is_asked_for_once_a_day(desk: Desk, vendor: Teller) -> None:
    await watched(desk)
    await desk.goes_on(5 * A_DAY - HOUR)
    assert vendor.asked == {"part A1-ND": 5}
    # Nothing changed, and that is one row.
    (fact,) = await desk.ann.history(DIGIKEY, "A1-ND")
    assert (fact.at, fact.stock, fact.lead_weeks) == (NOON, 10_000, 12)
    assert (fact.unit_price, fact.currency, fact.status) == (Decimal("0.10"), "USD", "Active")


async def test_what_was_told_before_is_known_at_once(desk: Desk, vendor: Teller) -> None:
    await desk.parts.open("A1-ND")
    desk.clock.advance(HOUR)
    ann = Watched(desk.ledger, desk.clock, ANN, desk.catalogue)
    await ann.watch(DIGIKEY, "A1-ND", "Yageo", "A1")
    (row,) = await ann.mine()
    assert row.now is not None
    assert (row.now.at, row.now.stock, row.now.unit_price) == (NOON, 10_000, Decimal("0.10"))
    assert (row.before, row.changes, row.known) == (row.now, (), None)
    assert vendor.calls == 1


async def test_what_a_search_showed_is_known_and_compared_with_nothing(
    desk: Desk, vendor: Teller
) -> None:
    ann = Watched(desk.ledger, desk.clock, ANN, desk.catalogue)
    found = part("A1", replace(offer("A1-ND", "0.11"), stock=7))
    await desk.store.write(lambda db: keeping.put(db, [found], NOON))
    await ann.watch(DIGIKEY, "A1-ND", "Yageo", "A1")
    (row,) = await ann.mine()
    assert (row.before, row.now) == (None, None)
    assert row.known is not None
    assert (row.known.at, row.known.stock) == (NOON, 7)
    await desk.step()
    (row,) = await ann.mine()
    assert row.now is not None
    assert (row.now.stock, row.changes, row.known) == (10_000, (), None)


async def test_a_watch_that_begins_does_not_wait_for_the_next_round(
    desk: Desk, vendor: Teller
) -> None:
    await desk.step()
    ann = Watched(desk.ledger, desk.clock, ANN, desk.catalogue)
    ann.begun = desk.step.soon
    await ann.watch(DIGIKEY, "A1-ND", "Yageo", "A1")
    await desk.step()
    assert vendor.asked == {"part A1-ND": 1}


async def test_two_loops_and_a_person_who_opens_it_cost_nothing_more(
    desk: Desk, tmp_path: Path, vendor: Teller
) -> None:
    await watched(desk)
    await desk.ben.watch(DIGIKEY, "a1-nd", "Yageo", "A1")
    other = await Desk(tmp_path, desk.clock, vendor).open()
    await desk.parts.open("A1-ND")
    for _ in range(20):
        await desk.step()
        await other.step()
        desk.clock.advance(HOUR)
    assert vendor.calls == 1
    assert len(await other.ben.history(DIGIKEY, "A1-ND")) == 1
    await other.close()


async def test_what_changed_is_told_until_it_was_looked_at(desk: Desk, vendor: Teller) -> None:
    await watched(desk)
    await desk.goes_on(HOUR)
    (row,) = await desk.ann.mine()
    assert row.changes == ()
    assert row.now is not None
    moved = part("A1", replace(offer("A1-ND", "0.12"), stock=None), backorder=None)
    vendor.shelf = [replace(moved, lead_weeks=30, status="Last Time Buy")]
    await desk.goes_on(A_DAY)
    (row,) = await desk.ann.mine()
    assert row.changes == (
        "price 0.12 USD, was 0.10 USD",
        "stock not known, was 10,000",
        "lead time 30 weeks, was 12 weeks",
        "Last Time Buy, was Active",
    )
    assert len(await desk.ann.history(DIGIKEY, "A1-ND")) == 2
    await desk.ann.looked(DIGIKEY, "A1-ND")
    row_now = await desk.ann.standing(DIGIKEY, "a1-ND")
    assert row_now is not None
    assert row_now.changes == ()
    assert row_now.before == row.now


async def test_each_person_has_looked_for_themselves(desk: Desk, vendor: Teller) -> None:
    await watched(desk)
    await desk.ben.watch(DIGIKEY, "A1-ND", "Yageo", "A1")
    await desk.goes_on(HOUR)
    vendor.shelf = [part("A1", offer("A1-ND", "0.09"))]
    await desk.goes_on(A_DAY)
    await desk.ann.looked(DIGIKEY, "A1-ND")
    (anns,), (bens,) = await desk.ann.mine(), await desk.ben.mine()
    assert anns.changes == ()
    assert bens.changes == ("price 0.09 USD, was 0.10 USD",)


async def test_only_a_break_further_up_moved(desk: Desk, vendor: Teller) -> None:
    steps = (PriceBreak(1, Decimal("0.10")), PriceBreak(100, Decimal("0.08")))
    vendor.shelf = [part("A1", replace(offer("A1-ND"), breaks=steps))]
    await watched(desk)
    await desk.goes_on(HOUR)
    less = (steps[0], PriceBreak(50, Decimal("0.07")))
    vendor.shelf = [part("A1", replace(offer("A1-ND"), breaks=less))]
    await desk.goes_on(A_DAY)
    (row,) = await desk.ann.mine()
    assert row.changes == ("price breaks at 50 0.07, none at 100",)


async def test_an_offer_that_went_is_told_and_may_come_back(desk: Desk, vendor: Teller) -> None:
    await watched(desk)
    await desk.goes_on(HOUR)
    vendor.shelf = [part("A1", offer("A1R-ND", "0.05"))]
    await desk.goes_on(A_DAY)
    vendor.shelf = []
    await desk.goes_on(2 * A_DAY)
    (row,) = await desk.ann.mine()
    assert row.changes == (NOT_THERE,)
    assert vendor.calls == 4
    await desk.ann.looked(DIGIKEY, "A1-ND")
    vendor.shelf = [A]
    await desk.goes_on(A_DAY)
    (row,) = await desk.ann.mine()
    assert row.changes[0] == "price 0.10 USD, was none"
    assert [one.status for one in await desk.ann.history(DIGIKEY, "A1-ND")] == [
        "Active",
        NOT_THERE,
        "Active",
    ]


async def test_what_nobody_watches_any_more_is_not_asked_for_and_not_forgotten(
    desk: Desk, vendor: Teller
) -> None:
    await watched(desk)
    await watched(desk)
    await desk.goes_on(HOUR)
    await desk.ann.unwatch(DIGIKEY, "a1-nd")
    await desk.ann.unwatch(DIGIKEY, "a1-nd")
    assert await desk.ann.mine() == []
    await desk.goes_on(3 * A_DAY)
    assert vendor.calls == 1
    assert len(await desk.ann.history(DIGIKEY, "A1-ND")) == 1
    said = await desk.ledger.read(
        lambda db: db.execute("SELECT what, was, became FROM audit ORDER BY id").fetchall()
    )
    assert said == [("watch", "", "digikey A1-ND"), ("watch", "digikey a1-nd", "")]
    assert (await desk.ledger.read(audit.verify)).broken is None


async def test_a_failure_is_tried_again_later_and_a_limit_when_it_is_over(
    desk: Desk, vendor: Teller
) -> None:
    await watched(desk)
    await desk.ann.watch(DIGIKEY, "B1-ND", "Yageo", "B1")
    vendor.fails = VendorDown("digikey", "DigiKey does not answer.")
    await desk.goes_on(HOUR)
    assert vendor.calls == 4  # every quarter of an hour, and never both at once
    vendor.fails = TooMany("digikey", "kept", wait=5 * HOUR, daily=True)
    await desk.goes_on(5 * HOUR)
    assert vendor.calls == 5
    vendor.fails = None
    await desk.goes_on(HOUR)
    assert vendor.calls == 7
    assert len(await desk.ann.history(DIGIKEY, "B1-ND")) == 1


async def test_what_was_seen_is_never_changed(desk: Desk) -> None:
    await watched(desk)
    await desk.goes_on(HOUR)
    for change in ("UPDATE watched_fact SET stock = 1", "DELETE FROM watched_fact"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            await desk.ledger.write(lambda db, change=change: db.execute(change))
    with pytest.raises(Refusal, match="Only an offer with a number"):
        await desk.ann.watch(DIGIKEY, " ", "Yageo", "A1")
