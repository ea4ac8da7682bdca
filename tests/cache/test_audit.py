"""The audit read back: a sound chain, what breaks it, and what is written out of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cache.audit import Verified, export, holds, verify
from cache.files import connect, immediate, make_private, migrate
from cache.ledger import Entry, note
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.places import Refusal
from tests.cache.desk import ANN, BEN, NOON, Desk, Vendor, line, offer, part

CUT = offer("RC0603CT-ND")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger with five entries."""
    path = tmp_path / "ledger.db"
    make_private(path)
    with closing(connect(path, write=True)) as db:
        migrate(db, path, LEDGER, LEDGER_ID)
        for n in range(5):
            with immediate(db):
                note(db, ANN if n % 2 else BEN, NOON, "setting", was=str(n), became="=1+1 \x9b")
        # Whoever may write the file may also do this.
        db.execute("DROP TRIGGER audit_stays")
        db.execute("DROP TRIGGER audit_kept")
        yield db


def hashes(db: sqlite3.Connection) -> list[str]:
    return [written for (written,) in db.execute("SELECT hash FROM audit ORDER BY id")]


def test_a_sound_chain_says_how_long_it_is_and_its_last_hash(db: sqlite3.Connection) -> None:
    assert verify(db) == Verified(5, hashes(db)[-1], None)
    db.execute("DELETE FROM audit")
    assert verify(db) == Verified(0, "", None)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET person = 'eve' WHERE id = 3", 3),
        ("UPDATE audit SET os_uid = 1 WHERE id = 1", 1),
        ("UPDATE audit SET reason = 'I meant that' WHERE id = 5", 5),
        ("UPDATE audit SET hash = replace(hash, 'a', 'b') WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3", 3),
        ("INSERT INTO audit SELECT 0, at, os_uid, person, origin, order_id, draft_id, what, was, "
         "became, reason, hash FROM audit WHERE id = 1", 0),
    ],
)  # fmt: skip
def test_the_first_entry_that_is_not_as_it_was_written_is_found(
    db: sqlite3.Connection, change: str, broken: int
) -> None:
    before = hashes(db)
    for statement in change.split("; "):
        db.execute(statement)
    found = verify(db)
    assert found.broken == broken
    assert found.last == (before[broken - 2] if broken > 1 else "")


def test_a_gap_is_found_where_the_hashes_behind_it_were_worked_out_anew(
    db: sqlite3.Connection,
) -> None:
    db.execute("DELETE FROM audit WHERE id = 3")
    before = hashes(db)[1]
    names = ", ".join(Entry._fields)
    for cells in db.execute(f"SELECT {names} FROM audit WHERE id > 3 ORDER BY id").fetchall():
        before = Entry(*cells).hash_after(before)
        db.execute("UPDATE audit SET hash = ? WHERE id = ?", (before, cells[0]))
    assert verify(db).broken == 3


def test_a_tail_that_was_cut_off_is_found_by_a_hash_kept_elsewhere(db: sqlite3.Connection) -> None:
    kept = hashes(db)[-1]
    assert holds(db, kept)
    assert holds(db, f" {kept.upper()}\n")
    db.execute("DELETE FROM audit WHERE id = 5")
    assert verify(db).broken is None
    assert not holds(db, kept)


def test_an_export_is_enough_to_work_the_chain_out_again(db: sqlite3.Connection) -> None:
    before = ""
    rows = list(export(db))
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5]
    for row in rows:
        entry = Entry(
            *(row["id"], row["at"], row["uid"], row["person"], row["origin"], row["order_id"]),
            *(row["draft_id"], row["what"], row["was"], row["became"], row["reason"]),
        )
        assert entry.hash_after(before) == row["hash"]
        before = row["hash"]


async def test_the_audit_of_one_order_is_exported_by_its_number(tmp_path: Path) -> None:
    vendor = Vendor()
    vendor.sells(part("RC0603", CUT))
    desk = await Desk(tmp_path, vendor).open()
    for quantity in (100, 200):
        (review,) = await desk.placing.review(await desk.draft(line(CUT, quantity)))
        await desk.placing.place(review.order_id)

    def asked(number: str) -> Callable[[sqlite3.Connection], list[dict[str, object]]]:
        return lambda db: list(export(db, number))

    rows = await desk.ledger.read(asked(review.number.lower()))
    assert {row["order_number"] for row in rows} == {review.number}
    assert rows[0]["became"] == review.number
    assert rows[-1]["became"] == "accepted"
    assert len(rows) < len(await desk.ledger.read(lambda db: list(export(db))))
    with pytest.raises(Refusal, match="No order here has the number XY-1"):
        await desk.ledger.read(asked("XY-1"))
    await desk.close()
