"""Reserves over time, what our releases take of them, and whether the reserve shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cache import changing_ledger, released, reserves
from cache.bonded import Bonded, BondedRow, totals
from cache.places import Refusal
from cache.purchase_orders import read_order
from cache.releasing import ReleaseStep, Releasing
from cache.reserves import Reserves, levels
from cache.splitting import split, suggest
from tests.cache.changing_kit import held_line, quantity
from tests.cache.desk import (
    ANN,
    BEN,
    NOON,
    Desk,
    Vendor,
    bonded_line,
    bonded_row,
    line,
    offer,
    vendor_line,
    vendor_order,
)
from vendors.afterwards import SealedChange
from vendors.errors import VendorDown
from vendors.terms import LineTerms, Schedule
from vendors.vocabulary import Answer, BondedStock, Location, Outcome

ROW = bonded_row("RC0603-B")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Releases(Desk):
    """A desk whose bonded stock is kept over time."""

    async def open(self) -> Releases:
        self.reserves = Reserves(self.ledger)
        self.bonded = Bonded(self.cache, self.clock, self.reserves, ANN)
        self.placing._bonded = self.bonded
        self.releasing = Releasing(self.ledger, self.cache, self.bonded, self.clock, ANN)
        await super().open()
        return self

    async def place(self, quantity: int = 1000, row: BondedStock = ROW) -> int:
        draft = await self.draft(bonded_line(row, quantity))
        (review,) = await self.placing.review(draft)
        assert not review.problems
        await self.placing.place(review.order_id)
        return review.order_id

    async def row(self) -> BondedRow:
        await self.releasing.project()
        found = self.bonded.first().row(0)
        assert found is not None
        return found

    async def look(self) -> float | None:
        return await self.releasing.look(lambda: nullcontext(True))

    def reports(self, **figures: object) -> None:
        was = self.vendor.stock["RC0603-B"]
        self.vendor.stock["RC0603-B"] = replace(was, **figures)  # type: ignore[arg-type]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Releases]:
    vendor = Vendor()
    vendor.stock[ROW.number] = ROW
    desk = await Releases(tmp_path, vendor).open()
    yield desk
    await desk.close()


async def entries(desk: Releases) -> int:
    return await desk.ledger.read(
        lambda db: int(db.execute("SELECT count(*) FROM reserve").fetchone()[0])
    )


async def test_only_what_changed_is_written_down(desk: Releases) -> None:
    await desk.bonded.refresh()
    await desk.bonded.refresh_part("7002", "RC0603-B")
    assert await entries(desk) == 1
    desk.clock.advance(60)
    desk.reports(reserve=4000)
    await desk.bonded.refresh()
    desk.clock.advance(60)
    desk.reports(backorder_reserve=7, unit_price=Decimal("0.06"))
    await desk.bonded.refresh_part("7002", "RC0603-B")
    seen = await desk.reserves.over_time("7002", "rc0603-b")
    assert [(one.reserve, one.backorder_reserve, one.unit_price) for one in seen] == [
        (5000, 0, Decimal("0.05")),
        (4000, 0, Decimal("0.05")),
        (4000, 7, Decimal("0.06")),
    ]
    assert [one.at for one in seen] == [NOON + timedelta(minutes=n) for n in range(3)]
    assert {one.currency for one in seen} == {"USD"}
    since = NOON + timedelta(seconds=90)
    assert len(await desk.reserves.over_time("7002", "RC0603-B", since)) == 2


async def test_a_row_that_went_away_is_written_down_and_no_agreement_is_not(
    desk: Releases,
) -> None:
    other = bonded_row("GRM188-B")
    desk.vendor.stock = {other.number: other}
    await desk.bonded.refresh()
    await desk.bonded.refresh()
    seen = await desk.reserves.over_time("7002", "RC0603-B")
    assert [(one.reserve, one.gone) for one in seen] == [(5000, False), (None, True)]
    desk.vendor.stock = {}
    await desk.bonded.refresh()
    await desk.bonded.refresh()
    assert [one.gone for one in await desk.reserves.over_time("7002", "GRM188-B")] == [False]


async def test_what_was_reported_is_never_changed(desk: Releases) -> None:
    for change in ("UPDATE reserve SET reserve = 1", "DELETE FROM reserve"):
        with pytest.raises(Exception, match="what was reported is never"):
            await desk.ledger.write(lambda db, change=change: db.execute(change))  # type: ignore[misc]


async def test_a_ledger_that_cannot_be_written_keeps_no_stock_from_the_screen(
    desk: Releases,
) -> None:
    desk.ledger.refuse(Refusal("the ledger is lost"))
    desk.reports(reserve=1)
    await desk.bonded.refresh()
    found = desk.bonded.first().row(0)
    assert found is not None
    assert found.reserve == 1
    desk.ledger._refusal = None


async def test_rows_carry_how_the_reserve_went(desk: Releases) -> None:
    desk.clock.advance(2 * 86_400)
    desk.reports(reserve=3000)
    await desk.bonded.refresh()
    row = await desk.row()
    assert row.trend == '[["2026-03-02",5000],["2026-03-04",3000]]'
    today = date(2026, 3, 4)
    assert levels(row.trend, today, 4, 4) == [None, 5000, 5000, 3000]
    assert levels("", today, 3) == [None, None, None]
    assert not await desk.releasing.project()
    desk.clock.advance(100 * 86_400)
    assert (await desk.row()).trend == '[["2026-03-04",3000]]'


async def test_values_by_location_keep_currencies_apart(desk: Releases) -> None:
    sites = (*desk.vendor.sites, Location("7003", True, "EUR", desk.vendor.sites[0].address))
    desk.vendor.sites = sites
    more = (
        replace(bonded_row("A-B", "0.10"), reserve=10, non_cancelable=False),
        replace(bonded_row("B-B", "0.20"), reserve=10, non_cancelable=None),
        replace(bonded_row("C-B", None), reserve=10),
        replace(bonded_row("D-B", "3.00"), reserve=2, customer_id="7003"),
    )
    desk.vendor.stock.update({row.number: row for row in more})
    await desk.bonded.refresh()
    values = {one.customer_id: one for one in desk.bonded.values()}
    cork = values["7002"]
    assert (cork.reported, cork.ncnr, cork.ncnr_unknown, cork.unvalued) == (
        Decimal("253.00"),
        Decimal("250.00"),
        Decimal("2.00"),
        1,
    )
    assert [(one.currency, one.reported, one.ncnr) for one in totals(values.values())] == [
        ("EUR", Decimal("6.00"), Decimal("6.00")),
        ("USD", Decimal("253.00"), Decimal("250.00")),
    ]


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


async def test_the_watching_loop_projects_and_reads_what_is_due(desk: Releases) -> None:
    order_id = await desk.place(1000)
    step = ReleaseStep(desk.releasing, desk.reconciling)
    assert await step() == pytest.approx(HOUR.total_seconds())
    found = desk.bonded.first().row(0)
    assert found is not None
    assert found.released == 1000
    desk.clock.advance(3600)
    assert await step() == 5.0
    assert (await desk.releasing.effects(order_id))[0].read_at == NOON + HOUR
    desk.reconciling.attach([])
    desk.clock.advance(86_400)
    assert await step() is None


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


async def test_after_an_hour_and_a_day_the_row_is_read_again(desk: Releases) -> None:
    order_id = await desk.place(1000)
    (before,) = await desk.releasing.effects(order_id)
    assert (before.before, before.changed) == (5000, None)
    assert await desk.look() == pytest.approx(HOUR.total_seconds())
    desk.clock.advance(3601)
    await desk.look()
    (hour,) = await desk.releasing.effects(order_id)
    assert (hour.changed, hour.read_at) == (False, NOON + timedelta(seconds=3601))
    assert hour.words.startswith("reserve unchanged after an hour")
    assert await desk.releasing.unchanged() == ()
    assert await desk.look() == pytest.approx((DAY - HOUR).total_seconds() - 1)
    desk.clock.advance(86_400)
    await desk.look()
    (day,) = await desk.releasing.effects(order_id)
    assert day.words == "reserve unchanged: ask DigiKey"
    assert day.quote == (
        f"PO {day.po_number} · sales order 88001 · DigiKey number RC0603-B · CustomerId 7002"
    )
    assert await desk.releasing.unchanged() == (day,)
    assert await desk.look() is None
    # It shows later after all.
    desk.reports(reserve=4000)
    await desk.bonded.refresh()
    (late,) = await desk.releasing.effects(order_id)
    assert late.words == "reserve went from 5,000 to 4,000"
    assert await desk.releasing.unchanged() == ()


async def test_what_changed_by_the_hour_is_said(desk: Releases) -> None:
    order_id = await desk.place(1000)
    desk.clock.advance(3601)
    desk.reports(reserve=4000)
    await desk.look()
    (effect,) = await desk.releasing.effects(order_id)
    assert (effect.words, effect.changed) == ("reserve went from 5,000 to 4,000", True)
    desk.clock.advance(86_400)
    desk.vendor.stock = {}
    await desk.look()
    (gone,) = await desk.releasing.effects(order_id)
    assert gone.words == "DigiKey reports this bonded row no more"
    assert await desk.releasing.releases("7002", "RC0603-B") == ()
    assert await desk.look() is None


async def test_a_reading_is_made_once_across_sessions_and_again_after_a_failure(
    desk: Releases,
) -> None:
    await desk.place(1000)
    desk.clock.advance(3601)
    assert await desk.releasing.look(lambda: nullcontext(False)) == 1.0
    desk.vendor.down = VendorDown("digikey", "down")
    with pytest.raises(VendorDown):
        await desk.look()
    desk.vendor.down = None
    await desk.look()
    other = Releasing(desk.ledger, desk.cache, desk.bonded, desk.clock, BEN)
    waits = await other.look(lambda: nullcontext(True))
    assert waits is not None
    assert waits > HOUR.total_seconds()
    looks = await desk.ledger.read(
        lambda db: db.execute("SELECT after FROM release_look").fetchall()
    )
    assert looks == [("hour",)]


async def test_what_nobody_read_for_weeks_is_let_be(desk: Releases) -> None:
    order_id = await desk.place(1000)
    desk.clock.advance(15 * 86_400)
    assert await desk.look() is None
    (effect,) = await desk.releasing.effects(order_id)
    assert effect.words == "the reserve was not read again in time"


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


# -- splitting


async def test_what_the_reserve_has_room_for_is_suggested(desk: Releases) -> None:
    await desk.place(1500)
    row = await desk.row()
    assert suggest(bonded_line(ROW, 8000), row) == 3000
    assert suggest(bonded_line(ROW, 3500), row) is None
    assert suggest(bonded_line(ROW, 8000), row._replace(reserve=None)) is None
    assert suggest(bonded_line(ROW, 8000), row._replace(reserve=2000)) is None


CUT = offer("RC0603CT", "0.10", moq=10, multiple=10)


def test_a_line_is_split_into_the_bonded_and_the_catalogues() -> None:
    terms = LineTerms(line_id="7", notes=("lot",), quote=9, customer_part="ACME-1")
    mine = replace(bonded_line(ROW, 8000), terms=terms)
    other = line(CUT)
    lines = split([mine, other], mine.id, 5000, CUT, priced_at=NOON)
    bonded, rest, last = lines
    assert (bonded.id, bonded.quantity, bonded.bonded_customer_id) == (mine.id, 5000, "7002")
    assert (rest.number, rest.quantity, rest.unit_price) == ("RC0603CT", 3000, Decimal("0.10"))
    assert rest.bonded_customer_id is None
    assert (rest.terms, bonded.terms) == (
        LineTerms(notes=("lot",), customer_part="ACME-1"),
        terms,
    )
    assert rest.id not in (mine.id, other.id)
    assert last is other
    assert mine.quantity == 8000


@pytest.mark.parametrize(
    ("quantity", "bonded", "its", "said"),
    [
        (8000, 8000, CUT, "nothing to split"),
        (8000, 0, CUT, "nothing to split"),
        (8000, 900, CUT, "below the release minimum of 1,000"),
        (5005, 5000, CUT, "the minimum is 10"),
        (5015, 5000, CUT, "comes in 10 or 20"),
        (8000, 5000, offer("RC", currency="EUR"), "is sold in EUR"),
        (8000, 5000, replace(offer("RC"), breaks=()), "has no price"),
    ],
)
def test_what_cannot_be_bought_so_is_not_split(
    quantity: int, bonded: int, its: object, said: str
) -> None:
    mine = bonded_line(ROW, quantity)
    with pytest.raises(Refusal, match=said):
        split([mine], mine.id, bonded, its, priced_at=NOON)  # type: ignore[arg-type]


def test_only_a_bonded_line_without_delivery_days_is_split() -> None:
    plain = line(CUT, 5000)
    with pytest.raises(Refusal, match="no line of bonded stock"):
        split([plain], plain.id, 1000, CUT, priced_at=NOON)
    days = LineTerms(schedules=(Schedule(date(2026, 5, 1), 8000),))
    mine = replace(bonded_line(ROW, 8000), terms=days)
    with pytest.raises(Refusal, match="delivery days"):
        split([mine], mine.id, 5000, CUT, priced_at=NOON)
