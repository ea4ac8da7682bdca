"""All services over one environment's files: what opens, what is said, and what is never lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cache.clock import FixedClock
from cache.files import connect
from cache.part_details import SUBSTITUTES
from cache.places import Places, Refusal, prepare
from cache.services import Services
from tests.cache.around import Teller
from tests.cache.desk import NOON, Vendor, line, offer, part
from tests.cache.typing_kit import typed
from vendors.vocabulary import Answer, Outcome

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("cache.places.os.umask", lambda mask: 0)
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    return places


def a_vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


async def opened(places: Places, vendor: Vendor | None = None) -> Services:
    services = Services(places, FixedClock(NOON))
    await services.open()
    if vendor is not None:
        services.attach([vendor])
        await services.bonded.refresh()
    return services


async def placed(services: Services) -> str:
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    assert review.problems == []
    await services.placing.place(review.order_id)
    return review.number


async def test_a_typed_line_is_looked_up_reviewed_placed_and_completes_from_then_on(
    places: Places,
) -> None:
    services = await opened(places, a_vendor())
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [typed("RC0603CT-ND", 50)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    assert [(one.number, one.quantity) for one in review.lines] == [("RC0603CT-ND", 50)]
    await services.placing.place(review.order_id)
    (found,) = await services.completing.complete("rc0603")
    assert (found.part, found.what) == ("RC0603", "ordered 2 Mar")
    await services.close()


async def history(services: Services) -> list[tuple[str, str]]:
    rows = await services.orders.rows()
    found = (rows.row(at) for at in range(len(rows)))
    return [(row.number, row.state) for row in found if row is not None]


async def test_everything_is_made_and_private(places: Places) -> None:
    services = await opened(places, a_vendor())
    await services.pace.turn("digikey:product")
    assert (services.ordering, services.why_not, services.notes) == (True, "", [])
    for path in (places.ledger, places.ledger_id, places.cache_db, places.quota):
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert len(list(places.sessions.iterdir())) == 1
    await services.close()
    assert list(places.sessions.iterdir()) == []


async def test_what_surrounds_a_part_is_asked_and_watched_like_the_rest(places: Places) -> None:
    teller = Teller()
    services = await opened(places)
    services.attach([teller])
    opened_part = await services.parts.open("A1-ND")
    await services.parts.ask(SUBSTITUTES, "digikey", "A1-ND")
    assert teller.calls == 2
    assert await services.families.have(opened_part.rowid) is not None
    await services.watched.watch("digikey", "A1-ND", "Yageo", "A1")
    await dict(services.watching.also)["watched parts"]()
    assert len(await services.watched.history("digikey", "A1-ND")) == 1
    await services.close()


async def test_the_first_frame_finds_what_the_last_session_left(places: Places) -> None:
    services = await opened(places, a_vendor())
    number = await placed(services)
    await services.close()
    fresh = Services(places, FixedClock(NOON))
    assert fresh.open_if_there()
    row = fresh.orders.first().row(0)
    assert row is not None
    assert row.number == number
    assert len(fresh.catalogue.first()) == 1
    assert not fresh.ordering
    await fresh.close()


@pytest.mark.parametrize("when", ["at the start", "when looked through"])
async def test_a_damaged_cache_is_made_anew_and_drafts_and_orders_are_safe(
    places: Places, when: str
) -> None:
    services = await opened(places, a_vendor())
    number = await placed(services)
    draft = await services.drafts.new("spares")
    await services.close()
    if when == "at the start":
        places.cache_db.write_bytes(b"no database" * 1000)
    else:
        with closing(connect(places.cache_db, write=False)) as db:
            (page,) = db.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'offer'"
            ).fetchone()
        with places.cache_db.open("r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(bytes(range(256)) * 16)
    services = await opened(places)
    assert await services.check() is (when == "at the start")
    (note,) = services.notes
    assert "Drafts and orders are safe" in note
    (aside,) = places.cache.glob("cache.db.damaged-*")
    assert aside.name in note
    assert services.ordering
    assert await history(services) == [(number, "accepted")]
    assert (await services.drafts.current()).id == draft.id
    assert len(services.catalogue.first()) == 0
    assert await services.check()
    await services.close()


def _garbage(places: Places) -> None:
    places.ledger.write_bytes(b"no database" * 1000)


def _empty(places: Places) -> None:
    places.ledger.write_bytes(b"")


def _gone(places: Places) -> None:
    places.ledger.unlink()


@pytest.mark.parametrize("lose", [_garbage, _empty, _gone])
async def test_without_a_sound_ledger_nothing_is_ordered_and_the_rest_works(
    places: Places, lose: Callable[[Places], None]
) -> None:
    services = await opened(places, a_vendor())
    number = await placed(services)
    await services.close()
    lose(places)
    before = places.ledger.read_bytes() if places.ledger.exists() else None
    services = await opened(places, vendor := a_vendor())
    assert not services.ordering
    assert "put back from a backup" in services.why_not
    assert services.notes == [services.why_not]
    for ask in (services.drafts.current(), services.placing.place(1), services.orders.unknown()):
        with pytest.raises(Refusal) as refused:
            await ask
        assert refused.value.sentence == services.why_not
    assert await history(services) == [(number, "accepted")]
    assert len(await services.catalogue.find("RC")) == 1
    await services.catalogue.look_up("RC0603CT-ND")
    assert vendor.taken == []
    await services.close()
    assert (places.ledger.read_bytes() if places.ledger.exists() else None) == before


async def test_a_cache_that_cannot_be_used_is_said_and_ordering_goes_on(places: Places) -> None:
    places.cache_db.mkdir()
    services = await opened(places)
    (note,) = services.notes
    assert "no ordinary file" in note
    assert services.ordering
    assert (await services.drafts.current()).lines == []
    with pytest.raises(Refusal):
        await services.catalogue.find("x")
    assert len(services.catalogue.first()) == 0
    assert services.orders.fetched_at is None
    await services.close()


async def test_a_session_without_its_lock_orders_nothing(places: Places) -> None:
    places.sessions.rmdir()
    places.sessions.touch()
    services = await opened(places)
    assert not services.ordering
    assert str(places.sessions) in services.why_not
    await services.close()


async def test_what_a_dead_session_left_in_the_ledger_is_shown_at_the_next_start(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = await opened(places, vendor := a_vendor())
    vendor.answer = Answer(Outcome.UNKNOWN, "the line broke")

    async def dead() -> None:
        raise Refusal("the process is gone")

    monkeypatch.setattr(services.orders, "project", dead)
    number = await placed(services)
    assert await history(services) == []
    await services.close()
    after = await opened(places)
    assert await history(after) == [(number, "unknown")]
    assert await after.orders.unknown() == 1
    await after.close()


async def test_files_of_sessions_that_died_are_cleared_away(places: Places) -> None:
    (places.sessions / "died.lock").touch()
    services = await opened(places)
    assert len(list(places.sessions.iterdir())) == 1
    await services.close()


async def test_a_cache_of_other_tables_is_made_anew_and_no_crash(places: Places) -> None:
    services = await opened(places, a_vendor())
    number = await placed(services)
    await services.close()
    with closing(connect(places.cache_db, write=True)) as db:
        db.execute("ALTER TABLE order_row RENAME COLUMN warned_at TO slipped_at")
        db.execute("UPDATE made_by SET steps = 'of another text'")
    services = Services(places, FixedClock(NOON))
    assert not services.open_if_there()
    await services.open()
    assert "other tables" in services.notes[0]
    assert await services.morning.items() is not None
    assert await history(services) == [(number, "accepted")]
    await services.close()
