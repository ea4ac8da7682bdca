"""What came in the boxes as commands: `packing` lists it, `order paper` saves the vendor's PDF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cache.places import Places
from tests.tui.command_kit import Run, home, places, run, sandbox

__all__ = ["home", "places", "run", "sandbox"]

pytestmark = pytest.mark.process

# Invented orders of the sandbox: of one invoice, of two, and of TI, which goes by its own number.
ONE, TWO, OF_TI = "P26-0384", "4500197940", "T26-0120"


@pytest.fixture
def fetched(run: Run, sandbox: Places) -> Places:
    assert run("orders", "--refresh").status == 0
    return sandbox


def test_it_lists_what_is_here_and_asks_for_the_rest_where_that_is_said(
    run: Run, fetched: Places
) -> None:
    for number in (ONE, OF_TI):
        said = run("packing", number)
        assert (said.status, said.out) == (3, "")
        assert "--ask asks" in said.err
        whole = run("packing", number, "--ask", "--format", "json")
        assert whole.status == 0, whole.err
        rows = json.loads(whole.out)["rows"]
        assert all(row["lot_quantity"] and row["date_code"] for row in rows)
        assert run("packing", number, "--format", "json").out == whole.out
    assert {row["sales_order"] for row in rows} == {"T10000419"}


def test_the_paper_is_a_new_file_that_is_never_written_over(
    run: Run, fetched: Places, home: Path
) -> None:
    said = run("order", "paper", ONE, "paper.pdf")
    assert said.status == 0, said.err
    assert (home / "paper.pdf").read_bytes().startswith(b"%PDF")
    kept = (home / "paper.pdf").stat()
    said = run("order", "paper", ONE, "paper.pdf")
    assert said.status == 73
    assert "Nothing was overwritten" in said.err
    assert (home / "paper.pdf").stat() == kept
    assert run("order", "paper", OF_TI).status == 0
    assert (home / "packing-T10000419.pdf").read_bytes().startswith(b"%PDF")


def test_of_several_invoices_a_person_says_which(run: Run, fetched: Places, home: Path) -> None:
    said = run("order", "paper", TWO, "paper.pdf")
    assert said.status == 2
    assert "2 invoices" in said.err
    first, second = said.err.partition("invoices, ")[2].partition(":")[0].split(", ")
    assert run("order", "paper", TWO, "paper.pdf", "--invoice", "1").status == 2
    assert not (home / "paper.pdf").exists()
    # One of them has no paper: which was asked for is said of each.
    first_said, second_said = (
        run("order", "paper", TWO, f"{one}.pdf", "--invoice", one) for one in (first, second)
    )
    assert f"The packing list {first} is written" in first_said.out
    assert f"no PDF came for {second}" in second_said.err
    assert [one.name for one in home.glob("*.pdf")] == [f"{first}.pdf"]
