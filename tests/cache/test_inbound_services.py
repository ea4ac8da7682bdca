"""The warehouse in the bundle of services: opened, watched, closed, and put back from a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from cache.backups import backup
from cache.clock import FixedClock
from cache.files import connect
from cache.inbound_mapping import Mapped
from cache.people import who
from cache.places import Places, Refusal, prepare
from cache.restoring import restore
from cache.services import Services
from tests.cache.desk import NOON, Vendor, line
from tests.cache.inbound_kit import CUT, PO, a_vendor
from tests.cache.warehouse import AUSTIN, DIGIKEY, Keeper, lost
from vendors.vocabulary import Answer, Outcome


@pytest.fixture
def places(tmp_path: Path) -> Places:
    here = Places.of("sandbox", tmp_path)
    prepare(here)
    return here


async def opened(
    places: Places, vendor: Vendor, keeper: Keeper, read_only: bool = False
) -> Services:
    services = Services(places, FixedClock(NOON), read_only=read_only)
    await services.open()
    services.attach([vendor, keeper])
    return services


async def ordered(services: Services, vendor: Vendor) -> int:
    await services.bonded.refresh()
    vendor.answer = Answer(Outcome.ACCEPTED, "", ("88001",))
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    await services.placing.place(review.order_id)
    mapping = services.inbound.mapping
    skus = [one for one in await mapping.missing(review.order_id) if one.kind == "sku"]
    await mapping.confirm(
        [
            Mapped("supplier", "digikey", DIGIKEY.id),
            Mapped("warehouse", "7001", AUSTIN.id),
            *(Mapped("sku", one.key, one.part) for one in skus),
        ]
    )
    return review.order_id


async def test_a_session_tells_the_warehouse_and_the_history_shows_it(places: Places) -> None:
    vendor, keeper = a_vendor(), Keeper()
    services = await opened(places, vendor, keeper)
    order_id = await ordered(services, vendor)
    assert services.inbound_rows([order_id]) == {}
    assert (await services.inbound.make(order_id)).state == "open"
    assert services.inbound_rows([order_id, 99])[order_id].state == "open"
    assert "inbound" in [name for name, _ in services.watching.also]
    assert not services.busy
    detail = await services.orders.detail(1)
    assert [one.what for one in detail.events if one.what.startswith("inbound")][:2] == [
        "inbound",
        "inbound create",
    ]
    await services.close()
    # What is drawn is there again after a restart, before anything is asked.
    services = Services(places, FixedClock(NOON))
    assert services.open_if_there()
    assert services.inbound_rows([order_id])[order_id].inbound_number == "0302-01"
    await services.open()
    await services.close()


async def test_the_rows_come_back_where_the_cache_was_lost(places: Places) -> None:
    vendor, keeper = a_vendor(), Keeper()
    services = await opened(places, vendor, keeper)
    order_id = await ordered(services, vendor)
    await services.inbound.make(order_id)
    await services.close()
    places.cache_db.unlink()
    services = await opened(places, vendor, keeper)
    assert services.inbound_rows([order_id])[order_id].state == "open"
    await services.close()


async def test_read_only_by_the_settings_tells_nothing(places: Places) -> None:
    vendor, keeper = a_vendor(), Keeper()
    services = await opened(places, vendor, keeper)
    order_id = await ordered(services, vendor)
    await services.close()
    services = await opened(places, vendor, keeper, read_only=True)
    with pytest.raises(Refusal, match="read_only = true"):
        await services.inbound.make(order_id)
    assert keeper.asked == []
    await services.close()


async def test_what_was_about_to_be_told_when_a_backup_was_made_may_have_been_told_since(
    places: Places,
) -> None:
    vendor, keeper = a_vendor(), Keeper()
    services = await opened(places, vendor, keeper)
    order_id = await ordered(services, vendor)
    keeper.answers.append(lost(done=True))
    await services.inbound.make(order_id)
    copy = places.data.parent / "copy.db"
    backup(places.ledger, copy)
    await services.close()
    with closing(connect(copy, write=True)) as db:
        db.execute("DROP TRIGGER inbound_once_sent")
        db.execute("UPDATE inbound_attempt SET state = 'prepared', sent_at = NULL")
    places.ledger.unlink()
    restore(places, copy, prefix="AC", at=NOON, person=who())
    services = await opened(places, vendor, keeper)
    standing = await services.inbound.standing(order_id)
    assert standing is not None
    assert [one.state for one in standing.attempts] == ["unknown"]
    assert (await services.inbound.make(order_id)).state == "open"
    assert len(keeper.book.under(PO)) == 1
    await services.close()


async def test_a_ledger_that_forgot_it_finds_it_again(places: Places) -> None:
    """Put back from before it was told: it is looked up first, and not made twice."""
    vendor, keeper = a_vendor(), Keeper()
    services = await opened(places, vendor, keeper)
    order_id = await ordered(services, vendor)
    copy = places.data.parent / "copy.db"
    backup(places.ledger, copy)
    await services.inbound.make(order_id)
    await services.close()
    places.ledger.unlink()
    restore(places, copy, prefix="AC", at=NOON, person=who())
    services = await opened(places, vendor, keeper)
    made = await services.inbound.make(order_id)
    assert (made.state, made.told) == ("open", ())
    assert len(keeper.book.under(PO)) == 1
    await services.close()
