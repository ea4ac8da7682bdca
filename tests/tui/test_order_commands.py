"""Orders, changes and the warehouse as commands, against the real sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.session import PROGRAM, Session, environment
from tests.tui.command_kit import (
    RESISTOR,
    Person,
    Run,
    book,
    drafts,
    home,
    places,
    run,
    sandbox,
    states,
)

__all__ = ["home", "places", "run", "sandbox"]

pytestmark = pytest.mark.process

NUMBER = "AC-2026-0001"


@contextmanager
def typing(home: Path, *words: str) -> Iterator[Person]:
    with Session([*PROGRAM, *words], environment(home, TERM="dumb"), (100, 40)) as terminal:
        yield Person(terminal)


def placed(run: Run, home: Path, status: int = 0) -> str:
    """The number of an order of a thousand resistors that was sent to AUS."""
    assert run("refresh", "bonded").status == 0
    assert run("draft", "new").status == 0
    assert run("draft", "add", "D-1", RESISTOR, "1000").status == 0
    assert run("draft", "ship-to", "D-1", "AUS").status == 0
    with typing(home, "place", "D-1") as person:
        said = person.sees("\n> ")
        number = said.split("Place ", 1)[1].split(" ", 1)[0]
        person.types(number[-4:])
        assert person.terminal.wait_exit() == status
    return number


def test_an_order_that_is_known_is_not_settled_again(run: Run, home: Path, sandbox: Places) -> None:
    number = placed(run, home)
    refused = run("order", "look", number)
    assert refused.status == 1
    assert "What became of this order is known" in refused.err
    refused = run("order", "not-placed", number, "--reason", "Ann called them on Monday")
    assert refused.status == 1
    assert "only of an unknown order" in refused.err.casefold()
    assert states(sandbox) == {number: "accepted"}
    assert run("order", "look", "AC-1999-0001").status == 3
    assert "LineItems" in run("order", "body", number).out
    assert "cancel" in run("order", "wrong", number).out
    said = run("reorder", number)
    assert said.status == 0
    (draft,) = [one for one in drafts(sandbox) if one.lines]
    assert [(line.part, line.quantity) for line in draft.lines] == [(RESISTOR, 1000)]
    assert run("seen", "--parts").status == 0


def test_an_order_that_never_came_is_not_placed_by_a_persons_word(
    run: Run, home: Path, sandbox: Places
) -> None:
    assert run("sandbox", "fault", "drop-before:1").status == 0
    number = placed(run, home, status=4)
    assert states(sandbox) == {number: "unknown"}
    assert run("order", "look", number).status == 1
    piped = run("order", "not-placed", number)
    assert piped.status == 2
    assert "--reason" in piped.err
    assert run("order", "not-placed", number, "--reason", "x").status == 1
    assert states(sandbox) == {number: "unknown"}
    with typing(home, "order", "not-placed", number) as person:
        assert "Only DigiKey's word counts" in person.sees("\n> ")
        person.types("Ann called them on Monday: they have nothing")
        assert person.terminal.wait_exit() == 0
    assert states(sandbox) == {number: "not_placed"}


def test_a_line_is_changed_once_its_end_is_typed(run: Run, home: Path, sandbox: Places) -> None:
    number = placed(run, home)
    listed = run("order", "change", number, "1")
    assert listed.status == 0
    assert "new quantity" in listed.out
    piped = run("order", "change", number, "1", "quantity=2000")
    assert piped.status == 2
    assert "Nothing was" in piped.err
    with typing(home, "order", "change", number, "1", "quantity=2000") as person:
        assert "1,000" in person.sees("\n> ")
        person.types("0000")
        assert "nothing was sent" in person.sees("\n> ")
        person.types(number[-4:])
        person.sees("Taken.")
        assert person.terminal.wait_exit() == 0
    (order,) = book(home, number)
    assert "2000" in str(order["changes"])
    assert run("order", "settle", number).out.startswith("1. line 1")
    assert run("order", "settle", number, "1", "--look").status == 0


def test_what_cannot_be_changed_is_said_and_nothing_sent(
    run: Run, home: Path, sandbox: Places
) -> None:
    number = placed(run, home)
    for words, status in (("backorder=5", 1), ("quantity=0", 1), ("nonsense=1", 2), ("x", 2)):
        with typing(home, "order", "change", number, "1", words) as person:
            assert person.terminal.wait_exit() == status
    assert run("order", "change", number, "7").status == 2
    (order,) = book(home, number)
    assert order["changes"] == []


def test_the_warehouse_is_told_named_and_receives(run: Run, home: Path, sandbox: Places) -> None:
    number = placed(run, home)
    assert "not told" in run("inbound", "show", number).out
    untold = run("inbound", "tell", number)
    assert untold.status == 1
    assert "inbound names" in untold.err
    for field in ("the supplier", "the warehouse", "the SKU"):
        shown = run("inbound", "names", number, field)
        assert shown.status == 0
        offers = [one[4:] for one in shown.out.splitlines() if one.startswith("  - ")]
        if not offers:
            shown = run("inbound", "names", number, field, "--search", "RC0603")
            offers = [one[4:] for one in shown.out.splitlines() if one.startswith("  - ")]
        word = offers[0].split("  ")[0]
        taken = run("inbound", "names", number, field, word)
        assert taken.status == 0, taken.err
    assert run("inbound", "details", number, "note").status == 0
    assert "not told" in run("inbound", "show", number).out, "a field that is read tells nobody"
    told = run("inbound", "tell", number)
    assert told.status == 0, told.err
    noted = run("inbound", "details", number, "note", "leave at dock 4")
    assert noted.status == 0, noted.err
    assert run("inbound", "look", number).status == 0
    only = run("inbound", "receive", number, "--all")
    assert only.status == 0
    assert "Nothing was posted" in only.out
    unplaced = run("inbound", "receive", number, "--all", "--post")
    assert unplaced.status == 1
    assert "--place says it" in unplaced.err
    shown = run("inbound", "receive", number, "--place", "nowhere")
    assert shown.status == 2
    there = shown.err.split("not on the list: ", 1)[1].split(",")[0].rstrip(".\n")
    posted = run("inbound", "receive", number, "--all", "--place", there, "--post")
    assert (posted.status, posted.err) == (0, "")
    assert f"ShipStation shows it: {RESISTOR} had" in posted.out
    assert run("inbound", "look", number).status == 0
    said = json.loads(run("inbound", number, "--format", "json").out)
    assert said["state"] == "received"
    (line,) = said["lines"]
    assert (line["quantity"], line["received"]) == (1000, None), "it does not say how many came"
    assert said["steps"][-1]["words"] == f"1,000 of {RESISTOR} came"
    for field in ((), ("note",)):
        read = run("inbound", "details", number, *field)
        assert (read.status, read.err) == (0, "")
        assert "leave at dock 4" in read.out
    late = run("inbound", "details", number, "note", "too late")
    assert late.status == 1
    assert "takes no such change any more" in late.err
    again = run("inbound", "receive", number, "--all", "--place", there, "--post")
    assert again.status == 1
    for form in ("csv", "tsv"):
        refused = run("inbound", number, "--format", form)
        assert (refused.status, refused.out) == (2, "")
        assert "choose one of lines, steps by --tab" in refused.err
        whole = run("inbound", number, "--format", form, "--tab", "lines")
        assert whole.status == 0
        assert whole.out.count("\n") == 2
    assert run("inbound", "--tab", "lines").status == 2
    assert run("inbound", "papers", number, "paper.pdf").status == 0
    assert (home / "paper.pdf").read_bytes().startswith(b"%PDF")
    refused = run("inbound", "cancel", number)
    assert refused.status == 2
    assert "--yes" in refused.err


def test_nothing_waits_for_approval_where_there_are_no_limits(run: Run, sandbox: Places) -> None:
    assert run("approvals").status == 3
    assert run("approve", "1").status == 3
    assert run("decline", "1", "--reason", "too much of it").status == 3
