"""Backups of the ledger: whole, private, never over another file, and before every migration."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cache.audit import verify
from cache.backups import Backup, backup, backup_into, before_migration
from cache.files import Damaged, Newer, Schema, connect, immediate, make_private, migrate
from cache.ledger import bump, note, stamp
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import Refusal
from cache.store import Store
from tests.cache.desk import ANN, NOON

LONGER = Schema("ledger", (*LEDGER.steps, "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;"))


def a_ledger(path: Path, schema: Schema = LEDGER, entries: int = 3) -> Path:
    make_private(path)
    with closing(connect(path, write=True)) as db:
        migrate(db, path, schema, LEDGER_ID)
        for n in range(entries):
            with immediate(db):
                note(db, ANN, NOON, "setting", became=str(n))
                bump(db)
    return path


def settings_in(path: Path) -> list[str]:
    with closing(connect(path, write=False)) as db:
        return [became for (became,) in db.execute("SELECT became FROM audit ORDER BY id")]


def test_a_backup_is_the_ledger_and_says_what_it_holds(tmp_path: Path) -> None:
    source, target = a_ledger(tmp_path / "ledger.db"), tmp_path / "copy.db"
    made = backup(source, target)
    with closing(connect(source, write=False)) as db:
        assert made == Backup(target, target.stat().st_size, stamp(db).sequence, verify(db).last)
    assert target.stat().st_mode & 0o777 == 0o600
    assert settings_in(target) == ["0", "1", "2"]
    with closing(connect(target, write=False)) as db:
        assert verify(db).broken is None
        assert db.execute("PRAGMA application_id").fetchone() == (LEDGER_ID,)
        assert db.execute("PRAGMA user_version").fetchone() == (LEDGER.version,)


def test_the_usual_backups_lie_in_a_folder_of_their_own_each_by_itself(tmp_path: Path) -> None:
    source, folder = a_ledger(tmp_path / "ledger.db"), tmp_path / "backups"
    first = backup_into(folder, source, NOON)
    second = backup_into(folder, source, NOON + timedelta(seconds=1))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(folder.iterdir()) == [first.path, second.path]
    assert first.path.name == "ledger-20260302T120000.000000Z.db"


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    source, target = a_ledger(tmp_path / "ledger.db"), tmp_path / "copy.db"
    target.write_text("mine")
    target.chmod(0o600)
    with pytest.raises(Refusal, match=r"there already\. Nothing was overwritten"):
        backup(source, target)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("what", ["garbage", "empty", "foreign", "cut short", "newer", "gone"])
def test_what_is_no_sound_ledger_is_not_kept_as_a_backup(tmp_path: Path, what: str) -> None:
    source, target = tmp_path / "ledger.db", tmp_path / "copy.db"
    if what == "newer":
        a_ledger(source, LONGER)
    elif what == "foreign":
        make_private(source)
        with closing(connect(source, write=True)) as db:
            db.execute("CREATE TABLE theirs (x)")
    elif what == "cut short":
        content = a_ledger(source, entries=200).read_bytes()
        source.write_bytes(content[: len(content) // 2])
    elif what != "gone":
        source.write_bytes(b"no database" * 1000 if what == "garbage" else b"")
    before = source.read_bytes() if source.exists() else None
    with pytest.raises(Refusal) as refused:
        backup(source, target)
    expected = {"newer": Newer, "gone": Refusal}.get(what, Damaged)
    assert type(refused.value) is expected
    assert str(source) in refused.value.sentence
    assert sorted(tmp_path.iterdir()) == ([source] if source.exists() else [])
    assert (source.read_bytes() if source.exists() else None) == before


@contextmanager
def _written_all_the_time(path: Path) -> Iterator[threading.Event]:
    """Another session that commits one entry after another, counting up; set once it has begun."""
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(connect(path, write=True)) as db:
            n = 3
            while not stop.is_set():
                with immediate(db):
                    note(db, ANN, NOON, "setting", became=str(n))
                    bump(db)
                n += 1
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield begun
    finally:
        stop.set()
        writer.join()


def test_a_backup_while_a_session_writes_is_a_state_that_was(tmp_path: Path) -> None:
    source = a_ledger(tmp_path / "ledger.db")
    with _written_all_the_time(source) as begun:
        assert begun.wait(30)
        made = [backup(source, tmp_path / f"copy-{n}.db") for n in range(5)]
    for one in made:
        entries = settings_in(one.path)
        assert entries == [str(n) for n in range(len(entries))]
        # Both are written in one transaction, so a copy has both or neither.
        assert one.sequence == 1 + len(entries)
    assert settings_in(source)[: len(entries)] == entries


# -- before a migration -------------------------------------------------------------------------


def a_store(path: Path, schema: Schema, folder: Path) -> Store:
    return Store(
        path,
        journal="rollback",
        schema=schema,
        application_id=LEDGER_ID,
        marker=path.with_name("ledger.id"),
        keep=lambda ledger: before_migration(folder, ledger, NOON),
        inline=True,
    )


async def test_an_older_ledger_is_backed_up_before_it_is_migrated_and_only_then(
    tmp_path: Path,
) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "backups"
    for schema in (LEDGER, LEDGER):
        store = a_store(path, schema, folder)
        await store.open()
        await store.close()
        assert not folder.exists()
    for _ in range(2):
        store = a_store(path, LONGER, folder)
        await store.open()
        assert await store.read(lambda db: db.execute("SELECT * FROM later").fetchall()) == []
        await store.close()
        (kept,) = folder.iterdir()
    with closing(connect(kept, write=False)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert "purchase_order" in tables
    assert "later" not in tables


async def test_without_its_backup_no_ledger_is_migrated(tmp_path: Path) -> None:
    path, folder = a_ledger(tmp_path / "ledger.db"), tmp_path / "backups"
    folder.write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(Refusal, match=r"the backup that has to be made .* failed; it was not chan"):
        await a_store(path, LONGER, folder).open()
    assert path.read_bytes() == before
    folder.unlink()
    store = a_store(path, LONGER, folder)
    await store.open()
    await store.close()
    assert len(list(folder.iterdir())) == 1
