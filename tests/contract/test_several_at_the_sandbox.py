"""One draft for three vendors, by the true clients at the true sandbox: each order is found."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest_asyncio

from cache.clock import FixedClock
from cache.review import Review
from tests.cache.desk import Desk
from tests.cache.several import attach, stored, suppliers_of
from tests.cache.typing_kit import resolved, typed
from tests.contract import shipstation_shop, ti_shop
from tests.contract.referee import Referee
from tests.contract.shop import NOW, SITE, shop
from vendors.shipstation import ShipStation
from vendors.terms import LineTerms, OrderTerms
from vendors.ti import TI
from vendors.vocabulary import Outcome


class Here(NamedTuple):
    desk: Desk
    ti: TI
    keeper: ShipStation


@pytest_asyncio.fixture
async def here(referee: Referee, tmp_path: Path) -> AsyncIterator[Here]:
    async with shop(referee) as first, ti_shop.shop() as second, shipstation_shop.shop() as third:
        ti, keeper = second.client(), third.client()
        digikey = await first.buyer()
        desk = await Desk(tmp_path, digikey, FixedClock(NOW)).open()  # type: ignore[arg-type]
        attach(desk, ti, keeper)
        yield Here(desk, ti, keeper)
        await desk.close()


def mapped(db: sqlite3.Connection, warehouse: str) -> None:
    db.execute(
        "INSERT INTO inbound_mapping (kind, key, value, name, at, os_uid, person) "
        "VALUES ('warehouse', ?, ?, 'Main', '2026-11-23T14:02:00.000000Z', 1, 'ann')",
        (SITE, warehouse),
    )


async def reviewed(here: Here) -> list[Review]:
    """A draft of typed lines: a resistor, an amplifier at TI, and a product of the warehouse's."""
    desk = here.desk
    amplifier = (await here.ti.by_number("LM358")).parts
    offers = [one.offers[0] for one in amplifier if one.offers]
    its = next(one for one in offers if (one.stock or 0) > 10_000 and one.breaks)
    sku = next(one.sku for one in await here.keeper.items() if one.active)
    lines = [
        typed("RC0603FR-0710KL", 100),
        typed(its.number, its.moq, vendor="TI"),
        replace(typed(sku, 5, vendor="supplier"), terms=LineTerms(cost=Decimal("2.50"))),
    ]
    told = await resolved(desk, *lines, ship_to=SITE)
    draft = await desk.draft(*(told.lines[one.id] for one in lines), ship_to=SITE)
    assert desk.placing.profiles is not None
    profile = next(one for one in (await desk.placing.profiles.ask("ti")).items if one.usable)
    (supplier, *_) = (await suppliers_of(desk, here.keeper).ask("shipstation")).items
    draft.terms = OrderTerms(profile=profile.id, supplier=supplier.id, job="J-7")
    await stored(desk, draft)
    (building, *_) = await here.keeper.warehouses()
    await desk.ledger.write(lambda db: mapped(db, building.id))
    return await desk.placing.review(draft)


async def test_three_orders_out_of_one_draft_are_placed_and_found_again(here: Here) -> None:
    desk = here.desk
    reviews = await reviewed(here)
    assert [one.vendor for one in reviews] == ["digikey", "ti", "shipstation"]
    assert [one.problems for one in reviews] == [[], [], []]
    theirs = reviews[1]
    assert theirs.profile is not None
    tried = await desk.placing.rehearse(theirs.order_id)
    assert (tried.passed, await desk.attempts()) == (True, []), tried.message
    answers = [await desk.placing.place(one.order_id) for one in reviews]
    assert [one.outcome for one in answers] == [Outcome.ACCEPTED] * 3, answers
    assert answers[1].total == theirs.total
    await desk.orders.refresh()
    rows = [desk.orders.first().row(at) for at in range(3)]
    found = {row.number: row for row in rows if row is not None}
    assert {one.number for one in reviews} <= set(found)
    assert [found[one.number].differs for one in reviews] == [0, 0, 0]
    assert found[theirs.number].status, "TI lists it"
    assert found[theirs.number].goods_ordered == 1


async def test_each_of_them_is_looked_for_at_its_own_vendor(here: Here) -> None:
    desk = here.desk
    for review in await reviewed(here):
        answer = await desk.placing.place(review.order_id)
        await desk.ledger.write(
            lambda db, order_id=review.order_id: unknown(db, order_id)  # type: ignore[misc]
        )
        finding = await desk.reconciling.look(review.order_id)
        assert finding.kind == "one", finding.words
        assert set(finding.numbers) & set(answer.vendor_numbers), finding


def unknown(db: sqlite3.Connection, order_id: int) -> None:
    """As if no answer had come."""
    db.execute("UPDATE attempt SET state = 'unknown' WHERE order_id = ?", (order_id,))
    db.execute("UPDATE purchase_order SET state = 'unknown' WHERE id = ?", (order_id,))
