"""Two Unix users share one workstation's files, whatever their umask; others cannot even enter."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cache.backups import backup_into
from cache.clock import SystemClock
from cache.files import connect, make_private
from cache.places import Places, Refusal, prepare
from cache.services import Services
from cache.sessions import SessionLock
from tests.cache.users import (
    ANN,
    BOB,
    EVE,
    GROUP,
    Child,
    Said,
    as_user,
    home_of,
    needs_root,
    workstation,
)
from vendors.contract import Token

pytestmark = [pytest.mark.process, needs_root]


@pytest.fixture(scope="module", autouse=True)
def _imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everything that a child needs: it may not read this Python's folders any more."""
    before = os.umask(0o077)
    places = Places.of("sandbox", tmp_path_factory.mktemp("own"))
    prepare(places)
    os.umask(before)

    async def begin() -> None:
        services = Services(places, SystemClock())
        await services.open()
        await services.drafts.new()
        await services.tokens.write("digikey", _token())
        await services.pace.turn("digikey.search")
        await services.close()

    asyncio.run(begin())
    import cache.sharing  # noqa: F401


@pytest.fixture
def shared() -> Iterator[Path]:
    with workstation() as folder:
        yield folder


def _token() -> Token:
    from datetime import UTC, datetime, timedelta

    return Token("access", datetime.now(UTC) + timedelta(minutes=30), "refresh", None)


def places_of(shared: Path, uid: int) -> Places:
    return Places.of("sandbox", home_of(shared, uid), shared)


def session(
    shared: Path, uid: int, job: Callable[[Services], Awaitable[object]]
) -> Callable[[], object]:
    """What opens a session of `uid` as the program does, and does `job` in it."""

    async def run() -> object:
        places = places_of(shared, uid)
        prepare(places)
        services = Services(places, SystemClock())
        await services.open()
        try:
            assert services.ordering, services.why_not
            assert services.notes == []
            return await job(services)
        finally:
            await services.close()

    return lambda: asyncio.run(run())


def modes(shared: Path) -> dict[str, int]:
    return {
        str(path.relative_to(shared)): stat.S_IMODE(path.lstat().st_mode)
        for path in sorted(shared.rglob("*"))
    }


async def everything(services: Services) -> object:
    """Write in every file that there is; what is said is how many drafts there are."""
    await services.drafts.new()
    await services.catalogue.claims.close()
    await services._cache.write(lambda db: db.execute("PRAGMA user_version"))
    await services.tokens.write("digikey", _token())
    await services.pace.turn("digikey.search")
    assert services.pace.shared
    backup_into(services.places.backups, services.places.ledger, services.clock.now())
    return len(await services.drafts.heads())


@pytest.mark.parametrize("umask", [0o022, 0o002, 0o007, 0o077])
def test_what_one_buyer_makes_another_writes_whatever_the_umask(shared: Path, umask: int) -> None:
    assert as_user(ANN, session(shared, ANN, everything), umask=umask) == "1"
    assert as_user(BOB, session(shared, BOB, everything), umask=0o022) == "2"
    assert as_user(ANN, session(shared, ANN, everything), umask=umask) == "3"
    for path in shared.rglob("*"):
        found = path.lstat()
        wanted = 0o2770 if path.is_dir() else 0o660
        assert (found.st_gid, oct(stat.S_IMODE(found.st_mode))) == (GROUP, oct(wanted)), path
    places = places_of(shared, ANN)
    made = {places.ledger, places.ledger_id, places.cache_db, places.quota}
    assert {path for path in made if path.stat().st_uid == ANN} == made
    assert {path.stat().st_uid for path in places.backups.iterdir()} == {ANN, BOB}


def test_tokens_stay_their_owners(shared: Path) -> None:
    as_user(ANN, session(shared, ANN, everything))
    as_user(BOB, session(shared, BOB, everything))
    for uid in (ANN, BOB):
        folder = places_of(shared, uid).tokens
        assert home_of(shared, uid) in folder.parents
        (token,) = folder.glob("*.json")
        found = token.stat(), folder.stat()
        assert [(one.st_uid, one.st_mode & 0o777) for one in found] == [(uid, 0o600), (uid, 0o700)]
    assert list(shared.rglob("tokens")) == []


@pytest.mark.parametrize("rights", [(), (EVE,)])
def test_an_outsider_enters_nothing_and_is_told_which_group(
    shared: Path, rights: tuple[int, ...]
) -> None:
    as_user(ANN, session(shared, ANN, everything))
    places = places_of(shared, EVE)
    said = as_user(EVE, lambda: prepare(places), groups=rights)
    assert f"uid{EVE}" in said or str(EVE) in said
    assert f"usermod -aG {GROUP} {EVE}" in said
    for path in (places.ledger, places.cache_db, places.quota, places.ledger_id):
        assert "PermissionError" in as_user(EVE, path.read_bytes, groups=rights)
    assert "PermissionError" in as_user(EVE, lambda: os.listdir(shared), groups=rights)


def _killed(shared: Path, uid: int, job: Callable[[Services, Said], Awaitable[object]]) -> None:
    """A session of `uid` that is killed once `job` said that it is time."""

    def run(said: Said) -> None:
        async def work(services: Services) -> None:
            await job(services, said)
            signal.pause()

        session(shared, uid, work)()

    child = Child(uid, run)
    line = child.line()
    child.end()
    assert line == "now", line


def test_what_a_killed_session_left_open_the_other_takes_up(shared: Path) -> None:
    async def half(services: Services, said: Said) -> None:
        await everything(services)
        (draft,) = await services.drafts.heads()
        assert (await services.drafts.leases.take(draft.id)).mine
        for path in (services.places.ledger, services.places.cache_db):
            db = connect(path, write=True)
            db.execute("PRAGMA cache_size = 1")
            db.execute("PRAGMA cache_spill = 1")
            db.execute("BEGIN IMMEDIATE")
            db.execute("CREATE TABLE half (x)")
            db.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 999) "
                "INSERT INTO half SELECT randomblob(900) FROM n"
            )
        said("now")

    _killed(shared, ANN, half)
    places = places_of(shared, BOB)
    assert places.ledger.with_name("ledger.db-journal").stat().st_size > 0
    left = {path.name for path in (*places.data.iterdir(), *places.cache.iterdir())}
    assert {"cache.db-wal", "cache.db-shm"} <= left
    assert {path.lstat().st_mode & 0o777 for path in places.cache.iterdir()} == {0o660}

    async def goes_on(services: Services) -> str:
        (draft,) = await services.drafts.heads()
        lease = await services.drafts.leases.take(draft.id)
        db = sqlite3.connect(services.places.ledger)
        half = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0]
        db.close()
        return f"mine {lease.mine}, half {half}"

    assert as_user(BOB, session(shared, BOB, goes_on)) == "mine True, half 0"


def test_a_living_session_of_another_is_seen_and_its_draft_taken_over(shared: Path) -> None:
    def holds(said: Said) -> None:
        async def work(services: Services) -> None:
            draft = await services.drafts.new()
            await services.drafts.leases.take(draft.id)
            said(str(draft.id))
            signal.pause()

        session(shared, ANN, work)()

    child = Child(ANN, holds)
    try:
        draft_id = int(child.line())

        async def takes(services: Services) -> str:
            theirs = await services.drafts.leases.take(draft_id)
            mine = await services.drafts.leases.take_over(draft_id)
            return f"{theirs.person} {theirs.mine}, then {mine.person} {mine.mine}"

        said = as_user(BOB, session(shared, BOB, takes))
    finally:
        child.end()
    assert said == f"uid{ANN} False, then uid{BOB} True"


def test_a_lock_file_of_one_is_locked_and_swept_by_the_other(shared: Path) -> None:
    as_user(ANN, lambda: prepare(places_of(shared, ANN)))
    folder = places_of(shared, ANN).sessions

    def holds(said: Said) -> None:
        lock = SessionLock(folder)
        with lock.alone("reconciling") as mine:
            said(f"{lock.name} {mine}")
            signal.pause()

    child = Child(ANN, holds)
    name, mine = child.line().split()
    assert mine == "True"

    def looks() -> str:
        own = SessionLock(folder)
        with own.ended(name) as ended, own.alone("reconciling") as alone:
            told = f"{ended} {alone}"
        own.sweep()
        own.close()
        return told

    try:
        assert as_user(BOB, looks) == "False False"
        assert (folder / f"{name}.lock").exists()
    finally:
        child.end()
    assert as_user(BOB, looks) == "True True"
    assert not (folder / f"{name}.lock").exists()


def test_a_file_the_group_may_not_write_is_named_with_what_to_type(shared: Path) -> None:
    as_user(ANN, session(shared, ANN, everything))
    ledger = places_of(shared, ANN).ledger
    ledger.chmod(0o640)

    async def opened(services: Services) -> None:
        pass

    said = as_user(BOB, session(shared, BOB, opened))
    assert f"{ledger} has mode 0640" in said
    assert f"chmod 0660 {ledger}" in said
    os.chown(ledger, ANN, ANN)
    assert f"chgrp {GROUP} {ledger}" in as_user(BOB, lambda: make_private(ledger))


def test_a_shared_folder_that_is_not_there_is_not_begun_anew(shared: Path) -> None:
    places = Places.of("sandbox", home_of(shared, ANN), shared / "not mounted")
    with pytest.raises(Refusal, match="have its disk mounted"):
        prepare(places)
    other = Places.of("production", home_of(shared, ANN), shared)
    with pytest.raises(Refusal, match="--environment production"):
        prepare(other)
    assert not (shared / "production").exists()


def test_a_folder_others_may_enter_is_refused(shared: Path) -> None:
    (shared / "sandbox").chmod(0o2775)
    said = as_user(ANN, lambda: prepare(places_of(shared, ANN)))
    assert "has mode 2775" in said
    assert f"chmod 2770 {shared / 'sandbox'}" in said


def test_made_at_the_same_moment_it_is_made_once_and_both_may_use_it(shared: Path) -> None:
    as_user(ANN, lambda: prepare(places_of(shared, ANN)))
    path = places_of(shared, ANN).data / "raced"

    def races(said: Said) -> None:
        made = 0
        for number in range(300):
            made += make_private(path.with_name(f"raced-{number}"))
            with closing(connect(path.with_name(f"raced-{number}"), write=True)) as db:
                db.execute("CREATE TABLE IF NOT EXISTS x (y)")
        said(str(made))

    children = [Child(ANN, races), Child(BOB, races)]
    made = [child.all() for child in children]
    assert sum(map(int, made)) == 300, made
    assert list(path.parent.glob(".*")) == []
