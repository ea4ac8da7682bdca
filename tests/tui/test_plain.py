"""`bondroom --plain`: a whole order line by line, and nothing on the terminal but lines of text."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache.places import Places, Refusal
from tests.terminal.session import PROGRAM, ROOT, Session, environment
from tests.tui.command_kit import RESISTOR, Person, book, drafts, home, places, run, sandbox, states
from tui.cli.plain_output import PAGE, PlainStream, Shown
from tui.cli.plain_words import words_of
from tui.cli.spoken import in_sheet, plain, spoken

__all__ = ["home", "places", "run", "sandbox"]

PROMPT = "bondroom sandbox> "


@contextmanager
def talking(home: Path, term: str = "dumb") -> Iterator[Person]:
    command = [*PROGRAM, "--plain"]
    with Session(command, environment(home, TERM=term), (80, 24)) as terminal:
        person = Person(terminal)
        assert "nothing is bought" in person.sees(PROMPT)
        yield person


def says(person: Person, line: str, until: str = PROMPT) -> str:
    person.line(line)
    # The terminal echoes the line; what it comes to is behind it.
    return person.sees(until).partition("\n")[2]


@pytest.mark.process
@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
def test_from_search_to_accepted_in_lines_alone(home: Path, sandbox: Places, term: str) -> None:
    with talking(home, term) as person:
        assert f"1. {RESISTOR}" in says(person, f"search {RESISTOR}")
        assert "311-10.0KHRCT-ND" in says(person, "open 1")
        assert "D-1 is a new draft" in says(person, "new pilot run")
        assert "Line 1: 1,000" in says(person, "add 1 1000")
        assert "the minimum is 5,000; 5,000 can be ordered" in says(person, "add 2 1000")
        says(person, "refresh bonded")
        assert "ships to AUS" in says(person, "ship-to AUS")
        assert "Line 1: 2,000" in says(person, "set 1 --quantity 2000")
        assert "Undone" in says(person, "undo")
        assert "line 1: 1,000" in says(person, "draft")
        said = says(person, "place", "\n> ")
        number = said.split("Place ", 1)[1].split(" ", 1)[0]
        assert "SANDBOX: nothing is bought" in said
        person.types(number[-4:])
        assert "Placed." in person.sees(PROMPT)
        assert f"1. {number}, digikey" in says(person, f"orders {number}")
        assert "accepted" in says(person, "open 1")
        person.line("quit")
        assert person.terminal.wait_exit() == 0
        came = person.terminal.raw()
    # No escape, no bell, no line written over: what a braille line and a screen reader can have.
    text = came.replace(b"\r\n", b"\n").replace(b"\b \b", b"")
    assert [byte for byte in text if byte < 32 and byte != 10] == []
    assert states(sandbox) == {number: "accepted"}
    assert len(book(home, number)) == 1


@pytest.mark.process
def test_what_vendors_and_people_wrote_is_harmless(home: Path, sandbox: Places) -> None:
    with talking(home) as person:
        says(person, "refresh orders")
        listed = says(person, "orders")
        while "next: more" in listed.splitlines()[-2]:
            assert sum(line[:1].isdigit() and ". " in line[:5] for line in listed.splitlines()) <= (
                PAGE + 1
            )
            listed = says(person, "next")
        assert "There is no more" in says(person, "next")
        says(person, "new \u202e[31mred")
        says(person, "draft")
        assert "no other" in says(person, 'add "RC0603 5')
        assert "there is no command" in says(person, "frobnicate")
        assert "There is no row 99" in says(person, "open 99")
        person.line("quit")
        assert person.terminal.wait_exit() == 0
        came = person.terminal.raw()
    assert b"\x1b" not in came
    assert "\u202e" not in came.replace("new \u202e".encode(), b"").decode()


@pytest.mark.process
def test_an_unknown_order_is_said_between_prompts_once_it_is_known(
    home: Path, sandbox: Places
) -> None:
    with talking(home) as person:
        says(person, "refresh bonded")
        says(person, "new")
        says(person, f"add {RESISTOR} 1000")
        says(person, "ship-to AUS")
        subprocess.run(
            [*PROGRAM, "sandbox", "fault", "drop-after:1"],
            env=environment(home),
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=60,
        )
        said = says(person, "place", "\n> ")
        number = said.split("Place ", 1)[1].split(" ", 1)[0]
        person.types(number[-4:])
        assert "may or may not" in person.sees(PROMPT)
        assert f"New: {number} was found" in says(person, f"look {number}")
        assert "New:" not in says(person, "drafts")
        person.line("quit")
        assert person.terminal.wait_exit() == 0
    assert states(sandbox) == {number: "accepted"}
    assert len(book(home, number)) == 1


@pytest.mark.process
def test_the_draft_is_held_and_let_go_at_the_end(home: Path, sandbox: Places) -> None:
    with talking(home) as person, talking(home) as other:
        says(person, "new mine")
        assert "has D-1" in says(other, "open D-1")
        assert "Nothing was changed" in says(other, "rename theirs")
        os.kill(person.terminal.process.pid, signal.SIGHUP)
        assert person.terminal.wait_exit() == 128 + signal.SIGHUP
        assert "“mine”" in says(other, "open D-1").replace('"mine"', "“mine”")
        assert "is called" in says(other, "rename theirs")
        # The end of input ends it, as a line that is cut does.
        other.terminal.write(b"\x04")
        assert other.terminal.wait_exit() == 0
    assert [draft.name for draft in drafts(sandbox)] == ["theirs"]


@pytest.mark.process
def test_lines_can_be_piped_in_and_place_nothing(home: Path, sandbox: Places) -> None:
    done = subprocess.run(
        [*PROGRAM, "--plain"],
        env=environment(home, TERM="dumb"),
        cwd=ROOT,
        input=f"new x\nadd {RESISTOR} 10\nplace\n0001\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Line 1: 10" in done.stdout
    assert "there is none here. Nothing was sent." in done.stdout
    assert states(sandbox) == {}


def test_short_words_stand_for_commands() -> None:
    rows = [
        {"part": "RC", "number": "311-1", "vendor": "digikey"},
        {"number": "AC-1"},
        {"draft": "D-7"},
        {"part": "RC", "number": "311-1", "customer_id": "77", "reserve": 5},
    ]
    for typed, words in (
        ("add 1 1000", "draft add D-3 311-1 1000 --vendor digikey"),
        ("add 4 1000", "draft add D-3 311-1 1000 --bonded 77"),
        ("add RC0603 5", "draft add D-3 RC0603 5"),
        ("add D-9 RC0603 5", "draft add D-9 RC0603 5"),
        ("draft terms CofC yes", "draft terms D-3 CofC yes"),
        ("draft new x", "draft new x"),
        ("open 1", "part 311-1 --vendor digikey"),
        ("open 2", "order show AC-1"),
        ("open 3", "open-draft D-7"),
        ("open", "open-draft D-3"),
        ("release 4 5000", "release 311-1 77 5000 --draft D-3"),
        ("place", "place D-3"),
        ("look #2", "order look AC-1"),
        ("orders late", "orders late"),
        ("bonded --down", "bonded --down"),
    ):
        assert words_of(typed.split(), rows, "D-3") == words.split()
    assert words_of(["bonded", "RC", "MUN", "--down"], rows, "") == [
        *("bonded", "--filter", "RC MUN", "--down"),
    ]
    for typed in ("open 5", "release 2 5", "open 0"):
        with pytest.raises(Refusal):
            words_of(typed.split(), rows, "D-3")
    with pytest.raises(Refusal, match="No draft is open"):
        words_of(["place"], rows, "")


def test_a_long_list_comes_twenty_rows_at_a_time() -> None:
    said: list[str] = []
    shown = Shown("x", (), [f"{number}. row" for number in range(1, 46)])
    for count, last in ((20, "45 rows; 1 to 20."), (20, "45 rows; 21 to 40."), (5, "45 rows.")):
        said.clear()
        shown.page(said.append)
        assert len(said) == count + 1
        assert said[-1].startswith(last)


def test_keys_of_the_screen_are_commands_here() -> None:
    assert spoken("DigiKey has no such part: Enter changes it, x takes it out") == (
        "DigiKey has no such part"
    )
    assert spoken("ann, pts/3 has D-1. Nothing was reviewed: t takes it over.") == (
        "ann, pts/3 has D-1. Nothing was reviewed; `draft take-over` takes it over."
    )
    assert spoken("It cannot answer now. F5 asks again.") == (
        "It cannot answer now. Try it again later."
    )
    assert spoken("Press P. 5 of X takes them") == "Press P. 5 of X takes them"
    assert in_sheet(["the lines appear in 4 History as it works"]) == [
        "the lines appear in the history as it works"
    ]
    assert in_sheet(
        ["one for each vendor. Esc", "  leaves it unsent", "Esc, then c on", "the line asks."]
    ) == [
        "one for each vendor. An empty line leaves",
        "  it unsent",
        "`order change` asks.",
    ]


def test_nothing_of_ours_is_beyond_ascii_and_names_stay() -> None:
    ours = "○ Placed … “x” · 1 → 2 ✕ ▸ — ≥ ≤ × ✓ •"
    assert plain(ours).isascii()
    assert plain("Würth Ω") == "Würth Ω"
    assert "\x1b" not in plain("\x1b[31m")


def test_whatever_writes_comes_out_plain(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    PlainStream(sys.stdout).write("a\x1b[2Jb\rc\r\n“c”\n")
    assert capsys.readouterr().out == 'a\ufffd[2Jb\ufffdc\n"c"\n'
    PlainStream(sys.stdout).write("`bondroom orders --refresh`; `bondroom login ti` in a shell")
    assert capsys.readouterr().out == "`orders --refresh`; `bondroom login ti` in a shell"
    PlainStream(sys.stdout).write("`bondroom --help` lists all")
    assert capsys.readouterr().out == "`commands` lists all"


def test_no_word_is_cut_at_the_end_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "20")
    text = "one. a sentence of words that are whole\nshort\n"
    PlainStream(terminal := Terminal()).write(text)
    lines = terminal.getvalue().split("\n")
    assert max(map(len, lines)) <= 20
    assert " ".join(lines).split() == text.split()
    PlainStream(file := io.StringIO()).write(text)
    assert file.getvalue() == text
