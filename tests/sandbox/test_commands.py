"""The commands: what they print, what they change, and how they refuse."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.kit import FROZEN, START
from tests.sandbox.orders import line, order
from vendors.sandbox import commands
from vendors.sandbox.book import Book
from vendors.sandbox.commands import main
from vendors.sandbox.faults import KINDS, Faults
from vendors.sandbox.model import Change, Sale
from vendors.sandbox.tokens import Tokens

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """The book of the folder in which the commands run."""
    made, _ = Book.open(tmp_path, FROZEN)
    yield made
    made.close()


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str) -> tuple[int, str, str]:
        status = main(words, tmp_path)
        return status, *capsys.readouterr()

    return command


def test_advance_moves_the_clock_and_says_where_it_stands(run: Run, book: Book) -> None:
    status, said, _ = run("advance", "1d12h")
    assert status == 0
    assert book.now() == datetime.fromisoformat("2026-11-25T02:02:00+00:00")
    assert "2026-11-25T02:02:00" in said
    assert "invented" in said


def test_fault_alone_lists_all_there_are_and_what_is_on(run: Run, book: Book) -> None:
    Faults(book).put("latency", 3, seconds=2)
    status, said, _ = run("fault")
    assert status == 0
    for name, kind in KINDS.items():
        assert f"{name} " in said
        assert kind.words in said
    assert "on: latency, 3 times, seconds 2.0" in said
    assert "invented" in said


def test_fault_switches_on_and_off(run: Run, book: Book) -> None:
    faults = Faults(book)
    assert "on: drop-after, once" in run("fault", "drop-after")[1]
    assert "until cleared" in run("fault", "latency:-1:seconds=2")[1]
    assert [fault.name for fault in faults.all()] == ["drop-after", "latency"]
    status, said, _ = run("fault", "clear")
    assert (status, faults.all()) == (0, [])
    assert "None is on" in said


# -- the book


def test_the_book_as_json_is_what_another_process_compares(run: Run, book: Book) -> None:
    book.add(
        order(
            "AC-1",
            Sale(90, START, [line("A-ND", 2500, "0.00310", "7.75", line_id="1")]),
            Sale(91, START, [line("B-ND", 7, "1.1", "7.70", line_id="2", fee="7.00")], "M"),
        )
    )
    book.add(order("AC-2", Sale(92, START, [line("C-ND", 1, "1", "1.00")])))
    (held,) = json.loads(run("book", "--po", " ac-1 ", "--json")[1])
    assert held["po_number"] == "AC-1"
    assert held["currency"] == "USD"
    assert held["total"] == "22.45"
    assert [
        (one["number"], one["quantity"], one["unit_price"], one["total"]) for one in held["lines"]
    ] == [
        ("A-ND", 2500, "0.00310", "7.75"),
        ("B-ND", 7, "1.1", "7.70"),
    ]
    assert [(sale["id"], sale["total"]) for sale in held["sales_orders"]] == [
        (90, "7.75"),
        (91, "14.70"),
    ]
    assert held["lines"][0]["mpn"] == "MPN of A-ND"
    assert held["data"] == "invented"
    assert int(held["order_number"]) > 2**53
    assert len(json.loads(run("book", "--json")[1])) == 2
    assert json.loads(run("book", "--po", "AC", "--json")[1]) == []


def test_the_book_shows_what_was_asked_and_every_change(run: Run, book: Book) -> None:
    """Also those that nobody can read back yet."""
    put = order("AC-1", Sale(90, START, [line("A-ND", 100, "0.5", "50.00", line_id="1")]))
    put.body = '{"PurchaseOrderNumber": "AC-1", "OrderNotes": ["a note"]}'
    book.add(put)
    for quantity in (250, 250):
        changed = line("A-ND", quantity, "0.5", "125.00", line_id="1")
        changed.first = 100
        body = '[{"path": "/Quantity", "value": "250\\u001b[31m"}]'
        book.change(
            Change(
                90, 1, "ann", START, START + timedelta(minutes=1), "PATCH", "/p", body, [changed]
            )
        )
    (held,) = json.loads(run("book", "--json")[1])
    assert held["asked"]["OrderNotes"] == ["a note"]
    assert held["total"] == "125.00"
    (one,) = held["lines"]
    assert (one["first_quantity"], one["quantity"]) == (100, 250)
    assert len(held["changes"]) == 2
    assert held["changes"][0]["asked"][0]["path"] == "/Quantity"
    assert (held["changes"][0]["user"], held["changes"][0]["detail"]) == ("ann", 1)
    said = run("book")[1]
    assert said.count("changed by ann at 2026-11-23T14:02:00") == 2
    assert "\x1b" not in said


def test_lines_stand_in_the_buyers_order_whoever_ships_them(run: Run, book: Book) -> None:
    book.add(
        order(
            "AC-1",
            Sale(
                90,
                START,
                [line("first", 1, "1", "1", line_id="1"), line("tenth", 1, "1", "1", line_id="10")],
            ),
            Sale(91, START, [line("second", 1, "1", "1", line_id="2")], "M"),
        )
    )
    (held,) = json.loads(run("book", "--json")[1])
    assert [one["number"] for one in held["lines"]] == ["first", "second", "tenth"]


def test_the_book_for_people_shows_every_line_and_says_it_is_invented(run: Run, book: Book) -> None:
    book.add(order("AC-1", Sale(90, START, [line("A-ND", 2500, "0.00310", "7.75")])))
    status, said, _ = run("book")
    assert status == 0
    for words in ("AC-1", "sales orders 90", "7.75 USD", "A-ND", "2500", "0.00310", "invented"):
        assert words in said


def test_what_was_there_from_the_start_is_not_listed_as_ordered(run: Run, book: Book) -> None:
    book.add(order("OLD", Sale(90, START, [line("A-ND", 1, "1", "1")]), source="seed"))
    assert json.loads(run("book", "--json")[1]) == []
    assert len(json.loads(run("book", "--po", "OLD", "--json")[1])) == 1


def test_a_number_that_would_act_on_a_terminal_does_not(run: Run, book: Book) -> None:
    book.add(order("AC\x1b]0;owned\x07\u202e", Sale(90, START, [line("A-ND", 1, "1", "1")])))
    said = run("book")[1]
    assert "AC\ufffd]0;owned\ufffd\ufffd" in said
    assert "\x1b" not in said


def test_as_json_such_a_number_acts_on_no_terminal_and_is_whole(run: Run, book: Book) -> None:
    number = "AC\x1b]0;owned\x07\x9b7m\u202e\x7f"
    book.add(order(number, Sale(90, START, [line("A-ND", 1, "1", "1")])))
    said = run("book", "--json")[1]
    assert said.replace("\n", "").isprintable()
    assert said.isascii()
    assert json.loads(said)[0]["po_number"] == number


# -- status


def test_status_says_whether_it_runs_and_what_is_in_it(run: Run, book: Book) -> None:
    book.add(order("AC-1", Sale(90, START, [line("A-ND", 1, "1", "1")])))
    Faults(book).put("down")
    status, said, _ = run("status")
    assert status == 0
    assert "does not run" in said
    assert "2026-11-23T14:02:00.000000+00:00 there and stands still; 1 orders" in said
    assert "on: down, until cleared" in said
    assert "invented" in said


# -- refusals


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ((), "command"),
        (("dance",), "dance"),
        (("advance",), "by"),
        (("advance", "soon"), "soon"),
        (("advance", "9999d"), "ten years"),
        (("fault", "nothing"), "nothing"),
        (("fault", "latency:often"), "latency:often"),
        (("book", "--pox", "1"), "--pox"),
        (("serve", "--port", "http"), "http"),
        (("serve", "--port", "70000"), "70000"),
        (("serve", "--frozen", "soon"), "soon"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    run: Run, book: Book, words: tuple[str, ...], because: str
) -> None:
    status, said, complaint = run(*words)
    assert status == 2
    assert said == ""
    assert len(complaint.splitlines()) == 1
    assert because in complaint


@pytest.mark.parametrize("words", [("advance", "1d"), ("fault",), ("book", "--json"), ("status",)])
def test_without_a_sandbox_nothing_is_made_and_the_way_to_one_is_said(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    status, said, complaint = run(*words)
    assert (status, said) == (2, "")
    assert "`serve` makes one" in complaint
    assert list(tmp_path.iterdir()) == []


def test_a_limit_that_makes_no_sense_is_refused(
    run: Run, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(commands.LIMITS_VARIABLE, "none")
    status, _, complaint = run("serve")
    assert status == 2
    assert "'none' is no limit" in complaint


def test_help_says_that_it_is_invented(run: Run) -> None:
    status, said, _ = run("--help")
    assert status == 0
    assert "invented" in said
    assert "attended" not in run("serve", "--help")[1]


# -- in a process of its own


@pytest.mark.process
def test_it_runs_as_a_module_with_its_folder_anywhere_among_the_words(
    book: Book, tmp_path: Path
) -> None:
    book.add(order("AC-1", Sale(90, START, [line("A-ND", 3, "1.10", "3.30")])))
    module = [sys.executable, "-m", "vendors.sandbox"]
    for words in (
        ["book", "--po", "AC-1", "--json", "--folder", tmp_path],
        ["--folder", tmp_path, "book", "--po", "AC-1", "--json"],
    ):
        done = subprocess.run([*module, *words], capture_output=True, check=True, timeout=60)
        (held,) = json.loads(done.stdout)
        assert Decimal(held["total"]) == Decimal("3.3")
    for words in (["book"], ["book", "--folder"]):
        refused = subprocess.run([*module, *words], capture_output=True, check=False, timeout=60)
        assert refused.returncode == 2
        assert b"--folder" in refused.stderr


# -- the browser of a person who signs in

SIGN_IN = (
    "http://digikey.sandbox/v1/oauth2/authorize?response_type=code&client_id=bondroom-sandbox"
    "&redirect_uri=https%3A%2F%2Flocalhost&state=st%2Fate%2B1"
)


def test_browse_prints_where_the_browser_is_sent(run: Run, book: Book) -> None:
    status, said, _ = run("browse", SIGN_IN)
    assert status == 0
    back = urlsplit(said.strip())
    assert (back.scheme, back.netloc) == ("https", "localhost")
    query = parse_qs(back.query)
    assert query["state"] == ["st/ate+1"]
    granted = Tokens(book).redeem(query["code"][0], "https://localhost", "")
    assert granted is not None
    holder = Tokens(book).holder(granted["access_token"])
    assert holder is not None
    assert holder.user == "buyer1"


def test_browse_takes_an_address_that_was_marked_over_several_lines(
    run: Run, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = f"  {SIGN_IN[:60]}  \n  {SIGN_IN[60:]}\n\nwhat is typed next"
    monkeypatch.setattr("sys.stdin", io.StringIO(broken))
    status, said, _ = run("browse", "--user", "ann")
    assert status == 0
    assert "code=" in said


def test_browse_can_say_no(run: Run, book: Book) -> None:
    status, said, _ = run("browse", "--refuse", SIGN_IN)
    assert status == 0
    assert parse_qs(urlsplit(said.strip()).query) == {
        "error": ["access_denied"],
        "state": ["st/ate+1"],
    }


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://localhost/?code=1&state=2", "no address of the sandbox's sign-in"),
        ("https://api.digikey.com/v1/oauth2/authorize?client_id=x", "no address of the sandbox's"),
        (SIGN_IN.replace("bondroom-sandbox", "other"), "Invalid clientId"),
        (SIGN_IN.replace("localhost", "evil.example"), "Invalid redirection uri"),
    ],
)
def test_browse_signs_nobody_in_elsewhere(run: Run, book: Book, address: str, words: str) -> None:
    status, said, complaint = run("browse", address)
    assert (status, said) == (2, "")
    assert words in complaint
