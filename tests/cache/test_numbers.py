"""Purchase order numbers: one an order, unique for ever, whoever asks at the same time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cache.files import connect, immediate, make_private, migrate
from cache.ledger_schema import LEDGER, LEDGER_ID
from cache.numbers import USUAL, Pattern, give, given, set_pattern, skip, typed, upcoming
from cache.places import Refusal
from tests.cache.desk import ANN, NOON

PROCESSES, EACH = 8, 25


def a_ledger(path: Path) -> sqlite3.Connection:
    make_private(path)
    db = connect(path, write=True)
    migrate(db, path, LEDGER, LEDGER_ID)
    return db


def test_each_prefix_and_year_counts_by_itself(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        given = [
            give(db, prefix, NOON.replace(year=year))
            for prefix, year in (("AC", 2026), ("AC", 2026), ("B1", 2026), ("AC", 2027))
        ]
    assert given == ["AC-2026-0001", "AC-2026-0002", "B1-2026-0001", "AC-2027-0001"]


def test_the_sequence_goes_on_past_four_digits(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        db.execute("INSERT INTO po_sequence VALUES ('AC-2026-*', 9999)")
        assert give(db, "AC", NOON) == "AC-2026-10000"


def test_a_number_that_came_from_elsewhere_is_passed_over_in_any_case(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        _order(db, "ac-2026-0001")
        assert give(db, "AC", NOON) == "AC-2026-0002"
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            _order(db, "AC-2026-0001")


def test_the_pattern_lies_in_the_ledger_and_a_change_of_it_in_the_audit(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        set_pattern(db, Pattern.of("{seq:05}-{yy}{mm}{dd}"), NOON, ANN)
        assert [give(db, "AC", NOON), give(db, "XY", NOON)] == ["00001-260302", "00002-260302"]
        (entry,) = db.execute("SELECT what, was, became, person FROM audit")
        assert entry == ("number pattern", USUAL, "{seq:05}-{yy}{mm}{dd}", "ann")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AC-{yyyy}", "exactly once"),
        ("{seq}-{seq}", "exactly once"),
        ("{seq:4}", "no piece {seq:4}"),
        ("PO {seq}", "A to Z"),
        ("po-{seq}", "A to Z"),
        ("{name}-{seq}", "no piece {name}"),
        ("{prefix}-{yyyy}{mm}-{seq:09}", "could have"),
    ],
)
def test_a_pattern_that_makes_no_good_numbers_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        Pattern.of(text)


@pytest.mark.parametrize("text", [USUAL, "{seq}", "PO{seq:06}", "{prefix}{yy}{mm}{dd}{seq}"])
def test_the_longest_prefix_still_makes_numbers_that_travel(text: str) -> None:
    number = Pattern.of(text).number("PURCHASE", NOON, 99_999)
    assert len(number) <= 20
    assert number.endswith("99999")


def test_a_typed_number_may_have_what_other_systems_write() -> None:
    assert [typed(" 4500/17.A_b "), typed("4500012345")] == ["4500/17.A_b", "4500012345"]
    for bad in (
        "",
        " ",
        "/1",
        "45 00",
        "45\n00",
        "4500#1",
        "Ä1",
        "4ſ",
        "45/../17",
        "45/.",
        "9" * 36,
    ):
        with pytest.raises(Refusal, match="Nothing was changed"):
            typed(bad)


def _order(db: sqlite3.Connection, number: str) -> None:
    db.execute(
        "INSERT INTO purchase_order (number, typed, environment, vendor, customer_id, ship_to, "
        "currency, state, version, changed, content_sha256, problems, goods, fees, before_tariff, "
        "priced_at, vendor_numbers, os_uid, person, full_name, created_at) VALUES (?, 0, "
        "'sandbox', '', '', '', '', 'void', 1, 1, '', '', '', '', 0, '', '', 0, '', '', '')",
        (number,),
    )


@pytest.mark.process
def test_many_processes_get_all_different_numbers_and_no_lock_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.cache.give_numbers", str(tmp_path), str(EACH)]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    given: list[str] = []
    for child in children:
        out, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
        given += out.split()
    wanted = {f"AC-2026-{number:04}" for number in range(1, PROCESSES * EACH + 1)}
    assert len(given) == len(wanted)
    assert set(given) == wanted


def test_what_comes_next_is_said_and_not_given(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        _order(db, "AC-2026-0001")
        assert [upcoming(db, "AC", NOON), upcoming(db, "AC", NOON)] == ["AC-2026-0002"] * 2
        assert given(db) == 1
        assert give(db, "AC", NOON) == "AC-2026-0002"
        assert upcoming(db, "AC", NOON) == "AC-2026-0003"


def test_numbers_are_left_out_in_every_form_also_in_one_that_was_not_begun(tmp_path: Path) -> None:
    with closing(a_ledger(tmp_path / "ledger.db")) as db, immediate(db):
        give(db, "OLD", NOON)
        skip(db, "AC", NOON, 1000, {"OLD-2026-*": 3, "XY-2026-*": 8})
        assert give(db, "AC", NOON) == "AC-2026-1001"
        assert give(db, "OLD", NOON) == "OLD-2026-1004"
        assert give(db, "XY", NOON) == "XY-2026-1009"
