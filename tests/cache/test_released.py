"""What our releases and drafts take of a reserve, beside it until the reserve shows it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cache import changing_ledger, released, reserves
from cache.bonded import Bonded
from cache.purchase_orders import read_order
from tests.cache.changing_kit import held_line, quantity
from tests.cache.desk import ANN, BEN, NOON, bonded_line, vendor_line, vendor_order
from tests.cache.releases_kit import ROW, Releases, releases
from vendors.afterwards import SealedChange
from vendors.vocabulary import Answer, Outcome

desk = pytest.fixture(releases)


async def test_an_order_stands_beside_the_reserve_until_the_reserve_shows_it(
    desk: Releases,
) -> None:
    await desk.place(1000)
    await desk.place(2000)
    assert (await desk.row()).released == 3000
    first, second = await desk.releasing.releases("7002", "RC0603-B")
    assert (first.what, first.quantity, first.left, first.mine) == ("order", 1000, 1000, True)
    desk.clock.advance(60)
    desk.reports(reserve=3500)
    await desk.bonded.refresh()
    (left,) = await desk.releasing.releases("7002", "RC0603-B")
    assert (left.label, left.left) == (second.label, 1500)
    assert (await desk.row()).released == 1500
    desk.reports(reserve=2000)
    await desk.bonded.refresh()
    assert await desk.releasing.releases("7002", "RC0603-B") == ()
    assert (await desk.row()).released == 0


async def test_an_order_that_the_vendor_finished_stands_beside_it_no_more(desk: Releases) -> None:
    order_id = await desk.place(1000)
    number = (await desk.releasing.effects(order_id))[0].po_number
    desk.clock.advance(90_000)
    await desk.look()
    assert len(await desk.releasing.unchanged()) == 1
    shipped = vendor_line("RC0603-B", 1000, 1000, "1")
    desk.vendor.listed = [vendor_order(number, status="Shipped", lines=(shipped,))]
    await desk.orders.refresh()
    assert await desk.releasing.releases("7002", "RC0603-B") == ()
    assert (await desk.row()).released == 0
    assert await desk.releasing.unchanged() == ()


async def changed(desk: Releases, order_id: int, pieces: int, shown: int | None) -> None:
    """The line was sent a change to so many pieces, and so many were seen, if any."""
    order = await desk.ledger.read(lambda db: read_order(db, order_id))
    assert order is not None
    (ours,) = order.content.lines
    held = held_line(ours.quantity, number=ROW.number)
    change = quantity(pieces)
    sealed = SealedChange("digikey", "PATCH", "/x", b"[]")
    now = replace(held, quantity=shown or held.quantity)

    def job(db: sqlite3.Connection) -> None:
        change_id = changing_ledger.prepare(
            db, order, 1, change, held, pieces, sealed, session="s", at=NOON, person=ANN
        )
        changing_ledger.mark_sent(db, change_id, NOON, ANN)
        changing_ledger.end(db, change_id, Answer(Outcome.ACCEPTED, ""), NOON, ANN)
        changing_ledger.note_look(
            db, change_id, now, "", made=shown is not None, by_hand=True, at=NOON, person=ANN
        )

    await desk.ledger.write(job)


@pytest.mark.parametrize(("seen", "left"), [(None, 1000), (300, 300)])
async def test_a_release_counts_as_it_was_seen_changed(
    desk: Releases, seen: int | None, left: int
) -> None:
    order_id = await desk.place(1000)
    await changed(desk, order_id, 300, seen)
    (release,) = await desk.releasing.releases("7002", "RC0603-B")
    assert (release.quantity, release.left) == (left, left)
    assert (await desk.row()).released == left
    assert [one.quantity for one in await desk.releasing.effects(order_id)] == [left]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (released._ORDERED.format(where=f"{released.TAKEN} AND live.created_at > ?"), ("",)),
        (released._ORDERED.format(where="true"), ()),
        (released._DRAFTED.format(where="true"), ()),
        (reserves._BEHIND, (1,)),
    ],
    ids=["due", "ordered", "drafted", "trends"],
)
async def test_what_the_watching_loop_asks_reads_no_table_whole(
    desk: Releases, query: str, values: tuple[object, ...]
) -> None:
    """Of a hundred thousand orders and drafts only those with bonded lines are looked at."""
    plan = await desk.ledger.read(
        lambda db: [step for *_, step in db.execute("EXPLAIN QUERY PLAN " + query, values)]
    )
    assert [step for step in plan if step.startswith("SCAN") or "_waiting" in step] == []


async def test_drafts_of_others_stand_beside_the_row_and_ours_do_not(
    desk: Releases, tmp_path: Path
) -> None:
    draft = await desk.draft(bonded_line(ROW, 1000))
    assert (await desk.row()).drafted == 0
    assert (await desk.releasing.releases("7002", "RC0603-B"))[0].label == draft.label
    bens = Bonded(desk.cache, desk.clock, None, BEN)
    seen = bens.first().row(0)
    assert seen is not None
    assert seen.drafted == 1000
    (review,) = await desk.placing.review(draft)
    await desk.placing.place(review.order_id)
    # An order now, and a draft no more.
    assert [one.what for one in await desk.releasing.releases("7002", "RC0603-B")] == ["order"]
    await desk.releasing.project()
    again = Bonded(desk.cache, desk.clock, None, BEN).first().row(0)
    assert again is not None
    assert (again.drafted, again.released) == (0, 1000)


async def test_a_release_is_priced_by_its_bonded_row_and_never_by_the_catalogue(
    desk: Releases,
) -> None:
    desk.reports(unit_price=Decimal("0.07"))
    draft = await desk.draft(bonded_line(ROW, 1000))
    (review,) = await desk.placing.review(draft)
    assert (review.lines[0].unit_price, review.customer_id) == (Decimal("0.07"), "7002")
    assert desk.vendor.asked == []
    draft.lines[0].quantity = 999
    await desk.drafts.save(draft)
    (review,) = await desk.placing.review(draft)
    assert "the minimum is 1,000 to release" in review.problems[0]
