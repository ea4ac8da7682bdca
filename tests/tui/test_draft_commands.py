"""Drafts as commands, against the real sandbox: what they change, refuse, and leave alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cache.places import Places
from cache.services import Services
from tests.tui.command_kit import RESISTOR, Run, drafts, home, places, run, sandbox
from tui.clocks import clock_of

__all__ = ["home", "places", "run", "sandbox"]

pytestmark = pytest.mark.process


@pytest.fixture
def one(run: Run, sandbox: Places) -> Places:
    """D-1 with a thousand resistors on cut tape, and bonded stock that was fetched."""
    assert run("refresh", "bonded").status == 0
    assert run("draft", "new", "pilot run").status == 0
    said = run("draft", "add", "D-1", RESISTOR, "1000")
    assert (said.status, said.err) == (0, "")
    return sandbox


def test_a_line_is_looked_up_and_stands_in_the_draft(run: Run, one: Places) -> None:
    (draft,) = drafts(one)
    assert (draft.name, len(draft.lines)) == ("pilot run", 1)
    line = draft.lines[0]
    assert (line.part, line.quantity, line.packaging, line.vendor) == (
        RESISTOR,
        1000,
        "cut",
        "digikey",
    )
    assert line.unit_price is not None


def test_what_cannot_be_bought_so_is_refused_and_changes_nothing(run: Run, one: Places) -> None:
    before = drafts(one)
    for words, said, status in (
        (("NO-SUCH-PART-X", "10"), "no part that DigiKey knows", 1),
        ((RESISTOR, "7500", "--packaging", "reel"), "5,000 and 10,000 can be ordered", 1),
        ((RESISTOR, "10", "--packaging", "reel"), "the minimum is 5,000; 5,000 can be", 1),
        ((RESISTOR, "ten"), "is no number of pieces", 2),
        ((RESISTOR, "10", "--packaging", "bottle"), "is no packaging", 1),
        ((RESISTOR, "10", "--bonded", "PEN", "--vendor", "ti"), "one alone", 2),
    ):
        answer = run("draft", "add", "D-1", *words)
        assert (answer.status, answer.out) == (status, "")
        assert said in answer.err
        assert "Enter" not in answer.err
        assert answer.err.count("\n") == 1
    assert drafts(one) == before


def test_only_what_is_named_changes(run: Run, one: Places) -> None:
    assert run("draft", "set", "D-1", "1", "--quantity", "5,000").status == 0
    (line,) = drafts(one)[0].lines
    assert (line.quantity, line.packaging) == (5000, "cut")
    assert run("draft", "set", "D-1", "1", "--packaging", "reel").status == 0
    (line,) = drafts(one)[0].lines
    assert (line.quantity, line.packaging) == (5000, "reel")
    answer = run("draft", "set", "D-1", "1", "--quantity", "5001")
    assert answer.status == 1
    assert "5,000 and 10,000 can be ordered. Nothing was changed." in answer.err
    assert drafts(one)[0].lines == [line]
    assert run("draft", "set", "D-1", "1").status == 2
    assert run("draft", "set", "D-1", "2", "--quantity", "5000").status == 2


def test_name_ship_to_lines_and_the_end(run: Run, one: Places) -> None:
    assert run("draft", "rename", "1", "line 4").status == 0
    assert run("draft", "ship-to", "D-1", "aus").out == "D-1 ships to AUS.\n"
    (draft,) = drafts(one)
    assert (draft.name, draft.customer_id) == ("line 4", "7718231")
    refused = run("draft", "ship-to", "D-1", "XXX")
    assert refused.status == 1
    assert "There are AUS" in refused.err
    refused = run("draft", "discard", "D-1")
    assert (refused.status, len(drafts(one))) == (2, 1)
    assert run("draft", "remove", "D-1", "1").status == 0
    assert drafts(one)[0].lines == []
    assert run("draft", "discard", "D-1").status == 0
    assert drafts(one) == []
    gone = run("draft", "rename", "D-1", "x")
    assert (gone.status, "no open draft D-1" in gone.err) == (3, True)


def test_terms_are_the_forms_of_the_screen(run: Run, one: Places) -> None:
    listed = run("draft", "terms", "D-1")
    assert "shipper account" in listed.out
    assert run("draft", "terms", "D-1", "shipper", "9-8-7").status == 0
    assert run("draft", "terms", "D-1", "CofC", "yes").status == 0
    assert run("draft", "terms", "D-1", "note", "no partials", "--line", "1").status == 0
    (draft,) = drafts(one)
    assert (draft.terms.shipper_account, draft.terms.cofc) == ("9-8-7", True)
    assert draft.lines[0].terms.notes == ("no partials",)
    refused = run("draft", "terms", "D-1", "in the house", "1999-01-01", "--line", "1")
    assert refused.status == 1
    assert "Nothing was changed." in refused.err
    assert run("draft", "terms", "D-1", "ship method", "by balloon").status == 2
    assert run("draft", "terms", "D-1", "CofC", "-").status == 0
    assert drafts(one)[0].terms.cofc is False


def test_bonded_stock_is_released_and_split(run: Run, one: Places) -> None:
    refused = run("release", RESISTOR, "PEN", "100")
    assert refused.status == 1
    assert "the minimum is 5,000" in refused.err
    assert run("release", RESISTOR, "PEN", "5000", "--draft", "D-1").status == 0
    line = drafts(one)[0].lines[1]
    assert (line.quantity, line.bonded_customer_id) == (5000, "7718266")
    assert run("release", "NOPE", "PEN", "1").status == 3
    assert run("release", RESISTOR, "XXX", "1").status == 2
    said = run("release", RESISTOR, "PEN", "200000", "--split", "--draft", "D-1")
    assert said.status == 0, said.err
    bonded, rest = drafts(one)[0].lines[2:]
    assert bonded.bonded_customer_id == "7718266"
    assert rest.bonded_customer_id is None
    assert bonded.quantity + rest.quantity == 200_000


def test_advice_is_taken_only_when_it_is_named(run: Run, one: Places) -> None:
    assert run("draft", "set", "D-1", "1", "--quantity", "4900").status == 0
    before = drafts(one)
    said = run("draft", "advice", "D-1")
    assert said.status == 0
    assert drafts(one) == before
    key = next(line.split("[")[1][0] for line in said.out.splitlines() if "[" in line)
    refused = run("draft", "mend", "D-1", "1", "Q")
    assert refused.status == 1
    assert drafts(one) == before
    assert run("draft", "mend", "D-1", "1", key).status == 0
    assert drafts(one) != before


def test_a_draft_that_another_session_has_open_is_not_written(run: Run, one: Places) -> None:
    async def while_open() -> None:
        services = Services(one, clock_of(one))
        await services.open()
        try:
            lease = await services.drafts.leases.take(1)
            assert lease.mine
            refused = await asyncio.to_thread(run, "draft", "rename", "D-1", "mine now")
            assert refused.status != 0
            assert "`draft take-over D-1` takes it over" in refused.err
            assert (await services.drafts.open(1)).name == "pilot run"
            taken = await asyncio.to_thread(run, "draft", "take-over", "D-1")
            assert taken.status == 0
        finally:
            await services.close()

    asyncio.run(while_open())
    assert run("draft", "rename", "D-1", "mine now").status == 0
    assert drafts(one)[0].name == "mine now"


def test_undo_is_of_one_session(run: Run, one: Places) -> None:
    answer = run("draft", "undo", "D-1")
    assert answer.status == 1
    assert "bondroom --plain" in answer.err


def test_watching_and_the_book(run: Run, one: Places, home: Path) -> None:
    several = run("watch", RESISTOR)
    assert several.status == 1
    assert "311-10.0KHRCT-ND" in several.err
    assert run("watch", "311-10.0KHRCT-ND").status == 0
    assert run("unwatch", "311-10.0KHRCT-ND").status == 0
    assert run("unwatch", "311-10.0KHRCT-ND").status == 3
    said = run("book", "new", "plant9")
    assert said.status == 0
    assert "it lacks" in said.out
    assert run("book", "new", "PLANT9").status == 1
    assert run("book", "change", "PLANT9", "city", "Graz").status == 0
    assert "Graz" in run("book", "show", "PLANT9", "city").out
    assert run("book", "change", "PLANT9", "country", "Austria").status == 1
    assert run("book", "retire", "PLANT9").status == 0
    assert "PLANT9" not in run("draft", "ship-to", "D-1", "nowhere").err
