"""Opening a store: made, migrated once by whoever comes first, refused where it is not sound."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cache
from cache import marker as markers
from cache.files import Schema, connect, immediate, make_private, statements
from cache.places import Refusal
from cache.store import Damaged, Foreign, Newer, Store
from tests.cache.open_store import APPLICATION_ID, LONGER, WORDS

PROCESSES = 6


def a_store(path: Path, schema: Schema = WORDS, marker: Path | None = None) -> Store:
    return Store(
        path,
        journal="rollback" if marker else "wal",
        schema=schema,
        application_id=APPLICATION_ID,
        marker=marker,
        inline=True,
    )


async def made(path: Path, schema: Schema = WORDS, marker: Path | None = None) -> None:
    """A sound file with one row."""
    store = a_store(path, schema, marker)
    await store.open()
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('kept')"))
    await store.close()


def rows(path: Path) -> list[str]:
    with closing(connect(path, write=False)) as db:
        return [text for (text,) in db.execute("SELECT text FROM word ORDER BY id")]


# -- the first frame ----------------------------------------------------------------------------


async def test_the_first_frame_opens_only_what_is_there_ours_and_current(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    assert not a_store(path).open_if_there()
    assert not path.exists()
    path.touch(0o600)
    assert not a_store(path).open_if_there()
    path.write_bytes(b"no database" * 1000)
    assert not a_store(path).open_if_there()
    path.unlink()
    await made(path)
    assert not a_store(path, LONGER).open_if_there()
    store = a_store(path)
    assert store.open_if_there()
    assert store.drawing is not None
    assert store.drawing.execute("SELECT text FROM word").fetchall() == [("kept",)]
    await store.close()
    assert store.drawing is None


# -- migrations ---------------------------------------------------------------------------------


async def test_an_older_file_gets_the_steps_it_lacks_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    await made(path)
    store = a_store(path, LONGER)
    for _ in range(2):
        await store.open()
        await store.close()
    assert rows(path) == ["kept", "by step 2"]


async def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    await made(path)
    broken = Schema("words", (*WORDS.steps, "DELETE FROM word; INSERT INTO nowhere VALUES (1);"))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        await a_store(path, broken).open()
    assert rows(path) == ["kept"]
    await a_store(path).open()


@pytest.mark.process
@pytest.mark.parametrize("there", [False, True], ids=["new", "older"])
async def test_many_processes_migrate_one_file_once(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "words.db"
    if there:
        await made(path)
    command = [sys.executable, "-m", "tests.cache.open_store", str(path)]
    pipe = subprocess.PIPE
    children = [
        subprocess.Popen([*command, str(n)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for n in range(PROCESSES)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
    words = rows(path)
    before = ["kept"] * there + ["by step 2"]
    assert words[: len(before)] == before
    assert sorted(words[len(before) :]) == [str(n) for n in range(PROCESSES)]


@given(
    st.lists(
        st.sampled_from(
            [
                "SELECT 1",
                "SELECT ';'",
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END",
                "-- why; or why not\nSELECT 2",
                'SELECT "a;b"',
            ]
        )
    ),
    st.sampled_from(["", "\n", " ; "]),
)
def test_a_text_is_cut_into_its_statements(wanted: list[str], between: str) -> None:
    script = between.join(statement + ";" for statement in wanted)
    found = [statement.strip().removesuffix(";") for statement in statements(script)]
    assert found == wanted


EXACT = WORDS._replace(exact=True)


async def test_a_file_that_can_be_filled_again_is_of_these_very_steps(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    await made(path, EXACT)
    assert a_store(path, EXACT).open_if_there()
    # A newer version's file that begins as this one did is brought on; one that did not is not.
    longer = LONGER._replace(exact=True)
    store = a_store(path, longer)
    await store.open()
    await store.close()
    assert rows(path) == ["kept", "by step 2"]
    other = longer._replace(steps=(f"{longer.steps[0]} -- and more", *longer.steps[1:]))
    store = a_store(path, other)
    assert not store.open_if_there()
    with pytest.raises(Damaged, match="other tables"):
        await store.open()
    assert await store.set_aside() is not None
    await store.close()
    assert rows(path) == ["by step 2"]


# -- what is refused ----------------------------------------------------------------------------


async def test_another_programs_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    make_private(path)
    with closing(connect(path, write=True)) as db:
        db.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(Damaged, match="not one of Bondroom's"):
        await a_store(path).open()
    assert path.read_bytes() == before


async def test_a_newer_versions_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    await made(path, LONGER)
    before = path.read_bytes()
    with pytest.raises(Newer, match="start the newer version"):
        await a_store(path).open()
    assert path.read_bytes() == before
    assert rows(path) == ["by step 2", "kept"]


@pytest.mark.parametrize("damage", ["text", "cut short", "a page of noise"])
async def test_damage_is_found_when_opening_or_looking_through(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "words.db"
    store = a_store(path)
    await store.open()
    await store.write(
        lambda db: db.executemany(
            "INSERT INTO word (text) VALUES (?)", [(f"{n:04}" * 50,) for n in range(500)]
        )
    )
    await store.check()
    await store.close()
    content = path.read_bytes()
    broken = {
        "text": b"It was a database once.\n" * 400,
        "cut short": content[: len(content) // 2],
        "a page of noise": content[:8192] + bytes(range(256)) * 16 + content[12288:],
    }
    path.write_bytes(broken[damage])

    async def look() -> None:
        await store.open()
        await store.check()

    with pytest.raises(Damaged, match="damaged"):
        await look()
    await store.close()


async def test_a_store_that_could_not_be_opened_says_why_to_everybody(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(b"no database" * 1000)
    path.chmod(0o600)
    store = a_store(path)
    with pytest.raises(Damaged):
        await store.open()
    for ask in (store.read, store.write, store.asker().ask):
        with pytest.raises(Damaged, match="damaged"):
            await ask(lambda db: None)


async def test_a_damaged_file_is_set_aside_whole_and_an_empty_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(b"no database" * 1000)
    path.chmod(0o600)
    store, other = a_store(path), a_store(path)
    for one in (store, other):
        with pytest.raises(Damaged):
            await one.open()
    aside = await store.set_aside()
    assert aside is not None
    assert aside.parent == tmp_path
    assert aside.read_bytes() == b"no database" * 1000
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('new')"))
    # The other session finds that it was done, and does not throw the new one out.
    assert await other.set_aside() is None
    assert await other.read(lambda db: db.execute("SELECT text FROM word").fetchall()) == [("new",)]
    await store.close()
    await other.close()


async def test_the_journal_of_a_damaged_file_is_not_played_into_the_new_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "before").mkdir()
    first = a_store(tmp_path / "before" / "words.db")
    await first.open()
    await first.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('old')"))
    for side in ("", "-wal"):
        shutil.copy(tmp_path / "before" / f"words.db{side}", tmp_path / f"words.db{side}")
    await first.close()
    path = tmp_path / "words.db"
    with path.open("r+b") as file:
        file.write(b"no database")
    store = a_store(path)
    with pytest.raises(Damaged):
        await store.open()
    assert await store.set_aside() is not None
    assert await store.read(lambda db: db.execute("SELECT * FROM word").fetchall()) == []
    await store.close()


# -- what cannot be fetched again ---------------------------------------------------------------


@pytest.mark.parametrize("lost", ["gone", "empty"])
async def test_a_ledger_that_was_there_is_never_begun_anew(tmp_path: Path, lost: str) -> None:
    path, marker = tmp_path / "ledger.db", tmp_path / "ledger.id"
    await made(path, marker=marker)
    assert marker.stat().st_mode & 0o777 == 0o600
    path.unlink()
    if lost == "empty":
        path.touch(0o600)
    store = a_store(path, marker=marker)
    with pytest.raises(Damaged, match="is gone" if lost == "gone" else "is empty"):
        await store.open()
    with pytest.raises(Damaged):
        await store.write(lambda db: None)
    assert path.exists() == (lost == "empty")


async def test_a_ledger_put_back_without_its_marker_gets_one(tmp_path: Path) -> None:
    path, marker = tmp_path / "ledger.db", tmp_path / "ledger.id"
    await made(path, marker=marker)
    marker.unlink()
    store = a_store(path, marker=marker)
    await store.open()
    await store.close()
    assert marker.exists()
    assert rows(path) == ["kept"]


async def test_a_marker_that_names_no_ledger_yet_is_completed(tmp_path: Path) -> None:
    path, marker = tmp_path / "ledger.db", tmp_path / "ledger.id"
    for text in ("made 2026-01-01T00:00:00+00:00\n", "", "made 2026-01-01\nledger ab"):
        marker.write_text(text)
        markers.complete(marker, "abc")
        markers.expect(marker, path, "abc")
        with pytest.raises(Foreign, match="another ledger than the one that was here"):
            markers.expect(marker, path, "abd")
    before = marker.read_bytes()
    markers.complete(marker, "abd")
    assert marker.read_bytes() == before, "what it names, it names"


async def test_what_cannot_be_fetched_again_is_on_the_disk_before_a_commit_returns(
    tmp_path: Path,
) -> None:
    store = a_store(tmp_path / "ledger.db", marker=tmp_path / "ledger.id")
    await store.open()

    def pragmas(db: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "journal_size_limit")
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await store.write(pragmas) == ["persist", 2, 2**20]
    await store.close()


# -- what SQLite says, in words -----------------------------------------------------------------


async def test_a_full_disk_is_said_and_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    store = a_store(tmp_path / "words.db")
    await store.open()
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('before')"))
    await store.write(lambda db: db.execute("PRAGMA max_page_count = 1"))

    def much(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO word (text) VALUES ('small')")
        db.execute("INSERT INTO word (text) VALUES (?)", ("x" * 1_000_000,))

    with pytest.raises(Refusal, match=r"full\. This was not stored"):
        await store.write(much)
    await store.write(lambda db: db.execute("PRAGMA max_page_count = 100000"))
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('after')"))
    await store.close()
    assert rows(tmp_path / "words.db") == ["before", "after"]


async def test_a_session_that_keeps_the_file_busy_is_said(tmp_path: Path) -> None:
    store = a_store(tmp_path / "words.db")
    await store.open()
    await store.write(lambda db: db.execute("PRAGMA busy_timeout = 0"))
    with (
        closing(connect(store.path, write=True)) as other,
        immediate(other),
        pytest.raises(Refusal, match=r"Another session kept .* busy"),
    ):
        await store.write(lambda db: None)
    await store.write(lambda db: None)
    await store.close()


async def test_a_mistake_of_ours_is_not_taken_for_the_disks(tmp_path: Path) -> None:
    store = a_store(tmp_path / "words.db")
    await store.open()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await store.write(lambda db: db.execute("DELETE FROM nowhere"))
    with pytest.raises(sqlite3.IntegrityError):
        await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES (NULL)"))
    await store.close()


# -- who may read -------------------------------------------------------------------------------


async def test_every_file_of_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    store = a_store(tmp_path / "words.db", marker=None)
    await store.open()
    await store.write(lambda db: db.execute("INSERT INTO word (text) VALUES ('x')"))
    names = {path.name for path in tmp_path.iterdir()}
    assert {"words.db", "words.db-wal", "words.db-shm", "words.db.lock"} <= names
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path.name
    await store.close()


async def test_a_file_others_may_read_is_refused_and_the_sentence_says_the_cure(
    tmp_path: Path,
) -> None:
    path = tmp_path / "it's words.db"
    await made(path)
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(Refusal) as refused:
        await a_store(path).open()
    assert path.read_bytes() == before
    cure = refused.value.sentence.partition("type ")[2].partition(" if it is yours")[0].strip()
    subprocess.run(shlex.split(cure), check=True)
    store = a_store(path)
    await store.open()
    await store.close()


async def test_another_users_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "words.db"
    await made(path)
    owner = path.stat().st_uid
    monkeypatch.setattr("cache.files.os.geteuid", lambda: owner + 1)
    with pytest.raises(Refusal, match="belongs to one"):
        await a_store(path).open()


@pytest.mark.parametrize("name", ["words.db", "words.db.lock", "ledger.id"])
async def test_a_link_is_never_followed(tmp_path: Path, name: str) -> None:
    target = tmp_path / "target"
    target.write_text("somebody's")
    target.chmod(0o600)
    (tmp_path / name).symlink_to(target)
    # A marker that is a link to nothing looks missing, and would be written through the link.
    if name == "ledger.id":
        target.unlink()
    store = a_store(tmp_path / "words.db", marker=tmp_path / "ledger.id")
    with pytest.raises(Refusal):
        await store.open()
    assert not target.exists() if name == "ledger.id" else target.read_text() == "somebody's"


def test_databases_are_opened_in_one_place() -> None:
    """How a file is opened (private, with its waits) is then decided once."""
    folder = Path(cache.__file__).parent
    sources = {path.name: path.read_text() for path in folder.glob("*.py")}
    assert len(sources) > 20
    opening = {name for name, source in sources.items() if "sqlite3.connect(" in source}
    assert opening == {"files.py"}
