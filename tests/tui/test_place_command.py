"""`bondroom place` at a terminal, against the real sandbox: what is typed, and what never is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cache.places import Places
from tests.terminal.session import PROGRAM, ROOT, Session, environment
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
from tui.cli import place_command, typed_ends
from tui.cli.typed_ends import FINGERS, GUARD, _Line

__all__ = ["home", "places", "run", "sandbox"]

NUMBER = "AC-2026-0001"


@pytest.fixture
def ready(run: Run, sandbox: Places) -> Places:
    """D-1 with a thousand resistors, which ships to AUS."""
    assert run("refresh", "bonded").status == 0
    assert run("draft", "new").status == 0
    assert run("draft", "add", "D-1", RESISTOR, "1000").status == 0
    assert run("draft", "ship-to", "D-1", "AUS").status == 0
    return sandbox


@contextmanager
def placing(home: Path, *words: str) -> Iterator[Person]:
    command = [*PROGRAM, "place", *(words or ("D-1",))]
    with Session(command, environment(home, TERM="dumb"), (100, 40)) as terminal:
        yield Person(terminal)


def number_in(said: str) -> str:
    """The number that the sheet names."""
    return said.split("Place ", 1)[1].split(" ", 1)[0]


@pytest.mark.process
def test_the_end_of_the_number_places_it_once(home: Path, ready: Places) -> None:
    with placing(home) as person:
        said = person.sees("\n> ")
        assert "SANDBOX: nothing is bought" in said
        assert RESISTOR in said
        assert "311-10.0KHRCT-ND" in said
        assert "5.20 USD" in said
        number = number_in(said)
        person.types("0000")
        assert "nothing was sent" in person.sees("\n> ")
        assert book(home, number) == []
        person.types(number[-4:])
        assert "Placed." in person.sees("sales order")
        assert person.terminal.wait_exit() == 0
        assert b"\x1b" not in person.terminal.raw()
    (order,) = book(home, number)
    assert states(ready) == {number: "accepted"}
    assert drafts(ready) == [] or drafts(ready)[0].lines == []
    (line,) = order["asked"]["LineItems"]
    assert (line["DigiKeyPartNumber"], line["RequestedQuantity"]) == ("311-10.0KHRCT-ND", 1000)


@pytest.mark.process
def test_nothing_but_a_terminal_places(run: Run, home: Path, ready: Places) -> None:
    done = subprocess.run(
        [*PROGRAM, "place", "D-1"],
        env=environment(home),
        cwd=ROOT,
        input="0001\n0001\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "there is none here. Nothing was sent." in done.stderr
    assert run("place", "D-1", "--yes").status == 2
    assert states(ready) == {}


@pytest.mark.process
def test_what_is_pasted_scanned_or_typed_ahead_does_not_count(home: Path, ready: Places) -> None:
    with placing(home) as person:
        # Typed while the prices are asked: it is gone when the question stands.
        person.line("0001")
        person.sees("\n> ")
        person.pastes("0001")
        assert "too fast for fingers" in person.sees("\n> ")
        person.types("")
        assert "was not sent" in person.sees("under that number")
        assert person.terminal.wait_exit() == 1
    assert "accepted" not in states(ready).values()


@pytest.mark.process
def test_ncnr_and_a_twin_are_typed_for_as_on_the_screen(
    run: Run, home: Path, ready: Places
) -> None:
    assert run("draft", "set", "D-1", "1", "--packaging", "digi").status == 0
    with placing(home) as person:
        said = person.sees("\n> ")
        number = number_in(said)
        assert "type NCNR" in said.replace("\n", " ")
        person.types(number[-4:])
        assert "nothing was sent" in person.sees("\n> ")
        person.types("ncnr")
        person.sees("\n> ")
        person.types(number[-4:])
        person.sees("Placed.")
        assert person.terminal.wait_exit() == 0
    assert run("reorder", number).status == 0
    with placing(home, "D-2") as person:
        said = person.sees("\n> ")
        assert "type SAME and why" in said.replace("\n", " ")
        person.types("SAME")
        assert "and why?" in person.sees("\n> ")
        person.types("SAME a second build of the pilot")
        person.sees("\n> ")
        person.types(f"NCNR {number_in(said)[-4:]}")
        person.sees("Placed.")
        assert person.terminal.wait_exit() == 0
    assert sorted(states(ready).values()) == ["accepted", "accepted"]


@pytest.mark.process
def test_an_unknown_outcome_is_status_four_and_never_sent_again(
    run: Run, home: Path, ready: Places
) -> None:
    assert run("sandbox", "fault", "drop-after:1").status == 0
    with placing(home) as person:
        number = number_in(person.sees("\n> "))
        person.types(number[-4:])
        assert "may or may not have been placed" in person.sees("will not send it").replace(
            "\n", " "
        )
        assert person.terminal.wait_exit() == 4
    assert len(book(home, number)) == 1
    assert run("place", "D-1", "--show").status != 0
    assert run("order", "look", number).status == 0
    assert len(book(home, number)) == 1
    assert states(ready) == {number: "accepted"}


@pytest.mark.process
@pytest.mark.parametrize("sent", [signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_it_is_sent_leaves_it_unknown(
    run: Run, home: Path, ready: Places, sent: signal.Signals
) -> None:
    assert run("sandbox", "fault", "lost-answer:1").status == 0
    with placing(home) as person:
        number = number_in(person.sees("\n> "))
        person.types(number[-4:])
        person.sees("Sending.")
        os.kill(person.terminal.process.pid, sent)
        assert person.terminal.wait_exit() == 4
    assert len(book(home, number)) == 1
    assert states(ready) == {number: "unknown"}


@pytest.mark.process
def test_showing_and_rehearsing_place_nothing(run: Run, home: Path, ready: Places) -> None:
    said = run("place", "D-1", "--show")
    assert said.status == 0
    assert "To place it" not in said.out
    refused = run("place", "D-1", "--rehearse")
    assert refused.status == 1
    assert "no way to try an order out" in refused.err
    assert "accepted" not in states(ready).values()
    assert run("draft", "take-over", "D-1").status == 0


@pytest.mark.process
def test_an_order_at_ti_is_rehearsed_and_not_placed(run: Run, home: Path, ready: Places) -> None:
    assert run("draft", "new").status == 0
    assert run("draft", "add", "D-2", "LM358PWR", "100", "--vendor", "ti").status == 0
    assert run("draft", "ship-to", "D-2", "AUS").status == 0
    refused = run("place", "D-2", "--rehearse")
    assert refused.status == 1
    assert "`draft terms`" in refused.out
    assert run("draft", "terms", "D-2", "checkout profile", "Austin").status == 0
    said = run("place", "D-2", "--rehearse")
    assert (said.status, said.err) == (0, "")
    assert "Rehearsed: TI would take it so. Nothing was placed." in said.out
    assert "accepted" not in states(ready).values()


def test_a_line_counts_at_the_speed_of_a_person() -> None:
    echoed: list[str] = []
    line = _Line(GUARD, echoed.append)
    assert not line.take("9", GUARD / 2)
    now = 1.0
    for letter in "00x\x7f01":
        now += 2 * FINGERS
        assert not line.take(letter, now)
    assert line.take("\r", now + 2 * FINGERS)
    assert (line.text, line.fast) == ("0001", False)
    assert "".join(echoed) == "00x\b \b01"
    fast = _Line(0.0, echoed.append)
    fast.take("1", 1.0)
    assert fast.take("\n", 1.0 + FINGERS / 2)
    assert fast.fast
    left = _Line(0.0, echoed.append)
    assert left.take("\x04", 1.0)
    assert left.left


@pytest.mark.process
def test_an_order_above_a_limit_waits_for_another_persons_word(
    run: Run, ready: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch)
    assert "is above 1.00 USD for one order" in run("place", "D-1", "--show").out
    assert run("place", "D-1", "--ask-approval", "x").status != 0
    assert run("approvals").status == 3
    said = run("place", "D-1", "--ask-approval", "the line stands still")
    assert (said.status, said.err) == (0, "")
    assert f"{NUMBER} waits for approval, request 1" in said.out
    assert NUMBER in run("approvals").out
    again = run("place", "D-1", "--ask-approval", "the line stands still")
    assert again.status == 1
    assert "asked for before" in again.err
    # Without a terminal nobody approves; whoever asked takes it back.
    assert run("approve", "1").status == 2
    back = run("decline", "1", "--reason", "it is there by now")
    assert (back.status, f"{NUMBER} is withdrawn" in back.out) == (0, True)
    assert run("approvals").status == 3
    assert "accepted" not in states(ready).values()


@pytest.mark.process
def test_a_second_person_approves_and_the_first_then_places(
    run: Run, home: Path, ready: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cache import opened
    from cache.people import Person as Somebody

    limited(monkeypatch)
    here = opened.who
    said = run("place", "D-1", "--ask-approval", "the line stands still")
    number = said.out.split(" waits for approval")[0].split()[-1]
    typist = Typist("0000")
    monkeypatch.setattr(typed_ends, "Terminal", typist)
    monkeypatch.setattr(place_command, "Terminal", typist)
    # Whoever made it has no word in it.
    assert run("approve", "1").status == 1
    monkeypatch.setattr(opened, "who", lambda *_: Somebody(1003, "carol", "Carol Diaz", False))
    (row,) = json.loads(run("approvals", "--format", "json").out)["rows"]
    assert (row["id"], row["number"], row["state"]) == (1, number, "asked")
    wrong = run("approve", "1")
    assert (wrong.status, "Nothing was decided" in wrong.err) == (1, True)
    typist.types = number[-4:]
    said = run("approve", number)
    assert (said.status, f"{number} is approved." in said.out) == (0, True), said.err
    monkeypatch.setattr(opened, "who", here)
    placed = run("place", "D-1")
    assert (placed.status, "Placed." in placed.out) == (0, True), placed.err
    assert states(ready) == {number: "accepted"}
    assert len(book(home, number)) == 1


@pytest.mark.process
def test_an_approval_is_taken_back_by_a_command(
    run: Run, ready: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cache import opened
    from cache.people import Person as Somebody

    limited(monkeypatch)
    here = opened.who
    number = run("place", "D-1", "--ask-approval", "the line stands still").out
    number = number.split(" waits for approval")[0].split()[-1]
    monkeypatch.setattr(typed_ends, "Terminal", Typist(number[-4:]))
    monkeypatch.setattr(opened, "who", lambda *_: Somebody(1003, "carol", "Carol Diaz", False))
    early = run("approvals", "take-back", "1")
    assert (early.status, "it is not approved. Nothing was taken back" in early.err) == (1, True)
    assert run("approve", number).status == 0
    assert run("approvals", "take-back", "AC-0000").status == 3
    monkeypatch.setattr(opened, "who", here)
    refused = run("approvals", "take-back", "1")
    assert (refused.status, "is not among the approvers" in refused.err) == (1, True)
    monkeypatch.setattr(opened, "who", lambda *_: Somebody(1003, "carol", "Carol Diaz", False))
    said = run("approvals", "take-back", number.lower(), "--reason", "the budget is cut")
    assert (said.status, said.out) == (0, f"The approval of {number} is taken back.\n"), said.err
    again = run("approvals", "take-back", "1")
    assert (again.status, "it was taken back before" in again.err) == (1, True)
    monkeypatch.setattr(opened, "who", here)
    (row,) = json.loads(run("approvals", "--format", "json").out)["rows"]
    assert (row["state"], row["taken_by"], row["taken_reason"]) == (
        "taken back",
        "carol",
        "the budget is cut",
    )
    assert run("place", "D-1").status != 0
    assert "accepted" not in states(ready).values()


class Typist:
    """A terminal at which the same is typed whatever is asked."""

    def __init__(self, types: str) -> None:
        self.types = types

    def __call__(self, otherwise: str = "") -> Typist:
        return self

    async def ask(self, words: str) -> str:
        return self.types


def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above 1.00 USD an order waits for Carol."""
    import tui.settings

    limits = ({"buyer": "*", "vendor": "*", "currency": "USD", "order": "1"},)
    approval = {"approvers": ["carol"], "hours": "48", "drift": "2"}
    read = tui.settings.read
    monkeypatch.setattr(
        tui.settings,
        "read",
        lambda **said: replace(read(**said), limits=limits, approval=approval),
    )
