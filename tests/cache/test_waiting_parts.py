"""In the list of what waits: a reserve that did not move, and watched parts that changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cache.morning import Item, Morning
from cache.watched import Watched, fact_of, put_fact
from tests.cache.desk import ANN, BEN, NOON, offer, part
from tests.cache.releases_kit import Releases, releases

desk = pytest.fixture(releases)

CUT = offer("RC0603CT-ND", "0.10", stock=5000)


async def items(desk: Releases) -> list[Item]:
    morning = Morning(
        desk.ledger,
        desk.cache,
        desk.clock,
        ANN,
        "sandbox",
        releasing=desk.releasing,
        watched=Watched(desk.ledger, desk.clock, ANN),
    )
    return [one for one in await morning.items() if one.kind in ("reserve", "watched")]


async def test_a_reserve_that_stands_a_day_later_as_it_did_is_to_be_asked_about(
    desk: Releases,
) -> None:
    order_id = await desk.place(1000)
    assert await items(desk) == []
    desk.clock.advance(timedelta(hours=25).total_seconds())
    await desk.look()
    (one,) = await items(desk)
    assert "1,000 of RC0603: reserve unchanged: ask DigiKey (PO AC-2026-0001" in one.words
    assert "CustomerId 7002" in one.words
    assert (one.number, one.order_id, one.since) == ("AC-2026-0001", order_id, NOON)
    assert one.rowid is not None
    assert (await desk.orders.detail(one.rowid)).order_id == order_id
    # The reserve moved after all.
    desk.reports(reserve=4000)
    await desk.bonded.refresh()
    assert await items(desk) == []


async def test_watched_parts_that_changed_are_one_row_until_they_are_looked_at(
    desk: Releases,
) -> None:
    watched = Watched(desk.ledger, desk.clock, ANN)
    for number in ("A", "B", "C", "D", "E"):
        await watched.watch("digikey", number, "Yageo", f"part {number}")
        await Watched(desk.ledger, desk.clock, BEN).watch("digikey", number, "Yageo", "x")
        await told(desk, number, 5000)
    assert await items(desk) == []
    desk.clock.advance(60)
    for number in ("A", "B", "C", "D"):
        await told(desk, number, 4000)
    (one,) = await items(desk)
    assert one.words.startswith("4 parts changed since you looked: part A stock 4,000, was 5,000;")
    assert one.words.endswith("part C stock 4,000, was 5,000; and 1 more")
    assert (one.number, one.rowid) == ("", None)
    desk.clock.advance(60)
    for number in ("A", "B", "C"):
        await watched.looked("digikey", number)
    (one,) = await items(desk)
    assert one.words == "1 part changed since you looked: part D stock 4,000, was 5,000"
    await watched.looked("digikey", "D")
    assert await items(desk) == []


async def told(desk: Releases, number: str, stock: int) -> None:
    its = part(f"part {number}", offer(number, stock=stock))
    fact = fact_of(its, number, desk.clock.now())
    await desk.ledger.write(lambda db: put_fact(db, "digikey", number, fact))
