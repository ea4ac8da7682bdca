"""After an hour and a day the row is read again, once: whether the reserve shows the release."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest

from cache.releasing import ReleaseStep, Releasing
from tests.cache.desk import BEN, NOON
from tests.cache.releases_kit import DAY, HOUR, Releases, releases
from vendors.errors import VendorDown

desk = pytest.fixture(releases)


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
