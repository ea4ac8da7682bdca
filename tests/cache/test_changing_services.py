"""Changes among the other services: opened, closed, read only, and put back from a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from cache.backups import backup
from cache.clock import FixedClock
from cache.files import connect
from cache.places import Places, Refusal, prepare
from cache.services import Services
from tests.cache.changing_kit import CUT, SALE, ChangingVendor, quantity
from tests.cache.desk import NOON, line
from tests.cache.test_restoring import put_back
from vendors.vocabulary import Answer, Outcome


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("cache.places.os.umask", lambda mask: 0)
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    return places


async def opened(places: Places, vendor: ChangingVendor, *, read_only: bool = False) -> Services:
    services = Services(places, FixedClock(NOON), read_only=read_only)
    await services.open()
    services.attach([vendor])
    await services.bonded.refresh()
    return services


async def changed(services: Services, vendor: ChangingVendor) -> Answer:
    """An order, and another quantity of its line."""
    vendor.answer = Answer(Outcome.ACCEPTED, "", (SALE,))
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    await services.placing.place(review.order_id)
    prepared = await services.changing.prepare(review.order_id, quantity(150))
    return await services.changing.send(prepared.id)


async def test_a_session_changes_orders_and_reads_them_back_while_it_watches(
    places: Places,
) -> None:
    vendor = ChangingVendor()
    services = await opened(places, vendor)
    assert (await changed(services, vendor)).outcome is Outcome.ACCEPTED
    assert "changes" in [name for name, _ in services.watching.also]
    assert not services.busy
    (change,) = (await services.orders.detail(1)).changes
    assert (change.state, change.number) == ("accepted", "AC-2026-0001")
    await services.close()


async def test_read_only_by_the_settings_refuses_every_change(places: Places) -> None:
    vendor = ChangingVendor()
    services = await opened(places, vendor)
    await changed(services, vendor)
    await services.close()
    services = await opened(places, vendor, read_only=True)
    with pytest.raises(Refusal, match="read_only = true"):
        await services.changing.standing(1)
    # Whether the one before was made may still be asked.
    vendor.put(quantity=150)
    assert "150 pieces" in await services.changing.look(1)
    await services.close()


async def test_what_was_about_to_be_sent_when_a_backup_was_made_may_have_been_sent_since(
    places: Places,
) -> None:
    vendor = ChangingVendor()
    services = await opened(places, vendor)
    await changed(services, vendor)
    copy = places.data.parent / "copy.db"
    backup(places.ledger, copy)
    await services.close()
    with closing(connect(copy, write=True)) as db:
        db.execute("DROP TRIGGER change_once_sent")
        db.execute("UPDATE order_change SET state = 'prepared', sent_at = NULL")
    places.ledger.unlink()
    put_back(places, copy)
    services = await opened(places, vendor)
    assert (await services.changing.change(1)).state == "unknown"
    await services.close()


async def test_a_change_that_waits_in_another_environment_is_told_here(places: Places) -> None:
    vendor = ChangingVendor()
    vendor.answers = Answer(Outcome.UNKNOWN, "no answer")
    services = await opened(places, vendor)
    await changed(services, vendor)
    await services.close()
    elsewhere = places.sibling("production")
    prepare(elsewhere)
    there = Services(elsewhere, FixedClock(NOON))
    await there.open()
    found = [one for one in await there.morning.items() if one.kind == "change"]
    assert [(one.environment, one.number) for one in found] == [("sandbox", "AC-2026-0001")]
    await there.close()
