"""A ledger that is damaged, lost, foreign, newer, or on a bad disk: nothing is ordered with it.

In every case the program says why, and what to do, in one sentence; what was there stays as it
is to the byte; and with a backup put back it orders again.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cache.backups import backup
from cache.files import connect
from cache.opening import writing
from cache.places import Places, Refusal, prepare
from cache.restoring import restore
from cache.services import Services
from tests.cache.desk import ANN, NOON, vendor_order
from tests.reliability import figures
from tests.reliability.on_a_disk import a_vendor, opened, place, reviewed, states
from tests.terminal.conftest import places_in
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tests.terminal.test_bad_input import in_sheet
from tests.terminal.test_safety import CONNECTED, DESK, assert_terminal_as_before

PAGE = 4096


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("cache.places.os.umask", lambda mask: 0)
    places = Places.of("sandbox", tmp_path)
    prepare(places)
    return places


async def ordered(places: Places) -> None:
    """Two orders that were placed, and a draft with a line."""
    services = await opened(places, a_vendor())
    for quantity in (100, 200):
        assert await place(services, await reviewed(services, quantity)) == ""
    await reviewed(services, 300)
    await services.close()


def _root(ledger: Path, table: str) -> int:
    with closing(connect(ledger, write=False)) as db:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(db.execute(query, (table,)).fetchone()[0])


def _zero_length(ledger: Path) -> None:
    ledger.write_bytes(b"")


def _truncated(ledger: Path) -> None:
    content = ledger.read_bytes()
    ledger.write_bytes(content[: len(content) // 2])


def _cut_in_a_page(ledger: Path) -> None:
    ledger.write_bytes(ledger.read_bytes()[:-1000])


def _only_its_head(ledger: Path) -> None:
    ledger.write_bytes(ledger.read_bytes()[:100])


def _zeroed(ledger: Path) -> None:
    ledger.write_bytes(bytes(ledger.stat().st_size))


def _garbage(ledger: Path) -> None:
    ledger.write_bytes(bytes(range(256)) * 64)


def _a_page_of_noise(ledger: Path) -> None:
    page = _root(ledger, "attempt")
    content = ledger.read_bytes()
    noise = bytes(range(256)) * (PAGE // 256)
    ledger.write_bytes(content[: (page - 1) * PAGE] + noise + content[page * PAGE :])


def _another_programs_database(ledger: Path) -> None:
    ledger.unlink()
    ledger.touch(0o600)
    with closing(connect(ledger, write=True)) as db:
        db.execute("PRAGMA application_id = 252006673")
        db.execute("CREATE TABLE purchase_order (id INTEGER PRIMARY KEY)")


def _our_other_file(ledger: Path) -> None:
    """Somebody copied cache.db over it."""
    ledger.write_bytes((ledger.parent.parent / "cache" / "cache.db").read_bytes())


def _another_kind_of_file(ledger: Path) -> None:
    ledger.write_bytes(gzip.compress(ledger.read_bytes()))


def _gone(ledger: Path) -> None:
    ledger.unlink()


DAMAGES = (
    _zero_length,
    _truncated,
    _cut_in_a_page,
    _only_its_head,
    _zeroed,
    _garbage,
    _a_page_of_noise,
    _another_programs_database,
    _our_other_file,
    _another_kind_of_file,
    _gone,
)


def bytes_of(ledger: Path) -> bytes | None:
    return ledger.read_bytes() if ledger.exists() else None


async def refusals(services: Services) -> set[str]:
    """What every way to change the ledger says."""
    said = {await place(services, 1), await place(services, 3)}
    for ask in (services.drafts.current(), services.drafts.new("more"), services.drafts.open(3)):
        with pytest.raises(Refusal) as refused:
            await ask
        said.add(refused.value.sentence)
    return said


@pytest.mark.parametrize("damage", DAMAGES)
async def test_with_a_damaged_ledger_nothing_is_ordered_and_nothing_lost(
    places: Places, damage: Callable[[Path], None]
) -> None:
    await ordered(places)
    copy = places.data / "copy.db"
    backup(places.ledger, copy)
    damage(places.ledger)
    before = bytes_of(places.ledger)
    services = await opened(places, vendor := a_vendor())
    vendor.listed = [vendor_order("PO-1"), vendor_order("AC-2026-0001")]
    assert not services.ordering
    assert str(places.ledger) in services.why_not
    assert "bondroom restore FILE" in services.why_not
    assert services.notes == [services.why_not]
    assert await refusals(services) == {services.why_not}
    assert await states(services) == dict.fromkeys(
        ("AC-2026-0001", "AC-2026-0002", "AC-2026-0003"), "accepted"
    ) | {"AC-2026-0003": "reviewed"}
    assert vendor.taken == []
    await services.close()
    assert bytes_of(places.ledger) == before
    aside = restore(places, copy, prefix="AC", at=NOON, person=ANN).aside
    assert (None if aside is None else aside.read_bytes()) == before
    services = await opened(places, vendor)
    assert services.ordering, services.why_not
    assert await place(services, await reviewed(services, 400)) == ""
    assert len(vendor.taken) == 1
    await services.close()


async def test_a_ledger_of_a_newer_version_is_looked_at_and_never_changed(places: Places) -> None:
    await ordered(places)
    with closing(connect(places.ledger, write=True)) as db:
        db.execute("ALTER TABLE purchase_order ADD COLUMN approved_by TEXT")
        db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")
        db.execute("PRAGMA user_version = 99")
        db.execute("UPDATE purchase_order SET state = 'unknown' WHERE id = 2")
        # As that version left it before this one was started: this row is not yet projected.
        db.execute("UPDATE meta SET sequence = sequence + 1")
        db.execute("UPDATE purchase_order SET changed = (SELECT sequence FROM meta) WHERE id = 2")
    before = places.ledger.read_bytes()
    services = await opened(places, vendor := a_vendor())
    assert not services.ordering
    assert "start the newer version" in services.why_not
    assert await services.orders.unknown() == 1
    assert (await states(services))["AC-2026-0002"] == "unknown"
    rows = await services.orders.rows()
    detail = await services.orders.detail(rows.rowid(0))
    assert [attempt.state for attempt in detail.attempts] == ["accepted"]
    with pytest.raises(Refusal) as refused:
        await reviewed(services)
    assert refused.value.sentence == services.why_not
    for order_id in (1, 2, 3):
        assert await place(services, order_id) != ""
    assert vendor.taken == []
    await services.close()
    assert places.ledger.read_bytes() == before
    assert not places.backups.exists()


async def test_a_newer_ledger_whose_tables_are_others_is_refused_and_not_a_crash(
    places: Places,
) -> None:
    await ordered(places)
    with closing(connect(places.ledger, write=True)) as db:
        db.execute("DROP INDEX purchase_order_waiting")
        db.execute("ALTER TABLE purchase_order RENAME COLUMN state TO standing")
        db.execute("PRAGMA user_version = 99")
    before = places.ledger.read_bytes()
    services = await opened(places, a_vendor())
    with pytest.raises(Refusal) as refused:
        await services.orders.unknown()
    assert refused.value.sentence == services.why_not
    assert (await states(services))["AC-2026-0001"] == "accepted"
    await services.close()
    assert places.ledger.read_bytes() == before


async def test_another_homes_ledger_is_looked_at_and_never_ordered_with(
    places: Places, tmp_path: Path
) -> None:
    await ordered(places)
    other = Places.of("sandbox", tmp_path / "other")
    prepare(other)
    await ordered(other)
    right = places.ledger.read_bytes()
    places.ledger.write_bytes(before := other.ledger.read_bytes())
    services = await opened(places, vendor := a_vendor())
    assert not services.ordering
    assert "another ledger than the one that was here" in services.why_not
    assert str(places.ledger_id) in services.why_not
    assert await services.orders.unknown() == 0
    with pytest.raises(Refusal) as refused:
        await reviewed(services)
    assert refused.value.sentence == services.why_not
    assert await place(services, 1) != ""
    with pytest.raises(Refusal, match="another ledger"), writing(places):
        pass
    await services.close()
    assert vendor.taken == []
    assert places.ledger.read_bytes() == before
    places.ledger.write_bytes(right)
    services = await opened(places, vendor)
    assert services.ordering, services.why_not
    await services.close()
    # Somebody means it.
    places.ledger.write_bytes(before)
    places.ledger_id.unlink()
    services = await opened(places, vendor)
    assert services.ordering, services.why_not
    await services.close()


async def test_the_accounts_orders_still_come_where_the_ledger_is_lost(places: Places) -> None:
    await ordered(places)
    _gone(places.ledger)
    services = await opened(places, vendor := a_vendor())
    vendor.listed = [vendor_order("PO-1")]
    await services.orders.refresh()
    assert (await states(services))["PO-1"] == "vendor"
    await services.close()


# -- disks --------------------------------------------------------------------------------------


def mounting(folder: Path) -> list[str]:
    """The beginning of a command that may mount; skips, aloud, where nobody may."""
    command = ["unshare", "-m"]
    probe = subprocess.run(
        [*command, "mount", "-t", "tmpfs", "none", str(folder)], check=False, capture_output=True
    )
    if probe.returncode:
        why = "no right to mount a disk here"
        figures.tell(f"NOT PROVEN here: a full and a read-only disk: {why}")
        pytest.skip(why)
    return command


def on_a_disk(what: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [*mounting(folder), sys.executable, "-m", "tests.reliability.on_a_disk", what, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.process
def test_a_disk_that_fills_up_refuses_orders_and_loses_none(tmp_path: Path) -> None:
    said = on_a_disk("full", tmp_path)
    for what in ("place", "draft", "backup"):
        assert "is full" in said[what], what
    assert not said["backup left"]
    assert said["sent while full"] == 0
    assert said["untouched"]
    assert said["then"] == ""
    # What was on its way when the disk was full is openly unknown, never sent again, never lost.
    assert "write 88001 down" in said["while the answer came"]
    assert said["states"] == {
        "AC-2026-0001": "accepted",
        "AC-2026-0002": "accepted",
        "AC-2026-0003": "unknown",
    }
    assert said["sent"] == 3


@pytest.mark.process
async def test_a_disk_that_can_only_be_read_refuses_orders_and_shows_what_there_is(
    places: Places, tmp_path: Path
) -> None:
    await ordered(places)
    before = places.ledger.read_bytes()
    said = on_a_disk("read-only", tmp_path)
    assert not said["ordering"]
    assert said["place"] == said["why"]
    for sentence in (said["why"], said["at the start"]):
        assert "can only be read" in sentence
    assert said["states"]["AC-2026-0001"] == "accepted"
    assert places.ledger.read_bytes() == before


# -- the program itself -------------------------------------------------------------------------


def command(home: Path, *words: str) -> str:
    """What a command of the program says, once it went well."""
    done = subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def quit_it(session: Session) -> None:
    session.settle(1.0)
    session.press("escape")
    session.settle()
    session.press("q")
    assert session.wait_exit() == 0
    assert_terminal_as_before(session)


def begin_ledger(home: Path) -> Places:
    """The ledger as the program itself begins it."""
    with Session(PROGRAM, environment(home), DESK) as session:
        session.wait_for(CONNECTED)
        quit_it(session)
    return places_in(home)


@pytest.mark.process
def test_the_program_says_so_and_orders_again_once_the_backup_is_put_back(tmp_path: Path) -> None:
    """A page is noise: found at the start, said in a sheet; one command, and no sheet any more."""
    places = begin_ledger(tmp_path)
    command(tmp_path, "backup")
    (copy,) = places.backups.iterdir()
    _a_page_of_noise(places.ledger)
    before = places.ledger.read_bytes()
    with Session(PROGRAM, environment(tmp_path), DESK) as session:
        session.wait_for("What is amiss")
        session.wait_for(CONNECTED)
        said = in_sheet(session)
        assert "is damaged" in said
        assert "bondroom restore FILE" in said
        quit_it(session)
    assert places.ledger.read_bytes() == before
    assert "was put back" in command(tmp_path, "restore", str(copy))
    with Session(PROGRAM, environment(tmp_path), DESK) as session:
        session.wait_for(CONNECTED)
        session.settle(1.0)
        assert "What is amiss" not in session.text()
        quit_it(session)
    assert "is sound" in command(tmp_path, "audit", "verify")


@pytest.mark.process
def test_the_program_looks_at_a_newer_ledger_and_leaves_it_alone(tmp_path: Path) -> None:
    places = begin_ledger(tmp_path)
    with closing(connect(places.ledger, write=True)) as db:
        db.execute("PRAGMA user_version = 99")
    before = places.ledger.read_bytes()
    with Session(PROGRAM, environment(tmp_path), DESK) as session:
        session.wait_for("What is amiss")
        session.wait_for(CONNECTED)
        assert "start the newer version" in in_sheet(session)
        quit_it(session)
    assert places.ledger.read_bytes() == before


@pytest.mark.process
def test_the_program_does_not_start_where_its_ledger_can_only_be_read(tmp_path: Path) -> None:
    places = begin_ledger(tmp_path)
    before = places.ledger.read_bytes()
    data = str(places.data)
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    argv = [*mounting(tmp_path), "sh", "-c", script, data, *PROGRAM]
    with Session(argv, environment(tmp_path), DESK) as session:
        assert session.wait_exit() == 73, session.text()
        assert "only be read" in session.raw().decode().replace("\r\n", " ")
    assert places.ledger.read_bytes() == before
    # A copy can still be taken from there.
    done = subprocess.run(
        [*argv, "backup", str(tmp_path / "copy.db")],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "looked through" in done.stdout
