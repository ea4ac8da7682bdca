"""`bondroom import`: the draft it makes, what it says, what it refuses, and with what status."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from cache.clock import FixedClock
from cache.drafts import Draft
from cache.places import Places
from cache.services import Services
from tests.cache.desk import NOON
from tests.tui.test_ledger_commands import Run, home, places, run
from vendors.sandbox.meeting import tell_ahead

__all__ = ["home", "places", "run"]


@pytest.fixture
def bom(home: Path) -> Path:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Board"
    for row in (
        ("Bill of materials",),
        ("RefDes", "MPN", "Menge", "Hersteller"),
        ("R1, R2", "RC0603FR-0710KL", 2, "Yageo"),
        ("C1", 220, 1, "Murata"),
        ("U1", None, 1, "TI"),
    ):
        first.append(row)
    first["B4"].number_format = "0.00E+00"
    book.create_sheet("Spares").append(("LM358DR", 5))
    book.save(home / "bom.xlsx")
    return home / "bom.xlsx"


def drafts(places: Places) -> list[Draft]:
    async def read() -> list[Draft]:
        services = Services(places, FixedClock(NOON))
        await services.open()
        try:
            heads = await services.drafts.heads()
            return [await services.drafts.open(head.id) for head in heads]
        finally:
            await services.close()

    return asyncio.run(read())


def test_a_draft_is_made_of_the_boards_and_what_is_amiss_is_said(
    run: Run, places: Places, bom: Path
) -> None:
    said = run("import", "bom.xlsx", "--boards", "50", "--attrition", "2%")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines()[0] == "D-1 “bom”: 3 lines from bom.xlsx (sheet “Board”)."
    assert "row 4: part “220”" in said.out
    assert "row 5: no part number" in said.out
    (draft,) = drafts(places)
    assert draft.name == "bom"
    assert [(line.typed.part, line.quantity) for line in draft.lines] == [
        ("RC0603FR-0710KL", 102),
        ("220", 51),
        ("", 51),
    ]
    assert draft.lines[0].typed.source == "bom.xlsx row 3"
    assert not any(line.known for line in draft.lines)
    assert "22E1" in draft.lines[1].typed.reason


def test_sheet_and_name_are_chosen(run: Run, places: Places, bom: Path) -> None:
    said = run("import", "bom.xlsx", "--sheet", "spares", "--name", "line 4 spares")
    assert said.status == 0
    (draft,) = drafts(places)
    assert (draft.name, len(draft.lines), draft.lines[0].quantity) == ("line 4 spares", 1, 5)


def test_columns_are_told_where_they_cannot_be_seen(run: Run, places: Places, home: Path) -> None:
    (home / "a.csv").write_text("7,ABC,x\n9,DEF,y\n")
    assert run("import", "a.csv", "--columns", "quantity,-,part", "--no-head").status == 0
    (draft,) = drafts(places)
    assert [(line.typed.part, line.quantity) for line in draft.lines] == [("x", 7), ("y", 9)]


def test_the_same_part_in_one_line_only_when_asked(run: Run, places: Places, home: Path) -> None:
    (home / "a.csv").write_text("MPN,Qty\nLM358DR,1\nLM358DR,2\n")
    assert run("import", "a.csv").status == run("import", "a.csv", "--merge").status == 0
    assert sorted(len(draft.lines) for draft in drafts(places)) == [1, 2]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("none.csv",), 66, "There is no file none.csv."),
        (("~/none.csv",), 66, "There is no file"),
        ((".",), 66, "cannot be read: Is a directory"),
        (("old.xls",), 65, "old kind (.xls)"),
        (("bom.xlsx", "--sheet", "x"), 65, "has no sheet x. There are: Board, Spares."),
        (("head.csv",), 1, "has no line below its head"),
        (("bom.xlsx", "--boards", "0"), 2, "is no number of boards"),
        (("bom.xlsx", "--attrition", "200%"), 2, "is no percentage from 0 to 100"),
        (("bom.xlsx", "--columns", "colour"), 2, "names what no column can be"),
        (("bom.xlsx", "--what"), 2, "--help"),
        ((), 2, "import needs the file of a parts list"),
    ],
)
def test_what_cannot_be_taken_in_is_one_sentence_and_leaves_no_draft(
    run: Run,
    places: Places,
    home: Path,
    bom: Path,
    words: tuple[str, ...],
    status: int,
    sentence: str,
) -> None:
    (home / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 99)
    (home / "head.csv").write_text("MPN,Qty\n")
    said = run("import", *words)
    assert (said.status, said.out) == (status, "")
    assert sentence in said.err
    assert len(said.err.strip().split("\n")) == 1
    assert drafts(places) == []


def test_a_hostile_list_cannot_reach_the_terminal(run: Run, places: Places, home: Path) -> None:
    (home / "a.csv").write_bytes("MPN,Qty\nLM\x1b]52;c;x\x07\u202e,ten\n".encode())
    said = run("import", "a.csv")
    assert said.status == 0
    assert said.out.replace("\n", "").isprintable()


def test_it_goes_by_the_sandboxs_time(run: Run, places: Places, bom: Path) -> None:
    places.vendor.mkdir(mode=0o700, parents=True, exist_ok=True)
    ahead = timedelta(days=30)
    tell_ahead(places.vendor, ahead)
    assert run("import", "bom.xlsx").status == 0
    (draft,) = drafts(places)
    assert draft.lines[0].priced_at > datetime.now(UTC) + ahead / 2
