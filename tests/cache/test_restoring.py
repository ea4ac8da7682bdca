"""The ledger put back from a backup: only where it is lost, and nothing is ordered twice by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cache.audit import verify
from cache.backups import backup
from cache.clock import FixedClock
from cache.files import connect, make_private, migrate
from cache.ledger import bump
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.opening import writing
from cache.places import Places, Refusal, prepare
from cache.restoring import LOOK_FIRST, SKIPPED, Missing, Restored, restore
from cache.services import Services
from cache.sessions import SessionLock
from tests.cache.desk import ANN, NOON, Vendor, line, offer, part, vendor_line, vendor_order
from tests.cache.test_backups import LONGER, a_ledger

CUT = offer("RC0603CT-ND", "0.10")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("cache.places.os.umask", lambda mask: 0)
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    return places


@pytest.fixture
def vendor() -> Vendor:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    return vendor


async def opened(places: Places, vendor: Vendor) -> Services:
    services = Services(places, FixedClock(NOON))
    await services.open()
    services.attach([vendor])
    if services.ordering:
        await services.bonded.refresh()
    return services


async def placed(services: Services) -> str:
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    await services.placing.place(review.order_id)
    return review.number


async def history(services: Services) -> dict[str, str]:
    rows = await services.orders.rows()
    found = (rows.row(at) for at in range(len(rows)))
    return {row.number: row.state for row in found if row is not None}


def put_back(places: Places, source: Path) -> Restored:
    return restore(places, source, prefix="AC", at=NOON, person=ANN)


async def two_orders_and_a_backup_between(places: Places, vendor: Vendor) -> Path:
    """Number 1 is in the backup, number 2 only in the ledger."""
    services = await opened(places, vendor)
    await placed(services)
    copy = places.data.parent / "copy.db"
    backup(places.ledger, copy)
    await placed(services)
    await services.close()
    return copy


def _garbage(ledger: Path) -> None:
    ledger.write_bytes(b"no database" * 1000)


def _empty(ledger: Path) -> None:
    ledger.write_bytes(b"")


def _gone(ledger: Path) -> None:
    ledger.unlink()


def _a_page_of_noise(ledger: Path) -> None:
    with closing(connect(ledger, write=False)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attempt'").fetchone()
    content = ledger.read_bytes()
    ledger.write_bytes(
        content[: (page - 1) * 4096] + bytes(range(256)) * 16 + content[page * 4096 :]
    )


@pytest.mark.parametrize("lose", [_garbage, _empty, _gone, _a_page_of_noise])
async def test_with_its_ledger_put_back_the_program_orders_again(
    places: Places, vendor: Vendor, lose: Callable[[Path], None]
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    kept = copy.read_bytes()
    lose(places.ledger)
    broken = places.ledger.read_bytes() if places.ledger.exists() else None
    services = await opened(places, vendor)
    assert not services.ordering
    await services.close()
    done = put_back(places, copy)
    assert copy.read_bytes() == kept
    assert places.ledger.stat().st_mode & 0o777 == 0o600
    assert places.ledger_id.exists()
    if broken is None:
        assert done.aside is None
    else:
        assert done.aside is not None
        assert done.aside.read_bytes() == broken
    assert done.broken is None
    # The old file or the history's copy still knew of the second one.
    assert done.missing == (Missing("AC-2026-0002", "accepted", ""),)
    services = await opened(places, vendor)
    assert services.ordering, services.why_not
    assert await history(services) == {"AC-2026-0001": "accepted"}
    # Past every number that may have been given since.
    assert int((await placed(services)).rpartition("-")[2]) > 1 + SKIPPED
    await services.close()
    with closing(connect(places.ledger, write=False)) as db:
        assert verify(db).broken is None
        (reason,) = db.execute("SELECT reason FROM audit WHERE what = 'restored'").fetchone()
    assert "AC-2026-0002 accepted" in reason


async def test_the_history_follows_the_ledger_put_back_however_far_that_has_come(
    places: Places, vendor: Vendor
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    _gone(places.ledger)
    put_back(places, copy)
    with writing(places) as db:
        for _ in range(100):
            bump(db)
    services = await opened(places, vendor)
    assert await history(services) == {"AC-2026-0001": "accepted"}
    await services.close()


async def test_drafts_whose_lines_may_have_been_ordered_since_say_so_in_their_names(
    places: Places, vendor: Vendor
) -> None:
    services = await opened(places, vendor)
    for name in ("spares", ""):
        draft = await services.drafts.new(name)
        draft.lines, draft.customer_id = [line(CUT)], "7001"
        await services.drafts.save(draft)
    await services.drafts.new("empty")
    await services.close()
    copy = places.data / "copy.db"
    backup(places.ledger, copy)
    _gone(places.ledger)
    put_back(places, copy)
    services = await opened(places, vendor)
    names = {head.name for head in await services.drafts.heads()}
    assert names == {f"{LOOK_FIRST} spares", LOOK_FIRST, "empty"}
    await services.close()


async def test_numbers_that_the_lost_ledger_still_tells_are_passed_by(
    places: Places, vendor: Vendor
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    with closing(connect(places.ledger, write=True)) as db:
        db.execute("UPDATE po_sequence SET last = 7000")
    _a_page_of_noise(places.ledger)
    put_back(places, copy)
    services = await opened(places, vendor)
    assert await placed(services) == f"AC-2026-{7000 + SKIPPED + 1}"
    await services.close()


async def test_an_order_placed_after_the_backup_is_found_at_the_vendor_and_not_sent_again(
    places: Places, vendor: Vendor
) -> None:
    services = await opened(places, vendor)
    draft = await services.drafts.new()
    draft.lines, draft.customer_id = [line(CUT)], "7001"
    await services.drafts.save(draft)
    (review,) = await services.placing.review(draft)
    copy = places.data / "copy.db"
    backup(places.ledger, copy)
    await services.placing.place(review.order_id)
    vendor.listed = [vendor_order(review.number)]
    await services.close()
    _gone(places.ledger)
    done = put_back(places, copy)
    assert done.missing == (Missing(review.number, "accepted", "reviewed"),)
    services = await opened(places, vendor)
    # The draft stands there again, and its order under the number it had.
    (again,) = await services.placing.review(await services.drafts.open(draft.id))
    assert again.number == review.number
    with pytest.raises(Refusal, match="already"):
        await services.placing.place(again.order_id)
    assert len(vendor.taken) == 1
    await services.close()


async def test_a_sound_ledger_is_not_given_up_for_a_backup(places: Places, vendor: Vendor) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    before = places.ledger.read_bytes()
    with pytest.raises(Refusal, match="is sound, so it was left as it is"):
        put_back(places, copy)
    assert places.ledger.read_bytes() == before
    with closing(connect(places.ledger, write=True)) as db:
        migrate(db, places.ledger, LONGER, LEDGER_ID)
    before = places.ledger.read_bytes()
    with pytest.raises(Refusal, match=r"rename ledger\.db yourself"):
        put_back(places, copy)
    assert places.ledger.read_bytes() == before
    # As the sentence says.
    places.ledger.rename(places.ledger.with_name("mine.db"))
    assert put_back(places, copy).aside is None


async def test_what_was_about_to_be_sent_when_the_backup_was_made_may_have_been_sent_since(
    places: Places, vendor: Vendor
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    with closing(connect(copy, write=True)) as db:
        db.execute("UPDATE attempt SET state = 'prepared', sent_at = NULL, vendor_numbers = '[]'")
        db.execute("UPDATE purchase_order SET state = 'placing', vendor_numbers = '[]'")
    _gone(places.ledger)
    put_back(places, copy)
    services = await opened(places, vendor)
    assert await history(services) == {"AC-2026-0001": "unknown"}
    vendor.listed = [vendor_order("AC-2026-0001", "991", lines=(vendor_line(),))]
    assert (await services.reconciling.look(1)).kind == "one"
    await services.close()


async def test_what_a_damaged_copy_says_is_taken_where_it_makes_sense(
    places: Places, vendor: Vendor
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    with closing(connect(places.cache_db, write=True)) as db:
        db.execute("DROP TABLE own_order")
        db.execute("CREATE TABLE own_order (number, state)")
        db.execute("INSERT INTO own_order VALUES (x'00', 7), (NULL, ''), ('AC-9', 'accepted')")
    _gone(places.ledger)
    assert put_back(places, copy).missing == (Missing("AC-9", "accepted", ""),)


async def test_nothing_is_put_back_under_a_running_session(places: Places, vendor: Vendor) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    _garbage(places.ledger)
    (places.sessions / "died.lock").touch()
    for session in (SessionLock(places.sessions), await opened(places, vendor)):
        with pytest.raises(Refusal, match="A session of Bondroom is open"):
            put_back(places, copy)
        assert places.ledger.read_bytes() == b"no database" * 1000
        if isinstance(session, Services):
            await session.close()
        else:
            session.close()
    put_back(places, copy)


@pytest.mark.parametrize("what", ["gone", "garbage", "empty", "foreign", "newer", "another's"])
async def test_what_is_no_sound_backup_of_this_ledger_changes_nothing(
    places: Places, vendor: Vendor, what: str
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    if what == "another's":
        with closing(connect(copy, write=True)) as db:
            db.execute("UPDATE purchase_order SET environment = 'production'")
    else:
        copy.unlink()
    if what == "newer":
        a_ledger(copy, LONGER)
    elif what == "foreign":
        make_private(copy)
        with closing(connect(copy, write=True)) as db:
            db.execute("CREATE TABLE theirs (x)")
    elif what in ("garbage", "empty"):
        copy.write_bytes(b"no database" * 1000 if what == "garbage" else b"")
    _garbage(places.ledger)
    before = {path.name for path in places.data.iterdir()}
    with pytest.raises(Refusal) as refused:
        put_back(places, copy)
    assert str(copy) in refused.value.sentence
    assert places.ledger.read_bytes() == b"no database" * 1000
    assert {path.name for path in places.data.iterdir()} == before


async def test_a_journal_beside_the_lost_ledger_is_not_played_into_the_new_one(
    places: Places, vendor: Vendor
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    places.ledger.unlink()
    journal = places.ledger.with_name("ledger.db-journal")
    journal.write_bytes(b"pages of the ledger that is lost")
    assert put_back(places, copy).aside is None
    assert not journal.exists() or not journal.stat().st_size
    (kept,) = places.data.glob("ledger.db.lost-*-journal")
    assert kept.read_bytes() == b"pages of the ledger that is lost"
    services = await opened(places, vendor)
    assert services.ordering
    await services.close()


async def test_a_crash_between_the_two_renames_is_mended_by_the_same_command(
    places: Places, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    _garbage(places.ledger)
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name.endswith(".restoring"):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fails)
        with pytest.raises(Refusal, match="cannot be used"):
            put_back(places, copy)
    services = await opened(places, vendor)
    assert not services.ordering
    await services.close()
    assert not places.ledger.exists()
    restored = put_back(places, copy)
    assert f"ledger {restored.identity}\n" in places.ledger_id.read_text()
    services = await opened(places, vendor)
    assert services.ordering
    await services.close()


async def test_an_older_versions_backup_is_brought_to_this_version(
    places: Places, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = await two_orders_and_a_backup_between(places, vendor)
    _gone(places.ledger)
    monkeypatch.setattr("cache.restoring.LEDGER", LONGER)
    monkeypatch.setattr("cache.backups.LEDGER", LONGER)
    put_back(places, copy)
    with closing(connect(places.ledger, write=False)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (LONGER.version,)
        assert db.execute("SELECT count(*) FROM purchase_order").fetchone() == (1,)
    assert LEDGER.version < LONGER.version
