"""Reserves over time: only what changed is kept, how it went, and what they are worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cache.bonded import totals
from cache.places import Refusal
from cache.reserves import levels
from tests.cache.desk import NOON, bonded_row
from tests.cache.releases_kit import Releases, releases
from vendors.vocabulary import Location

desk = pytest.fixture(releases)


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
